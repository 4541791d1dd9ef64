// DelegationCache: what an iteration knows of zone cuts: which name servers
// each zone has, and which addresses each name server. Name servers are shared
// by the zones that name them, so that the addresses of an operator's servers
// are looked up once. Bounded in octets: zone cuts that were not used lately
// are dropped, and with them the name servers that no other zone names. An
// entry that somebody works with (pinned) stays where it is, even when it was
// replaced.
//
// Parent and child may name different servers. Those of the child rank above
// (RFC 2181 section 5.4.1) and are added to the others once they are heard; a
// delegation does not live longer for that than its parent said, or one that
// the parent took back could keep itself alive.
//
// A delegation lives as long as its shortest TTL, glue included: then the zone
// above is asked again (RFC 2181 section 5.4.1: glue is no answer). That a name
// server has no address is remembered too (RFC 2308 section 5).
//
// The caller says what of a reply may be entered (zone_reply.h). One thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/recursion/zone_reply.h"

namespace mxsweep {

class DelegationCache {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::uint32_t kRoot = 0;  // of the zone cuts
  static constexpr std::size_t kAddressesMax = 8;
  static constexpr std::size_t kHostsMax = 16;  // of a zone cut

  // Of a name server, and the number that a ServerTable had for it; that is to
  // be looked at, for the table forgets servers.
  struct Address {
    io::Endpoint endpoint;
    std::uint32_t server = kNone;
  };

  // A name, in memory that is used again for one that fits.
  struct KeptName {
    std::unique_ptr<std::uint8_t[]> octets;
    std::uint16_t room = 0;
    std::uint8_t size = 0;

    void set(NameView name);

    [[nodiscard]] NameView view() const { return {octets.get(), size}; }
  };

  struct Host {
    KeptName kept_name;
    std::unique_ptr<Address[]> addresses;
    std::uint8_t count = 0;  // of the addresses
    std::uint8_t room = 0;   // for so many
    // None of the addresses is worth anything after that.
    io::Instant expires{};
    std::uint32_t users = 0;        // zone cuts, and who works with it
    std::uint32_t walk = kNone;     // that looks it up now: see Recursor
    std::uint32_t waiting = kNone;  // walks that wait for that

    [[nodiscard]] NameView name() const { return kept_name.view(); }
  };

  struct Cut {
    KeptName kept_name;
    // Those that the parent names, then those that only the zone itself does.
    std::unique_ptr<std::uint32_t[]> hosts;
    std::uint8_t count = 0;      // of the hosts
    std::uint8_t delegated = 0;  // of them, that the parent names
    std::uint8_t room = 0;       // for so many
    bool delegates = false;      // it was seen to refer to others
    bool used = false;           // since the last look
    bool has_lame = false;       // some of its servers were found to be
    bool known = false;          // can be found; else it was replaced
    // Hosts that the zone itself names, a bit each; 0: nothing was heard of it.
    std::uint16_t own = 0;
    std::uint32_t pins = 0;
    io::Instant expires{};

    [[nodiscard]] NameView name() const { return kept_name.view(); }

    [[nodiscard]] bool is_own(std::size_t host) const {
      return (own >> host & 1U) != 0;
    }
  };

  DelegationCache(std::size_t bytes_max, std::uint64_t secret);

  // The deepest zone cut at or above the name that has not expired; the root at
  // least. REQUIRES: the root was entered
  [[nodiscard]] std::uint32_t find(NameView name, io::Instant now);

  // A zone and its name servers, in place of what was known of it before; the
  // addresses are the caller's to set (set_addresses). REQUIRES: names are in
  // lower case
  std::uint32_t enter(NameView zone, std::span<const Name* const> servers,
                      io::Instant expires);

  // The zone itself names the server, whether or not its parent does; the host,
  // or kNone where the zone has too many. REQUIRES: as enter()
  std::uint32_t add_own(std::uint32_t cut, const Name& server);

  // In place of those that it had. REQUIRES: kAddressesMax at most
  void set_addresses(std::uint32_t host, std::span<const io::Endpoint> all,
                     io::Instant expires);

  // The zone is asked for above again.
  void forget(std::uint32_t cut);

  [[nodiscard]] Cut& cut(std::uint32_t index) { return cuts_[index]; }

  [[nodiscard]] const Cut& cut(std::uint32_t index) const {
    return cuts_[index];
  }

  [[nodiscard]] Host& host(std::uint32_t index) { return hosts_[index]; }

  [[nodiscard]] const Host& host(std::uint32_t index) const {
    return hosts_[index];
  }

  void pin(std::uint32_t cut) { ++cuts_[cut].pins; }

  void unpin(std::uint32_t cut);

  void hold(std::uint32_t host) { ++hosts_[host].users; }

  void release(std::uint32_t host);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  [[nodiscard]] std::size_t size() const { return cut_index_.size(); }

  [[nodiscard]] std::size_t hosts() const { return host_index_.size(); }

  [[nodiscard]] std::uint64_t hash(NameView name) const;

 private:
  [[nodiscard]] std::uint32_t lookup(NameView name);
  [[nodiscard]] std::uint32_t find_host(NameView name);
  void make_room_for(std::size_t hosts, Cut& cut);
  [[nodiscard]] std::uint32_t take_cut();
  void unlink(std::uint32_t cut);
  void free(std::uint32_t cut);
  void make_room();

  const std::size_t bytes_max_;
  const std::uint64_t secret_;
  std::deque<Cut> cuts_;  // so that none ever moves
  std::deque<Host> hosts_;
  std::vector<std::uint32_t> free_cuts_;
  std::vector<std::uint32_t> free_hosts_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> cut_index_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> host_index_;
  std::size_t bytes_ = 0;
  std::uint32_t hand_ = 0;  // where the search for old ones goes on
};

}  // namespace mxsweep
