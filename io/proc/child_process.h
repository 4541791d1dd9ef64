// ChildProcess: one helper program of ours. The object owns the process: it
// ends with the object, and with the thread that spawned it (the kernel sends
// SIGKILL when that thread dies, so spawn from a thread that lives as long as
// the program). The child gets its own process group, so that Ctrl-C at the
// terminal reaches us and not it; standard input holds what it is given, at
// once and to the end; what it prints on
// either output is read by a small thread of ours, which keeps the last
// kOutputTailBytes. One owner thread; errors are ErrorCode::kResolver, since
// the private resolver is the only program ever started.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "io/base/result.h"
#include "io/base/time.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

inline constexpr std::size_t kOutputTailBytes = 8192;

// What every kernel lets an ordinary user put into one pipe.
inline constexpr std::size_t kInputBytesMax = 1U << 20U;

struct ChildOptions {
  std::vector<std::string> argv;  // argv[0] is the path of the program
  std::string input{};            // at most kInputBytesMax
};

class ChildProcess {
 public:
  // An Error also when the program cannot be executed.
  [[nodiscard]] static Result<std::unique_ptr<ChildProcess>> spawn(
      const ChildOptions& options);

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();  // terminate() with a grace of kGraceDefault

  [[nodiscard]] bool is_running();

  // SIGTERM to the process group, SIGKILL after `grace`; returns when the
  // child is gone. Harmless when it already is.
  void terminate(Duration grace);

  // False when it still runs after that.
  [[nodiscard]] bool wait_gone(Duration limit);

  // How it ended ("exit status 1", "signal 9"); nothing while it runs.
  [[nodiscard]] std::optional<std::string> ending();

  // The end of what it printed so far; all of it once the child has ended.
  [[nodiscard]] std::string output_tail();

  [[nodiscard]] pid_t pid() const { return pid_; }

  static constexpr Duration kGraceDefault = Duration::seconds(3);

 private:
  ChildProcess(pid_t pid, UniqueFd output);

  void listen();
  void drain_output(const std::stop_token& stop);
  pid_t pid_;
  std::optional<int> wait_status_;  // set once the child was reaped

  // Written by drainer_, read by output_tail().
  std::mutex tail_mutex_;
  std::string tail_;

  UniqueFd output_;       // drainer_ only
  std::jthread drainer_;  // last member: stops before the rest goes
};

// The path of an executable: looked up in PATH, then in /usr/sbin and /sbin,
// which are not in everybody's PATH. A name with a slash is taken as it is.
[[nodiscard]] std::optional<std::string> find_program(std::string_view name);

}  // namespace mxsweep::io
