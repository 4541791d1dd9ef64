// DmarcParents: the DMARC records of names above those that are asked about.
// Many names have the same parents, not least a top level, so that each is
// asked for once in a shard and remembered; a failure only for as long as a
// mail host's (RFC 9520). Bounded: names that nobody waits for are forgotten by
// the CLOCK algorithm, as in HostCache. Owned by one shard.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/policy/policy.h"
#include "scanner/query/xxh3_hash.h"

namespace mxsweep {

class DmarcParents {
 public:
  struct Entry {
    [[nodiscard]] NameView asked() const {
      return {octets.data(), octets.size()};
    }

    std::vector<std::uint8_t> octets;  // of the name where the record stands
    PolicyReport report;
    std::vector<std::uint32_t> waiters;  // lookups, once each
    io::Instant settled_at{};
    bool settled = false;
    bool recently_used = false;
  };

  explicit DmarcParents(std::size_t most) : most_(most) {}

  struct Found {
    std::uint32_t index = 0;
    bool created = false;  // the caller must get it settled
  };

  // By the name where its record stands.
  [[nodiscard]] Found find_or_create(NameView asked, io::Instant now);

  [[nodiscard]] Entry& entry(std::uint32_t index) { return entries_[index]; }

  [[nodiscard]] std::size_t size() const { return by_name_.size(); }

 private:
  [[nodiscard]] std::uint32_t take_slot();

  const std::size_t most_;
  std::uint32_t hand_ = 0;
  std::deque<Entry> entries_;
  absl::flat_hash_map<std::string_view, std::uint32_t, Xxh3Hash> by_name_;
};

}  // namespace mxsweep
