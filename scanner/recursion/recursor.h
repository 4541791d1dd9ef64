// Recursor: answers questions as a resolver would, by asking the authoritative
// servers from the root downwards (RFC 1034 section 5.3.3). It is one more
// asker of the QueryEngine, whose servers it names itself, and takes the same
// requests and gives the same completions as that: whoever asks it does not see
// the difference, but for who answered: FinalReply::resolver is none, and
// Completion::server is the authoritative server.
//
// Each question is a Walk. Zone cuts and addresses are kept in a
// DelegationCache, so that most walks begin at a registry's servers; a
// delegation that is being asked for is asked for once, the other walks wait
// for it. Walks that no server has room for stand in the queue of one, so that
// a slow server holds back its own names. Servers of a zone that are silent or
// lame are left for the next one.
//
// What a hostile zone can cause is bounded: the questions of a walk, the links
// of aliases, the name servers looked up for one (fewer the deeper it is
// already: 8, 4, 2, 1), and the addresses that are asked at all: none of a
// special purpose (loopback, private), unless a server of the root has one.
//
// DNSSEC is not validated. Owned by one shard, one thread; no allocation for a
// question whose delegations are known, but for aliases between zones.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "scanner/query/query_engine.h"
#include "scanner/query/rewrite_probe.h"
#include "scanner/recursion/delegation_cache.h"
#include "scanner/recursion/root_hints.h"
#include "scanner/recursion/server_table.h"
#include "scanner/recursion/walk_observer.h"

namespace mxsweep {

class Blocklist;

struct RecursionOptions {
  // The engine's first servers are its addresses, in their order.
  RootHints hints;
  std::uint16_t port = 53;  // of all other servers
  ServerLimits limits;      // this shard's share
  // What is never asked: names, and servers at addresses. Null: none.
  const Blocklist* blocked_names = nullptr;
  const Blocklist* blocked_addresses = nullptr;
  std::size_t cache_bytes = std::size_t{256} << 20U;
  std::uint32_t walks_max = 65'536;
  // Servers that are remembered, those of the root included.
  std::uint32_t servers_max = ServerTable::kServersMax;
  std::uint8_t asker = 0;  // QueryOwner::asker of its questions
  // So often all servers of a zone are asked again when none replied.
  std::uint8_t retries = 2;
  // See DelegationReport::detailed.
  bool reports_details = false;
  // RFC 9156: servers see no more of a name than they have to.
  bool minimises = false;
  WalkObserver* observer = nullptr;  // null: nobody looks on
};

class Recursor {
 public:
  // The engine outlives it.
  Recursor(const RecursionOptions& options, QueryEngine& engine, io::Prng prng);
  ~Recursor();
  Recursor(const Recursor&) = delete;
  Recursor& operator=(const Recursor&) = delete;

  // The time that all further calls use. Ends what waits, once the engine is
  // ending.
  void begin_step(io::Instant now);

  // Room for one more question about a name of the list; for one about a host,
  // which is needed to end a name.
  [[nodiscard]] bool has_free() const {
    return walks_.has_free(walks_.capacity() / 4);
  }

  [[nodiscard]] bool has_free_for_host() const {
    return walks_.has_free(walks_.capacity() / 8);
  }

  // As QueryEngine::ask(), at any time; server and flags are not looked at.
  // REQUIRES: has_free() or has_free_for_host()
  void ask(const QueryRequest& request);

  // Some walks have a question for the engine.
  [[nodiscard]] bool has_questions() const { return !ready_.empty(); }

  // Hands one to the engine. REQUIRES: has_questions() and
  // QueryEngine::turn_to_ask()
  void ask_engine();

  // A question of ours ended: the completion of the walk, if that ended too,
  // good until the next call.
  [[nodiscard]] const Completion* take(const Completion& done);

  // A walk that ended otherwise, or null.
  [[nodiscard]] const Completion* next();

  // When time alone gives it something to do.
  [[nodiscard]] io::Instant next_due() const;

  // Some walks wait for the pace of their servers.
  [[nodiscard]] bool held_by_servers() const {
    return !due_.empty() || !crowded_.empty();
  }

  [[nodiscard]] const DelegationCache& cache() const { return cache_; }

