// Records with a field on each line: the values at one key.
#include <algorithm>
#include <utility>

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
  const auto head = head_of(sample, kHeadLines);
  return std::any_of(head.begin(), head.end(), [](std::string_view line) {
    return is_record_mark(trimmed(line));
  });
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
  ListVerdict verdict = read_key_lines<RecordLines>(input, std::move(choice));
  verdict.text += other_lines_text(look.mine, look.lines);
  return verdict;
}

}  // namespace mxsweep
