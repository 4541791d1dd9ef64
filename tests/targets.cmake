# How a test is declared: flags and registration are in one place.

# What a build under ThreadSanitizer needs.
add_custom_target(tsan_tests)

# The tests' own sources need not be fast, and take half as long to compile so.
# What they test is in libraries, which are as users get them.
set(MXSWEEP_TEST_OPTIONS "")
if(MXSWEEP_SANITIZE)
  set(MXSWEEP_TEST_OPTIONS -O0)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(MXSWEEP_TEST_OPTIONS -O1)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 at -O3 sees overflows inside std::string and std::vector of constant
  # texts that are not there (its bugs 105329 and 105651).
  list(APPEND MXSWEEP_TEST_OPTIONS -Wno-restrict -Wno-array-bounds
       -Wno-stringop-overflow -Wno-stringop-overread)
endif()

# mxsweep_test(NAME SOURCES ... DEPS ... [LABELS ...] [SHORT FILTER]
# [AT_ONCE PARTS]): a GoogleTest program, which ctest runs whole. SHORT is for
# one that takes too long under a sanitizer: there only the cases of that filter
# are run as NAME.short, and NAME itself carries the label `once`. AT_ONCE is
# for one whose cases wait: they are divided among so many processes.
function(mxsweep_test name)
  cmake_parse_arguments(ARG "" "SHORT;AT_ONCE" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} mxsweep_warnings
                                        GTest::gmock GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${MXSWEEP_TEST_OPTIONS})
  target_precompile_headers(${name} REUSE_FROM mxsweep_test_headers)
  if("tsan" IN_LIST ARG_LABELS)
    add_dependencies(tsan_tests ${name})
  endif()
  set(command $<TARGET_FILE:${name}>)
  if(ARG_AT_ONCE)
    set(command sh "${PROJECT_SOURCE_DIR}/tests/support/at_once.sh"
                ${ARG_AT_ONCE} ${command})
  endif()
  add_test(NAME ${name} COMMAND ${command})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}")
  if(ARG_SHORT AND MXSWEEP_SANITIZE)
    add_test(NAME ${name}.short COMMAND ${name} --gtest_filter=${ARG_SHORT})
    set_tests_properties(${name}.short PROPERTIES LABELS "${ARG_LABELS}")
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS};once")
  endif()
endfunction()
