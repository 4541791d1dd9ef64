// NameFilter: what becomes of a record of the list before it is asked: only its
// registrable domain is wanted, it is of another shard, the name was there
// before, it is on the user's blocklist, or it is not part of the sample.
// Borrows what its options point to. Reader thread only; counted() is read
// after that thread was joined.
#pragma once

#include <cstdint>
#include <optional>

#include "io/base/prng.h"

#include "scanner/dns/public_suffixes.h"
#include "scanner/input/cell.h"
#include "scanner/input/seen_names.h"
#include "scanner/rr/blocklist.h"

namespace mxsweep {

// One of `count` parts of a list: the names whose registrable domains it has,
// chosen by their hash, so that one operator's names stay together and every
// process that reads the same list with the same suffixes agrees.
struct ListShard {
  std::uint32_t number = 0;  // from 0
  std::uint32_t count = 1;
  const PublicSuffixes* suffixes = nullptr;  // not null when count > 1

  [[nodiscard]] bool has(const InputRecord& record) const;
};

struct FilterOptions {
  ListShard shard{};
  const PublicSuffixes* registrable = nullptr;  // null: names as they are
  const Blocklist* blocklist = nullptr;         // null: none
  std::optional<std::size_t> unique_bytes;      // absent: duplicates stay
  double share = 1;                             // of the records, 0 to 1
};

class NameFilter {
 public:
  struct Counted {
    std::uint64_t other_shards = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t not_sampled = 0;
    std::uint64_t blocklisted = 0;
    bool forgot_names = false;    // duplicates far apart may have been asked
    std::uint64_t remembers = 0;  // so many names for certain, with `unique`
  };

  // `prng` draws the sample.
  NameFilter(const FilterOptions& options, io::Prng prng);

  // False: the record is left out, and only counted. Else it is as it is to be
  // asked or shown. One that an earlier run has done stays, whatever that run
  // was told to leave out.
  [[nodiscard]] bool keep(InputRecord& record, bool is_done = false);

  [[nodiscard]] Counted counted() const;

 private:
  void cut_to_registrable(InputRecord& record) const;

  const FilterOptions options_;
  std::optional<SeenNames> seen_;
  io::Prng prng_;
  Counted counted_;
};

}  // namespace mxsweep
