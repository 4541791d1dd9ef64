// JSON: a value on each line, or one value of any size.
#include <algorithm>
#include <string>

#include "io/base/number_text.h"

#include "scanner/input/cell.h"
#include "scanner/list/json_list.h"
#include "scanner/list/json_survey.h"
#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

constexpr std::size_t kBracketsMax = 100;  // more than the depth allows

std::size_t brackets_of(std::string_view path) {
  std::size_t count = 0;
  for (std::size_t at = path.find("[]"); at != std::string_view::npos;
       at = path.find("[]", at + 2)) {
    ++count;
  }
  return count;
}

bool holds_names(const ColumnStats& stats) {
  return stats.usable() != 0 && stats.share() >= 0.5;
}

// In one value, what stands in no array is a word about the list, not of it,
// unless that value is a single record.
bool is_of_the_list(const JsonSurvey& survey, std::string_view path) {
  if (path.find("[][]") != std::string_view::npos) {
    return false;  // rows of a table, with its header
  }
  return survey.is_records() || brackets_of(path) != 0 ||
         header_word(last_key(path)).role == HeaderRole::kDomain;
}

bool is_named(const JsonSurvey& survey, std::size_t index) {
  const SampleColumn& column = survey.columns()[index];
  return header_word(column.name).role == HeaderRole::kDomain &&
         !is_constant(column.stats, column.stats.filled());
}

// Those in the fewest arrays: what is deeper belongs to something. But what is
// called domain comes before what is not.
std::vector<std::size_t> outermost(const JsonSurvey& survey) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < survey.paths().size(); ++i) {
    if (holds_names(survey.columns()[i].stats) &&
        is_of_the_list(survey, survey.paths()[i])) {
      all.push_back(i);
    }
  }
  const bool any_named = std::any_of(
      all.begin(), all.end(),
      [&survey](std::size_t index) { return is_named(survey, index); });
  std::vector<std::size_t> out;
  std::size_t fewest = kBracketsMax;
  for (const std::size_t i : all) {
    if (any_named && !is_named(survey, i)) {
      continue;
    }
    const std::string& path = survey.paths()[i];
    const std::size_t brackets = brackets_of(path);
    if (brackets < fewest) {
      fewest = brackets;
      out.clear();
    }
    if (brackets == fewest) {
      out.push_back(i);
    }
  }
  return out;
}

std::optional<std::size_t> wanted_path(const JsonSurvey& survey,
                                       std::string_view wish) {
  const std::optional<std::int64_t> number =
      wish.find_first_not_of("0123456789") == std::string_view::npos
          ? rank_of(wish)
          : std::nullopt;
  if (number.has_value()) {
    const auto count = static_cast<std::int64_t>(survey.paths().size());
    return *number >= 1 && *number <= count
               ? std::optional(static_cast<std::size_t>(*number - 1))
               : std::nullopt;
  }
  for (std::size_t i = 0; i < survey.paths().size(); ++i) {
    const std::string_view path = survey.paths()[i];
    if (path == wish ||
        path.substr(std::min<std::size_t>(1, path.size())) == wish ||
        last_key(path) == wish) {
      return i;
    }
  }
  return std::nullopt;
}

bool is_identifier(std::string_view key) {
  return !key.empty() && key.size() <= 40 &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

// A path may hold keys that are somebody's: known words are shown only.
std::string shown_path(std::string_view path) {
  std::string text;
  while (!path.empty()) {
    if (path.starts_with("[]")) {
      text += "[]";
      path.remove_prefix(2);
      continue;
    }
    const std::size_t end = std::min(path.find_first_of(".[", 1), path.size());
    const std::string_view key = path.substr(1, end - 1);
    const bool shown =
        is_identifier(key) && header_word(key).role != HeaderRole::kNone;
    text += '.';
    text += shown ? key : std::string_view("*");
    path.remove_prefix(end);
  }
  return text;
}

std::string shown_path(const JsonSurvey& survey, std::size_t index) {
  return shown_path(survey.paths()[index]);
}

std::string keys_seen(const JsonSurvey& survey) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < survey.paths().size() && i < kShown; ++i) {
    text += text.empty() ? "" : ", ";
    text += shown_path(survey, i);
  }
  return text.empty() ? "none with strings" : text;
}

std::string jq_hint(const JsonSurvey& survey) {
  return "(keys seen: " + keys_seen(survey) +
         "); name one with --column, or take them out: jq -r '.[].KEY' FILE | "
         "mxsweep -";
}

bool repeats(const JsonSurvey& survey, std::size_t index) {
  const ColumnStats& stats = survey.columns()[index].stats;
  const std::vector<std::string>& paths = survey.paths();
  const bool own =
      std::find(paths.begin(), paths.end(), ".mail_kind") != paths.end();
  return own || (stats.filled() >= 5 && 5 * stats.repeats() >= stats.filled());
}

struct JsonChoice {
  std::optional<JsonPlan> plan;
  std::string text;  // what is read, or why nothing is
  std::string also;  // where else there are names
};

