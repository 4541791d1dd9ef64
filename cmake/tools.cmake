# What makes a build quicker without changing what is built.

# A compiler cache, where there is one and none was named. What it is told: a
# precompiled header's own time does not matter, and no source asks the time.
# To do without: -DCMAKE_CXX_COMPILER_LAUNCHER= (empty).
if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(MXSWEEP_CCACHE ccache)
  if(MXSWEEP_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env
        "CCACHE_SLOPPINESS=pch_defines,time_macros"
        "${MXSWEEP_CCACHE}")
  endif()
endif()
