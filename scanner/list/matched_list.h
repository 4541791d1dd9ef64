// MatchedList: a list whose lines each say in their own way which names they
// are about: hosts files, block lists, configurations. One function for each
// format takes a line to its names; recognition and reading are the same for
// all. Equal names in a row are one. Reader thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/input/line_list.h"
#include "scanner/list/list_format.h"
#include "scanner/list/repeat_filter.h"

namespace mxsweep {

enum class LineMatch : std::uint8_t {
  kNothing,  // blank or a comment
  kMine,     // a line of this format, with or without names
  kForeign,  // nothing that this format has
};

// Appends the names, which are views into the line or what outlives it.
// `word` is LineGrammar::word.
using MatchLine = LineMatch (*)(std::string_view line, std::string_view word,
                                std::vector<std::string_view>& names);

struct LineGrammar {
  MatchLine match = nullptr;
  std::string word;  // that lines begin with, where that is no constant
};

class MatchedList final : public LineList {
 public:
  MatchedList(io::LineReader& lines, LineGrammar grammar)
      : LineList(lines), grammar_(std::move(grammar)) {}

  [[nodiscard]] ListOmissions omissions() const override {
    return {.repeats = repeats_.count(), .includes = 0, .generators = 0};
  }

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override;

  LineGrammar grammar_;
  RepeatFilter repeats_;
  std::vector<std::string_view> names_;
  std::vector<Cell> cells_;
};

// `share` of the lines that are not comments are of the format, and of the
// names in these more than half are usable: then it is read as that.
[[nodiscard]] ListVerdict recognise_lines(const ListInput& input,
                                          LineGrammar grammar, double share,
                                          std::string_view text);

}  // namespace mxsweep
