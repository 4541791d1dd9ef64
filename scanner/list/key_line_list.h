// KeyLineList: a list whose lines say what stands at which key, as YamlLines
// and SettingLines take them apart; the values at one path are its cells.
// Reader thread only; how such a list is announced is for the main thread.
#pragma once

#include <memory>
#include <span>
#include <utility>

#include "scanner/input/line_list.h"
#include "scanner/list/json_choice.h"

namespace mxsweep {

template <class Lines>
class KeyLineList final : public LineList {
 public:
  KeyLineList(io::LineReader& lines, JsonPlan plan)
      : LineList(lines), pick_(std::move(plan)) {}

  [[nodiscard]] ListOmissions omissions() const override {
    return pick_.omissions();
  }

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override {
    for (const io::Line& line : lines) {
      if (line.cut) {
        pick_.add_problem(kLineTooLong);
      } else {
        (void)lines_.take(line.text, pick_);
      }
      if (pick_.cells().full() && !pick_.cells().flush(sink)) {
        return false;
      }
    }
    return pick_.cells().flush(sink);
  }

  Lines lines_;
  JsonPick pick_;
};

// That the list is read so. REQUIRES: choice.plan
template <class Lines>
ListVerdict read_key_lines(const ListInput& input, JsonChoice choice) {
  choice.plan->record.reset();
  ListVerdict verdict;
  verdict.text = choice.text + choice.also;
  verdict.reader = std::make_unique<KeyLineList<Lines>>(
      input.lines, std::move(*choice.plan));
  verdict.single_labels = choice.single_labels;
  verdict.has_columns = true;
  return verdict;
}

}  // namespace mxsweep
