// Cursor: reads a message (RFC 1035 section 4.1) front to back with sticky
// errors. After the first read beyond the end (or a bad name) every read
// returns zero and malformed() stays true, so callers check once per record. No
// other code indexes octets from the network. Borrows the message; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "scanner/dns/name.h"

namespace mxsweep {

// Numbers in network order. REQUIRES: that many octets
[[nodiscard]] inline std::uint16_t load_u16(const std::byte* at) {
  return static_cast<std::uint16_t>(static_cast<unsigned>(at[0]) << 8U |
                                    static_cast<unsigned>(at[1]));
}

[[nodiscard]] inline std::uint32_t load_u32(const std::byte* at) {
  return std::uint32_t{load_u16(at)} << 16U | load_u16(at + 2);
}

class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> message, std::size_t position = 0)
      : message_(message), position_(position), end_(message.size()) {
    bad_ = position > message.size();
  }

  // Reads only `length` octets from `position` on, but compression pointers in
  // them may lead anywhere before them.
  // REQUIRES: these octets lie inside the message
  Cursor(std::span<const std::byte> message, std::size_t position,
         std::size_t length)
      : message_(message), position_(position), end_(position + length) {}

  [[nodiscard]] std::uint8_t u8() {
    return take(1) ? octet(position_ - 1) : std::uint8_t{0};
  }

  [[nodiscard]] std::uint16_t u16() {
    return take(2) ? load_u16(at(position_ - 2)) : std::uint16_t{0};
  }

  [[nodiscard]] std::uint32_t u32() {
    return take(4) ? load_u32(at(position_ - 4)) : 0;
  }

  // The next two octets without moving past them; 0 where there are none.
  [[nodiscard]] std::uint16_t peek_u16() const {
    return bad_ || end_ - position_ < 2 ? std::uint16_t{0}
                                        : load_u16(at(position_));
  }

  void skip(std::size_t count) { static_cast<void>(take(count)); }

  // The next `count` octets; empty when malformed.
  [[nodiscard]] std::span<const std::byte> bytes(std::size_t count);

  // All octets up to the end.
  [[nodiscard]] std::span<const std::byte> rest() {
    return bytes(bad_ ? 0 : end_ - position_);
  }

  // A possibly compressed name (RFC 1035 section 4.1.4), lower-cased. A pointer
  // must lead to before the beginning of the name, and each further one to
  // before the octets that the pointer before it led to; labels 0x40/0x80,
  // names over 255 octets, pointers past the end or into the header, and more
  // than kPointerHopsMax pointers are malformed (W3).
  void name(Name& out);

  // Like name(), but only moves past it.
  void skip_name();

  // A cursor over the next `length` octets; this one moves past them.
  [[nodiscard]] Cursor sub(std::size_t length);

  [[nodiscard]] bool malformed() const { return bad_; }

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

  [[nodiscard]] const std::byte* at(std::size_t position) const {
    return message_.data() + position;
  }

  [[nodiscard]] std::uint8_t octet(std::size_t position) const {
    return static_cast<std::uint8_t>(*at(position));
  }

  [[nodiscard]] bool follow_pointer(NameWalk& walk) const;
  [[nodiscard]] bool read_labels(NameWalk& walk, Name& out) const;

  std::span<const std::byte> message_;
  std::size_t position_;
  std::size_t end_;
  bool bad_ = false;
};

}  // namespace mxsweep
