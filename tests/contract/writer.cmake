# The contract of every table writer, read back by independent readers.
mxsweep_test(
  writer_contract_test
  SOURCES "${CMAKE_CURRENT_LIST_DIR}/writer_contract_test.cc"
  DEPS mxsweep_io_table nlohmann_json::nlohmann_json
  LABELS contract)
if(MXSWEEP_PARQUET)
  target_compile_definitions(writer_contract_test
                             PRIVATE MXSWEEP_HAVE_PARQUET)
endif()
