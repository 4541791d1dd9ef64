#include "scanner/list/record_splitter.h"

#include "scanner/input/cell.h"

namespace mxsweep {
namespace {

struct Field {
  std::string_view text;
  std::size_t end = 0;  // of the separator behind it, or npos
  bool open = false;
};

// A comment ends what is said on a line of words.
std::string_view without_remark(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos;
       at = line.find('#', at + 1)) {
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') {
      return line.substr(0, at);
    }
  }
  return line;
}

void split_words(std::string_view line, std::vector<std::string_view>& fields,
                 std::size_t& count) {
  line = without_remark(line);
  std::size_t at = line.find_first_not_of(kBlanks);
  while (at != std::string_view::npos) {
    const std::size_t end = line.find_first_of(kBlanks, at);
    if (count++ < kFieldsMax) {
      fields.push_back(line.substr(at, end - at));
    }
    at = line.find_first_not_of(kBlanks, end);
  }
}

// The place behind the quote that closes a field, or npos.
std::size_t closing_quote(std::string_view line, std::size_t from) {
  for (std::size_t at = line.find('"', from); at != std::string_view::npos;
       at = line.find('"', at + 1)) {
    if (at + 1 < line.size() && line[at + 1] == '"') {
      ++at;
      continue;
    }
    return at;
  }
  return std::string_view::npos;
}

Field plain_field(std::string_view line, std::size_t from, char separator) {
  const std::size_t end = line.find(separator, from);
  return {trimmed(line.substr(from, end - from)), end, false};
}

// One that begins with a quote. Where something follows the closing quote, the
// field is taken as it is.
Field quoted_field(std::string_view line, std::size_t quote,
                   const Dialect& dialect) {
  const std::size_t close = closing_quote(line, quote + 1);
  if (close == std::string_view::npos) {
    return {{}, close, true};
  }
  const std::size_t next = line.find_first_not_of(
      dialect.separator == '\t' ? " \r" : kBlanks, close + 1);
  if (next != std::string_view::npos && line[next] != dialect.separator) {
    return plain_field(line, quote, dialect.separator);
  }
  return {line.substr(quote + 1, close - quote - 1), next, false};
}

Field next_field(std::string_view line, std::size_t from,
                 const Dialect& dialect, bool quotes) {
  if (quotes) {
    const std::size_t first = line.find_first_not_of(" \v\f", from);
    if (first != std::string_view::npos && line[first] == '"') {
      return quoted_field(line, first, dialect);
    }
  }
  return plain_field(line, from, dialect.separator);
}

}  // namespace

SplitLine split_line(std::string_view line, const Dialect& dialect, bool quotes,
                     std::vector<std::string_view>& fields) {
  SplitLine out;
  fields.clear();
  if (dialect.blanks) {
    split_words(line, fields, out.count);
    return out;
  }
  std::size_t from = 0;
  while (true) {
    const Field field = next_field(line, from, dialect, quotes);
    if (field.open) {
      out.open = true;
      return out;
    }
    if (out.count++ < kFieldsMax) {
      fields.push_back(field.text);
    }
    if (field.end == std::string_view::npos) {
      return out;
    }
    from = field.end + 1;
  }
}

bool RecordSplitter::try_line(std::string_view line) {
  if (!dialect_.wrapped) {
    return !split_line(line, dialect_, true, fields_).open;
  }
  line = trimmed(line);
  if (line.size() < 2 || line.front() != '"' || line.back() != '"') {
    take_literally(line);
    return true;
  }
  joined_ = undoubled(line.substr(1, line.size() - 2));
  if (split_line(joined_, dialect_, true, fields_).open) {
    take_literally(joined_);
  }
  return true;
}

std::size_t RecordSplitter::try_open() {
  joined_.clear();
  for (std::size_t lines = 1; lines <= open_.size(); ++lines) {
    joined_ += lines == 1 ? "" : "\n";
    joined_ += open_[lines - 1];
    const SplitLine split = split_line(joined_, dialect_, true, fields_);
    if (!split.open && (lines == 1 || split.count == dialect_.fields)) {
      return lines;
    }
  }
  return 0;
}

void RecordSplitter::take_literally(std::string_view line) {
  split_line(line, dialect_, false, fields_);
}

std::string undoubled(std::string_view field) {
  std::string out;
  for (std::size_t at = 0; at < field.size(); ++at) {
    out += field[at];
    at += field.substr(at, 2) == "\"\"" ? 1 : 0;
  }
  return out;
}

}  // namespace mxsweep
