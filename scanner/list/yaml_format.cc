// YAML: the values at one key, or keys that are names.
#include <algorithm>
#include <string>
#include <utility>

#include "scanner/input/cell.h"
#include "scanner/list/json_choice.h"
#include "scanner/list/key_line_list.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/yaml_lines.h"

namespace mxsweep {
namespace {

// Of unbound, whose zones are at no key.
bool is_unbound_line(std::string_view line) {
  line = trimmed(line);
  return line.starts_with("local-zone:") || line.starts_with("local-data:");
}

struct YamlLook {
  JsonSurvey survey;
  std::size_t lines = 0;
  std::size_t mine = 0;
  std::size_t names = 0;  // lines that are none of YAML, but names
};

void look_at_yaml(const ListSample& sample, YamlLook& look) {
  YamlLines yaml;
  look.survey.set_records();
  for (const std::string_view line : sample.lines) {
    const bool mine = yaml.take(line, look.survey);
    look.lines += yaml.was_nothing() ? 0 : 1;
    look.mine += mine && !yaml.was_nothing() ? 1 : 0;
    look.names += !mine && is_usable(look_at(line).kind) ? 1 : 0;
  }
}

// One value of one key is a word about something, not a list.
bool has_several(const JsonSurvey& survey, const JsonPlan& plan) {
  const auto& paths = survey.paths();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i] == plan.path) {
      return survey.columns()[i].stats.usable() > 1 || plan.path.ends_with("]");
    }
  }
  return plan.keys || plan.any_key || plan.tree;
}

// Of unbound, or "- [TEXT](URL)" of Markdown.
bool is_of_another(std::string_view line) {
  const bool link = trimmed(line).starts_with("- [") &&
                    line.find("](") != std::string_view::npos;
  return link || is_unbound_line(line);
}

// Names with what is said of each below it, as "Contact email: ...", unbound's
// configuration and logs are of YAML only where somebody says so.
bool looks_like_yaml(const ListInput& input, const YamlLook& look,
                     bool wished) {
  const bool headed = look.names > 1 && 2 * look.names > look.lines - look.mine;
  const bool other = headed || is_syslog(input.sample) ||
                     std::any_of(input.sample.lines.begin(),
                                 input.sample.lines.end(), is_of_another);
  return look.mine != 0 && 10 * look.mine >= 8 * look.lines &&
         (wished || !other);
}

}  // namespace

ListVerdict recognise_yaml(const ListInput& input) {
  const bool wished = input.wishes.format != nullptr;
  YamlLook look;
  look_at_yaml(input.sample, look);
  const bool fits = looks_like_yaml(input, look, wished);
  if (!fits && !wished) {
    return not_mine();
  }
  if (!fits && look.lines != 0 && look.mine == 0) {
    return refuse("none of its lines is one of YAML");
  }
  ListWishes wishes = input.wishes;
  JsonChoice choice = choose_path(look.survey, wishes, "YAML");
  const bool found = choice.plan.has_value() &&
                     (wished || has_several(look.survey, *choice.plan));
  if (!found) {
    const bool says = wished || choice.rivals || !wishes.column.empty();
    return says && !choice.plan.has_value() ? refuse(choice.text) : not_mine();
  }
  if (look.survey.types_differ() && wishes.column.empty()) {
    return refuse(
        "a type in this YAML says of some values that they are domains, and of "
        "some that they are files or the like; write it as JSON, where the "
        "type is looked at, or name a key with --column");
  }
  ListVerdict verdict = read_key_lines<YamlLines>(input, std::move(choice));
  verdict.text += other_lines_text(look.mine, look.lines);
  return verdict;
}

}  // namespace mxsweep
