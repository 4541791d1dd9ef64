#include "scanner/list/cell_look.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <string>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"
#include "scanner/input/known_tops.h"

namespace mxsweep {
namespace {

constexpr InputOptions kAnyName = {.allow_special = true, .lenient = true};

// What programs write where there is nothing.
constexpr std::array kNothings = std::to_array<std::string_view>(
    {"-", "--", "NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "null", "None",
     "none", "nil", "\\N", "(blank)", "(null)", "(empty)", "?"});

std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return quoted ? trimmed(text.substr(1, text.size() - 2)) : text;
}

// The size of a character that may stand between groups of three digits.
std::size_t group_mark(std::string_view text) {
  if (text.front() == ',' || text.front() == ' ' || text.front() == '\'' ||
      text.front() == '_') {
    return 1;
  }
  if (text.starts_with("\xC2\xA0")) {  // no-break space
    return 2;
  }
  return text.starts_with("\xE2\x80\xAF") ? 3 : 0;  // narrow no-break space
}

// Without the marks between thousands; empty when they are out of place.
std::string_view without_groups(std::string_view text, std::string& room) {
  room.clear();
  std::size_t group = 0;
  bool grouped = false;
  while (!text.empty() && room.size() < 32) {
    if (io::is_ascii_digit(text.front())) {
      room += text.front();
      ++group;
      text.remove_prefix(1);
      continue;
    }
    const std::size_t mark = group_mark(text);
    if (mark == 0) {
      break;
    }
    if (group == 0 || group > 3 || (grouped && group != 3)) {
      return {};
    }
    grouped = true;
    group = 0;
    text.remove_prefix(mark);
  }
  if (grouped && group != 3) {
    return {};
  }
  room += text;
  return room;
}

// From a sign or digit on, nothing but what a number is written with.
bool looks_like_number(std::string_view text) {
  const std::size_t first = text.starts_with('-') || text.starts_with('+');
  if (text.size() == first || text.size() > 32 ||
      !(io::is_ascii_digit(text[first]) || text[first] == '.')) {
    return false;
  }
  std::size_t letters = 0;
  for (std::size_t at = first; at < text.size(); ++at) {
    letters += io::is_ascii_letter(text[at]) ? 1 : 0;
    const bool part = io::is_ascii_digit(text[at]) || text[at] == '.' ||
                      text[at] == ',' || text[at] == ' ' || text[at] == '\'' ||
                      text[at] == '+' || text[at] == '-' || text[at] == 'e' ||
                      text[at] == 'E' || text[at] == '%' || text[at] == '_' ||
                      static_cast<unsigned char>(text[at]) >= 0x80;
    if (!part) {
      return false;
    }
  }
  return letters <= 1;
}

std::string_view last_label(NameView name) {
  std::string_view last;
  while (!name.is_root()) {
    last = name.first_label();
    name = name.parent();
  }
  return last;
}

// Letters only, or an A-label: nothing else was ever delegated.
bool ends_like_a_domain(std::string_view top) {
  return top.starts_with("xn--") ||
         (top.size() >= 2 &&
          std::all_of(top.begin(), top.end(), io::is_ascii_letter));
}

CellLook of_kind(CellKind kind) {
  CellLook look;
  look.kind = kind;
  return look;
}

CellKind kind_by_form(std::string_view text) {
  if (text.find("://") != std::string_view::npos) {
    return CellKind::kUrl;
  }
  return text.find('@') != std::string_view::npos ? CellKind::kMail
                                                  : CellKind::kName;
}

}  // namespace

CellLook look_at(std::string_view cell) {
  thread_local InputRecord record;
  const std::string_view text = unquoted(cell);
  if (text.empty() ||
      std::find(kNothings.begin(), kNothings.end(), text) != kNothings.end()) {
    return {};
  }
  parse_cell(text, kAnyName, record);
  if (record.error.starts_with("IP address")) {
    return of_kind(CellKind::kAddress);
  }
  if (looks_like_number(text)) {
    return of_kind(CellKind::kNumber);
  }
  if (!record.error.empty()) {
    return of_kind(CellKind::kOther);
  }
  const std::string_view top = last_label(record.name.view());
  if (record.name.view().label_count() < 2) {
    CellLook look = of_kind(CellKind::kOther);
    look.single = true;
    look.single_top = is_known_top(top);
    return look;
  }
  if (!ends_like_a_domain(top)) {
    CellLook look = of_kind(CellKind::kOther);
    look.backwards = is_known_top(record.name.view().first_label());
    return look;
  }
  CellLook look = of_kind(kind_by_form(text));
  look.known_top = is_known_top(top);
  look.name = std::hash<std::string_view>()(record.name.view().key());
  if (look.kind == CellKind::kName && !look.known_top && !is_private_top(top)) {
    look.strange_top = std::hash<std::string_view>()(top) | 1U;
    look.backwards = is_known_top(record.name.view().first_label());
  }
  return look;
}

std::string_view next_of_several(std::string_view& rest) {
  constexpr std::string_view kMarks = " \t\r\n,;|";
  const std::size_t begin =
      std::min(rest.find_first_not_of(kMarks), rest.size());
  const std::size_t end =
      std::min(rest.find_first_of(kMarks, begin), rest.size());
  const std::string_view word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

std::size_t names_in(std::string_view cell) {
  std::size_t names = 0;
  for (std::string_view word = next_of_several(cell); !word.empty();
       word = next_of_several(cell)) {
    if (!is_usable(look_at(word).kind)) {
      return 0;
    }
    ++names;
  }
  return names;
}

std::optional<std::int64_t> rank_of(std::string_view cell) {
  // The usual case first.
  std::int64_t rank = 0;
  const char* const end = cell.data() + cell.size();
  const auto whole = std::from_chars(cell.data(), end, rank);
  if (whole.ec == std::errc() && whole.ptr == end) {
    return rank < 0 ? std::nullopt : std::optional(rank);
  }
  const std::string_view text = unquoted(cell);
  if (!looks_like_number(text)) {
    return std::nullopt;
  }
  thread_local std::string room;
  const std::string_view plain = without_groups(text, room);
  double number = 0;
  const char* const stop = plain.data() + plain.size();
  const auto parsed = std::from_chars(plain.data(), stop, number);
  constexpr double kExactMax = 9007199254740992.0;  // 2^53
  if (plain.empty() || parsed.ec != std::errc() || parsed.ptr != stop ||
      number < 0 || number > kExactMax || number != std::floor(number)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(number);
}

}  // namespace mxsweep
