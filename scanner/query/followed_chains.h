// FollowedChains: the aliases behind questions that are about the end of an
// unfinished CNAME chain (RFC 1034 section 3.6.2; some forwarders and servers
// give CNAMEs and leave the rest to whoever asked). Such a question belongs to
// a query, whose name it lends; what it is told continues the chain. One chain
// has at most kCnameChainMax links over all replies, so that it takes at most 8
// KiB and causes at most as many questions (docs/decisions/012). Some keep
// their memory for the next ones, so that a usual chain allocates nothing.
// Owned by one shard.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scanner/dns/name.h"
#include "scanner/rr/answer.h"

namespace mxsweep {

class FollowedChains {
 public:
  // Puts the links before the query's question in front of those that the
  // reply to it told; it is authentic if all replies were. Should the whole be
  // too long or come back to a name that it passed, the answer becomes
  // kCnameLoop and keeps nothing else.
  // REQUIRES: follow() was called for the query
  void complete(std::uint32_t query, Answer& answer) const;

  // Keeps the chain of `answer`, which is complete. `asked` is the name that
  // the query was about until now. The name that it is about from now on; it
  // stays where it is until the next call for this query.
  // REQUIRES: answer.unfinished
  [[nodiscard]] NameView follow(std::uint32_t query, NameView asked,
                                const Answer& answer);

  void drop(std::uint32_t query);

  [[nodiscard]] std::size_t size() const { return chains_.size(); }

 private:
  // The first name, then the targets, one behind the other.
  struct Chain {
    [[nodiscard]] std::size_t names() const { return ends.size(); }

    [[nodiscard]] NameView name(std::size_t which) const;
    [[nodiscard]] bool has(NameView wanted) const;
    void add(NameView added);
    void clear();

    std::vector<std::uint8_t> octets;
    std::vector<std::uint16_t> ends;
    bool stray_records = false;   // a reply on the way held such
    bool authentic_data = false;  // all replies on the way said so
  };

  // So many, of usual names, wait to be used again.
  static constexpr std::size_t kSpareMax = 64;
  static constexpr std::size_t kSpareOctetsMax = 512;

  absl::flat_hash_map<std::uint32_t, Chain> chains_;
  std::vector<Chain> spare_;  // empty ones
};

}  // namespace mxsweep
