#include "scanner/run/shard.h"

#include <algorithm>
#include <optional>

#include "scanner/mail/delegation.h"
#include "scanner/mail/dependence.h"
#include "scanner/mail/lookup_observer.h"
#include "scanner/recursion/recursor.h"
#include "scanner/run/shard_setup.h"

namespace mxsweep {
namespace {

Asker asker_for(std::uint16_t type) {
  return type == kTypeA ? kHostA : type == kTypeAaaa ? kHostAaaa : kHostTlsa;
}

std::uint16_t type_for(Asker asker) {
  return asker == kHostA ? kTypeA : asker == kHostAaaa ? kTypeAaaa : kTypeTlsa;
}

// Marks the number of an exchange whose domain, not whose host, is asked for.
constexpr std::uint32_t kRegistration = std::uint32_t{1} << 31U;

}  // namespace

Shard::Shard(const ShardConfig& config, const Deps& deps, io::Prng prng,
             io::Instant start)
    : config_(config),
      counters_(deps.counters),
      wake_up_(deps.wake_up),
      observer_(deps.observer),
      stoppable_(deps.stop != nullptr),
      engine_(query_options(config), engine_deps(deps), prng.split(), start),
      recursor_(recursor_of(config, engine_, prng)),
      probe_(config.query.rewriting, prng.split(), start),
      inbox_(deps.jobs),
      lookups_(names_at_first(config), names_max(config)),
      hosts_(host_options(config), deps.counters),
      policies_(config.mail.policies, config.mail.blocklist),
      outbox_({lookups_, deps.results, deps.counters, engine_.resolvers(),
               config.leaves_unasked},
              config.rows, config.facts) {}

Shard::~Shard() = default;

io::Instant Shard::step(io::Instant now) {
  hosts_.set_time(now);
  policies_.set_time(now);
  hosts_.drain_peer_queues();
  take_ready_hosts();
  engine_.begin_step(now);
  if (recursor_ != nullptr) {
    recursor_->begin_step(now);
  }
  take_completions(now);
  ask(now);
  emit(now);
  const io::Instant until = next_event(now);
  if (wake_up_ != nullptr) {
    wake_up_->wait_for(awaited());
  }
  Counter* const holder = holds_back();
  const io::Instant after = engine_.receive(until, held_by_servers());
  if (holder != nullptr) {
    holder->add(static_cast<std::uint64_t>((after - now).to_us()));
  }
  hosts_.set_time(after);
  policies_.set_time(after);
  if (recursor_ != nullptr) {
    recursor_->begin_step(after);
  }
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
  if (engine_.gave_up()) {
    end_unasked();
  }
  if (!inbox_.has_batch() && !inbox_.ended()) {
    static_cast<void>(inbox_.fetch());
  }
  engine_.begin_round(now, has_questions());
  while (engine_.turn_to_ask() && ask_next()) {
  }
  engine_.end_round();
}

// Once nobody is there, no host and no policy is asked for any more.
void Shard::end_unasked() {
  while (hosts_.has_questions()) {
    hosts_.take_answer(hosts_.next_question(), LookupStatus::kNotAttempted,
                       nullptr);
  }
  while (policies_.has_questions()) {
    const PolicyAsker::Question question = policies_.next_question();
    policies_.take_answer(question.of_parent, question.number, nullptr);
  }
  take_ready_policies();
}

void Shard::ask_probes(io::Instant now) {
  while (probe_.due(now) && engine_.has_free() && !engine_.ending()) {
    const RewriteProbe::Question question = probe_.next_question(now);
    QueryRequest request = engine_.request(question.name, question.type);
    request.owner = {kProbe, question.index};
    request.options.server = question.resolver;
    request.options.flags.any_reply = true;
    engine_.ask_ahead(request);
  }
}

bool Shard::ask_next() {
  if (recursor_ != nullptr) [[unlikely]] {
    return ask_next_recursively();
  }
  if (has_further_questions()) {  // they finish names
    ask_further();
    return true;
  }
  return ask_name();
}

// Walks that are on their way come first, for the same reason.
bool Shard::ask_next_recursively() {
  if (recursor_->has_questions()) {
    recursor_->ask_engine();
    return true;
  }
  if (can_ask_further()) {
    ask_further();
    return true;
  }
  return recursor_->has_free() && ask_name();
}

void Shard::ask(const QueryRequest& request) {
  if (recursor_ == nullptr) [[likely]] {
    engine_.ask(request);
  } else {
    recursor_->ask(request);
  }
}

bool Shard::has_further_questions() const {
  return hosts_.has_questions() || policies_.has_questions();
}

bool Shard::can_ask_further() const {
  return has_further_questions() &&
         (recursor_ == nullptr || recursor_->has_free_for_host());
}

// REQUIRES: has_further_questions()
void Shard::ask_further() {
  if (hosts_.has_questions()) {
    ask_host();
  } else {
    ask_policy();
  }
}

void Shard::ask_host() {
  const HostResolver::HostQuestion question = hosts_.next_question();
  QueryRequest request;
  request.name = hosts_.name(question);
  if (!question.again) {
    host_hash_ = engine_.name_hash(request.name);
  }
  request.name_hash = host_hash_;
  request.type = question.type;
  request.owner = {asker_for(question.type), question.host};
  ask(request);
}

void Shard::ask_policy() {
  const PolicyAsker::Question question = policies_.next_question();
  QueryRequest request = engine_.request(question.name, question.type);
  request.owner = {question.of_parent ? kParentPolicy : kPolicy,
                   question.number};
  ask(request);
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
      request.options.flags.delegation = true;
      ask(request);
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
    lookup.set_passed(job.passed);
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
  return !outbox_.full() && engine_.can_ask() && lookups_.has_free() &&
         (recursor_ == nullptr || recursor_->has_free());
}

bool Shard::has_questions() const {
  return (recursor_ != nullptr && recursor_->has_questions()) ||
         can_ask_further() || (inbox_.has_batch() && can_take_job());
}

// Of a question that was asked here, by whatever way it was asked.
const Completion* Shard::next_completion() {
  for (const Completion* done = engine_.next(); done != nullptr;
       done = engine_.next()) {
    if (done->owner.asker != kWalk) [[likely]] {
      return done;
    }
    const Completion* const ended = recursor_->take(*done);
    if (ended != nullptr) {
      return ended;
    }
  }
  return recursor_ == nullptr ? nullptr : recursor_->next();
}

void Shard::take_completions(io::Instant now) {
  // Rows are made while what they are made of is still in the cache.
  constexpr std::uint32_t kPerEmit = 16;
  std::uint32_t taken = 0;
  for (const Completion* done = next_completion(); done != nullptr;
       done = next_completion()) {
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
  const Answer* const answer = is_answer(status) ? done.answer : nullptr;
  const auto asker = static_cast<Asker>(done.owner.asker);
  switch (asker) {
    case kMx:
      take_mx(done.owner.index, done);
      return;
    case kHostA:
    case kHostAaaa:
    case kHostTlsa:
      hosts_.take_answer({type_for(asker), done.owner.index}, status, answer);
      return;
    case kPolicy:
    case kParentPolicy:
      policies_.take_answer(asker == kParentPolicy, done.owner.index, answer);
      take_ready_policies();
      return;
    case kProbe:
    case kWalk:  // the recursor's, which was told before
      break;
  }
  const std::optional<std::uint16_t> cleared = probe_.take_answer(done);
  if (cleared.has_value()) {
    engine_.trust(*cleared);
  }
}

void Shard::take_mx(std::uint32_t index, const Completion& done) {
  Lookup& lookup = lookups_[index];
  lookup.reply = done.reply;
  if (done.server.family != 0) {
    lookup.set_server(done.server);
  }
  take_mx_answer(*done.answer, config_.mail, lookup);
  if (done.delegation != nullptr) [[unlikely]] {
    take_delegation(*done.delegation, config_.mail, lookup);
  }
  lookup.open = 1;  // so that it cannot end before all are requested
  if (policies_.wants_any()) {
    lookup.open += policies_.begin(index, lookup);
  }
  for (std::uint32_t i = 0; i < lookup.exchanges.size(); ++i) {
    const Exchange& exchange = lookup.exchanges[i];
    if (exchange.skip == HostSkip::kAsked) {
      ++lookup.open;
      hosts_.request({lookup.text(exchange.name), index, i});
    }
  }
  one_done(index);
}

void Shard::take_ready_hosts() {
  for (std::optional<HostReply> ready = hosts_.next_ready(); ready.has_value();
       ready = hosts_.next_ready()) {
    Lookup& lookup = lookups_[ready->lookup];
    Exchange& exchange = lookup.exchanges[ready->exchange & ~kRegistration];
    if ((ready->exchange & kRegistration) != 0) {
      take_registration(*ready->entry, exchange);
      HostResolver::release(*ready->entry);
    } else {
      exchange.host = ready->entry;
      ask_registration(*ready);
    }
    one_done(ready->lookup);
  }
}

void Shard::take_ready_policies() {
  for (std::optional<std::uint32_t> ready = policies_.next_ready();
       ready.has_value(); ready = policies_.next_ready()) {
    one_done(*ready);
  }
}

void Shard::ask_registration(const HostReply& reply) {
  if (config_.mail.operators == nullptr) {
    return;
  }
  Lookup& lookup = lookups_[reply.lookup];
  const NameView domain = look_at_registration(
      *config_.mail.operators, lookup, lookup.exchanges[reply.exchange]);
  if (!domain.empty()) {
    ++lookup.open;
    hosts_.request({domain, reply.lookup, reply.exchange | kRegistration});
  }
}

void Shard::one_done(std::uint32_t index) {
  --lookups_[index].open;
  if (lookups_[index].open == 0) {
    finish(index);
  }
}

void Shard::finish(std::uint32_t index) {
  Lookup& lookup = lookups_[index];
  conclude(config_.mail, lookup);
  if (observer_ != nullptr) [[unlikely]] {
    observer_->on_concluded(lookup);
  }
  // What the end of the run cut short is none of the name's own failures.
  if (config_.leaves_unasked && engine_.ending() && has_failure(lookup)) {
    lookup.reply.status = LookupStatus::kNotAttempted;
  }
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
  if (recursor_ != nullptr) {
    next = std::min(next, recursor_->next_due());
  }
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

bool Shard::held_by_servers() const {
  return recursor_ != nullptr && recursor_->held_by_servers();
}

// What counts the time for which less is asked than could be; null: nothing
// holds this shard back.
Counter* Shard::holds_back() {
  const QueryEngine::Hold hold = engine_.hold(has_questions());
  if (outbox_.full() && hold != QueryEngine::Hold::kConcurrency) {
    return &counters_.held_by_output;
  }
  if (held_by_servers()) {
    return &counters_.held_by_resolvers;  // whom the run asks, that is
  }
  switch (hold) {
    case QueryEngine::Hold::kNone:
      return nullptr;
    case QueryEngine::Hold::kNothingToSend:
      return inbox_.ended() ? nullptr : &counters_.held_by_input;
    case QueryEngine::Hold::kConcurrency:
      return &counters_.held_by_concurrency;
    case QueryEngine::Hold::kLimiter:
      return &counters_.held_by_limiter;
    case QueryEngine::Hold::kResolvers:
      return &counters_.held_by_resolvers;
  }
  return nullptr;
}

}  // namespace mxsweep
