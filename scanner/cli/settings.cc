#include "scanner/cli/settings.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/cli/config_file.h"
#include "scanner/cli/idle_settings.h"
#include "scanner/cli/suggest.h"
#include "scanner/cli/values.h"
#include "scanner/cli/words.h"

namespace mxsweep {
namespace {

constexpr std::string_view kConfigFlag = "--config";

// Letters in which a variable may differ from the one that is meant.
constexpr std::size_t kSlips = 2;

// What a switch may be set to.
std::optional<bool> truth_of(std::string_view text) {
  constexpr std::array<std::string_view, 4> kYes = {"true", "yes", "on", "1"};
  constexpr std::array<std::string_view, 4> kNo = {"false", "no", "off", "0"};
  if (std::find(kYes.begin(), kYes.end(), text) != kYes.end()) {
    return true;
  }
  if (std::find(kNo.begin(), kNo.end(), text) != kNo.end()) {
    return false;
  }
  return std::nullopt;
}

// Whether what was set before already says what the flag would set.
bool is_decided(const Flag& flag, const Options& options) {
  if (flag.field == FlagField(&ScanPlan::input_path) &&
      !options.arguments.empty()) {
    return true;
  }
  return std::any_of(
      options.typed.begin(), options.typed.end(),
      [&flag](const TypedFlag& typed) {
        return typed.flag == &flag ||
               (flag.field != FlagField() && typed.flag->field == flag.field);
      });
}

// Settings are for all runs: one that the command does not take is no fault.
bool is_of_no_use(const Flag& flag, const Options& options) {
  return flag.is_only_typed() || !flag.is_for(options.command) ||
         is_decided(flag, options);
}

// `found` has all but its truth checked.
io::Status add(TypedFlag found, std::vector<TypedFlag>& added) {
  const Flag& flag = *found.flag;
  const std::string value = found.value;
  if (value.empty()) {
    return usage_error(found.source + ": " + empty_value(flag).what);
  }
  if (flag.takes_value()) {
    added.push_back(std::move(found));
    return {};
  }
  const std::optional<bool> truth = truth_of(value);
  if (!truth.has_value()) {
    return usage_error(found.source + ": " + std::string(flag.name()) +
                       " is yes or no, and not " + in_quotes(value));
  }
  if (*truth) {
    found.value.clear();
    added.push_back(std::move(found));
  }
  return {};
}

io::Status add_variables(Environment environment, Options& options) {
  std::vector<TypedFlag> added;
  for (const Flag& flag : flags()) {
    if (is_of_no_use(flag, options)) {
      continue;
    }
    const std::string start = variable_of(flag) + '=';
    for (const char* variable : environment) {
      const std::string_view text(variable);
      if (!text.starts_with(start) || text.size() == start.size()) {
        continue;
      }
      io::Status status = add({&flag, std::string(text.substr(start.size())),
                               variable_of(flag), Origin::kVariable},
                              added);
      if (!status.ok()) {
        return status;
      }
    }
  }
  options.typed.insert(options.typed.end(), added.begin(), added.end());
  return {};
}

// The flag that a variable is called after, if not by its own name: by a short
// one, another tool's, or with a slip. Null: it may be anybody's.
const Flag* flag_meant_by(std::string_view variable) {
  const std::string word =
      (variable.size() == 1 ? "-" : "--") + flag_spelling(variable);
  const Flag* flag = find_flag(word);
  if (flag == nullptr) {
    const std::string_view near = nearest_flag(word);
    flag = !near.empty() && edit_distance(word, near) <= kSlips
               ? find_flag(near)
               : nullptr;
  }
  return flag == nullptr || flag->is_only_typed() ? nullptr : flag;
}

void note_slips(Environment environment, Options& options) {
  constexpr std::string_view kStart = "MXSWEEP_";
  for (const char* variable : environment) {
    const std::string_view text(variable);
    const std::string_view name = text.substr(0, text.find('='));
    const Flag* flag = name.starts_with(kStart)
                           ? flag_meant_by(name.substr(kStart.size()))
                           : nullptr;
    if (flag != nullptr && variable_of(*flag) != name) {
      options.notes.push_back(std::string(name) + " is no setting; is " +
                              variable_of(*flag) + " meant?");
    }
  }
}

io::Status add_file(const std::string& path, std::string_view named_by,
                    Options& options) {
  io::Result<std::vector<Setting>> settings = read_config_file(path, named_by);
  if (!settings.ok()) {
    return settings.error();
  }
  std::vector<TypedFlag> added;
  for (const Setting& setting : settings.value()) {
    if (is_of_no_use(*setting.flag, options)) {
      continue;
    }
    io::Status status =
        add({setting.flag, setting.value, setting.place, Origin::kFile}, added);
    if (!status.ok()) {
      return status;
    }
  }
  options.typed.insert(options.typed.end(), added.begin(), added.end());
  return {};
}

}  // namespace

std::string variable_of(const Flag& flag) {
  std::string name = "MXSWEEP_";
  for (const char c : flag.long_name.substr(2)) {
    name += c == '-' ? '_' : static_cast<char>(c - ('a' - 'A'));
  }
  return name;
}

io::Status add_settings(Environment environment, Options& options) {
  io::Status status = add_variables(environment, options);
  if (!status.ok()) {
    return status;
  }
  note_slips(environment, options);
  const Flag* const config = find_flag(kConfigFlag);
  const auto given = std::find_if(
      options.typed.begin(), options.typed.end(),
      [config](const TypedFlag& one) { return one.flag == config; });
  if (given != options.typed.end()) {
    const TypedFlag file = *given;
    status = add_file(file.value,
                      file.source.empty() ? kConfigFlag : file.source, options);
  }
  if (status.ok()) {
    leave_out_idle_settings(options);
  }
  // In the order of flags(), as if all were typed.
  std::stable_sort(
      options.typed.begin(), options.typed.end(),
      [](const TypedFlag& a, const TypedFlag& b) { return a.flag < b.flag; });
  return status;
}

}  // namespace mxsweep
