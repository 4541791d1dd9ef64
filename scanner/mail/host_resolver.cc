#include "scanner/mail/host_resolver.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "io/base/check.h"

#include "scanner/policy/policies.h"

namespace mxsweep {
namespace {

// Another seed than that of the hash maps, so that a host's shard says nothing
// about its bucket.
constexpr std::uint64_t kOwnerSeed = 0x6D78;

// Moves as many as have room into the ring and keeps the order of the others.
template <class T>
bool drain_into(std::vector<T>& unsent, io::SpscRing<T>& ring) {
  std::size_t sent = 0;
  while (sent < unsent.size() && ring.try_push(unsent[sent])) {
    ++sent;
  }
  unsent.erase(unsent.begin(),
               unsent.begin() + static_cast<std::ptrdiff_t>(sent));
  return sent != 0;
}

// A comes before AAAA whichever arrived first.
void add_addresses(const RecordsAs<AddressData>& records, bool first,
                   HostEntry& entry) {
  std::vector<AddressData>& all = entry.addresses;
  if (all.empty() && entry.questions_open > 1) {
    all.reserve(2 * records.size());  // once for both questions
  }
  auto to = all.insert(first ? all.begin() : all.end(), records.size(),
                       AddressData());
  for (const AddressData& address : records) {
    *to++ = address;
  }
}

// A host with one address that is not to be shown is not to be shown.
void drop_blocklisted(const Blocklist& blocklist, HostEntry& entry) {
  entry.blocklisted = std::any_of(
      entry.addresses.begin(), entry.addresses.end(),
      [&blocklist](const AddressData& address) {
        return blocklist.holds(address.bytes.data(), address.family);
      });
  if (entry.blocklisted) {
    entry.addresses.clear();
  }
}

void take_tlsa(const Answer* answer, HostEntry& entry) {
  if (answer == nullptr) {
    set_unknown(entry.tlsa->report);
  } else {
    read_policy(kind_of(Policy::kTlsa), *answer, entry.tlsa->report);
  }
}

// A zone that is not above the name has nothing to say about it.
void note_denial(const Answer& answer, HostEntry& entry) {
  const NameView zone = answer.soa_owner.view();
  const NameView denied = answer.cname_chain.empty()
                              ? entry.name()
                              : answer.cname_chain.back().view();
  if (denied.is_at_or_below(zone)) {
    entry.denied_by_labels = static_cast<std::uint8_t>(zone.label_count());
  }
}

}  // namespace

HostResolver::HostResolver(const HostResolverOptions& options,
                           ShardCounters& counters)
    : options_(options),
      counters_(counters),
      cache_(options.cache_bytes),
      unsent_requests_(options.shards),
      unsent_replies_(options.shards) {
  if (wants_ipv4(options_.addresses)) {
    types_.push_back(kTypeA);
  }
  if (wants_ipv6(options_.addresses)) {
    types_.push_back(kTypeAaaa);
  }
  if (options_.tlsa && !types_.empty()) {
    types_.push_back(kTypeTlsa);
  }
}

std::uint16_t HostResolver::owner_of(NameView name) const {
  if (options_.shards == 1) {
    return 0;
  }
  return static_cast<std::uint16_t>(
      XXH3_64bits_withSeed(name.data(), name.size(), kOwnerSeed) %
      options_.shards);
}

void HostResolver::request(const HostRequest& wanted) {
  const std::uint16_t owner = owner_of(wanted.name);
  if (owner == options_.shard) {
    join(wanted, owner);
  } else {
    unsent_requests_[owner].push_back(wanted);
  }
}

std::uint32_t HostResolver::take_waiter() {
  if (free_waiter_ == kNone) {
    waiters_.emplace_back();
    return static_cast<std::uint32_t>(waiters_.size() - 1);
  }
  const std::uint32_t index = free_waiter_;
  free_waiter_ = waiters_[index].next;
  return index;
}

void HostResolver::join(const HostRequest& wanted, std::uint16_t from) {
  const HostCache::Found found =
      cache_.find_or_create(wanted.name, now_, counters_);
  HostEntry& entry = cache_.entry(found.index);
  entry.references.fetch_add(1, std::memory_order_relaxed);
  if (entry.state == HostEntry::State::kResolved) {
    deliver(entry, wanted, from);
    return;
  }
  const std::uint32_t index = take_waiter();
  waiters_[index] = {wanted.lookup, wanted.exchange, entry.first_waiter, from};
  entry.first_waiter = index;
  if (!found.created) {
    return;
  }
  begin_questions(entry);
  questions_queued_ += entry.questions_open;
  if (queue_tail_ == kNone) {
    queue_head_ = found.index;
  } else {
    cache_.entry(queue_tail_).next_queued = found.index;
  }
  queue_tail_ = found.index;
}

// TLSA comes last, so that a host whose record can stand nowhere, since the
// name would be too long, has one question less.
void HostResolver::begin_questions(HostEntry& entry) {
  MXSWEEP_CHECK(!types_.empty());
  entry.questions = static_cast<std::uint8_t>(types_.size());
  if (types_.back() == kTypeTlsa) {
    if (entry.tlsa == nullptr) {
      entry.tlsa = std::make_unique<HostTlsa>();
    }
    entry.tlsa->octets.clear();
    set_absent(entry.tlsa->report);
    if (!append_policy_name(kind_of(Policy::kTlsa), entry.name(),
                            entry.tlsa->octets)) {
      --entry.questions;
    }
  }
  entry.questions_open = entry.questions;
}

HostResolver::HostQuestion HostResolver::next_question() {
  MXSWEEP_DCHECK(queue_head_ != kNone);
  const std::uint32_t host = queue_head_;
  --questions_queued_;
  const std::uint16_t type = types_[head_asked_];
  const bool again = head_asked_ != 0 && type != kTypeTlsa;
  ++head_asked_;
  // Only TLSA may be left out.
  if (head_asked_ + (options_.tlsa ? 1 : 0) < types_.size()) {
    return {type, host, again};
  }
  const HostEntry& entry = cache_.entry(host);
  if (head_asked_ == entry.questions) {
    head_asked_ = 0;
    queue_head_ = entry.next_queued;
    queue_tail_ = queue_head_ == kNone ? kNone : queue_tail_;
  }
  return {type, host, again};
}

void HostResolver::take_answer(HostQuestion question, LookupStatus status,
                               const Answer* answer) {
  HostEntry& entry = cache_.entry(question.host);
  if (question.type == kTypeTlsa) {
    take_tlsa(is_answer(status) ? answer : nullptr, entry);
  } else {
    const bool ipv4 = question.type == kTypeA;
    (ipv4 ? entry.a_status : entry.aaaa_status) = status;
    entry.authentic =
        entry.authentic && answer != nullptr && answer->authentic_data;
    if (answer != nullptr && is_answer(status)) {
      take_records(*answer, ipv4, entry);
    }
  }
  entry.failed = entry.failed || !is_conclusive(status) || entry.filtered;
  --entry.questions_open;
  if (entry.questions_open == 0) {
    if (options_.blocklist != nullptr) {
      drop_blocklisted(*options_.blocklist, entry);
    }
    cache_.settle(question.host);
    resolve(entry);
  }
}

void HostResolver::take_records(const Answer& answer, bool ipv4,
                                HostEntry& entry) const {
  entry.filtered = entry.filtered || has_filter_code(answer.ede_codes);
  add_addresses(answer.records.as<AddressData>(), ipv4, entry);
  if (!options_.pref64s.empty()) {
    mark_made_addresses(entry);
  }
  entry.cut = entry.cut || answer.cut;
  if (answer.status == LookupStatus::kNxDomain && answer.soa_present) {
    note_denial(answer, entry);
  }
  if (!answer.cname_chain.empty() && (ipv4 || entry.cname().empty())) {
    const NameView target = answer.cname_chain.back().view();
    entry.cname_octets.assign(target.data(), target.data() + target.size());
  }
}

void HostResolver::mark_made_addresses(HostEntry& entry) const {
  for (AddressData& address : entry.addresses) {
    address.pref64_bits = pref64_bits(options_.pref64s, address);
  }
}

void HostResolver::resolve(HostEntry& entry) {
  entry.state = HostEntry::State::kResolved;
  entry.resolved_at = now_;
  std::uint32_t index = entry.first_waiter;
  entry.first_waiter = kNone;
  while (index != kNone) {
    const Waiter waiter = waiters_[index];
    waiters_[index].next = free_waiter_;
    free_waiter_ = index;
    deliver(entry, {entry.name(), waiter.lookup, waiter.exchange},
            waiter.shard);
    index = waiter.next;
  }
}

void HostResolver::deliver(HostEntry& entry, const HostRequest& wanted,
                           std::uint16_t to) {
  const HostReply reply{&entry, wanted.lookup, wanted.exchange};
  if (to == options_.shard) {
    ready_.push_back(reply);
  } else {
    unsent_replies_[to].push_back(reply);
  }
}

std::optional<HostReply> HostResolver::next_ready() {
  if (ready_.empty()) {
    return std::nullopt;
  }
  const HostReply reply = ready_.back();
  ready_.pop_back();
  return reply;
}

bool HostResolver::read_queues(std::uint16_t from) {
  bool moved = false;
  HostRequest wanted;
  while (options_.host_queues->requests(from, options_.shard).try_pop(wanted)) {
    join(wanted, from);
    moved = true;
  }
  HostReply reply;
  while (options_.host_queues->replies(from, options_.shard).try_pop(reply)) {
    ready_.push_back(reply);
    moved = true;
  }
  if (moved) {
    notify(options_.host_queues->sleepers[from], WakeReason::kHostsRoom);
  }
  return moved;
}

bool HostResolver::send_to_peer(std::uint16_t to) {
  const bool requests = drain_into(
      unsent_requests_[to], options_.host_queues->requests(options_.shard, to));
  const bool replies = drain_into(
      unsent_replies_[to], options_.host_queues->replies(options_.shard, to));
  if (requests || replies) {
    notify(options_.host_queues->sleepers[to], WakeReason::kHosts);
  }
  unsent_ +=
      unsent_requests_[to].empty() && unsent_replies_[to].empty() ? 0 : 1;
  return requests || replies;
}

bool HostResolver::drain_peer_queues() {
  if (options_.host_queues == nullptr) {
    return false;
  }
  bool moved = false;
  unsent_ = 0;
  for (std::uint16_t shard = 0; shard < options_.shards; ++shard) {
    if (shard != options_.shard) {
      moved = read_queues(shard) || moved;
      moved = send_to_peer(shard) || moved;
    }
  }
  return moved;
}

}  // namespace mxsweep
