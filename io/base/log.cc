#include "io/base/log.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <string>

#include "io/base/clock.h"
#include "io/base/printable.h"
#include "io/base/text_wrap.h"
#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

constexpr std::string_view kProgram = "mxsweep: ";
constexpr std::string_view kEraseLine = "\r\x1b[K";
constexpr std::string_view kNoColor = "\x1b[0m";
constexpr std::string_view kError = "\x1b[1;31m";
constexpr std::string_view kWarning = "\x1b[33m";

// By tone. The first 16 colours are those that users have chosen themselves.
constexpr std::array<std::string_view, 5> kColors = {"", "\x1b[1m", "\x1b[32m",
                                                     kWarning, "\x1b[2m"};

// Mutable and global because standard error is global, too.
struct LogState {
  std::atomic<LogLevel> level{LogLevel::kInfo};
  std::atomic<bool> colors{false};
  std::atomic<LogFormat> format{LogFormat::kText};
  std::mutex mutex;    // orders writes, guards the rest
  std::string status;  // what stands on the last line, or empty
  bool aside = false;  // something else stands there: see StatusAside
};

LogState& state() {
  static LogState instance;
  return instance;
}

bool in_json() {
  return state().format.load(std::memory_order_relaxed) == LogFormat::kJson;
}

void append_escape(std::string& line, std::string_view character) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto last = static_cast<unsigned char>(character.back());
  line += "\\u00";
  line += kDigits[last >> 4U];
  line += kDigits[last & 0xFU];
}

// RFC 8259, of which no octet is a control character.
void append_json_string(std::string& line, std::string_view text) {
  line += '"';
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    const std::string_view character = text.substr(0, step.bytes);
    if (!step.valid || turns_direction(character)) {
      line += kReplacementCharacter;
    } else if (character == "\"" || character == "\\") {
      line += '\\';
      line += character;
    } else if (!is_printable(character)) {
      append_escape(line, character);
    } else {
      line += character;
    }
    text.remove_prefix(step.bytes);
  }
  line += '"';
}

std::string time_text() {
  constexpr std::int64_t kSecondUs = 1'000'000;
  const std::time_t seconds = wall_time_us() / kSecondUs;
  std::tm parts{};
  std::array<char, sizeof("2026-01-31T23:59:59Z")> text{};
  ::gmtime_r(&seconds, &parts);
  return {text.data(), std::strftime(text.data(), text.size(),
                                     "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void append_number(std::string& line, double value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  line.append(text.data(), end.ptr);
}

std::string json_line(std::string_view level, std::string_view text,
                      std::span<const LogField> fields) {
  std::string line = "{\"time\":\"" + time_text() + "\",\"level\":\"";
  line += level;
  line += "\",\"message\":";
  append_json_string(line, text);
  for (const LogField& field : fields) {
    line += ',';
    append_json_string(line, field.key);
    line += ':';
    append_number(line, field.value);
  }
  return line + "}\n";
}

void append_colored(std::string& line, std::string_view color,
                    std::string_view text, bool several_lines = false) {
  const bool colored =
      !color.empty() && state().colors.load(std::memory_order_relaxed);
  line += colored ? color : std::string_view{};
  append_printable(line, text, several_lines);
  line += colored ? kNoColor : std::string_view{};
}

std::string in_colors(std::span<const TonedText> parts, bool several_lines) {
  std::string line;
  for (const TonedText& part : parts) {
    append_colored(line, kColors[static_cast<std::size_t>(part.tone)],
                   part.text, several_lines);
  }
  return line;
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

// REQUIRES: the lock is held
std::string_view shown_status() {
  return state().aside ? std::string_view() : state().status;
}

// By level.
struct Label {
  std::string_view name;
  std::string_view text;
  std::string_view color{};
};

constexpr std::array kLabels = {Label{"error", "error: ", kError},
                                Label{"warning", "warning: ", kWarning},
                                Label{"info", ""}};

// The text and its line end, wrapped behind what stands before it.
std::string message_lines(std::string_view text, std::size_t column) {
  std::string line;
  append_printable(line, text);
  const std::size_t columns = log_is_terminal() ? log_columns() : 0;
  if (columns < 2 * column) {
    return line + '\n';
  }
  std::string lines;
  append_wrapped(line, column, lines, columns);
  return lines;
}

void write_message(LogLevel level, std::string_view text,
                   std::span<const LogField> fields = {}) {
  LogState& log = state();
  if (level > log.level.load(std::memory_order_relaxed)) {
    return;
  }
  const Label& label = kLabels[static_cast<std::size_t>(level)];
  const std::lock_guard lock(log.mutex);
  if (in_json()) {
    write_stderr(json_line(label.name, text, fields));
    return;
  }
  const std::string_view status = shown_status();
  std::string line(status.empty() ? std::string_view() : kEraseLine);
  line += kProgram;
  append_colored(line, label.color, label.text);
  line += message_lines(text, kProgram.size() + label.text.size());
  line += status;
  write_stderr(line);
}

}  // namespace

void set_log_level(LogLevel level) {
  state().level.store(level, std::memory_order_relaxed);
}

void set_log_format(LogFormat format) {
  state().format.store(format, std::memory_order_relaxed);
}

void log_error(std::string_view text) {
  write_message(LogLevel::kError, text);
}

void log_warning(std::string_view text) {
  write_message(LogLevel::kWarning, text);
}

void log_info(std::string_view text, std::span<const LogField> fields) {
  write_message(LogLevel::kInfo, text, fields);
}

void set_log_colors(bool wanted) {
  state().colors.store(wanted, std::memory_order_relaxed);
}

void log_text(std::span<const TonedText> parts) {
  LogState& log = state();
  if (in_json()) {
    std::string text;
    for (const TonedText& part : parts) {
      text += part.text;
    }
    write_message(LogLevel::kInfo, text);
    return;
  }
  const std::lock_guard lock(log.mutex);
  write_stderr(in_colors(parts, true));
}

void log_status(std::span<const TonedText> parts) {
  LogState& log = state();
  const std::lock_guard lock(log.mutex);
  if ((parts.empty() && log.status.empty()) || in_json()) {
    return;
  }
  log.status = in_colors(parts, false);
  if (log.aside) {
    return;
  }
  std::string line(kEraseLine);
  line += log.status;
  write_stderr(line);
}

StatusAside::StatusAside(bool ends_line)
    : lock_(state().mutex), ends_line_(ends_line) {
  if (!shown_status().empty()) {
    write_stderr(kEraseLine);
  }
}

StatusAside::~StatusAside() {
  state().aside = !ends_line_;
  write_stderr(shown_status());
}

std::size_t log_columns() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  const bool known =
      ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
  return known ? size.ws_col : kUsual;
}

bool log_is_terminal() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  const char* kind = std::getenv("TERM");
  return !in_json() && ::isatty(STDERR_FILENO) == 1 &&
         (kind == nullptr || std::string_view(kind) != "dumb");
}

}  // namespace mxsweep::io
