mxsweep_test(
  transport_contract_test
  SOURCES contract/transport_contract_test.cc support/loopback_peer.cc
          support/network_pair.cc
  DEPS mxsweep_io_net
  AT_ONCE 6)
mxsweep_test(
  transport_sources_test
  SOURCES contract/transport_sources_test.cc support/loopback_peer.cc
          support/network_pair.cc
  DEPS mxsweep_io_net)
