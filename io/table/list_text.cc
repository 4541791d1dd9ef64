#include "io/table/list_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mxsweep::io {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(char c) {
  return kBlanks.find(c) != std::string_view::npos;
}

// Of our own: parted by ';', or by blanks, which no element of it has.
void split_own(std::string_view text, std::vector<std::string_view>& out) {
  const bool has_blanks = text.find_first_of(kBlanks) != std::string_view::npos;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
      continue;
    }
    const bool is_end = text[at] == ';' || (has_blanks && is_blank(text[at]));
    if (!is_end) {
      continue;
    }
    if (at > begin || text[at] == ';') {
      out.push_back(text.substr(begin, at - begin));
    }
    begin = at + 1;
  }
  if (begin < text.size() || !has_blanks) {
    out.push_back(text.substr(begin));
  }
}

// Takes what a quote encloses; text begins with it.
std::string take_quoted(std::string_view& text) {
  const char quote = text.front();
  std::string out;
  std::size_t at = 1;
  for (; at < text.size() && text[at] != quote; ++at) {
    at += text[at] == '\\' && at + 1 < text.size() ? 1 : 0;
    out += text[at];
  }
  text.remove_prefix(std::min(at + 1, text.size()));
  return out;
}

// What stands between brackets.
void split_brackets(std::string_view text, std::deque<std::string>& texts,
                    std::vector<std::string_view>& out) {
  while (!text.empty()) {
    if (text.front() == ',' || is_blank(text.front())) {
      text.remove_prefix(1);
    } else if (text.front() == '\'' || text.front() == '"') {
      out.push_back(texts.emplace_back(take_quoted(text)));
    } else {
      const std::size_t end =
          std::min(text.find_first_of(", \t\r\n"), text.size());
      const std::string_view word = text.substr(0, end);
      const bool is_null = word == "NULL" || word == "None" || word == "null";
      out.push_back(is_null ? std::string_view() : word);
      text.remove_prefix(end);
    }
  }
}

// [192.0.2.1] is what some have for a mail host, and a list of one, too.
bool is_address(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF.:") ==
             std::string_view::npos &&
         text.find_first_of(".:") != std::string_view::npos;
}

}  // namespace

bool ListText::is_in_brackets(std::string_view text) {
  const bool has_both =
      text.size() >= 2 && text.starts_with('[') && text.ends_with(']');
  if (!has_both) {
    spelling_ = Spelling::kOwn;
    return false;
  }
  const std::string_view inside = text.substr(1, text.size() - 2);
  if (inside.find_first_of("[];") != std::string_view::npos &&
      inside.find_first_of("'\"") == std::string_view::npos) {
    spelling_ = Spelling::kOwn;  // [a];[b]
    return false;
  }
  if (is_address(inside)) {
    return spelling_ == Spelling::kBrackets;
  }
  spelling_ = Spelling::kBrackets;
  return true;
}

void ListText::split(std::string_view text, std::deque<std::string>& texts,
                     std::vector<std::string_view>& out) {
  if (text.empty()) {
    return;
  }
  if (is_in_brackets(text)) {
    split_brackets(text.substr(1, text.size() - 2), texts, out);
  } else {
    split_own(text, out);
  }
}

}  // namespace mxsweep::io
