#include "io/proc/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "io/base/check.h"
#include "io/base/clock.h"

namespace mxsweep::io {
namespace {

constexpr int kPollMs = 100;  // how late the drainer sees its stop
constexpr int kReapPollMs = 5;
constexpr int kExecFailed = 127;

Error spawn_error(std::string_view program, std::string_view step, int error) {
  std::string what = "cannot start ";
  what += program;
  what += ": ";
  what += step;
  what += ": ";
  what += std::generic_category().message(error);
  return {ErrorCode::kResolver, error, std::move(what)};
}

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

std::optional<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::nullopt;
  }
  return Pipe{.read = UniqueFd(ends[0]), .write = UniqueFd(ends[1])};
}

// The reading end of a pipe that holds all of `text` and then ends, so that
// nobody has to feed it.
std::optional<UniqueFd> filled_pipe(std::string_view text) {
  if (text.size() > kInputBytesMax) {
    errno = EFBIG;
    return std::nullopt;
  }
  std::optional<Pipe> pipe = open_pipe();
  if (!pipe) {
    return std::nullopt;
  }
  const int room = ::fcntl(pipe->write.get(), F_GETPIPE_SZ);
  if (static_cast<std::size_t>(std::max(room, 0)) < text.size() &&
      ::fcntl(pipe->write.get(), F_SETPIPE_SZ, static_cast<int>(text.size())) <
          0) {
    return std::nullopt;
  }
  while (!text.empty()) {
    const ssize_t wrote = ::write(pipe->write.get(), text.data(), text.size());
    if (wrote < 0 && errno != EINTR) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(wrote, 0)));
  }
  return std::move(pipe->read);
}

// Everything the child needs between fork and exec, made before the fork:
// after it, in a program with threads, only async-signal-safe calls are left.
struct ChildSetup {
  char* const* argv;
  int input_fd;
  int output_fd;
  pid_t parent;
};

// 0, or the errno of what failed.
int prepare_child(const ChildSetup& setup) {
  sigset_t none;
  sigemptyset(&none);

  struct sigaction standard {};

  standard.sa_handler = SIG_DFL;
  const bool ready = ::setpgid(0, 0) == 0 &&
                     ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
                     ::pthread_sigmask(SIG_SETMASK, &none, nullptr) == 0 &&
                     ::sigaction(SIGPIPE, &standard, nullptr) == 0 &&
                     ::sigaction(SIGINT, &standard, nullptr) == 0 &&
                     ::dup2(setup.input_fd, STDIN_FILENO) >= 0 &&
                     ::dup2(setup.output_fd, STDOUT_FILENO) >= 0 &&
                     ::dup2(setup.output_fd, STDERR_FILENO) >= 0;
  if (!ready) {
    return errno;
  }
  // The parent may have died before prctl() took effect.
  if (::getppid() != setup.parent) {
    return ESRCH;
  }
  return 0;
}

[[noreturn]] void run_child(const ChildSetup& setup, int report_fd) {
  int error = prepare_child(setup);
  if (error == 0) {
    ::execv(setup.argv[0], setup.argv);
    error = errno;
  }
  static_cast<void>(!::write(report_fd, &error, sizeof(error)));
  ::_exit(kExecFailed);
}

// 0 when exec() closed the pipe, else what the child reported.
int read_report(int fd) {
  int error = 0;
  ssize_t got = 0;
  do {
    got = ::read(fd, &error, sizeof(error));
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof(error)) ? error : 0;
}

