# The contract of every decoder of input files.
mxsweep_test(
  source_contract_test
  SOURCES "${CMAKE_CURRENT_LIST_DIR}/source_contract_test.cc"
          "${CMAKE_CURRENT_LIST_DIR}/../support/encoders.cc"
  DEPS mxsweep_io_file
  LABELS contract)
