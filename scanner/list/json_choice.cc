#include "scanner/list/json_choice.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"

namespace mxsweep {
namespace {

constexpr std::size_t kBracketsMax = 100;  // more than the depth allows
constexpr std::string_view kAtAnyDepth = ", however deep their folders are";

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

std::vector<std::size_t> places_of_names(const JsonSurvey& survey) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < survey.paths().size(); ++i) {
    if (holds_names(survey.columns()[i].stats) &&
        is_of_the_list(survey, survey.paths()[i])) {
      all.push_back(i);
    }
  }
  return all;
}

// Without those of one name or few, if there are others: these are about who
// publishes the list, wherever they stand.
void leave_what_varies(const JsonSurvey& survey,
                       std::vector<std::size_t>& places) {
  std::vector<SampleColumn> columns;
  columns.reserve(places.size());
  for (const std::size_t place : places) {
    columns.push_back(survey.columns()[place]);
  }
  const MostNames most = most_names(columns);
  const auto varies = [&survey, &most](std::size_t place) {
    const SampleColumn& one = survey.columns()[place];
    return !is_constant(one.stats, one.stats.filled()) && !is_of_few(one, most);
  };
  if (std::any_of(places.begin(), places.end(), varies)) {
    std::erase_if(places,
                  [&varies](std::size_t place) { return !varies(place); });
  }
}

// Of a part of a record, behind the last array: ".target.name".
std::size_t depth_of(std::string_view path) {
  const std::size_t array = path.rfind("[]");
  path.remove_prefix(array == std::string_view::npos ? 0 : array);
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
}

// Without those in a part that few records have, if all have a name of their
// own: an alias, a parent.
void leave_what_few_have(const JsonSurvey& survey,
                         std::vector<std::size_t>& places) {
  constexpr std::size_t kFew = 3;
  std::size_t most = 0;
  std::size_t depth = 0;
  for (const std::size_t place : places) {
    const std::size_t filled = survey.columns()[place].stats.filled();
    if (filled > most) {
      most = filled;
      depth = depth_of(survey.paths()[place]);
    }
  }
  std::erase_if(places, [&](std::size_t place) {
    return depth_of(survey.paths()[place]) > depth &&
           kFew * survey.columns()[place].stats.filled() <= most;
  });
}

