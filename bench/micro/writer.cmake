# Rows per second of every table writer.
add_executable(mxsweep_writer_bench
               "${CMAKE_CURRENT_LIST_DIR}/writer_bench.cc")
target_include_directories(mxsweep_writer_bench
                           PRIVATE "${PROJECT_SOURCE_DIR}")
target_link_libraries(mxsweep_writer_bench
                      PRIVATE mxsweep_io_table mxsweep_warnings
                              benchmark::benchmark)
