// Cursor: reads a message front to back with sticky errors. After the first
// read beyond the end (or a bad name) every read returns zero and malformed()
// stays true, so callers check once per record. The only code that indexes
// bytes from the network. Borrows the message; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "scanner/dns/name.h"

namespace mxsweep {

class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> message, std::size_t position = 0)
      : message_(message), position_(position), end_(message.size()) {
    bad_ = position > message.size();
  }

  [[nodiscard]] std::uint8_t u8() {
    return take(1) ? octet(position_ - 1) : std::uint8_t{0};
  }

  [[nodiscard]] std::uint16_t u16() {
    return take(2) ? pair(position_ - 2) : std::uint16_t{0};
  }

  [[nodiscard]] std::uint32_t u32() {
    return take(4)
               ? std::uint32_t{pair(position_ - 4)} << 16U | pair(position_ - 2)
               : 0;
  }

  void skip(std::size_t count) { static_cast<void>(take(count)); }

  // The next `count` octets, empty when malformed.
  [[nodiscard]] std::span<const std::byte> bytes(std::size_t count);

  // A possibly compressed name (RFC 1035 section 4.1.4), lower-cased.
  // Pointers must point before the place where the name began, and each
  // further pointer before the one it was reached by; labels 0x40/0x80,
  // names over 255 octets, pointers past the end or into the header, and more
  // than kPointerHopsMax pointers are malformed (W3).
  void name(Name& out);

  // Like name(), but only moves past it.
  void skip_name();

  // A cursor that ends `length` octets from here but may follow compression
  // pointers anywhere before; this cursor moves past that stretch.
  [[nodiscard]] Cursor sub(std::size_t length);

  [[nodiscard]] bool malformed() const { return bad_; }

  void mark_malformed() { bad_ = true; }

  [[nodiscard]] std::size_t position() const { return position_; }

  [[nodiscard]] bool at_end() const { return position_ == end_; }

 private:
  struct NameWalk;

  // Moves past `count` octets if there are as many.
  [[nodiscard]] bool take(std::size_t count) {
    bad_ = bad_ || end_ - position_ < count;
    position_ += bad_ ? 0 : count;
    return !bad_;
  }

  [[nodiscard]] std::uint8_t octet(std::size_t at) const {
    return static_cast<std::uint8_t>(message_[at]);
  }

  [[nodiscard]] std::uint16_t pair(std::size_t at) const {
    return static_cast<std::uint16_t>(octet(at) << 8U | octet(at + 1));
  }

  [[nodiscard]] bool follow_pointer(NameWalk& walk) const;
  [[nodiscard]] bool read_labels(NameWalk& walk, Name& out) const;

  std::span<const std::byte> message_;
  std::size_t position_;
  std::size_t end_;
  bool bad_ = false;
};

}  // namespace mxsweep
