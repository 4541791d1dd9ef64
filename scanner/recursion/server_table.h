// ServerTable: the authoritative servers that an iteration has learnt of, by
// address: whether each is there, how soon it replies, and how much it may be
// asked now. A server is asked with kindness: a bound on the questions in
// flight and a rate, both low for one that was never heard, rising with each
// useful reply and falling with silence, up to a bound that servers of the root
// and of top-level domains have at twice the height. Who is silent, or useless
// to zone after zone, is given up for a while, whatever zone it is asked about;
// then one question may find out whether it is back.
//
// Servers are never dropped: there are at most kServersMax of one table.
// Plain arithmetic on the caller's time; owned by one Recursor, one thread.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/time.h"

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
  static constexpr std::uint32_t kServersMax = 60'000;
  static constexpr std::uint16_t kNoNumber = 0xFFFF;

  explicit ServerTable(const ServerLimits& limits) : limits_(limits) {}

  // The server at that address, known from now on; kNone when the table is
  // full.
  [[nodiscard]] std::uint32_t find_or_add(const io::Endpoint& endpoint);

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

  // Whether it ever replied; and to queries with EDNS it may be silent (T2).
  [[nodiscard]] bool heard(std::uint32_t server) const {
    return servers_[server].heard;
  }

  // Whether any server of that family ever replied, or none failed yet.
  [[nodiscard]] bool family_works(std::uint8_t family) const {
    const Family& seen = family == 4 ? ipv4_ : ipv6_;
    return seen.heard || !seen.failed;
  }

  [[nodiscard]] const io::Endpoint& endpoint(std::uint32_t server) const {
    return servers_[server].endpoint;
  }

  // Its number in the engine, once it has one.
  [[nodiscard]] std::uint16_t number(std::uint32_t server) const {
    return servers_[server].number;
  }

  void set_number(std::uint32_t server, std::uint16_t number) {
    servers_[server].number = number;
  }

  // It cannot be asked at all.
  void give_up_for_good(std::uint32_t server) {
    servers_[server].out_until = io::Instant::never();
  }

  // Of the walks that wait for it: see Recursor.
  struct Queue {
    WalkList walks;
    std::uint32_t length = 0;
    bool timed = false;  // its time stands in the heap
  };

  [[nodiscard]] Queue& queue(std::uint32_t server) {
    return servers_[server].queue;
  }

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(servers_.size());
  }

  [[nodiscard]] std::uint64_t asked(std::uint32_t server) const {
    return servers_[server].asked;
  }

  [[nodiscard]] double rate_pps(std::uint32_t server) const {
    return servers_[server].pps;
  }

  [[nodiscard]] std::size_t bytes() const {
    return servers_.capacity() * sizeof(Server) +
           by_seed_.capacity() * sizeof(std::uint64_t) * 2;
  }

  // Silent questions in a row, and useless replies in a row, after which a
  // server is given up; for how long at first, twice as long each time.
  static constexpr std::uint16_t kSilentMax = 4;
  static constexpr std::uint16_t kUselessMax = 16;
  static constexpr io::Duration kOutFirst = io::Duration::seconds(15);
  static constexpr io::Duration kOutMost = io::Duration::seconds(240);

 private:
  struct Server {
    io::Endpoint endpoint;
    std::uint16_t number = kNoNumber;
    std::uint16_t in_flight = 0;
    std::uint16_t silent = 0;   // in a row
    std::uint16_t useless = 0;  // in a row
    std::uint8_t spells = 0;    // given up so often in a row
    bool registry = false;
    bool heard = false;
    io::Duration rtt{};  // smoothed; 0: unknown
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

  void take_useful(Server& server, io::Duration rtt);
  void slow_down(Server& server) const;
  [[nodiscard]] static bool give_up(Server& server, io::Instant now);

  const ServerLimits limits_;
  std::vector<Server> servers_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> by_seed_;
  Family ipv4_;
  Family ipv6_;
};

}  // namespace mxsweep
