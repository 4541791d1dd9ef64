// Which server a walk asks, and when that has room for it.
#include <algorithm>
#include <functional>

#include "scanner/recursion/recursor.h"

namespace mxsweep {
namespace {

// What a zone's server that refused twice is not asked about any more.
constexpr std::uint8_t kLameAfter = 2;
constexpr io::Duration kLameFor = io::Duration::seconds(300);
constexpr std::size_t kLameMost = 65'536;

// In seconds, for comparing: what nobody would wait for.
constexpr double kUnusable = 1e9;
constexpr double kBrokenFamily = 2;

}  // namespace

// The server of the zone that probably replies first, its queue included; of
// those that this walk has not asked in this round.
std::uint32_t Recursor::choose_server(const Walk& walk) {
  const DelegationCache::Cut& cut = cache_.cut(walk.cut);
  std::uint32_t best = ServerTable::kNone;
  double least = kUnusable;
  for (std::size_t i = 0; i < cut.count; ++i) {
    const DelegationCache::Host& host = cache_.host(cut.hosts[i]);
    const std::size_t count = host.expires > now_ ? host.count : 0;
    for (std::size_t j = 0; j < count; ++j) {
      const std::uint32_t server = host.addresses[j];
      if (walk.has_tried(server) || !servers_.is_there(server, now_) ||
          (cut.has_lame && is_lame(walk.cut, server))) {
        continue;
      }
      const double cost = cost_of(server);
      if (cost < least) {
        least = cost;
        best = server;
      }
    }
  }
  return best;
}

double Recursor::cost_of(std::uint32_t server) {
  const double expected =
      servers_.expected(server).to_seconds() * (0.75 + prng_.unit() / 2);
  const double wait =
      servers_.has_room(server, now_)
          ? 0
          : (servers_.queue(server).length + 1) / servers_.rate_pps(server);
  const bool works = servers_.family_works(servers_.endpoint(server).family);
  return expected + wait + (works ? 0 : kBrokenFamily);
}

std::uint64_t Recursor::lame_key(std::uint32_t cut,
                                 std::uint32_t server) const {
  const NameView zone = cache_.cut(cut).name();
  return cache_.hash(zone) ^ (server * 0x9E3779B97F4A7C15U);
}

bool Recursor::is_lame(std::uint32_t cut, std::uint32_t server) const {
  const auto found = lame_.find(lame_key(cut, server));
  return found != lame_.end() && found->second.count >= kLameAfter &&
         found->second.until > now_;
}

// Once may be the fault of the name.
void Recursor::note_lame(std::uint32_t cut, std::uint32_t server) {
  if (lame_.size() >= kLameMost) {
    lame_.clear();
  }
  Lame& lame = lame_[lame_key(cut, server)];
  if (lame.until <= now_) {
    lame.count = 0;
  }
  lame.count = static_cast<std::uint8_t>(std::min(lame.count + 1, 100));
  lame.until = now_ + kLameFor;
  cache_.cut(cut).has_lame = true;
}

void Recursor::forgive(std::uint32_t cut, std::uint32_t server) {
  if (cache_.cut(cut).has_lame) {
    lame_.erase(lame_key(cut, server));
  }
}

void Recursor::queue_at(std::uint32_t index, std::uint32_t server) {
  walks_[index].state = State::kQueued;
  walks_[index].server = server;
  ServerTable::Queue& queue = servers_.queue(server);
  walks_.append(queue.walks, index);
  ++queue.length;
  serve(server);
}

// Lets as many go as the server has room for now.
void Recursor::serve(std::uint32_t server) {
  ServerTable::Queue& queue = servers_.queue(server);
  while (queue.length != 0 && servers_.has_room(server, now_)) {
    --queue.length;
    grant(walks_.pop(queue.walks), server);
  }
  if (queue.length != 0 && !queue.timed && !servers_.is_full(server)) {
    queue.timed = true;
    due_.emplace_back(servers_.next_room(server).ns, server);
    std::push_heap(due_.begin(), due_.end(), std::greater<>());
  }
}

void Recursor::grant(std::uint32_t index, std::uint32_t server) {
  servers_.sent(server, now_);
  Walk& walk = walks_[index];
  walk.state = State::kReady;
  walk.note_tried(server);
  walks_.append(ready_, index);
}

// It was given up: whoever waits for it goes elsewhere.
void Recursor::abandon_queue(std::uint32_t server) {
  ServerTable::Queue& queue = servers_.queue(server);
  const std::uint32_t head = queue.length == 0 ? Walk::kNone : queue.walks.head;
  queue.walks = {};
  queue.length = 0;
  go_on_all(head);
}

void Recursor::ask_engine() {
  const std::uint32_t index = walks_.pop(ready_);
  Walk& walk = walks_[index];
  if (servers_.number(walk.server) == ServerTable::kNoNumber) {
    const io::Result<std::uint16_t> added =
        engine_.add_server(servers_.endpoint(walk.server));
    if (!added.ok()) {
      static_cast<void>(
          servers_.ended(walk.server, ServerEnd::kUnclear, {}, now_));
      servers_.give_up_for_good(walk.server);
      abandon_queue(walk.server);
      go_on(index);
      settle();
      return;
    }
    servers_.set_number(walk.server, added.value());
  }
  QueryRequest request = engine_.request(walk.name, walk.type);
  request.owner = {options_.asker, index};
  request.options.server = servers_.number(walk.server);
  request.options.tried = walk.rounds;
  request.options.flags.recursion_desired = false;
  request.options.flags.any_reply = true;
  request.options.flags.once = true;
  // T2: some are silent to OPT.
  request.options.flags.edns =
      walk.rounds < options_.retries || servers_.heard(walk.server);
  walk.state = State::kAsked;
  walk.asked_at = now_;
  walk.asked = request.options.server;
  ++walk.questions;
  engine_.ask(request);
}

}  // namespace mxsweep