  [[nodiscard]] const ServerTable& servers() const { return servers_; }

  // Walks that are not over, for proofs that none is lost.
  [[nodiscard]] std::uint32_t open() const { return walks_.in_use(); }

  static constexpr std::uint8_t kQuestionsMax = 60;
  static constexpr std::uint8_t kLookupsMax = 8;
  static constexpr std::uint8_t kDepthMax = 4;

  // Zones with so many labels at most belong to registries: each delegates many
  // others, which their names are asked of at the same time.
  static constexpr int kRegistryLabels = 1;

  // RFC 9156 section 2.3: MAX_MINIMISE_COUNT, here of a name and its aliases
  // together, and MINIMISE_ONE_LAB.
  static constexpr std::uint8_t kMinimisedMax = 10;
  static constexpr std::uint8_t kMinimisedByOne = 4;

 private:
  using State = Walk::State;

  // A (zone, server) that was found to be lame.
  struct Lame {
    io::Instant until{};
    std::uint8_t count = 0;
  };

  // recursor.cc
  void enter_root();
  void enter_root_server(const io::Endpoint& endpoint, std::uint16_t number);
  void settle();
  void advance_all();
  void go_on(std::uint32_t index);
  void go_on_all(std::uint32_t head);
  [[nodiscard]] std::uint32_t take_walk(NameView name, std::uint16_t type);
  void end(std::uint32_t index, LookupStatus status);
  void end_all_waiting();
  [[nodiscard]] bool leave_list(const Walk& walk);
  void free(std::uint32_t index);
  const Completion* complete(std::uint32_t index, const Completion& done,
                             const Answer& answer);

  // recursor_walk.cc: which zone's servers are asked next
  void advance(std::uint32_t index);
  void ask_zone(std::uint32_t index);
  [[nodiscard]] bool follow_leader(std::uint32_t index);
  [[nodiscard]] NameView next_cut(const Walk& walk) const;
  [[nodiscard]] bool is_no_cut(NameView name) const;
  void stop_leading(std::uint32_t index, bool direct);
  [[nodiscard]] bool is_known(std::uint32_t host) const;
  [[nodiscard]] bool may_ask_all(const Walk& walk) const;
  [[nodiscard]] bool may_ask(const Walk& walk, std::size_t host) const;
  void enter_cut(std::uint32_t index, std::uint32_t cut);
  void leave_cut(Walk& walk);
  [[nodiscard]] bool look_up_host(std::uint32_t index);
  [[nodiscard]] bool await_host(std::uint32_t index, std::uint32_t host);
  [[nodiscard]] bool depends_on(std::uint32_t from, std::uint32_t on) const;

  // recursor_servers.cc: which of them, and when
  // Servers that are known to be lame for the zone are passed over, or not.
  enum class Choice : std::uint8_t { kSound, kLameToo };
  [[nodiscard]] DelegationCache::Address* choose_server(const Walk& walk,
                                                        Choice among);
  [[nodiscard]] double cost_of(const Walk& walk, Choice among,
                               DelegationCache::Address& address);
  [[nodiscard]] double wait_at(std::uint32_t server) const;
  [[nodiscard]] bool is_lame(std::uint32_t cut, std::uint64_t seed) const;
  void note_lame(std::uint32_t cut, std::uint32_t server);
  void forgive(std::uint32_t cut, std::uint32_t server);
  [[nodiscard]] std::uint64_t lame_key(std::uint32_t cut,
                                       std::uint64_t seed) const;
  [[nodiscard]] bool admit(DelegationCache::Address& address);
  void queue_at(std::uint32_t index, DelegationCache::Address& address);
  void serve(std::uint32_t server);
  void grant(std::uint32_t index, std::uint32_t server);
  void abandon_queue(std::uint32_t server);

  // recursor_report.cc: what a walk knows of the delegation that it ended at
  [[nodiscard]] const DelegationReport* report(const Walk& walk, bool answered);
  [[nodiscard]] bool knows_lame(std::uint32_t cut) const;

  struct Known {
    std::size_t addresses = 0;
    bool given_up = false;  // some of them
  };

