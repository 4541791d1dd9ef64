// A strict reader of RFC 4180 text with "\n" line ends, written apart from
// the writer so that the two check each other. Returns nothing when the text
// is malformed: a quote inside a bare field, text behind a closing quote, a
// bare CR, a missing last line end. Pure function.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep::test {

struct CsvField {
  std::string text;
  bool quoted = false;

  bool operator==(const CsvField&) const = default;
};

using CsvRow = std::vector<CsvField>;

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {}

  [[nodiscard]] std::optional<std::vector<CsvRow>> parse() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      rows.emplace_back();
      if (!parse_row(rows.back())) {
        return std::nullopt;
      }
    }
    return rows;
  }

 private:
  bool parse_row(CsvRow& row) {
    while (true) {
      row.emplace_back();
      const bool good = at_ < text_.size() && text_[at_] == '"'
                            ? parse_quoted(row.back())
                            : parse_bare(row.back());
      if (!good || at_ == text_.size()) {
        return false;
      }
      const char end = text_[at_++];
      if (end == '\n') {
        return true;
      }
      if (end != ',') {
        return false;
      }
    }
  }

  bool parse_bare(CsvField& field) {
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
      if (text_[at_] == '"' || text_[at_] == '\r') {
        return false;
      }
      field.text += text_[at_++];
    }
    return true;
  }

  bool parse_quoted(CsvField& field) {
    field.quoted = true;
    ++at_;
    while (at_ < text_.size()) {
      const char byte = text_[at_++];
      if (byte != '"') {
        field.text += byte;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        field.text += text_[at_++];
      } else {
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

inline std::optional<std::vector<CsvRow>> parse_csv(std::string_view text) {
  return CsvParser(text).parse();
}

}  // namespace mxsweep::test
