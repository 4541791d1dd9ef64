#include "scanner/list/record_lines.h"

#include <algorithm>

#include "scanner/input/cell.h"
#include "scanner/list/delimited_list.h"

namespace mxsweep {
namespace {

constexpr std::size_t kKeyMax = 128;

bool is_number(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "-[ RECORD 1 ]-----", whatever RECORD is in the user's language.
bool is_psql_mark(std::string_view line) {
  const std::size_t end = line.find(" ]");
  if (!line.starts_with("-[ ") || end == std::string_view::npos) {
    return false;
  }
  const std::string_view inside = line.substr(3, end - 3);
  const std::size_t blank = inside.rfind(' ');
  return blank != std::string_view::npos && is_number(inside.substr(blank + 1));
}

// "*************************** 1. row ***************************"
bool is_mysql_mark(std::string_view line) {
  constexpr std::string_view kRow = ". row ***";
  if (!line.starts_with("*** ") && !line.starts_with("****")) {
    return false;
  }
  const std::size_t row = line.find(kRow);
  const std::size_t number = line.find_first_not_of("* ");
  return row != std::string_view::npos && number < row &&
         is_number(line.substr(number, row - number));
}

}  // namespace

bool is_record_mark(std::string_view line) {
  return is_psql_mark(line) || is_mysql_mark(line);
}

bool RecordLines::split(std::string_view line) {
  line = trimmed(line);
  path_.clear();
  const bool mark = is_record_mark(line);
  nothing_ = mark || is_no_record(line);
  if (mark) {
    separator_ = line.front() == '-' ? '|' : ':';
  }
  if (nothing_) {
    return true;
  }
  const std::size_t sign = line.find(separator_);
  if (sign > kKeyMax) {  // nor where there is none
    return false;
  }
  const std::string_view key = trimmed(line.substr(0, sign));
  if (!key.empty()) {  // else a value goes on
    path_ = "[].";
    path_ += key;
    value_ = trimmed(line.substr(sign + 1));
  }
  return true;
}

}  // namespace mxsweep
