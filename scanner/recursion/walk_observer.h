// WalkObserver: who wants to see each question of a Recursor as it ends: of
// which zone's servers one was asked, and what came of it. Called on the thread
// of the shard; what a step borrows ends with the call. A run without an
// observer pays one comparison a question.
#pragma once

#include <cstdint>

#include "io/base/endpoint.h"
#include "io/base/time.h"

#include "scanner/recursion/zone_reply.h"

namespace mxsweep {

struct WalkStep {
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
  ZoneReply reply = ZoneReply::kLame;  // if so
  const Referral* referral = nullptr;  // with ZoneReply::kReferral
};

class WalkObserver {
 public:
  WalkObserver() = default;
  WalkObserver(const WalkObserver&) = delete;
  WalkObserver& operator=(const WalkObserver&) = delete;
  virtual ~WalkObserver() = default;

  virtual void on_step(const WalkStep& step) = 0;
};

}  // namespace mxsweep
