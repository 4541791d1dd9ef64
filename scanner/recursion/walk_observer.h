// WalkObserver: who wants to see each question of a Recursor as it ends: of
// which zone's servers one was asked, and what came of it; what the walk does
// next, or why there is nothing left for it to do. Called on the thread of the
// shard; what is told borrows, which ends with the call. A run without an
// observer pays one comparison a question and one a turn.
#pragma once

#include <cstdint>
#include <span>

#include "io/base/endpoint.h"
#include "io/base/time.h"

#include "scanner/recursion/zone_reply.h"

namespace mxsweep {

struct WalkStep {
  std::uint32_t walk = 0;  // a number of its own as long as it goes on
  NameView name;  // that was asked about; of a minimised question, its part
  std::uint16_t type = 0;
  bool for_server = false;  // the address of a name server is looked up
  bool minimised = false;   // RFC 9156
  NameView zone;
  NameView server;  // its name; empty where it is not known any more
  io::Endpoint asked;
  io::Instant at{};     // when it was handed to the engine
  io::Instant ended{};  // when that gave it back
  bool replied = false;
  LookupStatus status = LookupStatus::kTimeout;  // if not
  ZoneReply reply = ZoneReply::kLame;            // if so
  const Referral* referral = nullptr;            // with ZoneReply::kReferral
};

// What a walk that has asked something does now.
struct WalkTurn {
  enum class Kind : std::uint8_t {
    kAsks,        // a server that it has not asked yet, or one of another zone
    kAsksAgain,   // those of the zone, of which some were silent
    kLooksUpHost  // the addresses of a name server
  };

  std::uint32_t walk = 0;
  Kind kind = Kind::kAsks;
  NameView host;  // whose addresses
};

// Why a walk ends that has no answer.
struct WalkEnd {
  enum class Why : std::uint8_t { kNoServer, kTooManyQuestions, kBlocklisted };

  NameView name;
  std::uint16_t type = 0;
  Why why = Why::kNoServer;
  // With kNoServer: of the zone whose servers were to be asked, and what of
  // them was met.
  NameView zone;
  std::span<const NameView> servers;
  bool has_address = false;
  bool lame = false;
  bool truncated = false;
  bool silent = false;
};

// A name server that nobody is to ask: since its name is on the blocklist, or
// this address of it is, or that is of a special purpose.
struct BarredServer {
  NameView name;
  const io::Endpoint* address = nullptr;  // null: the name is
  bool special = false;
};

class WalkObserver {
 public:
  WalkObserver() = default;
  WalkObserver(const WalkObserver&) = delete;
  WalkObserver& operator=(const WalkObserver&) = delete;
  virtual ~WalkObserver() = default;

  virtual void on_step(const WalkStep& step) = 0;
  virtual void on_turn(const WalkTurn& turn) = 0;
  virtual void on_end(const WalkEnd& end) = 0;
  virtual void on_barred(const BarredServer& server) = 0;
};

}  // namespace mxsweep
