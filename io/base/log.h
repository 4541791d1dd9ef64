// Messages for the person at the terminal: one line each on standard error,
// "mxsweep: warning: ...". Result data never goes through here. Any thread may
// call any function; lines are never torn. Text may quote hostile input, so
// control characters (C0, DEL, C1), those that turn the direction of writing,
// and what is no UTF-8 are shown as '?'; in JSON they are escapes. A status
// line (the progress bar) is kept below the messages; it is meant for terminals
// only. Colours are shown once they are asked for. On a terminal a message that
// is longer than a line is wrapped between words; anywhere else, where programs
// may read it, it stays one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace mxsweep::io {

enum class LogLevel : std::uint8_t { kError, kWarning, kInfo };

// Messages above this level are dropped; kInfo until told otherwise.
void set_log_level(LogLevel level);

// Labels and tones in colours; not until told so.
void set_log_colors(bool wanted);

enum class LogFormat : std::uint8_t {
  kText,
  kJson,  // one object a line: time, level, message, fields; no status line
};

// kText until told otherwise.
void set_log_format(LogFormat format);

// A number beside a message, for programs.
struct LogField {
  std::string_view key;  // a word
  double value = 0;
};

// What a part of a text is to a person; the colour follows from it.
enum class Tone : std::uint8_t { kPlain, kStrong, kGood, kAttention, kFaint };

struct TonedText {
  std::string text;
  Tone tone = Tone::kPlain;
};

void log_error(std::string_view text);
void log_warning(std::string_view text);
void log_info(std::string_view text, std::span<const LogField> fields = {});

// Replaces the status line; none at all removes it. The status line is shown at
// every level: a caller that is to be quiet does not set one. It must fit into
// a line of the terminal.
void log_status(std::span<const TonedText> parts);

// While one lives, the status line is away and whoever logs waits, so that what
// is written meanwhile to the same terminal, the rows of a table, stands above
// the line. Where that ends within a line the status line stays away until more
// is written.
class StatusAside {
 public:
  explicit StatusAside(bool ends_line);
  ~StatusAside();
  StatusAside(const StatusAside&) = delete;
  StatusAside& operator=(const StatusAside&) = delete;

 private:
  const std::lock_guard<std::mutex> lock_;
  const bool ends_line_;
};

// A text of several lines for people (a summary), as it is but for its colours;
// in JSON one message.
void log_text(std::span<const TonedText> parts);

// Whether standard error is a terminal that can redraw a line.
[[nodiscard]] bool log_is_terminal();

// Columns of the terminal at standard error at this moment; 80 when it does not
// say. To be asked again whenever something is shown: windows change.
[[nodiscard]] std::size_t log_columns();

}  // namespace mxsweep::io
