// SettingLines: the lines of a file of settings to what stands at which key:
// "key = value", with sections in brackets, values in quotes, and lists of
// values by commas and blanks, which go on in lines that begin with a blank.
// So TOML, INI files and variables of a shell have them. A value's path is
// "[].key", as YamlLines has it. Hostile octets; bounded memory; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

class SettingLines {
 public:
  // What a line says, to a visitor as YamlLines has them. False: the line is
  // no setting.
  template <class Visitor>
  bool take(std::string_view line, Visitor& visitor) {
    values_.clear();
    if (!split(line)) {
      return false;
    }
    for (const std::string_view value : values_) {
      (void)visitor.text(path_, value);
    }
    return true;
  }

  // The line before was blank or a comment.
  [[nodiscard]] bool was_nothing() const { return nothing_; }

  // It was a key with its value.
  [[nodiscard]] bool was_setting() const { return setting_; }

 private:
  [[nodiscard]] bool split(std::string_view line);
  void take_values(std::string_view text);

  std::vector<std::string_view> values_;
  std::string path_;  // of the last key; empty: there is none
  bool nothing_ = false;
  bool setting_ = false;
};

}  // namespace mxsweep