// Those in the fewest arrays: what is deeper belongs to something. But what is
// called domain comes before what is not.
std::vector<std::size_t> outermost(const JsonSurvey& survey) {
  std::vector<std::size_t> all = places_of_names(survey);
  leave_what_varies(survey, all);
  leave_what_few_have(survey, all);
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
    const std::size_t brackets = brackets_of(key_of(path));
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
           return io::is_ascii_letter(c) || io::is_ascii_digit(c) || c == '_' ||
                  c == '-';
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

std::string keys_seen(const JsonSurvey& survey) {
  constexpr std::size_t kShown = 8;
  constexpr std::size_t kAlike = 2;  // of those that look the same
  std::string text;
  std::map<std::string, std::size_t> seen;
  std::size_t shown = 0;
  for (std::size_t i = 0; i < survey.paths().size() && shown < kShown; ++i) {
    const std::string path = shown_path(survey.paths()[i]);
    if (++seen[path] <= kAlike) {
      text += shown++ == 0 ? "" : ", ";
      text += std::to_string(i + 1) + ' ' + path;
    }
  }
  text += shown < survey.paths().size() ? ", ..." : "";
  return text.empty() ? "none with strings" : text;
}

// Keys that are not shown can be named all the same.
std::string hint(const JsonSurvey& survey, std::string_view format) {
  std::string text = "(keys seen: " + keys_seen(survey) +
                     "); --column takes such a number, or such a path, in "
                     "which * is any key";
  if (format.starts_with("JSON")) {
    text += std::string("; or take them out: jq -r '.") +
            (format == "JSON" ? "[]." : "") + "KEY' FILE | mxsweep -";
  }
  return text;
}

bool repeats(const JsonSurvey& survey, std::size_t index) {
  const ColumnStats& stats = survey.columns()[index].stats;
  const std::vector<std::string>& paths = survey.paths();
  const bool own =
      std::find(paths.begin(), paths.end(), ".mail_kind") != paths.end();
  return own || (stats.filled() >= 5 && 5 * stats.repeats() >= stats.filled());
}

// Some of its names stand in an object that is nested in one of its kind.
bool is_tree(const JsonSurvey& survey, std::string_view pattern) {
  for (std::size_t i = 0; i < survey.paths().size(); ++i) {
    const std::string once = folded(survey.paths()[i]);
    if (once != survey.paths()[i] && fits_path(pattern, once) &&
        holds_names(survey.columns()[i].stats)) {
      return true;
    }
  }
  return false;
}

JsonChoice read_path(const JsonSurvey& survey, std::size_t index,
                     std::string_view format) {
  JsonChoice out;
  JsonPlan& plan = out.plan.emplace();
  plan.path = folded(survey.paths()[index]);
  plan.tree = is_tree(survey, plan.path);
  plan.path = plan.tree ? plan.path : survey.paths()[index];
  out.single_labels = survey.columns()[index].stats.asked_singles();
  plan.skip_repeats = repeats(survey, index);
  // The object around it, if it is one of many.
  std::string_view rest = plan.path;
  while (rest.ends_with("[]")) {
    rest.remove_suffix(2);
  }
  const std::size_t array = rest.rfind("[]");
  if (plan.tree) {
    plan.record.reset();  // one would be inside another
  } else if (array != std::string_view::npos) {
    plan.record = plan.path.substr(0, array + 2);
  } else if (brackets_of(plan.path) == 0) {
    plan.record = "";
  }
  out.text =
      "the strings at " + shown_path(plan.path) + " of " + std::string(format);
  out.text += plan.tree ? kAtAnyDepth : std::string_view();
  out.text += plan.skip_repeats ? ", repeated ones as one" : "";
  return out;
}

// Of places that differ in one key, all of them.
struct Siblings {
  std::string path;  // "*" for that key
  std::vector<std::size_t> places;
};

// The path with "*" for the key that begins at `dot`.
std::string with_any_key(std::string_view path, std::size_t dot) {
  const std::size_t end =
      std::min(path.find_first_of(".[", dot + 1), path.size());
  std::string text(path.substr(0, dot));
  text += ".*";
  text += path.substr(end);
  return text;
}

// What a list calls its categories is no word of headers; where two are not,
// one that is ("mail") is a category as well, if it has names like these.
bool are_categories(const JsonSurvey& survey, const Siblings& siblings,
                    std::size_t place) {
  if (siblings.places.size() < 2) {
    return false;
  }
  if (!siblings.path.ends_with("*[]")) {
    return true;  // the key that says what it is is the same
  }
  const auto role_of = [&survey](std::size_t one) {
    return header_word(survey.columns()[one].name).role;
  };
  const auto unknown = std::count_if(
      siblings.places.begin(), siblings.places.end(),
      [&](std::size_t one) { return role_of(one) == HeaderRole::kNone; });
  const HeaderRole role = role_of(place);
  return unknown >= (role == HeaderRole::kNone ? 1 : 2) &&
         role != HeaderRole::kDomain && role != HeaderRole::kWeak;
}

// Arrays of one shape in one object, whose keys are categories. Of many objects
// it would be columns.
std::optional<Siblings> siblings_of(const JsonSurvey& survey,
                                    std::size_t place) {
  const std::string path = folded(survey.paths()[place]);
  const CellKind kind = survey.columns()[place].stats.kind();
  const std::size_t array = path.find("[]");
  if (array == std::string::npos) {
    return std::nullopt;
  }
  for (std::size_t dot = path.find('.'); dot < array;
       dot = path.find('.', dot + 1)) {
    Siblings siblings{with_any_key(path, dot), {}};
    std::set<std::string> seen;
    for (std::size_t i = 0; i < survey.paths().size(); ++i) {
      const ColumnStats& stats = survey.columns()[i].stats;
      std::string once = folded(survey.paths()[i]);
      if (fits_path(siblings.path, once) && holds_names(stats) &&
          stats.kind() == kind && seen.insert(std::move(once)).second) {
        siblings.places.push_back(i);
      }
    }
    if (are_categories(survey, siblings, place)) {
      return siblings;
    }
  }
  return std::nullopt;
}

// The keys of one object, or of all in an object of categories.
JsonChoice read_keys(std::vector<std::string> objects, bool one_value,
                     std::string_view format) {
  JsonChoice out;
  JsonPlan& plan = out.plan.emplace();
  plan.path = objects.front();
  plan.keys = true;
  out.single_labels = SingleLabels::kKnownTops;
  const std::size_t dot = plan.path.rfind('.');
  const std::string all = dot == std::string::npos || !one_value
                              ? plan.path
                              : with_any_key(plan.path, dot);
  std::erase_if(objects, [&all](const std::string& path) {
    return !fits_path(all, path);
  });
  if (objects.size() > 1 && all.find("[]") == std::string::npos) {
    plan.path = all;
    plan.any_key = true;
    out.text = "the keys of " + std::to_string(objects.size()) +
               " objects of " + std::string(format);
    return out;
  }
  out.text = "the keys of " + std::string(format == "JSON" ? "a " : "") +
             std::string(format) + (format == "JSON" ? " object" : "");
  return out;
}

// `places` is not empty. The path has "*".
JsonChoice read_all(const JsonSurvey& survey, const Siblings& siblings,
                    std::string_view format) {
  JsonChoice out = read_path(survey, siblings.places.front(), format);
  JsonPlan& plan = *out.plan;
  plan.path = siblings.path;
  plan.any_key = true;
  plan.tree = is_tree(survey, plan.path);
  const std::size_t array = plan.path.rfind("[].");
  plan.record = array == std::string::npos || plan.tree
                    ? std::nullopt
                    : std::optional(plan.path.substr(0, array + 2));
  plan.skip_repeats =
      std::all_of(siblings.places.begin(), siblings.places.end(),
                  [&](std::size_t one) { return repeats(survey, one); });
  out.text = "the strings at " + shown_path(plan.path) + " of " +
             std::string(format) + ", where " +
             std::to_string(siblings.places.size()) + " keys have them";
  out.text += plan.tree ? kAtAnyDepth : std::string_view();
  out.text += plan.skip_repeats ? ", repeated ones as one" : "";
  return out;
}

// What --column says.
JsonChoice read_wanted(const JsonSurvey& survey, std::string_view wish,
                       std::string_view format) {
  Siblings siblings;
  siblings.path = wish.starts_with('.') || wish.starts_with('[') ? "" : ".";
  siblings.path += wish;
  for (std::size_t i = 0; i < survey.paths().size(); ++i) {
    if (wish.find('*') != std::string_view::npos &&
        fits_path(siblings.path, survey.paths()[i])) {
      siblings.places.push_back(i);
    }
  }
  if (!siblings.places.empty()) {
    return read_all(survey, siblings, format);
  }
  const auto index = wanted_path(survey, wish);
  if (index.has_value()) {
    return read_path(survey, *index, format);
  }
  JsonChoice out;
  out.text = "there is no key " + shown_word(wish) + " " + hint(survey, format);
  return out;
}

// Other places that are as near to the root.
std::string also_at(const JsonSurvey& survey, std::size_t chosen) {
  constexpr std::size_t kShown = 4;
  std::string text;
  std::size_t count = 0;
  for (std::size_t i = 0; i < survey.paths().size() && count < kShown; ++i) {
    const std::string& path = survey.paths()[i];
    if (key_of(path) != key_of(survey.paths()[chosen]) &&
        holds_names(survey.columns()[i].stats) &&
        is_of_the_list(survey, path) &&
        brackets_of(key_of(path)) <=
            brackets_of(key_of(survey.paths()[chosen]))) {
      text += count++ == 0 ? "; names are also at " : ", ";
      text += shown_path(survey.paths()[i]);
    }
  }
  return text;
}

}  // namespace

