# Warnings are errors everywhere but in a build by somebody else's compiler
# (-DMXSWEEP_WERROR=OFF).
option(MXSWEEP_WERROR "Treat warnings as errors" ON)
add_library(mxsweep_warnings INTERFACE)
target_compile_options(mxsweep_warnings INTERFACE -Wall -Wextra -Wpedantic
                       -Wconversion -Wshadow -Wswitch-enum)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(mxsweep_warnings INTERFACE -Wthread-safety)
endif()
if(MXSWEEP_WERROR)
  target_compile_options(mxsweep_warnings INTERFACE -Werror)
endif()
