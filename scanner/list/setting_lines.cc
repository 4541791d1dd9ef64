#include "scanner/list/setting_lines.h"

#include <algorithm>

#include "scanner/input/cell.h"
#include "scanner/list/line_words.h"

namespace mxsweep {
namespace {

constexpr std::size_t kKeyMax = 64;
// Each setting is a record of its own.
constexpr std::string_view kRecord = "[].";

constexpr std::string_view kExport = "export ";

// Empty where none stands before the sign.
std::string_view key_of(std::string_view line) {
  constexpr std::string_view kKey =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  if (line.starts_with(kExport)) {
    line.remove_prefix(kExport.size());
  }
  const std::size_t sign = std::min(line.find('='), line.size());
  const std::string_view key = trimmed(line.substr(0, sign));
  // "==", "=>" and "=~" are of programs.
  const bool is_sign =
      sign != line.size() && line.substr(sign + 1).find_first_of("=>~") != 0;
  return is_sign && key.size() <= kKeyMax &&
                 key.find_first_not_of(kKey) == std::string_view::npos
             ? key
             : std::string_view();
}

// [section], [[table]], [remote "origin"]; a list of texts is none.
bool is_head(std::string_view line) {
  return line.size() > 2 && line.front() == '[' && line.back() == ']' &&
         line[1] != '"' && line[1] != '\'' &&
         line.find_first_of(",=") == std::string_view::npos;
}

// "resource "x" "y" {", "tags = {" and what closes them, of HCL and the like.
bool is_block_end(std::string_view line) {
  return line.ends_with('{') ||
         line.find_first_not_of("{}[](),;") == std::string_view::npos;
}

}  // namespace

// A remark behind a value begins with a blank and '#'.
void SettingLines::take_values(std::string_view text) {
  constexpr std::string_view kMarks = " \t,;|[]\"'";
  text = text.substr(0, text.find(" #"));
  while (true) {
    const std::size_t begin = text.find_first_not_of(kMarks);
    if (begin == std::string_view::npos) {
      return;
    }
    const std::size_t end =
        std::min(text.find_first_of(kMarks, begin), text.size());
    values_.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

bool SettingLines::split(std::string_view line) {
  const std::string_view text = trimmed(line);
  setting_ = false;
  nothing_ = is_comment(text);
  if (nothing_) {
    return true;
  }
  if (is_head(text) || is_block_end(text)) {
    path_.clear();
    return true;
  }
  const std::string_view key = key_of(text);
  if (!key.empty()) {
    path_ = kRecord;
    path_ += key;
    take_values(text.substr(text.find('=') + 1));
    setting_ = true;
    return true;
  }
  const bool goes_on = line.front() == ' ' || line.front() == '\t';
  if (!goes_on || path_.empty()) {
    path_.clear();
    return false;
  }
  take_values(text);
  return true;
}

}  // namespace mxsweep
