// KeyLineList: a list whose lines say what stands at which key, as YamlLines
// and SettingLines take them apart; the values at one path are its cells.
// Reader thread only.
#pragma once

#include <span>
#include <utility>

#include "scanner/input/line_list.h"
#include "scanner/list/json_list.h"

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

}  // namespace mxsweep
