// JSON: a value on each line, or one value of any size.
#include <algorithm>
#include <string>
#include <utility>

#include "io/base/number_text.h"

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/json_choice.h"
#include "scanner/list/literal_json.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/value_kinds.h"

namespace mxsweep {
namespace {

std::string_view start_of(const ListSample& sample) {
  const std::size_t start = sample.bytes.find_first_not_of(" \t\r\n");
  return start == std::string_view::npos ? std::string_view()
                                         : sample.bytes.substr(start);
}

bool is_object_line(std::string_view line) {
  line = trimmed(line);
  return line.starts_with('{') && line.ends_with('}');
}

// Two lines or more, and nearly all of them objects.
bool has_object_lines(const ListSample& sample) {
  std::size_t lines = 0;
  std::size_t objects = 0;
  for (const std::string_view line : sample.lines) {
    lines += trimmed(line).empty() ? 0 : 1;
    objects += is_object_line(line) ? 1 : 0;
  }
  return objects >= 2 && 10 * objects >= 8 * lines;
}

// All that a slow pipe has given so far is one object.
bool is_one_object_of_more(const ListSample& sample) {
  return !sample.whole && sample.lines.size() == 1 &&
         is_object_line(sample.lines.front());
}

bool begins_as_ndjson(const ListSample& sample) {
  return start_of(sample).starts_with('{') &&
         (has_object_lines(sample) || is_one_object_of_more(sample));
}

// Where a key says of each value what it is; and what is said of that. A place
// that was wished is read whatever it holds.
std::string set_kinds(const ListInput& input, const JsonSurvey& survey,
                      JsonPlan& plan) {
  if (plan.keys || plan.tree || plan.path.ends_with("]") ||
      !input.wishes.column.empty()) {
    return {};
  }
  for (const std::string& path : survey.kind_paths()) {
    std::string beside = plan.path.substr(0, plan.path.rfind('.') + 1);
    beside += last_key(path);
    if (beside != plan.path && fits_path(beside, path)) {
      plan.kinds = std::move(beside);
      return std::string(kSaidOtherwise);
    }
  }
  return {};
}

}  // namespace

ListVerdict recognise_ndjson(const ListInput& input) {
  const bool wished = input.wishes.format != nullptr;
  if (!wished && !begins_as_ndjson(input.sample)) {
    return not_mine();
  }
  JsonSurvey survey;
  std::size_t broken = 0;
  std::size_t lines = 0;
  for (const std::string_view line : input.sample.lines) {
    if (!trimmed(line).empty()) {
      ++lines;
      broken += survey.take(trimmed(line)) ? 0 : 1;
    }
  }
  if (survey.values() == 0 && !wished) {
    return not_mine();
  }
  survey.set_records();
  JsonChoice choice = choose_path(survey, input.wishes, "JSON lines");
  if (!choice.plan.has_value()) {
    return refuse(choice.text);
  }
  ListVerdict verdict;
  const std::string said = set_kinds(input, survey, *choice.plan);
  choice.plan->record = "";
  std::string why;
  verdict.passed = choose_passed(survey, input.wishes, *choice.plan, why);
  if (!why.empty()) {
    return refuse(why);
  }
  choice.plan->record.reset();
  verdict.text = choice.text + said;
  if (broken != 0) {
    verdict.text += ", " + io::with_commas(broken) + " of " +
                    io::with_commas(lines) + " are none";
  }
  verdict.text += choice.also;
  verdict.reader = std::make_unique<NdjsonList>(input.lines, *choice.plan);
  verdict.single_labels = choice.single_labels;
  verdict.has_columns = true;
  return verdict;
}

namespace {

ListVerdict read_json(const ListInput& input, const JsonSurvey& survey,
                      JsonChoice& choice) {
  ListVerdict verdict;
  std::string why;
  const std::string said = set_kinds(input, survey, *choice.plan);
  verdict.passed = choose_passed(survey, input.wishes, *choice.plan, why);
  if (!why.empty()) {
    return refuse(why);
  }
  verdict.text = choice.text + said + choice.also;
  const std::string name = input.path == "-" ? "standard input" : input.path;
  verdict.reader = std::make_unique<JsonList>(input.lines, *choice.plan, name);
  verdict.single_labels = choice.single_labels;
  verdict.has_columns = true;
  return verdict;
}

// Half of the lines or more begin with one: then what is in brackets is a
// section.
bool are_names(const ListSample& sample) {
  std::size_t lines = 0;
  std::size_t names = 0;
  for (const std::string_view text : sample.lines) {
    const std::string_view line = trimmed(text);
    const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
    lines += line.empty() ? 0 : 1;
    names += !line.starts_with('[') && !line.ends_with(',') &&
                     !word.ends_with(',') &&
                     look_at(word).kind == CellKind::kName
                 ? 1
                 : 0;
  }
  return names != 0 && 2 * names >= lines;
}

// As programs have it in their source. Never a refusal: much begins so.
ListVerdict try_literals(const ListInput& input) {
  if (are_names(input.sample)) {
    return not_mine();
  }
  LiteralJson literals;
  std::string json;
  if (!literals.take(start_of(input.sample), json) || literals.values() == 0) {
    return not_mine();
  }
  JsonSurvey survey;
  if (!survey.take_all(json) && input.sample.whole) {
    return not_mine();
  }
  JsonChoice choice = choose_path(survey, input.wishes);
  if (!choice.plan.has_value()) {
    return not_mine();
  }
  choice.plan->literal = true;
  choice.text += " as programs write it";
  return read_json(input, survey, choice);
}

}  // namespace

ListVerdict recognise_json(const ListInput& input) {
  const bool wished = input.wishes.format != nullptr;
  const std::string_view start = start_of(input.sample);
  const bool begins = start.starts_with('{') || start.starts_with('[');
  JsonSurvey survey;
  const bool sound = (wished || begins) && survey.take_all(start);
  const bool nothing = survey.paths().empty() && survey.values() == 0 &&
                       survey.objects_of_names().empty();
  if (!sound && (nothing || input.sample.whole)) {
    ListVerdict verdict = try_literals(input);
    if (!verdict.text.empty() || (!wished && nothing)) {
      return verdict;
    }
  }
  if (!sound && input.sample.whole && !input.wishes.force) {
    return refuse("it begins like JSON, but is none, or ends too early");
  }
  JsonChoice choice = choose_path(survey, input.wishes);
  return choice.plan.has_value() ? read_json(input, survey, choice)
                                 : refuse(choice.text);
}

}  // namespace mxsweep
