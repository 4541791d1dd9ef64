# FindArrowWheel: Arrow/Parquet C++ out of the pinned PyPI pyarrow wheel.
#
# Used only where find_package(Arrow CONFIG) finds no installed Arrow (Debian
# has none). The wheel is fetched with `pip download --require-hashes`, so pip
# verifies its sha256, then unpacked (a wheel is a zip): no Python package is
# installed, and no Python is needed at run time. Any Python 3 with pip will
# do; Debian's is python3 + python3-pip.
#
#   ARROW_WHEEL_REQUIREMENTS  requirements file: pyarrow==X --hash=sha256:...
#   ARROW_WHEEL_DIR           where it is unpacked; several builds may share
#                             it (default: <source>/.arrow-wheel)
#   ARROW_WHEEL_FILE          a wheel already on disk, for offline builds;
#                             its hash is checked all the same
#
# Targets: ArrowWheel::arrow  ArrowWheel::parquet
# Vars:    ArrowWheel_VERSION  ArrowWheel_SOVERSION
#          ArrowWheel_LIBRARIES_TO_BUNDLE  ArrowWheel_LICENSES
include(FindPackageHandleStandardArgs)

set(ARROW_WHEEL_REQUIREMENTS
    "${PROJECT_SOURCE_DIR}/cmake/arrow-wheel.txt"
    CACHE FILEPATH "Pin of the wheel that holds Arrow C++")
set(ARROW_WHEEL_DIR
    "${PROJECT_SOURCE_DIR}/.arrow-wheel"
    CACHE PATH "Where the Arrow wheel is unpacked")
set(ARROW_WHEEL_FILE
    ""
    CACHE FILEPATH "Arrow wheel on disk, for offline builds")

# The first Python that has pip: the one CMake finds may be a bare one.
function(_aw_find_pip result)
  find_package(Python3 QUIET COMPONENTS Interpreter)
  foreach(_python "${Python3_EXECUTABLE}" /usr/bin/python3)
    if(EXISTS "${_python}")
      execute_process(
        COMMAND "${_python}" -m pip --version
        RESULT_VARIABLE _rc
        OUTPUT_QUIET ERROR_QUIET)
      if(_rc EQUAL 0)
        set(${result} "${_python}" PARENT_SCOPE)
        return()
      endif()
    endif()
  endforeach()
  message(FATAL_ERROR "ArrowWheel: no Python 3 with pip found to fetch the "
                      "pinned wheel. Install python3-pip, or configure with "
                      "-DMXSWEEP_PARQUET=OFF.")
endfunction()

# Sets the name of the platform as the file names of wheels have it.
function(_aw_platform result)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(${result} manylinux_2_28_x86_64 PARENT_SCOPE)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(${result} manylinux_2_28_aarch64 PARENT_SCOPE)
  else()
    message(FATAL_ERROR "ArrowWheel: no wheel is pinned for "
                        "${CMAKE_SYSTEM_PROCESSOR}. Install Arrow C++, or "
                        "configure with -DMXSWEEP_PARQUET=OFF.")
  endif()
endfunction()

# Fetches and unpacks. The caller holds the lock of the directory, whose file
# (cmake.lock) must therefore survive the clearing.
function(_aw_unpack stamp)
  file(REMOVE_RECURSE "${ARROW_WHEEL_DIR}/dl")
  _aw_find_pip(_python)
  set(_source "")
  if(ARROW_WHEEL_FILE)
    get_filename_component(_directory "${ARROW_WHEEL_FILE}" DIRECTORY)
    set(_source --no-index --find-links "${_directory}")
  endif()
  # Platform and ABI are fixed, so that the same file (and hash) is chosen
  # whichever Python runs pip.
  _aw_platform(_platform)
  execute_process(
    COMMAND
      "${_python}" -m pip download --quiet --disable-pip-version-check
      --no-deps --require-hashes --only-binary=:all: --platform ${_platform}
      --python-version 3.11 --implementation cp --abi cp311 ${_source} --dest
      "${ARROW_WHEEL_DIR}/dl" -r "${ARROW_WHEEL_REQUIREMENTS}"
    RESULT_VARIABLE _rc
    ERROR_VARIABLE _error)
  if(NOT _rc EQUAL 0)
    message(FATAL_ERROR "ArrowWheel: cannot fetch the pinned wheel:\n"
                        "${_error}")
  endif()
  file(GLOB _wheel "${ARROW_WHEEL_DIR}/dl/pyarrow-*.whl")
  # Only now: what another build may be using stays until there is better.
  file(GLOB _old "${ARROW_WHEEL_DIR}/.pin-*" "${ARROW_WHEEL_DIR}/pyarrow*")
  if(_old)
    file(REMOVE_RECURSE ${_old})
  endif()
  file(
    ARCHIVE_EXTRACT
    INPUT "${_wheel}"
    DESTINATION "${ARROW_WHEEL_DIR}"
    PATTERNS "pyarrow/include/*" "pyarrow/libarrow.so.*"
             "pyarrow/libarrow_s3.so.*" "pyarrow/libparquet.so.*"
             "*.dist-info/licenses/*")
  file(REMOVE_RECURSE "${ARROW_WHEEL_DIR}/dl")
  file(TOUCH "${stamp}")
