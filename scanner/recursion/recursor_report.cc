// What a walk knows of the delegation that it ended at.
#include <algorithm>

#include "scanner/query/xxh3_hash.h"
#include "scanner/recursion/recursor.h"
#include "scanner/recursion/walk_observer.h"

namespace mxsweep {
namespace {

// Of the name servers of one zone.
using HostNames = std::array<NameView, DelegationCache::kHostsMax>;

// The same for the same name servers, whatever their order.
std::uint64_t hash_of(HostNames names, std::size_t count) {
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(count);
  std::sort(names.begin(), end,
            [](NameView a, NameView b) { return a.key() < b.key(); });
  std::uint64_t hash = 0;
  for (auto each = names.begin(); each != end; ++each) {
    hash = XXH3_64bits_withSeed(each->data(), each->size(), hash);
  }
  return hash;
}

// Those that the parent names come first.
HostNames names_at(const DelegationCache& cache,
                   const DelegationCache::Cut& cut) {
  HostNames names;
  for (std::size_t i = 0; i < cut.count; ++i) {
    names[i] = cache.host(cut.hosts[i]).name();
  }
  return names;
}

// Of those that the zone names itself; 0: it was not heard.
std::uint64_t own_hash_of(const HostNames& names,
                          const DelegationCache::Cut& cut) {
  HostNames own;
  std::size_t count = 0;
  for (std::size_t i = 0; i < cut.count; ++i) {
    if (cut.is_own(i)) {
      own[count++] = names[i];
    }
  }
  return hash_of(own, count);
}

// The deepest name that all of them lie at or below.
NameView above_all(const HostNames& names, std::size_t count) {
  NameView above = names.front();
  for (std::size_t i = 1; i < count; ++i) {
    while (!names[i].is_at_or_below(above)) {
      above = above.parent();
    }
  }
  return above;
}

}  // namespace

// Null where it is not wanted, or where the walk came to no zone.
const DelegationReport* Recursor::report(const Walk& walk, bool answered) {
  if (!walk.reports || walk.cut == Walk::kNone) {
    return nullptr;
  }
  const DelegationCache::Cut& cut = cache_.cut(walk.cut);
  const HostNames names = names_at(cache_, cut);
  report_zone_.assign(cut.name());
  report_above_.assign(above_all(names, cut.delegated));
  report_ = {};
  report_.zone = report_zone_.view();
  report_.servers_below = report_above_.view();
  report_.servers = cut.delegated;
  report_.answered = answered;
  report_.lame = walk.replied || knows_lame(walk.cut);
  if (options_.reports_details) {
    report_.detailed = true;
    report_.status = status_at(walk, answered);
    report_.servers_hash = hash_of(names, cut.delegated);
    report_.own_servers_hash = own_hash_of(names, cut);
  }
  return &report_;
}

// By what other walks met there.
bool Recursor::knows_lame(std::uint32_t index) const {
  const DelegationCache::Cut& cut = cache_.cut(index);
  if (!cut.has_lame) {
    return false;
  }
  for (std::size_t i = 0; i < cut.count; ++i) {
    const DelegationCache::Host& host = cache_.host(cut.hosts[i]);
    const std::span all(host.addresses.get(), host.count);
    if (std::any_of(all.begin(), all.end(),
                    [this, index](const DelegationCache::Address& address) {
                      return is_lame(index, endpoint_seed(address.endpoint));
                    })) {
      return true;
    }
  }
  return false;
}

// The addresses of its name servers, and whether some are given up.
Recursor::Known Recursor::addresses_at(std::uint32_t index) const {
  const DelegationCache::Cut& cut = cache_.cut(index);
  Known known;
  for (std::size_t i = 0; i < cut.count; ++i) {
    const DelegationCache::Host& host = cache_.host(cut.hosts[i]);
    const std::size_t count = host.expires > now_ ? host.count : 0;
    known.addresses += count;
    for (std::size_t j = 0; j < count; ++j) {
      const DelegationCache::Address& address = host.addresses[j];
      const std::uint32_t server =
          servers_.find(address.endpoint, address.server);
      known.given_up = known.given_up || (server < ServerTable::kTaken &&
                                          !servers_.is_there(server, now_));
    }
  }
  return known;
}

// Nothing where the walk was cut short before it had put a question to them.
std::optional<DelegationStatus> Recursor::status_at(const Walk& walk,
                                                    bool answered) const {
  if (walk.truncated && !answered) {
    return DelegationStatus::kTruncated;
  }
  if (report_.lame) {
    return answered ? DelegationStatus::kPartlyLame : DelegationStatus::kLame;
  }
  const Known known = addresses_at(walk.cut);
  const bool silent = walk.heard_nothing || walk.rounds != 0 || known.given_up;
  if (answered) {
    return silent ? DelegationStatus::kPartlySilent : DelegationStatus::kOk;
  }
  if (known.addresses == 0) {
    return DelegationStatus::kNoAddress;
  }
  return silent ? std::optional(DelegationStatus::kUnreachable) : std::nullopt;
}

// Null: no reply that could be read came. REQUIRES: there is an observer
void Recursor::show_step(std::uint32_t index, const Completion& done,
                         const ZoneReply* reply) {
  const Walk& walk = walks_[index];
  WalkStep step;
  step.walk = index;
  step.name = walk.shown();
  step.minimised = walk.is_minimised();
  step.type = step.minimised ? kTypeA : walk.type;
  step.for_server = walk.host != Walk::kNone;
  step.zone = cache_.cut(walk.cut).name();
  step.server = server_name(walk);
  step.asked = walk.asked;
  step.at = walk.asked_at;
  step.ended = now_;
  step.replied = reply != nullptr;
  step.status = done.reply.status;
  step.reply = reply == nullptr ? ZoneReply::kLame : *reply;
  step.referral = step.reply == ZoneReply::kReferral ? &referral_ : nullptr;
  options_.observer->on_step(step);
}

// Of a walk that has asked something.
void Recursor::show_turn(std::uint32_t index, WalkTurn::Kind kind,
                         NameView host) {
  const Walk& walk = walks_[index];
  if (is_watched() && walk.questions + walk.minimised != 0) [[unlikely]] {
    options_.observer->on_turn({index, kind, host});
  }
}

void Recursor::show_end(const Walk& walk, WalkEnd::Why why) {
  if (!is_watched() || walk.primes) [[likely]] {
    return;
  }
  WalkEnd end;
  end.name = walk.name;
  end.type = walk.type;
  end.why = why;
  HostNames names;
  if (walk.cut != Walk::kNone) {
    const DelegationCache::Cut& cut = cache_.cut(walk.cut);
    names = names_at(cache_, cut);
    end.zone = cut.name();
    end.servers = std::span(names).first(cut.count);
    end.has_address = addresses_at(walk.cut).addresses != 0;
    end.lame = walk.replied || knows_lame(walk.cut);
  }
  end.truncated = walk.truncated;
  end.silent = !walk.truncated && (walk.rounds != 0 || walk.heard_nothing);
  options_.observer->on_end(end);
}

// Null: its name is.
void Recursor::show_barred(NameView name, const io::Endpoint* address) const {
  if (is_watched()) [[unlikely]] {
    options_.observer->on_barred(
        {name, address, address != nullptr && is_special(*address)});
  }
}

// Of the server that was asked last; empty when its addresses have changed.
NameView Recursor::server_name(const Walk& walk) const {
  const DelegationCache::Cut& cut = cache_.cut(walk.cut);
  for (std::size_t i = 0; i < cut.count; ++i) {
    const DelegationCache::Host& host = cache_.host(cut.hosts[i]);
    for (std::size_t j = 0; j < host.count; ++j) {
      if (host.addresses[j].endpoint == walk.asked) {
        return host.name();
      }
    }
  }
  return {};
}

}  // namespace mxsweep
