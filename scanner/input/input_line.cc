#include "scanner/input/input_line.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "io/base/ascii.h"

namespace mxsweep {
namespace {

// The next `wanted` that stands outside of quoted strings; `from` does too.
// The local part of a mail address may be quoted and hold commas and blanks
// (RFC 5321 section 4.1.2); cut apart there, a piece of it would be shown.
std::size_t find_unquoted(std::string_view text, char wanted,
                          std::size_t from) {
  bool quoted = false;
  for (std::size_t at = from; at < text.size(); ++at) {
    if (text[at] == '"') {
      quoted = !quoted;
    } else if (quoted && text[at] == '\\') {
      ++at;
    } else if (!quoted && text[at] == wanted) {
      return at;
    }
  }
  return std::string_view::npos;
}

// A '#' begins a comment at the start of a line or after a blank.
// REQUIRES: the text is trimmed
std::string_view without_comment(std::string_view text) {
  for (std::size_t at = find_unquoted(text, '#', 0);
       at != std::string_view::npos; at = find_unquoted(text, '#', at + 1)) {
    const std::string_view before = text.substr(0, at);
    if (trimmed(before).size() < at || at == 0) {
      return before;
    }
  }
  return text;
}

// 7, 7.0, 1e+05, 1,000: what a top list may have before the name.
bool is_number(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9' &&
         text.find_first_not_of("0123456789.,eE+") == std::string_view::npos;
}

// A word alone is no name that a line with more fields would be about.
bool is_bare_word(std::string_view text) {
  return text.find_first_of(".@:") == std::string_view::npos;
}

std::string_view unquoted(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"'
             ? text.substr(1, text.size() - 2)
             : text;
}

bool is_name_like(std::string_view text) {
  return text.find('.') != std::string_view::npos &&
         text.find_first_of(" \t@<>") == std::string_view::npos;
}

// Whether mail addresses stand in the line as a mail program writes them, with
// commas in display names or between them: "Roe, Jane <jane@x>", "a@x, b@x". A
// piece of such a line is a person's name.
bool is_address_list(std::string_view text) {
  const std::size_t comma = find_unquoted(text, ',', 0);
  const std::string_view first = text.substr(0, comma);
  const std::string_view rest = text.substr(std::min(comma, text.size()));
  const bool rest_has_one = rest.find('@') != std::string_view::npos;
  // "jane.roe,<jane@x>": what stands before it is a display name.
  const bool framed =
      trimmed(rest.substr(std::min<std::size_t>(1, rest.size())))
          .starts_with('<');
  return rest_has_one && (framed || !is_name_like(unquoted(trimmed(first))));
}

std::string_view first_cell(std::string_view text) {
  return is_address_list(text) ? text
                               : text.substr(0, find_unquoted(text, ',', 0));
}

// "rank,domain" and "name,anything": the name, and the rank if there is one.
// All of the line where its first field is neither.
std::string_view take_fields(std::string_view text, InputRecord& out) {
  const std::size_t comma = find_unquoted(text, ',', 0);
  if (comma == std::string_view::npos) {
    return text;
  }
  const std::string_view first = unquoted(trimmed(text.substr(0, comma)));
  if (!is_number(first)) {
    return !first.empty() && is_bare_word(first) ? text : first_cell(text);
  }
  std::int64_t rank = 0;
  const auto [end, error] =
      std::from_chars(first.data(), first.data() + first.size(), rank);
  const std::string_view fraction(
      end, static_cast<std::size_t>(first.data() + first.size() - end));
  if (error == std::errc() &&
      (fraction.empty() ||
       (fraction.front() == '.' &&
        fraction.find_first_not_of('0', 1) == std::string_view::npos))) {
    out.rank = rank;
  }
  return first_cell(text.substr(comma + 1));
}

// A host name as it stands in lists, and no date, number or word.
bool is_bare_name(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  return dot != std::string_view::npos && dot != 0 && dot + 2 < text.size() &&
         std::all_of(text.begin(), text.end(),
                     [](char c) {
                       return io::is_ascii_letter(c) || io::is_ascii_digit(c) ||
                              c == '-' || c == '_' || c == '.';
                     }) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1,
                     text.end(), io::is_ascii_letter);
}

// Behind what is asked: it must not be dropped without a word.
bool has_second_name(std::string_view rest) {
  while (!rest.empty()) {
    const std::size_t comma = find_unquoted(rest, ',', 0);
    if (is_bare_name(unquoted(trimmed(rest.substr(0, comma))))) {
      return true;
    }
    rest.remove_prefix(comma == std::string_view::npos ? rest.size()
                                                       : comma + 1);
  }
  return false;
}

}  // namespace

LineKind parse_input_line(std::string_view line, const InputOptions& options,
                          InputRecord& out) {
  out.rank.reset();
  if (take_usual_name(line, options, out)) {
    return LineKind::kRecord;
  }
  line = trimmed(line);
  if (line.starts_with(';') || line == "//" || line.starts_with("// ")) {
    return LineKind::kNothing;
  }
  // A fragment of a URL is no comment, which needs a blank before it.
  line = trimmed(without_comment(line));
  if (line.empty()) {
    return LineKind::kNothing;
  }
  const std::string_view cell = take_fields(line, out);
  parse_cell(cell, options, out);
  const auto end =
      static_cast<std::size_t>(cell.data() + cell.size() - line.data());
  if (end < line.size() && out.error.empty() &&
      has_second_name(line.substr(end))) {
    refuse_cell(line, "more than one name", out);
  }
  return LineKind::kRecord;
}

}  // namespace mxsweep