  [[nodiscard]] Known addresses_at(std::uint32_t cut) const;
  [[nodiscard]] std::optional<DelegationStatus> status_at(const Walk& walk,
                                                          bool answered) const;
  void show_step(std::uint32_t index, const Completion& done,
                 const ZoneReply* reply);
  void show_turn(std::uint32_t index, WalkTurn::Kind kind, NameView host);
  void show_end(const Walk& walk, WalkEnd::Why why);
  void show_barred(NameView name, const io::Endpoint* address) const;

  [[nodiscard]] bool is_watched() const { return options_.observer != nullptr; }

  [[nodiscard]] NameView server_name(const Walk& walk) const;

  // recursor_prime.cc: who the servers of the root are
  void prime();
  void take_priming(std::uint32_t index, const Completion& done);
  void leave_priming(std::uint32_t index);
  void learn_root();
  void set_root_addresses(std::uint32_t index, const Referral::Server& server);

  // recursor_minimise.cc: no more of a name than a server has to see
  [[nodiscard]] std::uint16_t minimise(Walk& walk) const;
  void take_minimised(std::uint32_t index, bool exists);

  // recursor_reply.cc: what a reply leads to
  [[nodiscard]] ServerEnd end_without_use(const Completion& done) const;
  [[nodiscard]] static io::Duration ttl_within(std::uint32_t ttl_s);
  void note_end(std::uint32_t index, const Completion& done, ServerEnd end);
  const Completion* take_message(std::uint32_t index, const Completion& done);
  const Completion* take_reply(std::uint32_t index, const Completion& done,
                               ZoneReply reply);
  const Completion* finish(std::uint32_t index, const Completion& done,
                           bool no_data);
  const Completion* follow_alias(std::uint32_t index, const Completion& done);
  void take_failure(std::uint32_t index, const Completion& done);
  void learn(std::uint32_t index);
  void learn_own_servers(std::uint32_t index, const Completion& done);
  void note_no_cut(NameView name);
  void set_glue(std::uint32_t host, const Referral::Server& server,
                io::Instant expires);
  [[nodiscard]] bool is_blocked(NameView name) const;
  [[nodiscard]] bool is_special(const io::Endpoint& endpoint) const;
  [[nodiscard]] bool may_ask_at(const io::Endpoint& endpoint) const;

  // Addresses of one name server that are about to be kept.
  struct Addresses {
    NameView of;
    std::array<io::Endpoint, DelegationCache::kAddressesMax> all;
    std::size_t count = 0;
  };

  void add_address(const std::uint8_t* address, std::uint8_t family,
                   Addresses& addresses) const;
  [[nodiscard]] std::uint32_t take_addresses(const Answer& answer,
                                             Addresses& addresses) const;
  void end_host(std::uint32_t index, const Answer* answer);
  void ask_ipv6(std::uint32_t index);
  void leave_host(std::uint32_t index);

  const RecursionOptions options_;
  QueryEngine& engine_;
  io::Prng prng_;
  DelegationCache cache_;
  ServerTable servers_;
  WalkPool walks_;
  FollowedChains chains_;
  bool asks_special_ = false;  // the root has such addresses
  // Families of which the engine has no socket.
  bool no_ipv4_ = false;
  bool no_ipv6_ = false;
  io::Instant now_{};
  io::Instant prime_at_{};  // the root is to be asked for its servers then
  const Name root_ = root_name();

  WalkList going_;  // walks that can take their next step
  WalkList ready_;
  WalkList ended_;
  WalkList crowded_;  // walks whose servers find no place

  // When the rate of a server lets the next of its queue go; earliest first.
  std::vector<std::pair<std::int64_t, std::uint32_t>> due_;

  // Who asks for a delegation, by the hash of its name; names above zone cuts
  // that are none themselves; lame servers, by zone and server.
  absl::flat_hash_map<std::uint64_t, std::uint32_t> leaders_;
  absl::flat_hash_map<std::uint64_t, io::Instant> no_cuts_;
  absl::flat_hash_map<std::uint64_t, Lame> lame_;

  // Scratch.
  Referral referral_;
  Answer answer_;
  Completion completion_;
  DelegationReport report_;
  Name report_zone_;
  Name report_above_;
};

}  // namespace mxsweep
