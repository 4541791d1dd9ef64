# Run by the build, not included: writes OUT, a header with the commit of
# SOURCE, if that is another one than OUT has. "unknown" outside a checkout.
set(commit "unknown")
find_program(GIT git)
if(GIT)
  execute_process(
    COMMAND "${GIT}" -C "${SOURCE}" rev-parse --short=12 HEAD
    OUTPUT_VARIABLE found
    RESULT_VARIABLE failed
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(failed EQUAL 0)
    set(commit "${found}")
    execute_process(
      COMMAND "${GIT}" -C "${SOURCE}" diff-index --quiet HEAD --
      RESULT_VARIABLE changed
      OUTPUT_QUIET ERROR_QUIET)
    if(NOT changed EQUAL 0)
      string(APPEND commit " and changes")
    endif()
  endif()
endif()

set(text
    "// The commit that the program was built from.
#pragma once

#include <string_view>

namespace mxsweep {

inline constexpr std::string_view kCommit = \"${commit}\";

}  // namespace mxsweep
")
set(old "")
if(EXISTS "${OUT}")
  file(READ "${OUT}" old)
endif()
if(NOT old STREQUAL text)
  file(WRITE "${OUT}" "${text}")
endif()
