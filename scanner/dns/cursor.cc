#include "scanner/dns/cursor.h"

namespace mxsweep {
namespace {

constexpr unsigned kPointerBits = 0xC0;

std::uint8_t octet_at(std::span<const std::byte> message, std::size_t at) {
  return static_cast<std::uint8_t>(message[at]);
}

}  // namespace

std::uint8_t Cursor::u8() {
  if (bad_ || end_ - position_ < 1) {
    bad_ = true;
    return 0;
  }
  return octet_at(message_, position_++);
}

std::uint16_t Cursor::u16() {
  if (bad_ || end_ - position_ < 2) {
    bad_ = true;
    return 0;
  }
  const unsigned value = (unsigned{octet_at(message_, position_)} << 8U) |
                         octet_at(message_, position_ + 1);
  position_ += 2;
  return static_cast<std::uint16_t>(value);
}

std::uint32_t Cursor::u32() {
  const std::uint32_t high = u16();
  const std::uint32_t low = u16();
  return bad_ ? 0 : (high << 16U) | low;
}

void Cursor::skip(std::size_t count) {
  if (bad_ || end_ - position_ < count) {
    bad_ = true;
    return;
  }
  position_ += count;
}

std::span<const std::byte> Cursor::bytes(std::size_t count) {
  if (bad_ || end_ - position_ < count) {
    bad_ = true;
    return {};
  }
  const auto part = message_.subspan(position_, count);
  position_ += count;
  return part;
}

// Where the walk through a name stands. `resume` is where reading goes on
// after the name: behind the first pointer, or behind the root octet.
struct Cursor::NameWalk {
  std::size_t at;
  std::size_t end;    // of the region that may be read
  std::size_t bound;  // pointers must lead before this
  std::size_t resume = 0;
  int hops = 0;
};

// Each jump leads strictly backwards, so the walk ends; the number of jumps
// is bounded too, as 16,000 pointers could be chained in a long message (W3).
bool Cursor::follow_pointer(NameWalk& walk) const {
  if (walk.at + 1 >= walk.end || ++walk.hops > kPointerHopsMax) {
    return false;
  }
  const std::size_t target =
      ((octet_at(message_, walk.at) & ~kPointerBits) << 8U) |
      octet_at(message_, walk.at + 1);
  // No name stands in the header; its octets must not be made into one.
  if (target < kHeaderOctets || target >= walk.bound) {
    return false;
  }
  if (walk.resume == 0) {
    walk.resume = walk.at + 2;
  }
  walk.bound = target;
  walk.at = target;
  walk.end = message_.size();
  return true;
}

// One label or pointer; false when malformed.
bool Cursor::name_step(NameWalk& walk, Name& out) const {
  const std::size_t length = octet_at(message_, walk.at);
  if ((length & kPointerBits) == kPointerBits) {
    return follow_pointer(walk);
  }
  if (length > kLabelOctetsMax || walk.end - walk.at - 1 < length) {
    return false;
  }
  const auto* octets =
      reinterpret_cast<const std::uint8_t*>(message_.data()) + walk.at + 1;
  walk.at += 1 + length;
  return out.add_label({octets, length});
}

void Cursor::name(Name& out) {
  out.clear();
  NameWalk walk{position_, end_, position_};
  while (!bad_) {
    if (walk.at >= walk.end) {
      bad_ = true;
    } else if (octet_at(message_, walk.at) == 0) {
      bad_ = !out.finish();
      position_ = walk.resume == 0 ? walk.at + 1 : walk.resume;
      break;
    } else {
      bad_ = !name_step(walk, out);
    }
  }
  if (bad_) {
    out.clear();
  }
}

void Cursor::skip_name() {
  while (!bad_) {
    const unsigned length = u8();
    if ((length & kPointerBits) == kPointerBits) {
      skip(1);
      return;
    }
    if (length > kLabelOctetsMax) {
      bad_ = true;
      return;
    }
    if (length == 0) {
      return;
    }
    skip(length);
  }
}

Cursor Cursor::sub(std::size_t length) {
  Cursor part = *this;
  skip(length);
  part.bad_ = bad_;
  if (!bad_) {
    part.end_ = position_;
  }
  return part;
}

}  // namespace mxsweep
