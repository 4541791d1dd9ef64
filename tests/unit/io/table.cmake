# Tests of io/table.
set(_dir "${CMAKE_CURRENT_LIST_DIR}")
mxsweep_test(
  io_table_test
  SOURCES
    ${_dir}/table_column_gather_test.cc ${_dir}/table_leaf_test.cc
    ${_dir}/table_row_batch_test.cc
    ${_dir}/table_text_format_test.cc ${_dir}/table_writers_test.cc
  DEPS mxsweep_io_table)
if(MXSWEEP_PARQUET)
  mxsweep_test(
    io_table_parquet_test
    SOURCES ${_dir}/table_writer_parquet_test.cc
    DEPS mxsweep_io_table)
endif()
