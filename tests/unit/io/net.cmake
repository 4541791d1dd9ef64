mxsweep_test(endpoint_test SOURCES unit/io/endpoint_test.cc DEPS mxsweep_io_net)
mxsweep_test(tx_queue_test SOURCES unit/io/tx_queue_test.cc DEPS mxsweep_io_net)
mxsweep_test(packet_filter_test SOURCES unit/io/packet_filter_test.cc
             DEPS mxsweep_io_net)
mxsweep_test(packet_headers_test SOURCES unit/io/packet_headers_test.cc
             DEPS mxsweep_io_net)
mxsweep_test(receive_buffer_test SOURCES unit/io/receive_buffer_test.cc
             DEPS mxsweep_io_net)
mxsweep_test(stream_limit_test SOURCES unit/io/stream_limit_test.cc
             DEPS mxsweep_io_net)
