# A long run in virtual time; the suite has a short form, engine_soak_test.
if(MXSWEEP_TESTS)
  add_executable(mxsweep_soak "${CMAKE_CURRENT_LIST_DIR}/main.cc"
                              "${PROJECT_SOURCE_DIR}/tests/sim/soak.cc")
  target_include_directories(mxsweep_soak PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(mxsweep_soak PRIVATE mxsweep_sim mxsweep_warnings)
  target_compile_options(mxsweep_soak PRIVATE ${MXSWEEP_TEST_OPTIONS})
endif()
