// ServerTable: the authoritative servers that an iteration asks, by address:
// whether each is there, how soon it replies, and how much it may be asked now.
// A server is asked with kindness: a bound on the questions in flight and a
// rate, both low for one that was never heard, rising with each useful reply
// and falling with silence, up to a bound that servers of the root and of
// top-level domains have at twice the height. Who is silent, or useless to zone
// after zone, is given up for a while, whatever zone it is asked about; then
// one question may find out whether it is back.
//
// There are as many as the table has places. Whoever is needed beyond that gets
// the place of the one that was used longest ago, if nothing is under way to
// that, nothing waits for it and its rate owes it no pause; then nothing is
// left of it but how often it was asked. Whoever keeps the number of a server
// looks whether it is the same still (find). The numbers are the engine's.
//
// Plain arithmetic on the caller's time; owned by one Recursor, one thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"

#include "scanner/recursion/past_servers.h"
#include "scanner/recursion/walk.h"

namespace mxsweep {

struct ServerLimits {
  // Questions a second to one server at most; twice that to registries.
  double pps_max = 500;
  double pps_start = 50;  // to one that was never heard
  std::uint16_t in_flight_start = 20;
  std::uint16_t in_flight_max = 200;
};

// How a question to a server ended, for the server's record.
enum class ServerEnd : std::uint8_t {
  kUseful,
  kUseless,  // it replied, but not as a server of the zone
  kSilence,
  kUnclear,  // the run ended, or the trouble was here
};

class ServerTable {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::uint32_t kTaken = kNone - 1;
  static constexpr std::uint32_t kServersMax = 60'000;

  ServerTable(const ServerLimits& limits, std::uint32_t servers_max);

  // The server at that address, or kNone; `likely` is the number that it had.
  // kTaken: its seed is that of another one, and it cannot be added.
  [[nodiscard]] std::uint32_t find(const io::Endpoint& endpoint,
                                   std::uint32_t likely) const;

  // There is room, or a server that may be dropped; when there may be one by
  // time alone: never() when one has to end before.
  [[nodiscard]] bool has_place(io::Instant now) const {
    return next_place() <= now;
  }

  [[nodiscard]] io::Instant next_place() const;

  // The server to be dropped, before another one is added; kNone when there is
  // room. REQUIRES: has_place()
  [[nodiscard]] std::uint32_t candidate() const {
    return count_ < servers_max_ ? kNone : idle_.next;
  }

  // REQUIRES: it is candidate()
  void drop(std::uint32_t server);

  // It cannot be dropped before then.
  void put_off(std::uint32_t server, io::Instant until);

  // REQUIRES: the number is that of none, find() says kNone
  void add(std::uint32_t number, const io::Endpoint& endpoint);

  // It is never dropped.
  void keep(std::uint32_t server);

  // Its zones have many names, and it has the strength for that.
  void mark_registry(std::uint32_t server) { servers_[server].registry = true; }

  // Not given up, or worth another look.
  [[nodiscard]] bool is_there(std::uint32_t server, io::Instant now) const;

  // One question may leave for it now.
  [[nodiscard]] bool has_room(std::uint32_t server, io::Instant now) const;

  // When its rate lets the next question go; what is in flight apart.
  [[nodiscard]] io::Instant next_room(std::uint32_t server) const;

  // No question more may be in flight until one ends.
  [[nodiscard]] bool is_full(std::uint32_t server) const;

  // A question leaves, or is about to. REQUIRES: has_room()
  void sent(std::uint32_t server, io::Instant now);

  // When it was asked, and how long the reply took; 0: there is none, or its
  // time says nothing.
  struct Timing {
    io::Instant sent{};
    io::Duration rtt{};
  };

  // It ended. Each that was sent ends once. Silence counts only if nothing came
  // from the server since the question left: what is lost on the way says
  // nothing of it. True: the server was given up by that, and what waits for it
  // should go elsewhere.
  [[nodiscard]] bool ended(std::uint32_t server, ServerEnd end,
                           const Timing& timing, io::Instant now);

  // How long a reply is likely to take, for comparing servers; what is
  // unknown counts as a near one, so that all of a zone are tried.
  [[nodiscard]] io::Duration expected(std::uint32_t server) const;

  // It replied to a query that had EDNS, or had none.
  void note_edns(std::uint32_t server, bool had);

  // T2: some are silent to EDNS. Who replied to it is asked with it, who
  // replied without it only is not. To others it is left out in the last round,
  // and after they were given up twice.
  [[nodiscard]] bool takes_edns(std::uint32_t server, bool last) const;

  // Whether any server of that family ever replied, or none failed yet.
  [[nodiscard]] bool family_works(std::uint8_t family) const {
    const Family& seen = family == 4 ? ipv4_ : ipv6_;
    return seen.heard || !seen.failed;
  }

