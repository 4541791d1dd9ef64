#include "scanner/run/shard.h"

#include <algorithm>
#include <bit>

#include "scanner/query/xxh3_hash.h"

namespace mxsweep {
namespace {

// Names being worked on at first, as a multiple of the queries in flight: while
// one name waits for a mail host, others keep the wire busy.
constexpr std::uint32_t kLookupsPerQuery = 2;

// Names that wait for a retry or for a reply that will never come need no place
// that others wait for, so there are more, up to this many in all shards. They
// take about half a kilobyte each while they wait.
constexpr std::uint32_t kNamesWaitingMax = 262'144;
constexpr std::uint32_t kQueriesPerLookup = 2;

// Slots as a multiple of the queries in flight: freed ids rest for a while.
// There are more, too, of which no memory is used until they are needed.
constexpr std::uint32_t kSlotsPerQuery = 4;

// One system call should serve many replies: as many are waited for as should
// come within kWaitForMore, going by the last kStretch, but never more than a
// part of what is in flight, so that the resolver has work meanwhile.
constexpr io::Duration kWaitForMore = io::Duration::microseconds(400);
constexpr io::Duration kStretch = io::Duration::milliseconds(4);
constexpr std::uint32_t kWaitShare = 4;

// When a rate holds questions back, to wait costs no throughput, only that
// round trips seem longer: by a small part of the shortest one. Before a group
// that is as near as kGroupNear nobody wakes up for replies alone.
constexpr std::int64_t kRttShare = 10;
constexpr io::Duration kWaitForMoreMost = io::Duration::milliseconds(2);
constexpr io::Duration kGroupNear = io::Duration::microseconds(700);

// No round waits for so long.
constexpr io::Duration kPauseLeast =
    Shard::kWaitMax + io::Duration::milliseconds(150);

// A flood cannot put off timeouts for longer than this many rounds.
constexpr std::uint32_t kFullBatchesMax = 256;

// What a rate lets leave comes in groups. But many slow resolvers have packets
// due at as many times, and buffers that are with the kernel come back at no
// known one: so much time lies between two rounds that send.
constexpr io::Duration kPaceStep = io::Duration::microseconds(250);

// Shards take turns at a resolver.
double group_phase(const ShardConfig& config) {
  return static_cast<double>(config.shard) / config.shards;
}

PacerOptions pacer_options(const ShardConfig& config) {
  PacerOptions options = config.pace;
  options.phase = group_phase(config);
  return options;
}

HostResolverOptions host_options(const ShardConfig& config) {
  HostResolverOptions options;
  options.addresses = config.verdict.addresses;
  options.cache_bytes = config.host_cache_bytes;
  options.shard = config.shard;
  options.shards = config.shards;
  options.host_queues = config.host_queues;
  options.pref64s = config.pref64s;
  return options;
}

std::uint32_t names_max(const ShardConfig& config) {
  return std::max(config.concurrency * kLookupsPerQuery,
                  kNamesWaitingMax / config.shards);
}

InflightTable::Size slots_of(const ShardConfig& config, std::uint32_t lanes) {
  const auto per_lane = [lanes](std::uint32_t all) {
    return std::clamp(std::bit_ceil(all / lanes + 1), 64U, 65536U);
  };
  return {.lanes = lanes + 1U,  // and that of the streams
          .slots_per_lane = per_lane(names_max(config)),
          .usual_slots = per_lane(config.concurrency * kSlotsPerQuery),
          .fixed_lanes = 1};
}

}  // namespace

Shard::Shard(const ShardConfig& config, const Deps& deps, io::Prng prng,
             io::Instant start)
    : config_(config),
      transport_(deps.transport),
      job_queue_(deps.jobs),
      result_queue_(deps.results),
      counters_(deps.counters),
      stop_(deps.stop),
      wake_up_(deps.wake_up),
      prng_(prng),
      secret_(prng_.next()),
      resolvers_(config.resolvers, pacer_options(config), start,
                 config.rewriting),
      probe_(config.rewriting, prng_.split(), start),
      limiter_(config.rate_pps, start, group_phase(config)),
      inflight_(slots_of(config, deps.transport.lanes()), prng_.split()),
      queries_(names_max(config) * kQueriesPerLookup),
      timers_(names_max(config) * kQueriesPerLookup, start),
      streams_(config.resolvers.size(), names_max(config) * kQueriesPerLookup,
               slots_of(config, deps.transport.lanes()).usual_slots),
      hosts_(host_options(config), deps.counters),
      formatter_(config.shape, resolvers_, config.wall_offset_us),
      lookups_max_(names_max(config)),
      by_name_(lookups_, std::size_t{kLookupsPerQuery} * config.concurrency) {
  lookups_.reserve(lookups_max_);
  lookups_.resize(std::size_t{config.concurrency} * kLookupsPerQuery);
  free_lookups_.reserve(lookups_max_);
  for (std::size_t i = lookups_.size(); i > 0; --i) {
    free_lookup(static_cast<std::uint32_t>(i - 1));
  }
  urgent_.reserve(std::size_t{config.concurrency});
  to_send_.reserve(std::size_t{lookups_max_} * kQueriesPerLookup);
  to_send_last_.reserve(std::size_t{lookups_max_} * kQueriesPerLookup);
  empty_batches_.reserve(result_queue_.empty.capacity());
}

Shard::~Shard() = default;

io::Instant Shard::step(io::Instant now) {
  hosts_.set_time(now);
  hosts_.drain_peer_queues();
  take_ready_hosts();
  launch(now);
  emit(now);
  const io::Instant until = next_event(now);
  choose_company(now, until);
  if (wake_up_ != nullptr) {
    wake_up_->wait_for(awaited());
  }
  const io::RxBatch batch = transport_.receive(until);
  note_arrivals(batch);
  hosts_.set_time(batch.now);
  absorb(batch);
  const bool more = more_may_wait(batch, now);
  transport_.release();
  if (!more) {
    expire(batch.now);
  }
  take_ready_hosts();
  emit(batch.now);
  counters_.unheard.set(places_taken_);
  counters_.waiting.set(queries_.in_use() - in_flight_);
  return batch.now;
}

// Replies that lie ready come before any talk of silence: a full batch says
// that there are more, and after a long pause of this process there may be
// more behind a short one, too.
bool Shard::more_may_wait(const io::RxBatch& batch, io::Instant began) {
  full_batches_ =
      batch.messages.size() < io::kRxBatchMax ? 0 : full_batches_ + 1;
  if (batch.now - began > kPauseLeast) {
    catch_up_ = kFullBatchesMax;
  } else if (batch.messages.empty()) {
    catch_up_ = 0;
  } else if (catch_up_ > 0) {
    --catch_up_;
  }
  return catch_up_ > 0 ||
         (full_batches_ > 0 && full_batches_ <= kFullBatchesMax);
}

bool Shard::drained() const {
  return input_ended_ && jobs_ == nullptr &&
         free_lookups_.size() == lookups_.size() && results_ == nullptr;
}

bool Shard::can_take_job() const {
  return !output_full_ && queries_.has_free(kKeptForResolvers) &&
         (!free_lookups_.empty() || lookups_.size() < lookups_max_);
}

bool Shard::has_work() const {
  return has_retry() || !urgent_.empty() || streams_.ready() ||
         put_back_ != TimerWheel::kNone ||
         (queries_.has_free(kKeptForResolvers) && hosts_.has_questions()) ||
         (jobs_ != nullptr && can_take_job());
}

// When there is something to be done by time alone. That all is done is to be
// said at once.
io::Instant Shard::next_event(io::Instant now) {
  if (!said_drained_ && drained()) {
    said_drained_ = true;
    return now;
  }
  io::Instant next =
      std::min({now + kWaitMax, timers_.next_deadline(), rows_due()});
  if (queries_.has_free() && !ending()) {
    next = std::min({next, probe_.next_due(), resolvers_.next_control_due()});
  }
  if (has_work() && room() != 0) {
    next = std::min(next, next_launch(now));
  }
  return next;
}

// What other threads may do that concerns us now.
io::WakeUp::Reasons Shard::awaited() const {
  io::WakeUp::Reasons reasons = stop_ == nullptr ? 0 : WakeReason::kEnd;
  if (!input_ended_ && jobs_ == nullptr) {
    reasons |= WakeReason::kJobs;
  }
  if (finished_head_ != Lookup::kNone) {
    reasons |= WakeReason::kEmptyBatch;
  }
  if (config_.shards > 1) {
    reasons |= WakeReason::kHosts;
  }
  if (hosts_.waits_for_room()) {
    reasons |= WakeReason::kHostsRoom;
  }
  return reasons;
}

// REQUIRES: there is work and room for it
io::Instant Shard::next_launch(io::Instant now) const {
  if (!limited_ && !paced_) {
    return now;
  }
  const io::Instant due =
      limited_ ? limiter_.next_grant(now) : resolvers_.next_pick(now);
  return std::max(due, (due > now ? sent_at_ : now) + kPaceStep);
}

// How many replies are to arrive together.
void Shard::choose_company(io::Instant now, io::Instant until) {
  const bool held = limited_ || paced_;
  if (held && until - now <= kGroupNear) {
    transport_.set_wait_batch(io::kRxBatchMax, kGroupNear);
    return;
  }
  const io::Duration delay = held ? wait_for_more_ : kWaitForMore;
  const std::uint32_t most =
      std::max(held ? in_flight_ : in_flight_ / kWaitShare, 1U);
  const auto expected = static_cast<std::uint32_t>(arrivals_pps_ * delay.ns /
                                                   io::Duration::seconds(1).ns);
  // Those who are near answer a whole group at once.
  const bool near = held && rtt_ <= delay / 2;
  transport_.set_wait_batch(near ? most : std::clamp(expected, 1U, most),
                            delay);
}

void Shard::note_arrivals(const io::RxBatch& batch) {
  arrivals_ += static_cast<std::int64_t>(batch.messages.size());
  const io::Duration passed = batch.now - arrivals_since_;
  if (passed < kStretch) {
    return;
  }
  arrivals_pps_ = arrivals_ * io::Duration::seconds(1).ns / passed.ns;
  arrivals_since_ = batch.now;
  arrivals_ = 0;
  if (least_rtt_ != kNoRtt) {
    rtt_ = least_rtt_;
    least_rtt_ = kNoRtt;
    wait_for_more_ =
        std::clamp(rtt_ / kRttShare, kWaitForMore, kWaitForMoreMost);
  }
}

std::uint32_t Shard::name_hash(NameView name) const {
  return static_cast<std::uint32_t>(
      XXH3_64bits_withSeed(name.data(), name.size(), secret_));
}

std::uint64_t Shard::verify_hash(NameView name, std::uint16_t type,
                                 std::uint64_t resolver_seed) const {
  return verify_of(name_hash(name), type, resolver_seed);
}

}  // namespace mxsweep
