// SeenRecords: which numbers (`seq`) a reader of a result has met, so that it
// notices a record whose rows do not stand together. A bit a record, in pages;
// numbers come from a file, which is hostile: past a bound of memory nothing is
// noticed any more. One thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace mxsweep {

class SeenRecords {
 public:
  // True when `seq` was there before, as far as is remembered.
  [[nodiscard]] bool add(std::int64_t seq);

  // Pages that are remembered: 256 MiB, two billion records of a whole list.
  static constexpr std::size_t kPagesMax = 32'768;

 private:
  static constexpr std::int64_t kPageRecords = 65'536;
  static constexpr std::size_t kWordBits = 64;
  using Page = std::array<std::uint64_t, kPageRecords / kWordBits>;

  absl::flat_hash_map<std::int64_t, std::unique_ptr<Page>> pages_;
};

}  // namespace mxsweep
