// Records with a field on each line: the values at one key.
#include <algorithm>
#include <memory>
#include <string>

#include "io/base/number_text.h"

#include "scanner/input/cell.h"
#include "scanner/list/json_choice.h"
#include "scanner/list/key_line_list.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/record_lines.h"

namespace mxsweep {
namespace {

struct RecordsLook {
  JsonSurvey survey;
  std::size_t lines = 0;
  std::size_t mine = 0;
};

void look_at_records(const ListSample& sample, RecordsLook& look) {
  RecordLines records;
  look.survey.set_records();
  for (const std::string_view line : sample.lines) {
    const bool mine = records.take(line, look.survey);
    if (!records.was_nothing()) {
      ++look.lines;
      look.mine += mine ? 1 : 0;
    }
  }
}

// Among the first lines one says that a record begins.
bool begins_as_records(const ListSample& sample) {
  constexpr std::size_t kHeadLines = 20;
  const std::size_t count = std::min(kHeadLines, sample.lines.size());
  return std::any_of(
      sample.lines.begin(),
      sample.lines.begin() + static_cast<std::ptrdiff_t>(count),
      [](std::string_view line) { return is_record_mark(trimmed(line)); });
}

}  // namespace

ListVerdict recognise_records(const ListInput& input) {
  const bool wished = input.wishes.format != nullptr;
  if (!wished && !begins_as_records(input.sample)) {
    return not_mine();
  }
  RecordsLook look;
  look_at_records(input.sample, look);
  if (look.mine == 0 && wished && look.lines != 0) {
    return refuse("none of its lines is KEY | VALUE or KEY: VALUE");
  }
  JsonChoice choice = choose_path(look.survey, input.wishes, "records");
  if (!choice.plan.has_value()) {
    return refuse(choice.text);
  }
  choice.plan->record.reset();
  ListVerdict verdict;
  verdict.text = choice.text + choice.also;
  if (look.mine < look.lines) {
    verdict.text += ", " + io::with_commas(look.lines - look.mine) + " of " +
                    io::with_commas(look.lines) + " lines of another kind";
  }
  verdict.reader = std::make_unique<KeyLineList<RecordLines>>(
      input.lines, std::move(*choice.plan));
  verdict.single_labels = choice.single_labels;
  verdict.has_columns = true;
  return verdict;
}

}  // namespace mxsweep
