#include "scanner/cli/config_file.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "io/base/join.h"
#include "io/base/utf8.h"
#include "io/file/small_file.h"

#include "scanner/cli/flags.h"
#include "scanner/cli/suggest.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

io::Error about(const std::string& path, const std::string& what) {
  return usage_error("--config " + path + ": " + what);
}

// "rate" of "  rate = 5000"; the library puts what stands under one name twice
// into one list.
std::string_view key_of(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::string_view head = line.substr(0, line.find('='));
  if (head.size() == line.size()) {
    return {};
  }
  const std::size_t from =
      std::min(head.find_first_not_of(kBlanks), head.size());
  const std::size_t last = head.find_last_not_of(kBlanks);
  return last == std::string_view::npos ? std::string_view()
                                        : head.substr(from, last + 1 - from);
}

// FILE:LINE of the first line with the key, which the library does not tell;
// FILE alone where a key is written in another way.
std::string place_of(std::string_view key, const std::string& text,
                     const std::string& path) {
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (key_of(line) == key) {
      return path + ":" + std::to_string(number);
    }
  }
  return path;
}

// "rate 5k" and "rate: 5k"; the flag's name, else nothing.
std::string_view name_without_sign(std::string_view line) {
  const std::size_t from = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(from);
  const std::string_view name = line.substr(0, line.find_first_of(": \t\r"));
  const std::size_t value = line.find_first_not_of(": \t\r", name.size());
  const bool is_setting = line.find('=') == std::string_view::npos &&
                          value != std::string_view::npos &&
                          find_flag("--" + std::string(name)) != nullptr;
  return is_setting ? name : std::string_view();
}

// "example.com", of a list that is taken for settings.
bool is_name_alone(std::string_view line) {
  return line.find('.') != std::string_view::npos &&
         line.find_first_of("=#;[]\"' \t") == std::string_view::npos;
}

// What the library would take for something else, or for a fault of no line.
io::Status check_lines(const std::string& text, const std::string& path) {
  std::set<const Flag*> seen;
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (is_name_alone(line)) {
      return about(path + ":" + std::to_string(number),
                   in_quotes(line) +
                       " is no setting, like rate = 5000; a list of names is "
                       "given without --config");
    }
    const std::string_view name = name_without_sign(line);
    if (!name.empty()) {
      return about(
          path + ":" + std::to_string(number),
          "write it with a sign, like " + std::string(name) + " = VALUE");
    }
    const Flag* flag = find_flag("--" + std::string(key_of(line)));
    if (flag != nullptr && !flag->repeatable && !seen.insert(flag).second) {
      return about(path + ":" + std::to_string(number),
                   std::string(flag->long_name.substr(2)) +
                       " is given twice; once is enough");
    }
  }
  return {};
}

// Of one line of the file, which is at `place`.
io::Result<Setting> setting_of(const CLI::ConfigItem& item,
                               const std::string& place) {
  if (!item.parents.empty() &&
      item.parents != std::vector<std::string>{std::string("default")}) {
    return about(place, "sections like [" + item.parents.front() +
                            "] have no meaning; write each flag on a line of "
                            "its own, like rate = 5000");
  }
  const std::string name = "--" + item.name;
  const Flag* flag = find_flag(name);
  if (flag == nullptr || flag->is_only_typed()) {
    const std::string_view near = nearest_flag(name);
    std::string what = "there is no setting " + in_quotes(item.name);
    if (flag != nullptr) {
      what = in_quotes(item.name) + " is for the command line only";
    } else if (near.empty()) {
      what += "; settings are the long flags without their dashes";
    } else {
      what += "; did you mean " + std::string(near.substr(2)) + "?";
    }
    return about(place, what);
  }
  if (flag == &flag_of(&ScanPlan::config_path)) {
    return about(place, "one file cannot name another; write its lines here");
  }
  return Setting{flag, io::joined(item.inputs, ","), place};
}

}  // namespace

io::Result<std::vector<Setting>> read_config_file(const std::string& path,
                                                  std::string_view named_by) {
  const io::Result<std::string> read = io::read_small_file(path);
  if (!read.ok()) {
    return usage_error(std::string(named_by) + ": " + read.error().what);
  }
  const std::string text(io::without_byte_order_marks(read.value()));
  const io::Status sound = check_lines(text, path);
  if (!sound.ok()) {
    return sound.error();
  }
  std::vector<Setting> settings;
  try {
    std::istringstream lines(text);
    for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(lines)) {
      if (item.name == "++" || item.name == "--") {
        continue;  // the library's marks of a section's ends
      }
      io::Result<Setting> setting =
          setting_of(item, place_of(item.name, text, path));
      if (!setting.ok()) {
        return setting.error();
      }
      settings.push_back(setting.take());
    }
  } catch (const CLI::Error& error) {
    return about(path, error.what());
  }
  return settings;
}

}  // namespace mxsweep
