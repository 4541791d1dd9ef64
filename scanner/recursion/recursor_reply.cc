// What a reply, or silence, leads to.
#include <algorithm>

#include "scanner/recursion/recursor.h"
#include "scanner/rr/address_scope.h"
#include "scanner/rr/blocklist.h"

namespace mxsweep {
namespace {

// Shorter TTLs would have the registry asked for every name; longer ones hold
// what was replaced long ago.
constexpr std::uint32_t kTtlLeast = 30;
constexpr std::uint32_t kTtlMost = 86'400;

// That a name server has no address (RFC 2308), or could not be found out (RFC
// 9520), in seconds. What was given up as too deep may be found by others.
constexpr std::uint32_t kNegativeMost = 300;
constexpr std::uint32_t kFailedFor = 30;
constexpr std::uint32_t kTooDeepFor = 1;

constexpr std::size_t kNoCutsMost = 16'384;
constexpr io::Duration kNoCutFor = io::Duration::seconds(3600);

}  // namespace

const Completion* Recursor::take(const Completion& done) {
  const std::uint32_t index = done.owner.index;
  Walk& walk = walks_[index];
  MXSWEEP_CHECK(walk.state == State::kAsked);
  walk.packets = static_cast<std::uint16_t>(walk.packets + done.reply.attempts);
  const Completion* ended = nullptr;
  if (walk.primes) [[unlikely]] {
    take_priming(index, done);
  } else if (done.message == nullptr) {
    take_failure(index, done);
  } else {
    ended = take_message(index, done);
  }
  settle();
  return ended;
}

const Completion* Recursor::take_message(std::uint32_t index,
                                         const Completion& done) {
  const Walk& walk = walks_[index];
  const ZoneQuestion asked{walk.shown(), cache_.cut(walk.cut).name(),
                           walk.takes_cached};
  const ZoneReply reply =
      read_zone_reply(asked, *done.answer, *done.message, referral_);
  if (is_watched()) [[unlikely]] {
    show_step(index, done, &reply);
  }
  note_end(
      index, done,
      reply == ZoneReply::kLame ? ServerEnd::kUseless : ServerEnd::kUseful);
  if (walk.is_minimised() && reply != ZoneReply::kReferral) {
    take_minimised(index, reply != ZoneReply::kLame &&
                              done.answer->status != LookupStatus::kNxDomain);
    return nullptr;
  }
  return take_reply(index, done, reply);
}

ServerEnd Recursor::end_without_use(const Completion& done) const {
  const bool silence = done.reply.status == LookupStatus::kTimeout ||
                       done.reply.status == LookupStatus::kNetworkError;
  return engine_.ending() ? ServerEnd::kUnclear
         : silence        ? ServerEnd::kSilence
                          : ServerEnd::kUseless;
}

io::Duration Recursor::ttl_within(std::uint32_t ttl_s) {
  return io::Duration::seconds(std::clamp(ttl_s, kTtlLeast, kTtlMost));
}

// For the server that was asked, and for those who wait for it.
void Recursor::note_end(std::uint32_t index, const Completion& done,
                        ServerEnd end) {
  const std::uint32_t server = walks_[index].server;
  ServerTable::Timing timing{walks_[index].asked_at, done.reply.rtt};
  if (done.reply.stream) {
    timing.rtt = {};  // a hand-shake is not the server's time
  }
  if (done.message != nullptr) {
    servers_.note_edns(server, !walks_[index].plain);
  }
  if (servers_.ended(server, end, timing, now_)) {
    abandon_queue(server);
  }
  serve(server);
}

const Completion* Recursor::take_reply(std::uint32_t index,
                                       const Completion& done,
                                       ZoneReply reply) {
  Walk& walk = walks_[index];
  if (reply == ZoneReply::kLame) {
    note_lame(walk.cut, walk.server);
    walk.replied = true;
    walk.heard_cached =
        walk.heard_cached || is_cached(*done.answer, done.message->header);
    walk.failure = LookupStatus::kServFail;
    go_on(index);
    return nullptr;
  }
  if (!walk.takes_cached) {
    forgive(walk.cut, walk.server);
  }
  if (reply != ZoneReply::kReferral) {
    learn_own_servers(index, done);
  }
  switch (reply) {
    case ZoneReply::kAnswer:
      return finish(index, done, false);
    case ZoneReply::kNoData:
      return finish(index, done, true);
    case ZoneReply::kAlias:
      return follow_alias(index, done);
    case ZoneReply::kReferral:
      learn(index);
      go_on(index);
      break;
    case ZoneReply::kLame:
      break;
  }
  return nullptr;
}

// No reply that could be read: silence, a connection that failed, the end of
// the run.
void Recursor::take_failure(std::uint32_t index, const Completion& done) {
  Walk& walk = walks_[index];
  const bool ending = engine_.ending();
  const ServerEnd end = end_without_use(done);
  const bool truncated = done.reply.status == LookupStatus::kTruncated;
  if (is_watched()) [[unlikely]] {
    show_step(index, done, nullptr);
  }
  note_end(index, done, end);
  if (walk.is_minimised() && !ending) {
    take_minimised(index, false);
    return;
  }
  const bool silence = end == ServerEnd::kSilence;
  if (!silence && !truncated && !ending) {
    note_lame(walk.cut, walk.server);
    walk.replied = true;
  }
  walk.truncated = walk.truncated || (truncated && !ending);
  walk.heard_nothing = walk.heard_nothing || silence || truncated;
  walk.failure = done.reply.status;
  go_on(index);
}

// The answer; behind aliases, with these in front of it.
const Completion* Recursor::finish(std::uint32_t index, const Completion& done,
                                   bool no_data) {
  const Walk& walk = walks_[index];
  if (!no_data && !walk.followed) {
    return complete(index, done, *done.answer);
  }
  read_answer(done.message->octets, done.message->header,
              {walk.name, walk.type, done.message->records_at}, answer_);
  if (no_data) {
    answer_.status = LookupStatus::kNoData;
  }
  if (walk.followed) {
    chains_.complete(index, answer_);
  }
  return complete(index, done, answer_);
}

// The target of the last link that the server may speak about is asked for,
// from as far down as is known.
const Completion* Recursor::follow_alias(std::uint32_t index,
                                         const Completion& done) {
  Walk& walk = walks_[index];
  read_answer(done.message->octets, done.message->header,
              {walk.name, walk.type, done.message->records_at}, answer_);
  const ZoneQuestion asked{walk.name, cache_.cut(walk.cut).name()};
  answer_.cname_chain.resize(links_inside(asked, answer_.cname_chain));
  answer_.status = LookupStatus::kReferral;
  answer_.unfinished = true;
  answer_.records.clear();
  if (walk.followed) {
    chains_.complete(index, answer_);
    if (answer_.status == LookupStatus::kCnameLoop) {
      return complete(index, done, answer_);
    }
  }
  stop_leading(index, true);
  leave_cut(walk);
  walk.name = chains_.follow(index, walk.name, answer_);
  walk.followed = true;
  if (is_blocked(walk.name)) {
    show_end(walk, WalkEnd::Why::kBlocklisted);
    end(index, LookupStatus::kBlocklisted);
  } else {
    go_on(index);
  }
  return nullptr;
}

// The delegation that was read last, of which the walk's zone is the parent.
void Recursor::learn(std::uint32_t index) {
  const Walk& walk = walks_[index];
  DelegationCache::Cut& parent = cache_.cut(walk.cut);
  parent.delegates = true;
  const NameView zone = referral_.cut.view();
  const int parent_labels = parent.name().label_count();
  NameView between = zone;
  for (int labels = zone.label_count(); labels > parent_labels + 1; --labels) {
    between = between.parent();
    note_no_cut(between);
  }
  std::array<const Name*, kDelegatedMax> names{};
  std::uint32_t ttl_s = referral_.ttl_s;
  for (std::size_t i = 0; i < referral_.count; ++i) {
    const Referral::Server& server = referral_.servers[i];
    names[i] = &server.name;
    if (server.glue_count != 0) {
      ttl_s = std::min(ttl_s, server.glue_ttl_s);
    }
  }
  const io::Instant expires = now_ + ttl_within(ttl_s);
  const std::uint32_t cut =
      cache_.enter(zone, std::span(names).first(referral_.count), expires);
  for (std::size_t i = 0; i < referral_.count; ++i) {
    set_glue(cache_.cut(cut).hosts[i], referral_.servers[i], expires);
  }
}

// Once for a delegation. The root is asked for its servers (recursor_prime.cc).
void Recursor::learn_own_servers(std::uint32_t index, const Completion& done) {
  const Walk& walk = walks_[index];
  DelegationCache::Cut& cut = cache_.cut(walk.cut);
  if (walk.cut == DelegationCache::kRoot || cut.own != 0 ||
      !read_own_servers({walk.name, cut.name()}, *done.message, referral_)) {
    return;
  }
  const io::Instant expires = now_ + ttl_within(referral_.ttl_s);
  cut.expires = std::min(cut.expires, expires);
  for (std::size_t i = 0; i < referral_.count; ++i) {
    const Referral::Server& server = referral_.servers[i];
    const std::uint32_t host = cache_.add_own(walk.cut, server.name);
    if (host != DelegationCache::kNone && cache_.host(host).expires <= now_) {
      set_glue(host, server, now_ + ttl_within(server.glue_ttl_s));
    }
  }
}

void Recursor::note_no_cut(NameView name) {
  if (no_cuts_.size() >= kNoCutsMost) {
    no_cuts_.clear();
  }
  no_cuts_[cache_.hash(name)] = now_ + kNoCutFor;
}

void Recursor::set_glue(std::uint32_t index, const Referral::Server& server,
                        io::Instant expires) {
  if (server.glue_count == 0) {
    return;
  }
  Addresses addresses;
  addresses.of = server.name.view();
  for (std::size_t i = 0; i < server.glue_count; ++i) {
    const Referral::Glue& glue = server.glue[i];
    add_address(glue.bytes.data(), glue.family, addresses);
  }
  const auto all = std::span(addresses.all).first(addresses.count);
  cache_.set_addresses(index, all, all.empty() ? io::Instant{} : expires);
}

// Unless nobody is to be asked there, or there are too many.
void Recursor::add_address(const std::uint8_t* address, std::uint8_t family,
                           Addresses& addresses) const {
  io::Endpoint endpoint;
  std::copy_n(address, family == 4 ? 4 : 16, endpoint.address.begin());
  endpoint.family = family;
  endpoint.port = options_.port;
  if (!may_ask_at(endpoint)) {
    show_barred(addresses.of, &endpoint);
  } else if (addresses.count < addresses.all.size()) {
    addresses.all[addresses.count++] = endpoint;
  }
}

// Of an address of a special purpose, where the root has none of those.
bool Recursor::is_special(const io::Endpoint& endpoint) const {
  AddressData address;
  address.bytes = endpoint.address;
  address.family = endpoint.family;
  return !asks_special_ && !is_reachable(address_scope(address));
}

bool Recursor::may_ask_at(const io::Endpoint& endpoint) const {
  const Blocklist* const blocked = options_.blocked_addresses;
  return !is_special(endpoint) &&
         (blocked == nullptr ||
          !blocked->holds(endpoint.address.data(), endpoint.family));
}

bool Recursor::is_blocked(NameView name) const {
  return options_.blocked_names != nullptr &&
         !options_.blocked_names->find(name).empty();
}

// Adds the addresses of an answer to those of the name server; the seconds that
// they hold, or that there are none.
std::uint32_t Recursor::take_addresses(const Answer& answer,
                                       Addresses& addresses) const {
  std::uint32_t ttl_s =
      std::min(answer.negative_ttl_s.value_or(kTtlLeast), kNegativeMost);
  for (const AddressData& address : answer.records.as<AddressData>()) {
    const std::size_t before = addresses.count;
    add_address(address.bytes.data(), address.family, addresses);
    if (addresses.count != before) {
      ttl_s = std::clamp(answer.records.ttl_s(), kTtlLeast, kTtlMost);
    }
  }
  return std::max(ttl_s, kTooDeepFor);
}

// The walk looked up a name server. IPv6 is asked about when there is no IPv4,
// or that does not work here: half the questions are saved by this.
void Recursor::end_host(std::uint32_t index, const Answer* answer) {
  Walk& walk = walks_[index];
  const DelegationCache::Host& host = cache_.host(walk.host);
  const bool ipv6 = walk.type == kTypeAaaa;
  Addresses addresses;
  addresses.of = host.name();
  while (ipv6 && host.expires > now_ && addresses.count < host.count) {
    addresses.all[addresses.count] = host.addresses[addresses.count].endpoint;
    ++addresses.count;
  }
  std::uint32_t ttl_s = walk.depth > 1 ? kTooDeepFor : kFailedFor;
  if (answer != nullptr && is_answer(answer->status)) {
    ttl_s = take_addresses(*answer, addresses);
  }
  cache_.set_addresses(walk.host,
                       std::span(addresses.all).first(addresses.count),
                       now_ + io::Duration::seconds(ttl_s));
  const bool exists =
      answer != nullptr && (answer->status == LookupStatus::kNoError ||
                            answer->status == LookupStatus::kNoData);
  if (exists && !ipv6 && !is_known(walk.host)) {
    ask_ipv6(index);
  } else {
    leave_host(index);
  }
}

void Recursor::ask_ipv6(std::uint32_t index) {
  Walk& walk = walks_[index];
  if (walk.followed) {
    chains_.drop(index);
    walk.followed = false;
  }
  walk.name = cache_.host(walk.host).name();
  walk.type = kTypeAaaa;
  go_on(index);
}

// Who waited for the name server goes on, whatever was found.
void Recursor::leave_host(std::uint32_t index) {
  stop_leading(index, true);
  leave_cut(walks_[index]);
  const std::uint32_t wanted = walks_[index].host;
  free(index);
  DelegationCache::Host& host = cache_.host(wanted);
  host.walk = Walk::kNone;
  const std::uint32_t waiting = host.waiting;
  host.waiting = Walk::kNone;
  go_on_all(waiting);
  cache_.release(wanted);
}

}  // namespace mxsweep
