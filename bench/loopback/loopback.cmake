# The resolver of the benchmarks, the bare limit, the source of names, the way
# between two networks, and bench/run.py, which runs most of them and the
# program against each other.
foreach(program responder bare_sender distance name_source)
  add_executable(mxsweep_${program}
                 "${CMAKE_CURRENT_LIST_DIR}/${program}.cc")
  target_include_directories(mxsweep_${program}
                             PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(mxsweep_${program}
                        PRIVATE mxsweep_warnings mxsweep_io_base CLI11::CLI11)
endforeach()
target_sources(
  mxsweep_responder
  PRIVATE "${CMAKE_CURRENT_LIST_DIR}/arrivals.cc"
          "${CMAKE_CURRENT_LIST_DIR}/forger.cc"
          "${CMAKE_CURRENT_LIST_DIR}/outbox.cc"
          "${CMAKE_CURRENT_LIST_DIR}/policer.cc"
          "${CMAKE_CURRENT_LIST_DIR}/zone.cc")
target_sources(mxsweep_distance
               PRIVATE "${CMAKE_CURRENT_LIST_DIR}/delay_line.cc")
target_link_libraries(mxsweep_bare_sender PRIVATE mxsweep_io_net)

find_package(Python3 COMPONENTS Interpreter REQUIRED)
add_test(NAME bench_loopback
         COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/bench/run.py"
                 --quick --build "${PROJECT_BINARY_DIR}")
set_tests_properties(bench_loopback PROPERTIES LABELS bench TIMEOUT 600
                                               SKIP_RETURN_CODE 77)

add_test(NAME bench_judging
         COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/bench/run_test.py")
set_tests_properties(bench_judging PROPERTIES LABELS bench TIMEOUT 60)

add_test(NAME bench_distance
         COMMAND Python3::Interpreter
                 "${PROJECT_SOURCE_DIR}/bench/distance_test.py"
                 "$<TARGET_FILE:mxsweep_distance>")
set_tests_properties(bench_distance PROPERTIES LABELS bench TIMEOUT 60
                                               SKIP_RETURN_CODE 77)
if(MXSWEEP_TESTS)
  mxsweep_test(bench_instruments_test
    SOURCES "${CMAKE_CURRENT_LIST_DIR}/instruments_test.cc"
            "${CMAKE_CURRENT_LIST_DIR}/arrivals.cc"
            "${CMAKE_CURRENT_LIST_DIR}/delay_line.cc"
            "${CMAKE_CURRENT_LIST_DIR}/policer.cc"
    DEPS mxsweep_io_base
    LABELS bench)
endif()
