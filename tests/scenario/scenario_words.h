// What the lines of a scenario are made of: words, numbers, templates. Pure
// functions.
#pragma once

#include <charconv>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mxsweep::sim {

using Words = std::vector<std::string>;

inline Words split_words(std::string_view line) {
  std::istringstream in{std::string(line)};
  Words words;
  for (std::string word; in >> word;) {
    words.push_back(word);
  }
  return words;
}

inline std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return std::string(
      text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

template <class T>
bool parse_int(std::string_view text, T& out) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

inline bool parse_chance(const std::string& text, double& out) {
  std::istringstream in(text);
  return (in >> out) && in.eof() && out >= 0 && out <= 1;
}

// Replaces {n}, {h} and {l} of a template line by numbers made of n.
inline std::string filled(std::string_view form, std::uint32_t n) {
  std::string out(form);
  const std::pair<std::string_view, std::uint32_t> marks[] = {
      {"{n}", n}, {"{h}", n / 250}, {"{l}", n % 250 + 1}};
  for (const auto& [mark, value] : marks) {
    for (std::size_t at = out.find(mark); at != std::string::npos;
         at = out.find(mark, at)) {
      out.replace(at, mark.size(), std::to_string(value));
    }
  }
  return out;
}

}  // namespace mxsweep::sim
