// The fields of a record "v=...; name=value; ...", as several policies write
// them. Pure functions; what they return borrows from the text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "io/base/ascii.h"

#include "scanner/policy/policy.h"

namespace mxsweep {

inline constexpr std::string_view kWsp = " \t";
inline constexpr std::string_view kNoTag = "a field is not NAME=VALUE";
inline constexpr std::string_view kNoExtension =
    "a field is not written as extensions are";

// The field that the text begins with, without the blanks around it. What
// remains of the text begins behind its semicolon.
[[nodiscard]] inline std::string_view take_field(std::string_view& text) {
  const std::size_t end = text.find(';');
  const std::string_view field = text.substr(0, end);
  text =
      end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return io::trimmed(field, kWsp);
}

struct Tag {
  std::string_view name;
  std::string_view value;
};

// With blanks around "=" taken off, as RFC 6376 section 3.2 has tags. Nothing
// when there is no "=" or no name.
[[nodiscard]] inline std::optional<Tag> as_tag(std::string_view field) {
  const std::size_t at = field.find('=');
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const Tag tag = {io::trimmed(field.substr(0, at), kWsp),
                   io::trimmed(field.substr(at + 1), kWsp)};
  return tag.name.empty() ? std::nullopt : std::optional(tag);
}

// The same where the grammar has no blanks around "="; neither name nor value
// is empty.
[[nodiscard]] inline std::optional<Tag> as_tight_tag(std::string_view field) {
  const std::size_t at = field.find('=');
  return at == std::string_view::npos || at == 0 || at + 1 == field.size()
             ? std::nullopt
             : std::optional(Tag{field.substr(0, at), field.substr(at + 1)});
}

[[nodiscard]] inline bool is_alphanumeric(char c) {
  return io::is_ascii_letter(c) || io::is_ascii_digit(c);
}

// A field that RFC 8461 section 3.1 and RFC 8460 section 3 leave to others.
[[nodiscard]] inline bool is_extension(const Tag& tag) {
  constexpr std::size_t kNameMax = 32;
  return tag.name.size() <= kNameMax && is_alphanumeric(tag.name.front()) &&
         std::all_of(tag.name.begin(), tag.name.end(),
                     [](char c) {
                       return is_alphanumeric(c) || c == '_' || c == '-' ||
                              c == '.';
                     }) &&
         std::all_of(tag.value.begin(), tag.value.end(),
                     [](char c) { return c > ' ' && c <= '~' && c != '='; });
}

// Takes the fields behind the version, one after the other, until one is no tag
// or `take` says what is wrong with it. The last one may end in one semicolon.
template <class AsTag, class Take>
[[nodiscard]] PolicyFault take_tags(std::string_view text,
                                    const AsTag& read_tag, const Take& take) {
  static_cast<void>(take_field(text));
  for (std::uint16_t piece = 2; !io::trimmed(text, kWsp).empty(); ++piece) {
    const std::optional<Tag> tag = read_tag(take_field(text));
    const std::string_view why = tag.has_value() ? take(*tag) : kNoTag;
    if (!why.empty()) {
      return {why, piece};
    }
  }
  return {};
}

// The text begins with the tag v, and that is the version.
[[nodiscard]] inline bool has_version_tag(std::string_view text,
                                          std::string_view version) {
  if (text.substr(0, 1) != "v") {
    return false;
  }
  const std::optional<Tag> tag = as_tag(take_field(text));
  return tag.has_value() && tag->name == "v" && tag->value == version;
}

// The same octet by octet: no blanks but behind it.
[[nodiscard]] inline bool has_version(std::string_view text,
                                      std::string_view version) {
  return text.substr(0, version.size()) == version &&
         take_field(text) == version;
}

// A URI as far as a record can be judged by it: a scheme (RFC 3986 section
// 3.1), a colon, and something of printable ASCII behind it.
[[nodiscard]] inline bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 ||
      colon + 1 == text.size() || !io::is_ascii_letter(text.front())) {
    return false;
  }
  for (const char c : text.substr(0, colon)) {
    if (!io::is_ascii_letter(c) && !io::is_ascii_digit(c) && c != '+' &&
        c != '-' && c != '.') {
      return false;
    }
  }
  for (const char c : text) {
    if (c <= ' ' || c > '~') {
      return false;
    }
  }
  return true;
}

[[nodiscard]] inline bool has_scheme(std::string_view uri,
                                     std::string_view scheme) {
  return is_uri(uri) && io::ascii_lower(uri.substr(0, uri.find(':'))) == scheme;
}

}  // namespace mxsweep
