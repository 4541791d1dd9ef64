#include "io/base/log.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <string>

namespace mxsweep::io {
namespace {

constexpr std::string_view kEraseLine = "\r\x1b[K";

// Mutable and global because standard error is global, too.
struct LogState {
  std::atomic<LogLevel> level{LogLevel::kInfo};
  std::mutex mutex;    // orders writes, guards `status`
  std::string status;  // what stands on the last line, or empty
};

LogState& state() {
  static LogState instance;
  return instance;
}

void append_printable(std::string& line, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    line.push_back(byte < 0x20 || byte == 0x7F ? '?' : c);
  }
}

// Nothing can be reported when standard error itself fails, so errors end it.
void write_stderr(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(STDERR_FILENO, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) {
      continue;
    }
    if (wrote <= 0) {
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

void write_message(LogLevel level, std::string_view label,
                   std::string_view text) {
  LogState& log = state();
  if (level > log.level.load(std::memory_order_relaxed)) {
    return;
  }
  const std::lock_guard lock(log.mutex);
  std::string line;
  if (!log.status.empty()) {
    line += kEraseLine;
  }
  line += "mxsweep: ";
  line += label;
  append_printable(line, text);
  line.push_back('\n');
  line += log.status;
  write_stderr(line);
}

}  // namespace

void set_log_level(LogLevel level) {
  state().level.store(level, std::memory_order_relaxed);
}

void log_error(std::string_view text) {
  write_message(LogLevel::kError, "error: ", text);
}

void log_warning(std::string_view text) {
  write_message(LogLevel::kWarning, "warning: ", text);
}

void log_info(std::string_view text) {
  write_message(LogLevel::kInfo, "", text);
}

void log_debug(std::string_view text) {
  write_message(LogLevel::kDebug, "debug: ", text);
}

void log_status(std::string_view text) {
  LogState& log = state();
  const std::lock_guard lock(log.mutex);
  if (text.empty() && log.status.empty()) {
    return;
  }
  log.status.clear();
  append_printable(log.status, text);
  std::string line(kEraseLine);
  line += log.status;
  write_stderr(line);
}

bool log_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

}  // namespace mxsweep::io
