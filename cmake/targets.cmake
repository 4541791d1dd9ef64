# One way to declare each kind of target, so that flags and registration are
# in one place. Every source is listed by its folder's CMakeLists.txt.

# g++ copies up to 255 octets, and clears so many, with string instructions,
# which take thirty cycles to begin; most copies here are of a name. (Other
# processors have no such instructions, and clang uses none.)
include(CheckCXXCompilerFlag)
set(MXSWEEP_COPY_OPTIONS
    -mmemcpy-strategy=libcall:-1:noalign
    -mmemset-strategy=unrolled_loop:256:noalign,libcall:-1:noalign)
string(JOIN " " MXSWEEP_COPY_FLAGS ${MXSWEEP_COPY_OPTIONS})
check_cxx_compiler_flag("${MXSWEEP_COPY_FLAGS}" MXSWEEP_HAS_COPY_OPTIONS)
if(NOT MXSWEEP_HAS_COPY_OPTIONS)
  set(MXSWEEP_COPY_OPTIONS "")
endif()

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
  target_compile_options(${name} PRIVATE ${MXSWEEP_COPY_OPTIONS})
  target_link_libraries(
    ${name}
    PUBLIC ${ARG_DEPS}
    PRIVATE mxsweep_warnings)
endfunction()

# mxsweep_small(TARGET) or mxsweep_small(SOURCES ...): what runs once a run is
# built to be small, for templates of libraries make most of it (CLI11,
# nlohmann-json) and nobody waits for it.
function(mxsweep_small)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    return()
  endif()
  if(TARGET "${ARGV0}")
    target_compile_options(${ARGV0} PRIVATE -Os)
  else()
    set_source_files_properties(${ARGV} PROPERTIES COMPILE_OPTIONS -Os)
  endif()
endfunction()

# mxsweep_add_sources(LIBRARY SOURCES ... HEADERS ...): a room of a library that
# lies in a folder of its own.
function(mxsweep_add_sources library)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS" ${ARGN})
  target_sources(${library} PRIVATE ${ARG_SOURCES})
  list(TRANSFORM ARG_HEADERS PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  target_sources(${library} PUBLIC FILE_SET HEADERS FILES ${ARG_HEADERS})
endfunction()