void reap(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::spawn(
    const ChildOptions& options) {
  MXSWEEP_CHECK(!options.argv.empty());
  const std::string& program = options.argv.front();
  std::optional<Pipe> output = open_pipe();
  std::optional<Pipe> report = open_pipe();
  if (!output || !report) {
    return spawn_error(program, "no descriptor for its output", errno);
  }
  std::optional<UniqueFd> input = filled_pipe(options.input);
  if (!input) {
    return spawn_error(program, "no room for its input", errno);
  }
  std::vector<std::string> words = options.argv;
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  const ChildSetup setup{.argv = argv.data(),
                         .input_fd = input->get(),
                         .output_fd = output->write.get(),
                         .parent = ::getpid()};
  const pid_t pid = ::fork();
  if (pid < 0) {
    return spawn_error(program, "no new process", errno);
  }
  if (pid == 0) {
    run_child(setup, report->write.get());
  }
  report->write.reset();
  const int error = read_report(report->read.get());
  if (error != 0) {
    reap(pid);
    return spawn_error(program, "it cannot be executed", error);
  }
  std::unique_ptr<ChildProcess> child(
      new ChildProcess(pid, std::move(output->read)));
  try {
    child->listen();
  } catch (const std::system_error& refusal) {
    return spawn_error(program, "no thread for its output",
                       refusal.code().value());
  }
  return child;
}

ChildProcess::ChildProcess(pid_t pid, UniqueFd output)
    : pid_(pid), output_(std::move(output)) {}

void ChildProcess::listen() {
  drainer_ =
      std::jthread([this](const std::stop_token& stop) { drain_output(stop); });
}

ChildProcess::~ChildProcess() {
  terminate(kGraceDefault);
}

// Runs on its own thread so that a talkative child never blocks on a full
// pipe. A grandchild may hold the pipe open, so its end is not waited for.
void ChildProcess::drain_output(const std::stop_token& stop) {
  std::array<char, 4096> chunk{};
  while (true) {
    pollfd waiting{.fd = output_.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, kPollMs);
    if (ready <= 0) {
      if (stop.stop_requested()) {
        return;
      }
      continue;
    }
    const ssize_t got = ::read(output_.get(), chunk.data(), chunk.size());
    if (got <= 0) {
      return;
    }
    const std::lock_guard lock(tail_mutex_);
    tail_.append(chunk.data(), static_cast<std::size_t>(got));
    if (tail_.size() > kOutputTailBytes) {
      tail_.erase(0, tail_.size() - kOutputTailBytes);
    }
  }
}

bool ChildProcess::is_running() {
  if (wait_status_.has_value()) {
    return false;
  }
  int status = 0;
  const pid_t reaped = ::waitpid(pid_, &status, WNOHANG);
  if (reaped == 0 || (reaped < 0 && errno == EINTR)) {
    return true;
  }
  wait_status_ = reaped == pid_ ? status : 0;
  return false;
}

bool ChildProcess::wait_gone(Duration limit) {
  const SteadyClock clock;
  const Instant deadline = clock.now() + limit;
  while (is_running()) {
    if (clock.now() >= deadline) {
      return false;
    }
    static_cast<void>(::poll(nullptr, 0, kReapPollMs));
  }
  return true;
}

void ChildProcess::terminate(Duration grace) {
  if (!is_running()) {
    return;
  }
  ::kill(-pid_, SIGTERM);
  if (wait_gone(grace)) {
    return;
  }
  ::kill(-pid_, SIGKILL);
  int status = 0;
  pid_t reaped = 0;
  do {
    reaped = ::waitpid(pid_, &status, 0);
  } while (reaped < 0 && errno == EINTR);
  wait_status_ = status;
}

std::optional<std::string> ChildProcess::ending() {
  if (is_running()) {
    return std::nullopt;
  }
  const int status = *wait_status_;
  if (WIFSIGNALED(status)) {
    return "signal " + std::to_string(WTERMSIG(status));
  }
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

std::string ChildProcess::output_tail() {
  if (!is_running() && drainer_.joinable()) {
    drainer_.request_stop();
    drainer_.join();
  }
  const std::lock_guard lock(tail_mutex_);
  return tail_;
}

std::optional<std::string> find_program(std::string_view name) {
  const std::string wanted(name);
  if (name.find('/') != std::string_view::npos) {
    return ::access(wanted.c_str(), X_OK) == 0 ? std::optional(wanted)
                                               : std::nullopt;
  }
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  const char* path = std::getenv("PATH");
  std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  folders += ":/usr/sbin:/sbin";
  std::size_t from = 0;
  while (from < folders.size()) {
    const std::size_t to = std::min(folders.find(':', from), folders.size());
    std::string candidate = folders.substr(from, to - from);
    candidate += '/';
    candidate += wanted;
    // An empty folder would mean the current one: not wanted for programs.
    if (to > from && ::access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    from = to + 1;
  }
  return std::nullopt;
}

}  // namespace mxsweep::io
