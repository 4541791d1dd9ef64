#include "scanner/run/shard.h"

#include <algorithm>
#include <optional>

namespace mxsweep {
namespace {

// Who asks, for QueryOwner::asker. The index is that of the lookup, of the
// host, or of what RewriteProbe asks about.
enum Asker : std::uint8_t { kMx, kHostA, kHostAaaa, kProbe };

// Names being worked on at first, as a multiple of the queries in flight: while
// one name waits for a mail host, others keep the wire busy.
constexpr std::uint32_t kLookupsPerQuery = 2;

// Names that wait for a retry or for a reply that will never come need no place
// that others wait for, so there are more, up to this many in all shards. They
// take about half a kilobyte each while they wait.
constexpr std::uint32_t kNamesWaitingMax = 262'144;
constexpr std::uint32_t kQueriesPerLookup = 2;

std::uint32_t names_max(const ShardConfig& config) {
  return std::max(config.query.concurrency * kLookupsPerQuery,
                  kNamesWaitingMax / config.shards);
}

QueryOptions query_options(const ShardConfig& config) {
  QueryOptions options = config.query;
  options.queries_max = names_max(config) * kQueriesPerLookup;
  // Shards take turns at a resolver.
  options.phase = static_cast<double>(config.shard) / config.shards;
  return options;
}

QueryEngine::Deps engine_deps(const Shard::Deps& deps) {
  ShardCounters& counters = deps.counters;
  return {deps.transport,
          counters,
          {&counters.queries_mx, &counters.queries_address,
           &counters.queries_address, &counters.queries_probe},
          deps.stop};
}

HostResolverOptions host_options(const ShardConfig& config) {
  HostResolverOptions options;
  options.addresses = config.mail.addresses;
  options.cache_bytes = config.host_cache_bytes;
  options.shard = config.shard;
  options.shards = config.shards;
  options.host_queues = config.host_queues;
  options.blocklist = config.address_blocklist;
  options.pref64s = config.pref64s;
  return options;
}

}  // namespace

Shard::Shard(const ShardConfig& config, const Deps& deps, io::Prng prng,
             io::Instant start)
    : config_(config),
      counters_(deps.counters),
      wake_up_(deps.wake_up),
      stoppable_(deps.stop != nullptr),
      engine_(query_options(config), engine_deps(deps), prng.split(), start),
      probe_(config.query.rewriting, prng.split(), start),
      inbox_(deps.jobs),
      lookups_(std::size_t{config.query.concurrency} * kLookupsPerQuery,
               names_max(config)),
      hosts_(host_options(config), deps.counters),
      outbox_({lookups_, deps.results, deps.counters, engine_.resolvers()},
              config.rows, config.facts) {}

Shard::~Shard() = default;

io::Instant Shard::step(io::Instant now) {
  hosts_.set_time(now);
  hosts_.drain_peer_queues();
  take_ready_hosts();
  engine_.begin_step(now);
  take_completions(now);
  ask(now);
  emit(now);
  const io::Instant until = next_event(now);
  if (wake_up_ != nullptr) {
    wake_up_->wait_for(awaited());
  }
  const io::Instant after = engine_.receive(until);
  hosts_.set_time(after);
  take_completions(after);
  take_ready_hosts();
  emit(after);
  return after;
}

bool Shard::drained() const {
  return inbox_.ended() && lookups_.all_free() && outbox_.empty();
}

void Shard::ask(io::Instant now) {
  ask_probes(now);
  // Once nobody is there, no host is asked for any more.
  while (engine_.gave_up() && hosts_.has_questions()) {
    hosts_.take_answer(hosts_.next_question(), LookupStatus::kNotAttempted,
                       nullptr);
  }
  if (!inbox_.has_batch() && !inbox_.ended()) {
    static_cast<void>(inbox_.fetch());
  }
  engine_.begin_round(now, has_questions());
  while (engine_.turn_to_ask() && ask_next()) {
  }
  engine_.end_round();
  note_hold();
}

void Shard::ask_probes(io::Instant now) {
  while (probe_.due(now) && engine_.has_free() && !engine_.ending()) {
    const RewriteProbe::Question question = probe_.next_question(now);
    QueryRequest request = engine_.request(question.name, kTypeA);
    request.owner = {kProbe, question.probed};
    request.options.server = question.resolver;
    request.options.flags.any_reply = true;
    engine_.ask_ahead(request);
  }
}

bool Shard::ask_next() {
  if (hosts_.has_questions()) {  // they finish names
    ask_host();
    return true;
  }
  return ask_name();
}

void Shard::ask_host() {
  const HostResolver::HostQuestion question = hosts_.next_question();
  QueryRequest request;
  request.name = hosts_.name(question.host);
  if (!question.again) {
    host_hash_ = engine_.name_hash(request.name);
  }
  request.name_hash = host_hash_;
  request.type = question.type;
  request.owner = {question.type == kTypeA ? kHostA : kHostAaaa, question.host};
  engine_.ask(request);
}

// The next job that needs a question of its own. False when there is none.
bool Shard::ask_name() {
  while (!outbox_.full() && lookups_.has_free() && inbox_.fetch()) {
    const std::uint32_t index = take_job();
    if (index != Lookup::kNone) {
      const Lookup& lookup = lookups_[index];
      QueryRequest request;
      request.name = lookup.name();
      request.name_hash = lookup.name_hash;
      request.type = kTypeMx;
      request.owner = {kMx, index};
      request.options.flags.may_be_control = true;
      engine_.ask(request);
      return true;
    }
  }
  return false;
}

// Its lookup; kNone when it needs no question: the name is unusable, or the
// same name is being asked already (T8), or nothing is asked any more.
std::uint32_t Shard::take_job() {
  const Job job = inbox_.take();
  counters_.names_taken.add();
  const std::uint32_t index = lookups_.take();
  Lookup& lookup = lookups_[index];
  lookup.seq = job.seq;
  if (job.has_more()) {  // else nothing but two cache lines is touched
    lookup.rank = job.rank;
    lookup.set_texts(job.input, job.error);
  }
  if (job.name.empty()) {
    lookup.reply.status = LookupStatus::kInvalidName;
    finish(index);
    return Lookup::kNone;
  }
  lookup.set_name(job.name, job.label_class);
  if (job.blocklisted) {
    lookup.reply.status = LookupStatus::kBlocklisted;
    finish(index);
    return Lookup::kNone;
  }
  if (engine_.ending()) {
    finish(index);  // as NOT_ATTEMPTED, which reset() left
    return Lookup::kNone;
  }
  lookup.name_hash = engine_.name_hash(lookup.name());
  if (!lookups_.ask(index)) {
    counters_.names_coalesced.add();
    return Lookup::kNone;
  }
  return index;
}

bool Shard::can_take_job() const {
  return !outbox_.full() && engine_.can_ask() && lookups_.has_free();
}

bool Shard::has_questions() const {
  return hosts_.has_questions() || (inbox_.has_batch() && can_take_job());
}

void Shard::take_completions(io::Instant now) {
  // Rows are made while what they are made of is still in the cache.
  constexpr std::uint32_t kPerEmit = 16;
  std::uint32_t taken = 0;
  for (const Completion* done = engine_.next(); done != nullptr;
       done = engine_.next()) {
    take(*done);
    if (engine_.upcoming().asker == kMx) {
      lookups_[engine_.upcoming().index].prefetch_all();
    }
    ++taken;
    if (taken % kPerEmit == 0) {
      emit(now);
    }
  }
}

void Shard::take(const Completion& done) {
  const LookupStatus status = done.reply.status;
  switch (static_cast<Asker>(done.owner.asker)) {
    case kMx:
      take_mx(done.owner.index, done);
      return;
    case kHostA:
    case kHostAaaa:
      hosts_.take_answer(
          {done.owner.asker == kHostA ? kTypeA : kTypeAaaa, done.owner.index},
          status, is_answer(status) ? done.answer : nullptr);
      return;
    case kProbe:
      break;
  }
  const std::optional<std::uint16_t> cleared =
      probe_.take_answer(done.owner.index, status, done.reply.at);
  if (cleared.has_value()) {
    engine_.trust(*cleared);
  }
}

void Shard::take_mx(std::uint32_t index, const Completion& done) {
  Lookup& lookup = lookups_[index];
  lookup.reply = done.reply;
  take_mx_answer(*done.answer, config_.mail, lookup);
  lookup.hosts_open = 1;  // so that it cannot end before all are requested
  for (std::uint32_t i = 0; i < lookup.exchanges.size(); ++i) {
    const Exchange& exchange = lookup.exchanges[i];
    if (exchange.skip == HostSkip::kAsked) {
      ++lookup.hosts_open;
      hosts_.request({lookup.text(exchange.name), index, i});
    }
  }
  host_done(index);
}

void Shard::take_ready_hosts() {
  for (std::optional<HostReply> ready = hosts_.next_ready(); ready.has_value();
       ready = hosts_.next_ready()) {
    lookups_[ready->lookup].exchanges[ready->exchange].host = ready->entry;
    host_done(ready->lookup);
  }
}

void Shard::host_done(std::uint32_t index) {
  --lookups_[index].hosts_open;
  if (lookups_[index].hosts_open == 0) {
    finish(index);
  }
}

void Shard::finish(std::uint32_t index) {
  conclude(config_.mail, lookups_[index]);
  outbox_.add(index);
}

void Shard::emit(io::Instant now) {
  outbox_.emit(now);
  if (inbox_.ended() && lookups_.all_free()) {
    outbox_.hand_over_last();
  }
}

// When there is something to be done by time alone. That all is done is to be
// said at once.
io::Instant Shard::next_event(io::Instant now) {
  if (!said_drained_ && drained()) {
    said_drained_ = true;
    return now;
  }
  io::Instant next =
      std::min(engine_.next_event(now, has_questions()), outbox_.due());
  if (engine_.has_free() && !engine_.ending()) {
    next = std::min(next, probe_.next_due());
  }
  return next;
}

// What other threads may do that concerns us now.
io::WakeUp::Reasons Shard::awaited() const {
  io::WakeUp::Reasons reasons = stoppable_ ? WakeReason::kEnd : 0;
  if (!inbox_.ended() && !inbox_.has_batch()) {
    reasons |= WakeReason::kJobs;
  }
  if (outbox_.waits_for_batch()) {
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

// Why less was asked in this round than could have been.
void Shard::note_hold() {
  const QueryEngine::Hold hold = engine_.hold(has_questions());
  if (hold == QueryEngine::Hold::kConcurrency) {
    counters_.held_by_concurrency.add();
  } else if (outbox_.full()) {
    counters_.held_by_output.add();
  } else if (hold == QueryEngine::Hold::kNothingToSend) {
    counters_.held_by_input.add(inbox_.ended() ? 0 : 1);
  } else if (hold == QueryEngine::Hold::kLimiter) {
    counters_.held_by_limiter.add();
  } else if (hold == QueryEngine::Hold::kResolvers) {
    counters_.held_by_resolvers.add();
  }
}

}  // namespace mxsweep
