#include "scanner/list/yaml_lines.h"

#include <algorithm>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"

namespace mxsweep {
namespace {

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kKeyMax = 256;

// A '#' begins a comment at the start or behind a blank, outside of quotes.
std::string_view without_remark(std::string_view line) {
  char quote = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool begins = at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if ((c == '"' || c == '\'') &&
               (begins || line[at - 1] == '[' || line[at - 1] == ',')) {
      quote = c;
    } else if (c == '#' && begins) {
      return line.substr(0, at);
    }
  }
  return line;
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// The colon that ends a key: behind it is a blank or nothing.
std::size_t end_of_key(std::string_view text) {
  const bool quoted = text.front() == '"' || text.front() == '\'';
  const std::size_t from = quoted ? text.find(text.front(), 1) : 0;
  for (std::size_t at = text.find(':', from); at != std::string_view::npos;
       at = text.find(':', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\t') {
      return at;
    }
  }
  return std::string_view::npos;
}

// "|", ">-": the value is on the lines below.
bool begins_text(std::string_view value) {
  return !value.empty() && (value.front() == '|' || value.front() == '>') &&
         value.find_first_not_of("|>+-0123456789") == std::string_view::npos;
}

std::string path_of(std::string_view before, std::string_view key,
                    std::string_view behind) {
  std::string path(before);
  path += key;
  path += behind;
  return path;
}

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= kKeyMax &&
         key.find_first_of("{}[],\"<>=") == std::string_view::npos;
}

}  // namespace

std::string YamlLines::items_path() const {
  return open_.empty() ? "[]" : path_of(".", open_.back().key, "[]");
}

// Items may stand where their key does: "domains:" and "- a" below it.
void YamlLines::close_deeper(std::size_t indent, bool item) {
  while (!open_.empty() && (open_.back().indent > indent ||
                            (open_.back().indent == indent && !item))) {
    open_.pop_back();
  }
}

bool YamlLines::split(std::string_view line) {
  key_ = {};
  nothing_ = false;
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  std::string_view text = trimmed(line);
  if (in_text_ && (text.empty() || indent > text_indent_)) {
    take_value(text, items_path());
    return true;
  }
  if (in_text_) {
    in_text_ = false;
    open_.pop_back();
  }
  text = trimmed(without_remark(text));
  nothing_ =
      text.empty() || text == "---" || text == "..." || text.starts_with('%');
  if (nothing_) {
    return true;
  }
  std::size_t at = indent;
  bool item = false;
  while (text == "-" || text.starts_with("- ")) {
    close_deeper(at, true);
    item = true;
    const std::size_t next =
        std::min(text.find_first_not_of(' ', 1), text.size());
    at += next;
    text.remove_prefix(next);
  }
  if (!item) {
    close_deeper(at, false);
  }
  return text.empty() || take_content(text, at, item);
}

bool YamlLines::take_content(std::string_view text, std::size_t indent,
                             bool item) {
  if (text.front() == '{' && text.back() == '}') {
    take_flow(text, items_path());
    return item;
  }
  const std::size_t colon = end_of_key(text);
  if (colon == std::string_view::npos || text.front() == '[') {
    take_value(text, items_path());
    return item;
  }
  const std::string_view key = unquoted(trimmed(text.substr(0, colon)));
  if (!is_key(key)) {
    return false;
  }
  take_entry(key, trimmed(text.substr(colon + 1)), indent);
  return true;
}

void YamlLines::take_entry(std::string_view key, std::string_view value,
                           std::size_t indent) {
  parent_ = open_.empty() ? "" : path_of(".", open_.back().key, "");
  key_ = key;
  const bool text = begins_text(value);
  if ((value.empty() || text) && open_.size() < kDepthMax) {
    open_.push_back({indent, std::string(key)});
    in_text_ = text;
    text_indent_ = indent;
  } else if (value.front() == '[' && value.back() == ']') {
    take_flow(value, path_of(".", key, "[]"));
  } else {
    take_value(value, path_of("[].", key, ""));
  }
}

void YamlLines::take_value(std::string_view text, const std::string& path) {
  if (!text.empty() && text.front() == '[' && text.back() == ']') {
    take_flow(text, path);
  } else {
    take_scalar(text, path);
  }
}

void YamlLines::take_scalar(std::string_view text, const std::string& path) {
  text = unquoted(text);
  // Of Clash: the name and what is below it.
  text.remove_prefix(text.starts_with("+.") ? 2 : 0);
  if (!text.empty()) {
    values_.push_back({path, text});
  }
}

// "[a, b]" and "{name: a, type: b}" on one line.
void YamlLines::take_flow(std::string_view text, const std::string& path) {
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t colon =
        part.empty() ? std::string_view::npos : end_of_key(part);
    if (colon == std::string_view::npos) {
      take_scalar(part, path);
    } else {
      take_scalar(trimmed(part.substr(colon + 1)),
                  path_of("[].", unquoted(trimmed(part.substr(0, colon))), ""));
    }
  }
}

}  // namespace mxsweep
