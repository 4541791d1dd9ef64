#include "scanner/dns/name.h"

#include <algorithm>

#include "io/base/check.h"

namespace mxsweep {
namespace {

// What an octet is, and what it becomes: one look each, since names are too
// short for anything cleverer to pay.
constexpr std::uint8_t kHostOctet = 1;
constexpr std::uint8_t kUnderscore = 2;

constexpr std::array<std::uint8_t, 256> make_kinds() {
  std::array<std::uint8_t, 256> kinds{};
  for (unsigned octet = 0; octet < 256; ++octet) {
    const bool host = (octet >= 'a' && octet <= 'z') ||
                      (octet >= '0' && octet <= '9') || octet == '-';
    kinds[octet] = host ? kHostOctet : 0;
  }
  kinds['_'] = kUnderscore;
  return kinds;
}

// Only the ASCII capitals change (RFC 4343).
constexpr std::array<std::uint8_t, 256> make_lower() {
  std::array<std::uint8_t, 256> lower{};
  for (unsigned octet = 0; octet < 256; ++octet) {
    const bool capital = octet >= 'A' && octet <= 'Z';
    lower[octet] = static_cast<std::uint8_t>(octet + (capital ? 32U : 0U));
  }
  return lower;
}

constexpr std::array<std::uint8_t, 256> kKinds = make_kinds();
constexpr std::array<std::uint8_t, 256> kLower = make_lower();

// Lengths of labels are below 'A', so they may stand among the octets.
void copy_lower(std::span<const std::uint8_t> from, std::uint8_t* to) {
  for (const std::uint8_t octet : from) {
    *to++ = kLower[octet];
  }
}

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
  copy_lower(label, octets_.data() + size_);
  size_ = static_cast<std::uint8_t>(size_ + label.size());
  return true;
}

bool Name::add_labels(std::span<const std::uint8_t> labels) {
  if (size_ + labels.size() + 1 > kNameOctetsMax) {
    return false;
  }
  copy_lower(labels, octets_.data() + size_);
  size_ = static_cast<std::uint8_t>(size_ + labels.size());
  return true;
}

bool Name::finish() {
  if (size_ >= kNameOctetsMax) {
    return false;
  }
  octets_[size_++] = 0;
  return true;
}

bool is_plain(NameView name, bool underscores) {
  const unsigned wanted = kHostOctet | (underscores ? kUnderscore : 0U);
  unsigned odd = 0;
  const std::uint8_t* octets = name.data();
  for (std::size_t left = *octets++; left != 0; left = *octets++) {
    for (; left != 0; --left) {
      odd |= (kKinds[*octets++] & wanted) == 0 ? 1U : 0U;
    }
  }
  return odd == 0;
}

void append_text(NameView name, std::string& out) {
  if (name.size() <= 1) {
    out += name.empty() ? "" : ".";
    return;
  }
  if (!is_plain(name, true)) {
    append_escaped(name, out);
    return;
  }
  // A name of plain labels is its own text but for the lengths.
  const std::uint8_t* octets = name.data();
  const std::size_t start = out.size();
  out.append(reinterpret_cast<const char*>(octets) + 1, name.size() - 2);
  for (std::size_t at = 1U + octets[0]; octets[at] != 0;
       at += 1U + octets[at]) {
    out[start + at - 1] = '.';
  }
}

std::string to_text(NameView name) {
  std::string out;
  append_text(name, out);
  return out;
}

}  // namespace mxsweep
