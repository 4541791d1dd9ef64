#include "scanner/list/matched_list.h"

#include "io/base/number_text.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"

namespace mxsweep {
namespace {

struct MatchCounts {
  std::size_t lines = 0;
  std::size_t mine = 0;
  std::size_t names = 0;
  std::size_t usable = 0;
};

MatchCounts count_matches(const ListSample& sample,
                          const LineGrammar& grammar) {
  MatchCounts counts;
  std::vector<std::string_view> names;
  for (const std::string_view line : sample.lines) {
    names.clear();
    const LineMatch match = grammar.match(trimmed(line), grammar.word, names);
    counts.lines += match == LineMatch::kNothing ? 0 : 1;
    counts.mine += match == LineMatch::kMine ? 1 : 0;
    counts.names += names.size();
    for (const std::string_view name : names) {
      counts.usable += is_usable(look_at(name).kind) ? 1 : 0;
    }
  }
  return counts;
}

}  // namespace

bool MatchedList::take(std::span<const io::Line> lines, CellSink& sink) {
  cells_.clear();
  for (const io::Line& line : lines) {
    if (line.cut) {
      cells_.push_back({.text = {}, .rank = {}, .problem = kLineTooLong});
      continue;
    }
    names_.clear();
    if (grammar_.match(trimmed(line.text), grammar_.word, names_) !=
        LineMatch::kMine) {
      continue;
    }
    for (const std::string_view name : names_) {
      if (!repeats_.is_repeat(name)) {
        cells_.push_back({.text = name, .rank = {}, .problem = {}});
      }
    }
  }
  return cells_.empty() || sink.take_cells(cells_);
}

ListVerdict recognise_lines(const ListInput& input, LineGrammar grammar,
                            double share, std::string_view text) {
  const MatchCounts counts = count_matches(input.sample, grammar);
  const bool wished = input.wishes.format != nullptr;
  const bool fits = counts.usable != 0 && 2 * counts.usable >= counts.names &&
                    static_cast<double>(counts.mine) >=
                        share * static_cast<double>(counts.lines);
  if (!fits && !wished) {
    return not_mine();
  }
  if (!fits && counts.usable == 0 && counts.lines != 0 && !input.wishes.force) {
    const std::string which = counts.lines == 1
                                  ? "its only line says no name as "
                                  : "none of the first " +
                                        io::with_commas(counts.lines) +
                                        " lines says a name as ";
    return refuse(which + std::string(text) + " would");
  }
  ListVerdict verdict;
  verdict.text = text;
  verdict.text += other_lines_text(counts.mine, counts.lines);
  verdict.reader =
      std::make_unique<MatchedList>(input.lines, std::move(grammar));
  return verdict;
}

}  // namespace mxsweep
