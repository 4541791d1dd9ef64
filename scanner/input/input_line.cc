#include "scanner/input/input_line.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace mxsweep {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

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
std::string_view without_comment(std::string_view text) {
  for (std::size_t at = find_unquoted(text, '#', 0);
       at != std::string_view::npos; at = find_unquoted(text, '#', at + 1)) {
    if (at == 0 || kBlanks.find(text[at - 1]) != std::string_view::npos) {
      return text.substr(0, at);
    }
  }
  return text;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

std::string_view unquoted(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"'
             ? text.substr(1, text.size() - 2)
             : text;
}

// "rank,domain" and "name,anything": the name, and the rank if there is one.
std::string_view take_fields(std::string_view text, InputRecord& out) {
  const std::size_t comma = find_unquoted(text, ',', 0);
  if (comma == std::string_view::npos) {
    return unquoted(text);
  }
  const std::string_view first = unquoted(trimmed(text.substr(0, comma)));
  if (!all_digits(first)) {
    return first;
  }
  std::int64_t rank = 0;
  const auto [end, error] =
      std::from_chars(first.data(), first.data() + first.size(), rank);
  if (error == std::errc()) {
    out.rank = rank;
  }
  const std::string_view rest = text.substr(comma + 1);
  return unquoted(trimmed(rest.substr(0, find_unquoted(rest, ',', 0))));
}

}  // namespace

LineKind parse_input_line(std::string_view line, bool first_line,
                          const InputOptions& options, InputRecord& out) {
  out.rank.reset();
  if (take_usual_name(line, options, out)) {
    return LineKind::kRecord;
  }
  if (first_line && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  line = trimmed(line);
  // A fragment of a URL is no comment, which needs a blank before it.
  line = trimmed(without_comment(line));
  if (line.empty()) {
    return LineKind::kNothing;
  }
  parse_cell(take_fields(line, out), options, out);
  return LineKind::kRecord;
}

}  // namespace mxsweep
