#include "scanner/dns/name.h"

#include <algorithm>

#include "io/base/check.h"

namespace mxsweep {
namespace {

constexpr std::array<std::uint8_t, 256> make_lower_table() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned octet = 0; octet < 256; ++octet) {
    const bool upper = octet >= 'A' && octet <= 'Z';
    table[octet] = static_cast<std::uint8_t>(upper ? octet + 32 : octet);
  }
  return table;
}

constexpr std::array<std::uint8_t, 256> kLower = make_lower_table();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// One octet of a label in presentation format; moves `at` past it. Negative
// when an escape is broken.
int read_octet(std::string_view text, std::size_t& at) {
  const char c = text[at++];
  if (c != '\\') {
    return static_cast<unsigned char>(c);
  }
  if (at == text.size()) {
    return -1;
  }
  if (!is_digit(text[at])) {
    return static_cast<unsigned char>(text[at++]);
  }
  if (text.size() - at < 3 || !is_digit(text[at + 1]) ||
      !is_digit(text[at + 2])) {
    return -1;
  }
  const int value =
      (text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
  at += 3;
  return value <= 255 ? value : -1;
}

bool needs_backslash(std::uint8_t octet) {
  return std::string_view(".\\\"();@$").find(static_cast<char>(octet)) !=
         std::string_view::npos;
}

void append_octet(std::uint8_t octet, std::string& out) {
  if (octet < 0x21 || octet > 0x7E) {
    out += '\\';
    out += static_cast<char>('0' + octet / 100);
    out += static_cast<char>('0' + octet / 10 % 10);
    out += static_cast<char>('0' + octet % 10);
    return;
  }
  if (needs_backslash(octet)) {
    out += '\\';
  }
  out += static_cast<char>(octet);
}

// 1 for octets that stand for themselves in text.
constexpr std::array<std::uint8_t, 256> make_plain_table() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned octet = 0; octet < 256; ++octet) {
    table[octet] = (octet >= 'a' && octet <= 'z') ||
                   (octet >= '0' && octet <= '9') || octet == '-' ||
                   octet == '_';
  }
  return table;
}

constexpr std::array<std::uint8_t, 256> kPlain = make_plain_table();

bool is_plain(const std::uint8_t* octets, std::size_t size) {
  unsigned plain = 1;
  for (std::size_t i = 0; i < size; ++i) {
    plain &= kPlain[octets[i]];
  }
  return plain != 0;
}

void append_escaped(NameView name, std::string& out) {
  const std::uint8_t* octets = name.data();
  for (std::size_t at = 0; octets[at] != 0; at += 1U + octets[at]) {
    if (at != 0) {
      out += '.';
    }
    const std::uint8_t* first = octets + at + 1;
    std::for_each(first, first + octets[at],
                  [&out](std::uint8_t octet) { append_octet(octet, out); });
  }
}

}  // namespace

int NameView::label_count() const {
  int count = 0;
  for (std::size_t at = 0; at < size_ && octets_[at] != 0;
       at += octets_[at] + std::size_t{1}) {
    ++count;
  }
  return count;
}

NameView NameView::parent() const {
  MXSWEEP_DCHECK(size_ > 1);
  const std::size_t skip = octets_[0] + std::size_t{1};
  return {octets_ + skip, size_ - skip};
}

std::string_view NameView::first_label() const {
  MXSWEEP_DCHECK(size_ > 1);
  return {reinterpret_cast<const char*>(octets_ + 1), octets_[0]};
}

bool NameView::is_at_or_below(NameView zone) const {
  NameView rest = *this;
  while (rest.size() > zone.size() && !rest.is_root()) {
    rest = rest.parent();
  }
  return rest == zone;
}

std::string_view to_text(NameProblem problem) {
  switch (problem) {
    case NameProblem::kNone:
      return "no problem";
    case NameProblem::kEmpty:
      return "empty name";
    case NameProblem::kEmptyLabel:
      return "empty label";
    case NameProblem::kLabelTooLong:
      return "label longer than 63 octets";
    case NameProblem::kNameTooLong:
      return "name longer than 253 characters";
    case NameProblem::kBadEscape:
      break;
  }
  return "broken escape";
}

// The next label of a presentation name; moves `at` past it and its dot.
NameProblem Name::read_label(std::string_view text, std::size_t& at) {
  std::array<std::uint8_t, kLabelOctetsMax> label;
  std::size_t size = 0;
  while (at < text.size() && text[at] != '.') {
    const int octet = read_octet(text, at);
    if (octet < 0) {
      return NameProblem::kBadEscape;
    }
    if (size == kLabelOctetsMax) {
      return NameProblem::kLabelTooLong;
    }
    label[size++] = static_cast<std::uint8_t>(octet);
  }
  at += 1;
  if (size == 0) {
    return NameProblem::kEmptyLabel;
  }
  return add_label({label.data(), size}) ? NameProblem::kNone
                                         : NameProblem::kNameTooLong;
}

NameProblem Name::from_text(std::string_view text, Name& out) {
  if (text.empty()) {
    return NameProblem::kEmpty;
  }
  Name name;
  for (std::size_t at = text == "." ? 1 : 0; at < text.size();) {
    const NameProblem problem = name.read_label(text, at);
    if (problem != NameProblem::kNone) {
      return problem;
    }
  }
  if (!name.finish()) {
    return NameProblem::kNameTooLong;
  }
  out = name;
  return NameProblem::kNone;
}

bool Name::add_label(std::span<const std::uint8_t> label) {
  if (label.empty() || label.size() > kLabelOctetsMax ||
      size_ + label.size() + 2 > kNameOctetsMax) {
    return false;
  }
  octets_[size_++] = static_cast<std::uint8_t>(label.size());
  for (const std::uint8_t octet : label) {
    octets_[size_++] = kLower[octet];
  }
  return true;
}

bool Name::finish() {
  if (size_ >= kNameOctetsMax) {
    return false;
  }
  octets_[size_++] = 0;
  return true;
}

void append_text(NameView name, std::string& out) {
  if (name.is_root()) {
    out += '.';
    return;
  }
  if (name.empty()) {
    return;
  }
  const std::uint8_t* octets = name.data();
  const std::size_t start = out.size();
  // A name of plain labels is its own text but for the lengths.
  out.append(reinterpret_cast<const char*>(octets) + 1, name.size() - 2);
  for (std::size_t at = 0; octets[at] != 0; at += 1U + octets[at]) {
    if (!is_plain(octets + at + 1, octets[at])) {
      out.resize(start);
      append_escaped(name, out);
      return;
    }
    if (at != 0) {
      out[start + at - 1] = '.';
    }
  }
}

std::string to_text(NameView name) {
  std::string out;
  append_text(name, out);
  return out;
}

}  // namespace mxsweep
