# Unit tests of io/base, io/file and io/proc.
set(_dir "${CMAKE_CURRENT_LIST_DIR}")
mxsweep_test(
  io_base_test
  SOURCES "${_dir}/log_test.cc" "${_dir}/prng_test.cc" "${_dir}/result_test.cc"
          "${_dir}/time_test.cc" "${_dir}/unique_fd_test.cc"
  DEPS mxsweep_io_base)
mxsweep_test(
  spsc_ring_test
  SOURCES "${_dir}/spsc_ring_test.cc"
  DEPS mxsweep_io_base
  LABELS tsan)
mxsweep_test(
  wake_up_test
  SOURCES "${_dir}/wake_up_test.cc"
  DEPS mxsweep_io_base
  LABELS tsan)
mxsweep_test(
  io_file_test
  SOURCES "${_dir}/atomic_file_test.cc" "${_dir}/line_reader_test.cc"
          "${_dir}/small_file_test.cc"
  DEPS mxsweep_io_file)
mxsweep_test(
  io_proc_test
  SOURCES "${_dir}/proc_test.cc"
  DEPS mxsweep_io_proc)
