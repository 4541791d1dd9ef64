// Domain names in lower-case wire form (RFC 1035 section 3.1). Name owns its
// octets inline (no allocation); NameView borrows them. Comparison is of
// octets; since every Name is in lower case, this is the equality of RFC 4343,
// which ignores case (W5). Plain values, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "io/base/check.h"

#include "scanner/dns/limits.h"

namespace mxsweep {

// A whole lower-case wire name, root octet included; never empty except for a
// default-constructed view, which means "no name".
class NameView {
 public:
  NameView() = default;

  NameView(const std::uint8_t* octets, std::size_t size)
      : octets_(octets), size_(size) {}

  [[nodiscard]] const std::uint8_t* data() const { return octets_; }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] bool empty() const { return size_ == 0; }

  [[nodiscard]] bool is_root() const { return size_ == 1; }

  [[nodiscard]] std::span<const std::uint8_t> octets() const {
    return {octets_, size_};
  }

  // As a string_view over the octets, for hashing and map keys.
  [[nodiscard]] std::string_view key() const {
    return {reinterpret_cast<const char*>(octets_), size_};
  }

  // Labels without the root: 0 for ".", 2 for "example.com".
  [[nodiscard]] int label_count() const {
    int count = 0;
    for (std::size_t at = 0; at < size_ && octets_[at] != 0;
         at += octets_[at] + std::size_t{1}) {
      ++count;
    }
    return count;
  }

  // The name without its first label. REQUIRES: !is_root()
  [[nodiscard]] NameView parent() const {
    MXSWEEP_DCHECK(size_ > 1);
    const std::size_t skip = octets_[0] + std::size_t{1};
    return {octets_ + skip, size_ - skip};
  }

  // The first label's octets. REQUIRES: !is_root()
  [[nodiscard]] std::string_view first_label() const {
    MXSWEEP_DCHECK(size_ > 1);
    return {reinterpret_cast<const char*>(octets_ + 1), octets_[0]};
  }

  // True when this name equals `zone` or lies below it (whole labels).
  [[nodiscard]] bool is_at_or_below(NameView zone) const;

  friend bool operator==(NameView a, NameView b) {
    return a.size_ == b.size_ &&
           (a.octets_ == b.octets_ ||
            std::memcmp(a.octets_, b.octets_, a.size_) == 0);
  }

 private:
  const std::uint8_t* octets_ = nullptr;
  std::size_t size_ = 0;
};

enum class NameProblem : std::uint8_t {
  kNone,
  kEmpty,         // no text at all
  kEmptyLabel,    // "a..b", ".a"
  kLabelTooLong,  // more than 63 octets
  kNameTooLong,   // more than 255 octets on the wire
  kBadEscape,     // "\25", "\999", a trailing backslash
};

[[nodiscard]] std::string_view to_text(NameProblem problem);

class Name {
 public:
  Name() = default;

  explicit Name(NameView view) { assign(view); }

  Name(const Name& other) { assign(other.view()); }

  Name& operator=(const Name& other) {
    if (this != &other) {
      assign(other.view());
    }
    return *this;
  }

  ~Name() = default;

  // From presentation format (RFC 1035 section 5.1 escapes, optional final
  // dot, "." is the root); any octet may appear. No IDNA here. `out` is
  // unchanged unless the result is kNone.
  [[nodiscard]] static NameProblem from_text(std::string_view text, Name& out);

  // Appends one label, lower-cased, to a name under construction; false when
  // it would break a limit. Start with clear(), end with finish().
  [[nodiscard]] bool add_label(std::span<const std::uint8_t> label);

  // The same for any number of labels in wire form, each behind its length; one
  // copy for all of them. REQUIRES: no length is 0 or above 63, and the last
  // label ends with the span.
  [[nodiscard]] bool add_labels(std::span<const std::uint8_t> labels);

  void clear() { size_ = 0; }

  // Adds the root octet. False when there is no room for it.
  [[nodiscard]] bool finish();

  void assign(NameView view) {
    size_ = static_cast<std::uint8_t>(view.size());
    if (size_ != 0) {
      std::memcpy(octets_.data(), view.data(), size_);
    }
  }

  // For whoever makes a name where it will stand: kNameOctetsMax octets, and a
  // word behind them that may be written to. take() says how many are the name.
  [[nodiscard]] std::uint8_t* room() { return octets_.data(); }

  // REQUIRES: that many octets of room() are a lower-case wire name
  void take(std::size_t size) { size_ = static_cast<std::uint8_t>(size); }

  [[nodiscard]] NameView view() const { return {octets_.data(), size_}; }

  [[nodiscard]] bool empty() const { return size_ == 0; }

  friend bool operator==(const Name& a, const Name& b) {
    return a.view() == b.view();
  }

 private:
  [[nodiscard]] NameProblem read_label(std::string_view text, std::size_t& at);

  std::uint8_t size_ = 0;
  std::array<std::uint8_t, kNameOctetsMax + sizeof(std::uint64_t)> octets_;
};

// Which characters the labels of a name have (kLdh: LDH labels, RFC 5890
// section 2.3.1).
enum class LabelClass : std::uint8_t {
  kLdh,          // lower-case letters, digits and hyphens only
  kUnderscores,  // underscores too
  kOther,        // anything else; no labels at all
};

[[nodiscard]] LabelClass label_class_of(NameView name);

// Writes the presentation form, without the final dot, of a name that needs no
// escapes. REQUIRES: label_class_of(name) is not kOther; room for name.size() -
// 2 characters
void write_plain_text(NameView name, char* to);

// Appends the presentation form without the final dot ("." for the root),
// with \. \\ and \DDD escapes for octets outside 0x21..0x7e (RFC 1035 5.1;
// the characters " ( ) ; @ $ are escaped with a backslash too).
void append_text(NameView name, std::string& out);

[[nodiscard]] std::string to_text(NameView name);

}  // namespace mxsweep