endfunction()

set_property(
  DIRECTORY
  APPEND
  PROPERTY CMAKE_CONFIGURE_DEPENDS "${ARROW_WHEEL_REQUIREMENTS}")
file(SHA256 "${ARROW_WHEEL_REQUIREMENTS}" _aw_pin)
# "2": with the library of S3, which is loaded when it is asked for.
set(_aw_stamp "${ARROW_WHEEL_DIR}/.pin-2-${_aw_pin}")
if(NOT EXISTS "${_aw_stamp}")
  # Builds configured at the same time share the directory: one unpacks, the
  # others wait and then find the stamp.
  file(MAKE_DIRECTORY "${ARROW_WHEEL_DIR}")
  file(LOCK "${ARROW_WHEEL_DIR}" DIRECTORY GUARD PROCESS TIMEOUT 900)
  if(NOT EXISTS "${_aw_stamp}")
    _aw_unpack("${_aw_stamp}")
  endif()
  file(LOCK "${ARROW_WHEEL_DIR}" DIRECTORY RELEASE)
endif()

set(_aw_root "${ARROW_WHEEL_DIR}/pyarrow")
set(_aw_config "")
if(EXISTS "${_aw_root}/include/arrow/util/config.h")
  file(STRINGS "${_aw_root}/include/arrow/util/config.h" _aw_config
       REGEX "^#define ARROW_(VERSION_STRING|SO_VERSION) ")
endif()
string(REGEX MATCH "ARROW_VERSION_STRING \"([0-9.]+)\"" _ "${_aw_config}")
set(ArrowWheel_VERSION "${CMAKE_MATCH_1}")
string(REGEX MATCH "ARROW_SO_VERSION \"([0-9]+)\"" _ "${_aw_config}")
set(ArrowWheel_SOVERSION "${CMAKE_MATCH_1}")
file(GLOB ArrowWheel_LICENSES
     "${ARROW_WHEEL_DIR}/pyarrow-*.dist-info/licenses/*")
set(ArrowWheel_LIBRARIES_TO_BUNDLE "")

function(_aw_target name deps)
  set(_lib "${_aw_root}/lib${name}.so.${ArrowWheel_SOVERSION}")
  if(NOT EXISTS "${_lib}" OR TARGET ArrowWheel::${name})
    return()
  endif()
  add_library(ArrowWheel::${name} SHARED IMPORTED GLOBAL)
  # Directories of imported targets are system ones: no warnings from there.
  set_target_properties(
    ArrowWheel::${name}
    PROPERTIES IMPORTED_LOCATION "${_lib}"
               IMPORTED_SONAME "lib${name}.so.${ArrowWheel_SOVERSION}"
               INTERFACE_COMPILE_FEATURES cxx_std_20
               INTERFACE_INCLUDE_DIRECTORIES "${_aw_root}/include"
               INTERFACE_LINK_LIBRARIES "${deps}")
endfunction()
_aw_target(arrow "")
_aw_target(parquet "ArrowWheel::arrow")
foreach(_aw_name arrow arrow_s3 parquet)
  list(APPEND ArrowWheel_LIBRARIES_TO_BUNDLE
       "${_aw_root}/lib${_aw_name}.so.${ArrowWheel_SOVERSION}")
endforeach()

find_package_handle_standard_args(
  ArrowWheel
  REQUIRED_VARS ArrowWheel_LIBRARIES_TO_BUNDLE ArrowWheel_SOVERSION
  VERSION_VAR ArrowWheel_VERSION)
