#include "scanner/dns/name.h"

#include <algorithm>

#include "io/base/check.h"

namespace mxsweep {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kHighBits = kOnes * 0x80U;

// Bit 7 of each octet of `word` that lies in first..last, both below 0x80. A
// sum reaches bit 7 where an octet reaches the limit, and never carries.
constexpr std::uint64_t in_range(std::uint64_t word, unsigned first,
                                 unsigned last) {
  const std::uint64_t low = word & ~kHighBits;
  const std::uint64_t from_first = low + kOnes * (0x80U - first);
  const std::uint64_t above_last = low + kOnes * (0x7FU - last);
  return from_first & ~above_last & ~word & kHighBits;
}

// Only the ASCII capitals get bit 5 (RFC 4343).
constexpr std::uint64_t lower_word(std::uint64_t word) {
  return word | in_range(word, 'A', 'Z') >> 2U;
}

void lower_word_at(std::uint8_t* octets) {
  std::uint64_t word = 0;
  std::memcpy(&word, octets, sizeof(word));
  word = lower_word(word);
  std::memcpy(octets, &word, sizeof(word));
}

// Lengths of labels are below 'A', so they may stand among the octets.
void lower_in_place(std::uint8_t* octets, std::size_t size) {
  if (size >= kWord) {
    for (std::size_t at = 0; at + kWord < size; at += kWord) {
      lower_word_at(octets + at);
    }
    lower_word_at(octets + size - kWord);  // some of it for the second time
    return;
  }
  for (std::size_t at = 0; at < size; ++at) {
    octets[at] = static_cast<std::uint8_t>(lower_word(octets[at]));
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
  std::memcpy(octets_.data() + size_, label.data(), label.size());
  lower_in_place(octets_.data() + size_, label.size());
  size_ = static_cast<std::uint8_t>(size_ + label.size());
  return true;
}

bool Name::add_labels(std::span<const std::uint8_t> labels) {
  if (size_ + labels.size() + 1 > kNameOctetsMax) {
    return false;
  }
  if (!labels.empty()) {
    std::memcpy(octets_.data() + size_, labels.data(), labels.size());
    lower_in_place(octets_.data() + size_, labels.size());
    size_ = static_cast<std::uint8_t>(size_ + labels.size());
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

FlatName::FlatName(NameView name) : used_(name.size() / kWord + 1) {
  words_[used_ - 1] = kOnes * 'a';
  auto* flat = reinterpret_cast<std::uint8_t*>(words_.data());
  const std::uint8_t* octets = name.data();
  std::memcpy(flat, octets, name.size());
  std::size_t at = 0;
  for (; octets[at] != 0; at += 1U + octets[at]) {
    flat[at] = 'a';
  }
  flat[at] = 'a';
}

bool FlatName::is_plain(bool underscores) const {
  const std::uint64_t extra = kOnes * (underscores ? '_' : '-');
  constexpr std::uint64_t kNotZero = kOnes * 0x7FU;  // reaches bit 7 then
  std::uint64_t bad = 0;  // an octet of 0x80 and more is, and may carry
  for (std::size_t i = 0; i < used_; ++i) {
    const std::uint64_t word = words_[i];
    const std::uint64_t other =
        ((word ^ (kOnes * '-')) + kNotZero) & ((word ^ extra) + kNotZero);
    bad |=
        word | (other & ~in_range(word, 'a', 'z') & ~in_range(word, '0', '9'));
  }
  return (bad & kHighBits) == 0;
}

void append_text(NameView name, std::string& out) {
  if (name.size() <= 1) {
    out += name.empty() ? "" : ".";
    return;
  }
  if (!FlatName(name).is_plain(true)) {
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
