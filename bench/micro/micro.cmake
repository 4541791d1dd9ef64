# The parts one by one: mxsweep_micro_bench, and mxsweep_writer_bench of
# writer.cmake.
add_executable(
  mxsweep_micro_bench
  "${CMAKE_CURRENT_LIST_DIR}/codec_bench.cc"
  "${CMAKE_CURRENT_LIST_DIR}/engine_bench.cc"
  "${CMAKE_CURRENT_LIST_DIR}/messages.cc"
  "${CMAKE_CURRENT_LIST_DIR}/places_bench.cc"
  "${CMAKE_CURRENT_LIST_DIR}/reader_bench.cc"
  "${CMAKE_CURRENT_LIST_DIR}/ring_bench.cc"
  "${PROJECT_SOURCE_DIR}/tests/support/encoders.cc"
  "${PROJECT_SOURCE_DIR}/tests/support/mmdb_file.cc")
target_include_directories(mxsweep_micro_bench PRIVATE "${PROJECT_SOURCE_DIR}")
target_link_libraries(mxsweep_micro_bench PRIVATE mxsweep_run mxsweep_warnings
                                                  benchmark::benchmark_main)

add_executable(mxsweep_list_bench "${CMAKE_CURRENT_LIST_DIR}/list_bench.cc")
target_include_directories(mxsweep_list_bench PRIVATE "${PROJECT_SOURCE_DIR}")
target_link_libraries(mxsweep_list_bench PRIVATE mxsweep_list mxsweep_warnings
                                                 benchmark::benchmark)

# A few microseconds each: they must run, how fast does not matter here.
foreach(program micro writer list)
  add_test(NAME bench_${program} COMMAND mxsweep_${program}_bench
                                         --benchmark_min_time=0.00001)
  set_tests_properties(bench_${program} PROPERTIES LABELS bench TIMEOUT 120)
endforeach()