  [[nodiscard]] const io::Endpoint& endpoint(std::uint32_t server) const {
    return servers_[server].endpoint;
  }

  // Of its address; no other server of the table has the same.
  [[nodiscard]] std::uint64_t seed(std::uint32_t server) const {
    return servers_[server].seed;
  }

  // It cannot be asked at all.
  void give_up_for_good(std::uint32_t server) {
    servers_[server].out_until = io::Instant::never();
  }

  // Of the walks that wait for it: see Recursor. Whoever has changed it says
  // so.
  struct Queue {
    WalkList walks;
    std::uint32_t length = 0;
    bool timed = false;  // its time stands in the heap
  };

  [[nodiscard]] Queue& queue(std::uint32_t server) {
    return servers_[server].queue;
  }

  // Of these.
  [[nodiscard]] std::uint32_t waiting(std::uint32_t server) const {
    return servers_[server].queue.length;
  }

  void queue_changed(std::uint32_t server) { look(server); }

  // Servers that it has now; the most it may have.
  [[nodiscard]] std::uint32_t size() const { return count_; }

  [[nodiscard]] std::uint32_t size_max() const { return servers_max_; }

  // Times that one was dropped.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

  // Servers that were dropped and are not among those of for_each_asked(); one
  // that came back after that counts again.
  [[nodiscard]] std::uint64_t forgotten() const { return past_.forgotten(); }

  // Calls `each(endpoint, times)` for whom it has asked: all that it has now,
  // and of those that were dropped the ones that were asked most. One that was
  // dropped and came back may be short of what it was asked before.
  template <class Each>
  void for_each_asked(Each&& each) const {
    for (const Server& server : servers_) {
      if (server.used && server.asked != 0) {
        each(server.endpoint, server.asked);
      }
    }
    past_.for_each(each);
  }

  [[nodiscard]] double rate_pps(std::uint32_t server) const {
    return servers_[server].pps;
  }

  // Silent questions in a row, and useless replies in a row, after which a
  // server is given up; for how long at first, twice as long each time.
  static constexpr std::uint16_t kSilentMax = 4;
  static constexpr std::uint16_t kUselessMax = 16;
  static constexpr io::Duration kOutFirst = io::Duration::seconds(15);
  static constexpr io::Duration kOutMost = io::Duration::seconds(240);

  // What the time of one that was not asked yet counts as.
  static constexpr io::Duration kExpectedUnknown =
      io::Duration::milliseconds(20);

 private:
  // Of the servers that may be dropped, the one used longest ago first; kNone:
  // it stands in none.
  struct Link {
    std::uint32_t next = kNone;
    std::uint32_t before = kNone;
  };

  struct Server {
    io::Endpoint endpoint;
    std::uint64_t seed = 0;
    Link idle;
    bool used = false;  // else there is no server of that number
    bool kept = false;
    std::uint16_t in_flight = 0;
    std::uint16_t silent = 0;   // in a row
    std::uint16_t useless = 0;  // in a row
    std::uint8_t spells = 0;    // given up so often in a row
    bool registry = false;
    bool heard_edns = false;   // it replied to a query that had EDNS,
    bool heard_plain = false;  // or only to one that had none
    io::Duration rtt{};        // smoothed; 0: unknown
    double pps = 0;
    double window = 0;
    io::Instant next{};       // of the rate
    io::Instant out_until{};  // given up until then
    io::Instant heard_at{};   // last
    std::uint64_t asked = 0;
    Queue queue;
  };

  struct Family {
    bool heard = false;
    bool failed = false;
  };

  [[nodiscard]] double most_pps(const Server& server) const {
    return server.registry ? limits_.pps_max * 2 : limits_.pps_max;
  }

  [[nodiscard]] static bool is_idle(const Server& server) {
    return !server.kept && server.in_flight == 0 && server.queue.length == 0 &&
           !server.queue.timed;
  }

  void look(std::uint32_t server);
  void take_out(std::uint32_t server);

  [[nodiscard]] Link& link(std::uint32_t server) {
    return server == kNone ? idle_ : servers_[server].idle;
  }

  void take_useful(Server& server, io::Duration rtt);
  void slow_down(Server& server) const;
  [[nodiscard]] static bool give_up(Server& server, io::Instant now);

  const ServerLimits limits_;
  const std::uint32_t servers_max_;
  std::vector<Server> servers_;  // by number
  absl::flat_hash_map<std::uint64_t, std::uint32_t> by_seed_;
  Link idle_;  // the ends of the list
  std::uint32_t count_ = 0;
  std::uint64_t dropped_ = 0;
  PastServers past_;
  Family ipv4_;
  Family ipv6_;
};

}  // namespace mxsweep
