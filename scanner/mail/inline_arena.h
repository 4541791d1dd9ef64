// InlineArena: pieces of octets, each found again by the offset that add()
// returned. The first kInside octets are in the object itself, enough for all
// pieces of a usual name; further pieces are in a vector that keeps its
// capacity. Offsets stay valid until clear(); pointers into the vector end with
// the next add(). Owned by one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace mxsweep {

class InlineArena {
 public:
  static constexpr std::size_t kInside = 92;

  // Keeps a copy of the piece and returns its offset. REQUIRES: less than 4 GiB
  // in all
  std::uint32_t add(std::string_view piece) {
    if (piece.size() <= kInside - used_) {
      const std::uint32_t at = used_;
      if (!piece.empty()) {
        std::memcpy(inside_.data() + at, piece.data(), piece.size());
      }
      used_ += static_cast<std::uint32_t>(piece.size());
      return at;
    }
    const std::size_t at = kInside + outside_.size();
    outside_.insert(outside_.end(), piece.begin(), piece.end());
    return static_cast<std::uint32_t>(at);
  }

  // REQUIRES: a piece begins at the offset `where`
  [[nodiscard]] const std::uint8_t* at(std::uint32_t where) const {
    return where < kInside ? inside_.data() + where
                           : outside_.data() + (where - kInside);
  }

  void clear() {
    used_ = 0;
    outside_.clear();
  }

  // Gives the vector's memory back. REQUIRES: empty
  void shrink() { outside_.shrink_to_fit(); }

 private:
  std::uint32_t used_ = 0;
  std::array<std::uint8_t, kInside> inside_;
  std::vector<std::uint8_t> outside_;
};

}  // namespace mxsweep
