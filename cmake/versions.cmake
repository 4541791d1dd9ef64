# What --version says: the compiler, and the libraries with their versions, as
# texts in MXSWEEP_COMPILER and MXSWEEP_LIBRARIES. Included after all packages
# were found. The commit is looked up at each build: commit.cmake.
string(TOLOWER "${CMAKE_CXX_COMPILER_ID}" MXSWEEP_COMPILER)
string(APPEND MXSWEEP_COMPILER " ${CMAKE_CXX_COMPILER_VERSION}"
       ", ${CMAKE_BUILD_TYPE}")

if(ArrowWheel_FOUND)
  set(_mxsweep_arrow "Arrow ${ArrowWheel_VERSION}")
elseif(Arrow_FOUND)
  set(_mxsweep_arrow "Arrow ${Arrow_VERSION}")
else()
  set(_mxsweep_arrow "no Arrow")
endif()

set(MXSWEEP_LIBRARIES
    "${_mxsweep_arrow}"
    "liburing ${LIBURING_VERSION}"
    "xxHash ${XXHASH_VERSION}"
    "CLI11 ${CLI11_VERSION}"
    "ICU ${ICU_VERSION}"
    "libpsl ${LIBPSL_VERSION}"
    "libmnl ${LIBMNL_VERSION}"
    "Abseil ${absl_VERSION}"
    "nlohmann-json ${nlohmann_json_VERSION}"
    "zlib ${ZLIB_VERSION}"
    "zstd ${ZSTD_VERSION}"
    "bzip2 ${BZIP2_VERSION_STRING}"
    "liblzma ${LZMA_VERSION}"
    "libarchive ${LIBARCHIVE_VERSION}"
    "libmaxminddb ${LIBMAXMINDDB_VERSION}")
list(JOIN MXSWEEP_LIBRARIES ", " MXSWEEP_LIBRARIES)
