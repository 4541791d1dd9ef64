// The exit codes of the program, documented by --help and the man page from
// the table below. Constants, any thread.
#pragma once

#include <array>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep {

inline constexpr int kExitComplete = 0;
inline constexpr int kExitInternal = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInput = 3;
inline constexpr int kExitOutput = 4;
inline constexpr int kExitNetwork = 5;
inline constexpr int kExitResolver = 6;
inline constexpr int kExitSilence = 7;
inline constexpr int kExitUnknown = 8;
inline constexpr int kExitDistrust = 9;
inline constexpr int kExitStopped = 10;
inline constexpr int kExitMemory = 11;
inline constexpr int kExitNothing = 12;
inline constexpr int kExitUnfit = 13;
inline constexpr int kExitChanged = 14;
inline constexpr int kExitBusy = 15;
inline constexpr int kExitInterrupted = 130;  // 128 + SIGINT, as shells do

struct ExitCode {
  int code;
  std::string_view meaning;
};

inline constexpr std::array kExitCodes = {
    ExitCode{kExitComplete, "complete: every input line has its result"},
    ExitCode{kExitInternal,
             "internal error: a record was lost or written twice"},
    ExitCode{kExitUsage, "wrong usage: a flag or its value"},
    ExitCode{kExitInput, "the list of names, or a result, cannot be read"},
    ExitCode{kExitOutput, "the result cannot be written"},
    ExitCode{kExitNetwork, "no sockets, descriptors or network"},
    ExitCode{kExitResolver, "the private unbound does not start, or it ended"},
    ExitCode{kExitSilence, "no resolver answers: the result is partial"},
    ExitCode{kExitUnknown, "most names are unknown: the result is partial"},
    ExitCode{kExitDistrust,
             "all resolvers of -r make answers up or do not recurse"},
    ExitCode{kExitStopped, "stopped by --max-runtime or --max-names: partial"},
    ExitCode{kExitMemory, "no memory: the result is partial"},
    ExitCode{kExitNothing, "no name could be asked: the result is partial"},
    ExitCode{kExitUnfit, "mxsweep doctor: something is not fit"},
    ExitCode{kExitChanged, "mxsweep diff: something changed"},
    ExitCode{kExitBusy, "another run is writing this result"},
    ExitCode{kExitInterrupted, "interrupted: the result is partial"},
};

[[nodiscard]] int exit_code(io::ErrorCode code);

}  // namespace mxsweep
