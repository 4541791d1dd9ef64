# One way to declare each kind of target, so that flags and registration are
# in one place. Every source is listed by its folder's CMakeLists.txt.

# mxsweep_library(NAME SOURCES ... HEADERS ... DEPS ...)
function(mxsweep_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_sources(
    ${name}
    PUBLIC FILE_SET HEADERS
           BASE_DIRS "${PROJECT_SOURCE_DIR}"
           FILES ${ARG_HEADERS})
  # Target all_verify_interface_header_sets: every header compiles alone.
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(
    ${name}
    PUBLIC ${ARG_DEPS}
    PRIVATE mxsweep_warnings)
endfunction()

# mxsweep_add_sources(LIBRARY SOURCES ... HEADERS ...): a room of a library that
# lies in a folder of its own.
function(mxsweep_add_sources library)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS" ${ARGN})
  target_sources(${library} PRIVATE ${ARG_SOURCES})
  list(TRANSFORM ARG_HEADERS PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  target_sources(${library} PUBLIC FILE_SET HEADERS FILES ${ARG_HEADERS})
endfunction()

# What a build under ThreadSanitizer needs.
add_custom_target(tsan_tests)

# mxsweep_test(NAME SOURCES ... DEPS ... [LABELS ...]): a GoogleTest program
# that ctest runs test by test.
function(mxsweep_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} mxsweep_warnings
                                        GTest::gmock GTest::gtest_main)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 at -O3 sees overflows inside std::string and std::vector of
    # constant texts that are not there (its bugs 105329 and 105651).
    target_compile_options(${name} PRIVATE -Wno-restrict -Wno-array-bounds
                                           -Wno-stringop-overflow
                                           -Wno-stringop-overread)
  endif()
  if("tsan" IN_LIST ARG_LABELS)
    add_dependencies(tsan_tests ${name})
  endif()
  if(ARG_LABELS)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS
                                                           "${ARG_LABELS}")
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()
