#include "scanner/dns/name.h"

#include <algorithm>

#include "io/base/ascii.h"
#include "io/base/byte_word.h"
#include "io/base/check.h"

namespace mxsweep {
namespace {

using io::kWordBytes;

// Only the ASCII capitals change (RFC 4343).
constexpr std::uint64_t lower_word(std::uint64_t word) {
  return io::lower_bytes(word, io::bytes_between(word, 'A', 'Z'));
}

constexpr std::uint8_t lower_octet(std::uint8_t octet) {
  const bool capital = octet >= 'A' && octet <= 'Z';
  return static_cast<std::uint8_t>(octet + (capital ? 32U : 0U));
}

std::uint64_t load_word(const std::uint8_t* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// Lengths of labels are below 'A' and stay as they are, so the octets may be a
// name in wire form.
void copy_lower(std::span<const std::uint8_t> from, std::uint8_t* to) {
  const std::size_t size = from.size();
  if (size < kWordBytes) {
    for (const std::uint8_t octet : from) {
      *to++ = lower_octet(octet);
    }
    return;
  }
  const auto copy_word = [&](std::size_t at) {
    const std::uint64_t word = lower_word(load_word(from.data() + at));
    std::memcpy(to + at, &word, sizeof(word));
  };
  for (std::size_t at = 0; at + kWordBytes < size; at += kWordBytes) {
    copy_word(at);
  }
  copy_word(size - kWordBytes);
}

// Sixteen octets that one operation tests; g++ and clang have such vectors on
// every processor.
using OctetBlock [[gnu::vector_size(16)]] = std::uint8_t;

// The result of a comparison as octets: all bits set where it holds, else none.
template <class Found>
OctetBlock mask(Found found) {
  return reinterpret_cast<OctetBlock>(found);
}

bool any(OctetBlock block) {
  std::array<std::uint64_t, 2> halves{};
  static_assert(sizeof(halves) == sizeof(block));
  std::memcpy(halves.data(), &block, sizeof(block));
  return (halves[0] | halves[1]) != 0;
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
  if (!io::is_ascii_digit(text[at])) {
    return static_cast<unsigned char>(text[at++]);
  }
  if (text.size() - at < 3 || !io::is_ascii_digit(text[at + 1]) ||
      !io::is_ascii_digit(text[at + 2])) {
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

LabelClass label_class_of(NameView name) {
  if (name.size() <= 1) {
    return LabelClass::kOther;
  }
  // In a copy, the lengths and what follows the end are replaced by letters, so
  // that whole blocks can be tested without a branch.
  std::array<std::uint8_t, kNameOctetsMax + sizeof(OctetBlock)> copy;
  const std::uint8_t* octets = name.data();
  const std::size_t size = name.size() - 1;
  std::memcpy(copy.data(), octets, size);
  std::memset(copy.data() + size, 'a', sizeof(OctetBlock));
  for (std::size_t at = 0; octets[at] != 0; at += 1U + octets[at]) {
    copy[at] = 'a';
  }
  OctetBlock plain = ~OctetBlock{};
  OctetBlock underscores{};
  for (std::size_t at = 0; at < size; at += sizeof(OctetBlock)) {
    OctetBlock block;
    std::memcpy(&block, copy.data() + at, sizeof(block));
    const OctetBlock letters = mask(block - 'a' < 26);
    const OctetBlock digits = mask(block - '0' < 10);
    const OctetBlock underscore = mask(block == '_');
    plain &= letters | digits | mask(block == '-') | underscore;
    underscores |= underscore;
  }
  if (any(~plain)) {
    return LabelClass::kOther;
  }
  return any(underscores) ? LabelClass::kUnderscores : LabelClass::kLdh;
}

void write_plain_text(NameView name, char* to) {
  const std::uint8_t* octets = name.data();
  std::memcpy(to, octets + 1, name.size() - 2);
  for (std::size_t at = 1U + octets[0]; octets[at] != 0;
       at += 1U + octets[at]) {
    to[at - 1] = '.';
  }
}

void append_text(NameView name, std::string& out) {
  if (name.size() <= 1) {
    out += name.empty() ? "" : ".";
    return;
  }
  if (label_class_of(name) == LabelClass::kOther) {
    append_escaped(name, out);
    return;
  }
  const std::size_t start = out.size();
  out.resize(start + name.size() - 2);
  write_plain_text(name, out.data() + start);
}

std::string to_text(NameView name) {
  std::string out;
  append_text(name, out);
  return out;
}

}  // namespace mxsweep