JsonChoice read_path(const JsonSurvey& survey, std::size_t index) {
  JsonChoice out;
  JsonPlan& plan = out.plan.emplace();
  plan.path = survey.paths()[index];
  plan.skip_repeats = repeats(survey, index);
  // The object around it, if it is one of many.
  std::string_view rest = plan.path;
  while (rest.ends_with("[]")) {
    rest.remove_suffix(2);
  }
  const std::size_t array = rest.rfind("[]");
  if (array != std::string_view::npos) {
    plan.record = plan.path.substr(0, array + 2);
  } else if (brackets_of(plan.path) == 0) {
    plan.record = "";
  }
  out.text = "the strings at " + shown_path(survey, index) + " of JSON";
  out.text += plan.skip_repeats ? ", repeated ones as one" : "";
  return out;
}

// Other places that are as near to the root.
std::string also_at(const JsonSurvey& survey, std::size_t chosen) {
  constexpr std::size_t kShown = 4;
  std::string text;
  std::size_t count = 0;
  for (std::size_t i = 0; i < survey.paths().size() && count < kShown; ++i) {
    const std::string& path = survey.paths()[i];
    if (i != chosen && holds_names(survey.columns()[i].stats) &&
        is_of_the_list(survey, path) &&
        brackets_of(path) <= brackets_of(survey.paths()[chosen])) {
      text += count++ == 0 ? "; names are also at " : ", ";
      text += shown_path(survey, i);
    }
  }
  return text;
}

JsonChoice choose_path(const JsonSurvey& survey, const ListWishes& wishes) {
  JsonChoice out;
  if (!wishes.column.empty()) {
    const auto index = wanted_path(survey, wishes.column);
    if (index.has_value()) {
      return read_path(survey, *index);
    }
    out.text =
        "there is no key " + shown_word(wishes.column) + " " + jq_hint(survey);
    return out;
  }
  const std::optional<std::string> keys = survey.object_of_names();
  if (keys.has_value()) {
    JsonPlan& plan = out.plan.emplace();
    plan.path = *keys;
    plan.keys = true;
    out.text = "the keys of a JSON object";
    return out;
  }
  const std::vector<std::size_t> places = outermost(survey);
  std::vector<SampleColumn> columns;
  std::size_t rows = 0;
  for (const std::size_t place : places) {
    columns.push_back(survey.columns()[place]);
    rows = std::max(rows, columns.back().stats.filled());
  }
  std::vector<std::size_t> rivals;
  const auto choice = choose_column(columns, rows, rivals);
  if (!choice.has_value()) {
    out.text = rivals.empty()
                   ? "no key of the JSON holds domain names "
                   : shown_path(survey, places[rivals[0]]) + " and " +
                         shown_path(survey, places[rivals[1]]) +
                         " of the JSON both hold domain names ";
    out.text += jq_hint(survey);
    return out;
  }
  const std::size_t chosen = places[choice->column];
  out = read_path(survey, chosen);
  out.also = also_at(survey, chosen);
  return out;
}

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

}  // namespace

ListVerdict recognise_ndjson(const ListInput& input) {
  const bool wished = input.wishes.format != nullptr;
  const std::string_view start = start_of(input.sample);
  // One line of a pipe that is slow, too.
  const bool one = !input.sample.whole && input.sample.lines.size() == 1 &&
                   is_object_line(input.sample.lines.front());
  if (!wished &&
      (!start.starts_with('{') || (!has_object_lines(input.sample) && !one))) {
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
  JsonChoice choice = choose_path(survey, input.wishes);
  if (!choice.plan.has_value()) {
    return refuse(choice.text);
  }
  choice.plan->record.reset();
  ListVerdict verdict;
  verdict.text = choice.text + " lines";
  if (broken != 0) {
    verdict.text += ", " + io::with_commas(broken) + " of " +
                    io::with_commas(lines) + " are none";
  }
  verdict.text += choice.also;
  verdict.reader = std::make_unique<NdjsonList>(input.lines, *choice.plan);
  return verdict;
}

ListVerdict recognise_json(const ListInput& input) {
  const bool wished = input.wishes.format != nullptr;
  const std::string_view start = start_of(input.sample);
  if (!wished && !start.starts_with('{') && !start.starts_with('[')) {
    return not_mine();
  }
  JsonSurvey survey;
  const bool sound = survey.take_all(start);
  const bool nothing = survey.paths().empty() && survey.values() == 0 &&
                       !survey.object_of_names().has_value();
  if (!wished && !sound && nothing) {
    return not_mine();
  }
  if (!sound && input.sample.whole && !input.wishes.force) {
    return refuse("it begins like JSON, but is none, or ends too early");
  }
  const JsonChoice choice = choose_path(survey, input.wishes);
  if (!choice.plan.has_value()) {
    return refuse(choice.text);
  }
  ListVerdict verdict;
  verdict.text = choice.text + choice.also;
  const std::string name = input.path == "-" ? "standard input" : input.path;
  verdict.reader = std::make_unique<JsonList>(input.lines, *choice.plan, name);
  return verdict;
}

}  // namespace mxsweep
