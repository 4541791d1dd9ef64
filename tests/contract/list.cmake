# The contract of every format that a list of names may have.
mxsweep_test(
  list_contract_test
  SOURCES "${CMAKE_CURRENT_LIST_DIR}/list_contract_test.cc"
  DEPS mxsweep_list_rig
  LABELS contract)
if(MXSWEEP_PARQUET)
  target_compile_definitions(list_contract_test PRIVATE MXSWEEP_HAVE_PARQUET)
endif()