JsonChoice choose_path(const JsonSurvey& survey, const ListWishes& wishes,
                       std::string_view format) {
  if (!wishes.column.empty()) {
    return read_wanted(survey, wishes.column, format);
  }
  const bool one_value =
      survey.values() <= 1 && (format == "YAML" || !survey.is_records());
  std::vector<std::string> objects = survey.objects_of_names();
  if (!objects.empty()) {
    return read_keys(std::move(objects), one_value, format);
  }
  const std::vector<std::size_t> places = outermost(survey);
  std::vector<SampleColumn> columns;
  std::size_t rows = survey.is_records() ? survey.values() : 0;
  for (const std::size_t place : places) {
    columns.push_back(survey.columns()[place]);
    rows = std::max(rows, columns.back().stats.filled());
  }
  std::vector<std::size_t> rivals;
  const auto choice = choose_column(columns, rows, rivals);
  JsonChoice out;
  if (!choice.has_value() && rivals.empty()) {
    out.text = "no key of the " + std::string(format) + " holds domain names " +
               hint(survey, format);
    return out;
  }
  const std::size_t chosen =
      places[choice.has_value() ? choice->column : rivals.front()];
  const auto siblings = one_value ? siblings_of(survey, chosen) : std::nullopt;
  if (siblings.has_value()) {
    return read_all(survey, *siblings, format);
  }
  if (choice.has_value()) {
    out = read_path(survey, chosen, format);
    out.also = also_at(survey, chosen);
    return out;
  }
  const std::string other = shown_path(survey.paths()[places[rivals[1]]]);
  out.text = shown_path(survey.paths()[chosen]);
  out.text += other == out.text ? " at several keys" : " and " + other;
  out.text += " of the " + std::string(format) + " both hold domain names " +
              hint(survey, format);
  out.rivals = true;
  return out;
}

std::vector<std::string> choose_passed(const JsonSurvey& survey,
                                       const ListWishes& wishes, JsonPlan& plan,
                                       std::string& why) {
  std::vector<std::string> names;
  if (wishes.passthrough.empty()) {
    return names;
  }
  if (plan.keys || plan.any_key || plan.tree || !plan.record.has_value()) {
    why =
        "--passthrough wants objects that hold a name and further values, "
        "which the JSON has not";
    return names;
  }
  for (const std::string& wish : wishes.passthrough) {
    const std::string path =
        wish.starts_with(*plan.record + '.') ? wish : *plan.record + '.' + wish;
    if (!survey.has_value_at(path) && !wishes.force) {
      why = "its records have no text, number or truth value at the key " +
            shown_word(wish) + "; --force takes it as missing";
      return names;
    }
    names.push_back(
        passed_name(std::string_view(path).substr(plan.record->size() + 1), 0));
    plan.passed.push_back(path);
  }
  return names;
}

}  // namespace mxsweep
