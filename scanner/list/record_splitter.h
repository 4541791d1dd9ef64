// Dialect: how the fields of a delimited list are held apart. RecordSplitter:
// its lines to records. A field may be quoted (RFC 4180) and then span lines,
// but only if it closes at the end of a field within kRecordLinesMax lines, the
// record then has as many fields as most, and its lines are not records of that
// size with names themselves: else the quote is a character like any other, so
// that a stray one swallows no record. Fields are views without their quotes;
// what is doubled inside stays doubled. Hostile octets; bounded memory; one
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

inline constexpr std::size_t kRecordLinesMax = 20;
inline constexpr std::size_t kFieldsMax = 1024;  // what is behind is not seen

struct Dialect {
  char separator = ',';
  bool blanks = false;   // any run of blanks separates; quotes mean nothing
  bool wrapped = false;  // each line is one quoted field that holds the record
  bool wiki = false;     // pairs of the separator hold fields apart, too
  std::size_t fields = 0;  // of most records; 0: any number will do
  bool is_steady = false;  // nearly all records have just so many
  std::optional<std::size_t> column{};  // that holds the names, once known
  // Columns of fixed width: where each but the first begins (fixed_width.h).
  // Nothing separates then, and quotes mean nothing.
  std::vector<std::size_t> cuts{};
};

struct SplitLine {
  std::size_t count = 0;  // of fields, also those beyond kFieldsMax
  bool open = false;      // a quote is left open, and nothing else is said
  bool torn = false;      // something follows a closing quote in its field
};

// Into `fields`, which is cleared first. Without `quotes` these are characters.
SplitLine split_line(std::string_view line, const Dialect& dialect, bool quotes,
                     std::vector<std::string_view>& fields);

class RecordSplitter {
 public:
  explicit RecordSplitter(const Dialect& dialect) : dialect_(dialect) {}

  // Calls take(fields) for each record that the line completes; the views end
  // with that call, or with the line where `is_in_line`.
  template <class Take>
  void add(std::string_view line, const Take& take) {
    if (open_.empty() && try_line(line)) {
      take(fields(), !dialect_.wrapped);
      return;
    }
    open_.emplace_back(line);
    settle(false, take);
  }

  // No quote is open: the next line begins a record.
  [[nodiscard]] bool is_between() const { return open_.empty(); }

  // After the last line.
  template <class Take>
  void finish(const Take& take) {
    settle(true, take);
  }

 private:
  using Fields = std::span<const std::string_view>;

  [[nodiscard]] Fields fields() const { return fields_; }

  [[nodiscard]] bool try_line(std::string_view line);
  // How many of the open lines are a record.
  enum class Opened : std::uint8_t { kMore, kRecord, kStray };
  [[nodiscard]] Opened try_open(std::size_t lines);
  [[nodiscard]] Opened look_at_open(std::size_t& lines);
  [[nodiscard]] std::size_t split_alone(std::string_view line);
  [[nodiscard]] bool are_records(std::size_t lines);
  [[nodiscard]] bool has_name(std::size_t count) const;
  void take_literally(std::string_view line);

  template <class Take>
  void settle(bool at_end, const Take& take) {
    while (!open_.empty()) {
      std::size_t lines = 0;
      const Opened opened = look_at_open(lines);
      if (opened == Opened::kMore && !at_end &&
          open_.size() < kRecordLinesMax) {
        return;
      }
      if (opened != Opened::kRecord) {
        take_literally(open_.front());
        lines = 1;
      }
      take(fields(), false);
      open_.erase(open_.begin(),
                  open_.begin() + static_cast<std::ptrdiff_t>(lines));
      tried_ = 0;
    }
  }

  Dialect dialect_;
  std::vector<std::string_view> fields_;
  std::vector<std::string> open_;  // lines since a quote was opened
  std::size_t tried_ = 0;          // of these, without an end of the record
  std::string joined_;
};

// Of a field with one quote, at its beginning or its end.
[[nodiscard]] std::string_view without_stray_quote(std::string_view field);

// Where doubled quotes stand for one.
[[nodiscard]] std::string undoubled(std::string_view field);

}  // namespace mxsweep
