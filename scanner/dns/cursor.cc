#include "scanner/dns/cursor.h"

namespace mxsweep {
namespace {

constexpr unsigned kPointerBits = 0xC0;

}  // namespace

std::span<const std::byte> Cursor::bytes(std::size_t count) {
  return take(count) ? message_.subspan(position_ - count, count)
                     : std::span<const std::byte>{};
}

// How far the walk through a name has come. `resume` is where reading continues
// after the name: behind the first pointer, or behind the root octet.
struct Cursor::NameWalk {
  std::size_t at;
  std::size_t end;    // of the region that may be read
  std::size_t bound;  // pointers must lead before this
  std::size_t resume = 0;
  int hops = 0;
};

// Each jump leads strictly backwards, so the walk ends; the number of jumps is
// bounded too, since a long message has room for a chain of 16,000 pointers
// (W3).
bool Cursor::follow_pointer(NameWalk& walk) const {
  if (walk.at + 1 >= walk.end || ++walk.hops > kPointerHopsMax) {
    return false;
  }
  const std::size_t target =
      ((octet(walk.at) & ~kPointerBits) << 8U) | octet(walk.at + 1);
  // The header holds no name; its octets must not be read as one.
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

// Reads the labels up to the next pointer or the root octet and leaves the walk
// there; false when malformed.
bool Cursor::read_labels(NameWalk& walk, Name& out) const {
  const std::size_t first = walk.at;
  while (walk.at < walk.end) {
    const std::size_t length = octet(walk.at);
    if (length == 0 || (length & kPointerBits) == kPointerBits) {
      const auto* octets =
          reinterpret_cast<const std::uint8_t*>(message_.data());
      return out.add_labels({octets + first, walk.at - first});
    }
    if (length > kLabelOctetsMax) {
      return false;
    }
    walk.at += 1 + length;
  }
  return false;
}

void Cursor::name(Name& out) {
  out.clear();
  if (!bad_ && position_ < end_ && octet(position_) == 0) {
    position_ += 1;  // the root, as in every OPT record
    bad_ = !out.finish();
    return;
  }
  NameWalk walk{position_, end_, position_};
  while (!bad_) {
    if (!read_labels(walk, out)) {
      bad_ = true;
    } else if (octet(walk.at) == 0) {
      bad_ = !out.finish();
      position_ = walk.resume == 0 ? walk.at + 1 : walk.resume;
      break;
    } else {
      bad_ = !follow_pointer(walk);
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
