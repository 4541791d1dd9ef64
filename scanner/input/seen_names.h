// SeenNames: which names a list had before, in bounded memory, for --unique. A
// name is known by 128 bits of its hash, so that two names are taken for one
// less than once in 10^20 lists. When the memory is full, the older half of
// what is known is forgotten: a name that comes again within that many names
// is always noticed, and forgotten() says whether that was less than the list.
// Reader thread only.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <cstdint>

#include "scanner/dns/name.h"

namespace mxsweep {

class SeenNames {
 public:
  // What a name costs while the set that holds it grows: its hash and an octet
  // of the set, which is at least 7/16 full (absl: 19 to 39 octets).
  static constexpr std::size_t kBytesPerName = 40;

  // REQUIRES: room for a few names
  explicit SeenNames(std::size_t bytes)
      : half_(bytes / kBytesPerName / 2 + 1) {}

  // True when the name is new; it is known from now on.
  [[nodiscard]] bool add(NameView name);

  // Some names were forgotten.
  [[nodiscard]] bool forgotten() const { return forgotten_; }

  // The last so many different names are known for certain.
  [[nodiscard]] std::size_t window() const { return half_; }

 private:
  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    bool operator==(const Key&) const = default;
  };

  // The key is a hash already.
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key.low; }
  };

  using Keys = absl::flat_hash_set<Key, KeyHash>;

  const std::size_t half_;  // names of one set
  Keys newer_;
  Keys older_;
  bool forgotten_ = false;
};

}  // namespace mxsweep
