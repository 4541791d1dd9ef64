// The last stretch of a name in Shard: from its final reply over its mail
// hosts to rows in a batch for the writer.
#include "scanner/run/shard.h"

namespace mxsweep {
namespace {

// Few, so that the writer finds them in the cache.
constexpr std::size_t kRowsPerBatch = 256;

// Rows do not wait longer than this for their batch to fill, so that a
// reader of the output sees a slow scan move.
constexpr io::Duration kRowsHeldMax = io::Duration::milliseconds(500);

}  // namespace

// Made ready for its next name now, while it is in the cache.
void Shard::free_lookup(std::uint32_t index) {
  lookups_[index].reset();
  free_lookups_.push_back(index);
}

void Shard::look_whether_to_give_up(io::Instant now) {
  const io::Instant out_since = resolvers_.all_out_since();
  if (out_since == io::Instant::never() || gave_up_) {
    return;
  }
  if (stopping() || now - out_since >= config_.give_up_after) {
    gave_up_ = true;
    ended_ = false;
    counters_.gave_up.set(stopping() ? 0 : 1);
  }
}

// Once the run is to end, nothing waits for its time to be asked again.
void Shard::end_waiting(io::Instant now) {
  look_whether_to_give_up(now);
  while (gave_up_ && hosts_.has_questions()) {
    hosts_.take_answer(hosts_.next_question(), LookupStatus::kNotAttempted,
                       nullptr);
  }
  if (ending() && !ended_) {
    ended_ = true;
    end_all_waiting(now);
  }
}

void Shard::end_all_waiting(io::Instant now) {
  for (std::size_t resolver = 0; resolver < resolvers_.size(); ++resolver) {
    const auto which = static_cast<std::uint16_t>(resolver);
    for (std::uint32_t index = streams_.give_up(which);
         index != StreamQueue::kNone; index = streams_.give_up(which)) {
      finish_unasked(index, now);
    }
  }
  for (std::uint32_t index = 0; index < queries_.size(); ++index) {
    const PendingQuery& query = queries_[index];
    const bool waits =
        query.name.data() != nullptr && query.slot == InflightTable::kNoSlot;
    if (waits && (query.packets() != 0 || gave_up_)) {
      timers_.cancel(index);
      finish_unasked(index, now);
    }
  }
  const auto is_over = [this](std::uint32_t index) {
    return queries_[index].name.data() == nullptr;
  };
  if (put_back_ != TimerWheel::kNone && is_over(put_back_)) {
    put_back_ = TimerWheel::kNone;
  }
  std::erase_if(to_send_, is_over);
  std::erase_if(to_send_last_, is_over);
  std::erase_if(urgent_, is_over);
}

void Shard::finish_unasked(std::uint32_t index, io::Instant now) {
  const PendingQuery& query = queries_[index];
  answer_.clear();
  answer_.status = query.last_status;
  queries_.complete_chain(index, answer_);
  reply_ = FinalReply{};
  reply_.status = query.last_status;
  reply_.resolver = query.attempt.resolver;
  reply_.attempts = query.packets();
  reply_.at = now;
  finish_query(index, reply_);
}

void Shard::finish_query(std::uint32_t index, const FinalReply& reply) {
  const PendingQuery& query = queries_[index];
  const std::uint32_t owner = query.owner;
  const QueryKind kind = query.kind;
  queries_.give_back(index);
  if (kind == QueryKind::kMx) {
    if (is_answer(reply.status) &&
        controls_.learn(lookups_[owner].name(), reply.at)) {
      resolvers_.allow_useless_doubt();
    }
    finish_mx(owner, reply);
  } else if (kind == QueryKind::kProbe) {
    finish_probe(owner, reply);
  } else if (kind != QueryKind::kControl) {
    hosts_.take_answer({kind, owner}, reply.status,
                       is_answer(reply.status) ? &answer_ : nullptr);
  }
}

void Shard::finish_probe(std::uint32_t probed, const FinalReply& reply) {
  const std::optional<std::uint16_t> cleared =
      probe_.take_answer(probed, reply.status, reply.at);
  if (cleared.has_value()) {
    resolvers_.trust(*cleared);
  }
}

void Shard::finish_mx(std::uint32_t lookup_index, const FinalReply& reply) {
  Lookup& lookup = lookups_[lookup_index];
  lookup.reply = reply;
  take_mx_answer(answer_, config_.verdict, lookup);
  request_hosts(lookup_index);
}

void Shard::request_hosts(std::uint32_t lookup_index) {
  Lookup& lookup = lookups_[lookup_index];
  lookup.hosts_open = 1;  // so that it cannot end while we are at it
  for (std::uint32_t i = 0; i < lookup.exchanges.size(); ++i) {
    const Exchange& exchange = lookup.exchanges[i];
    if (exchange.skip == HostSkip::kAsked) {
      ++lookup.hosts_open;
      hosts_.request({lookup.text(exchange.name), lookup_index, i});
    }
  }
  host_done(lookup_index);
}

void Shard::take_ready_hosts() {
  for (std::optional<HostReply> ready = hosts_.next_ready(); ready.has_value();
       ready = hosts_.next_ready()) {
    lookups_[ready->lookup].exchanges[ready->exchange].host = ready->entry;
    host_done(ready->lookup);
  }
}

void Shard::host_done(std::uint32_t lookup_index) {
  --lookups_[lookup_index].hosts_open;
  if (lookups_[lookup_index].hosts_open == 0) {
    finish_lookup(lookup_index);
  }
}

void Shard::finish_lookup(std::uint32_t lookup_index) {
  Lookup& lookup = lookups_[lookup_index];
  conclude(config_.verdict, lookup);
  if (finished_tail_ == Lookup::kNone) {
    finished_head_ = lookup_index;
  } else {
    lookups_[finished_tail_].next_finished = lookup_index;
  }
  finished_tail_ = lookup_index;
}

void Shard::emit(io::Instant now) {
  while (finished_head_ != Lookup::kNone) {
    if (results_ == nullptr) {
      results_ = take_empty_batch();
      output_full_ = results_ == nullptr;
      if (output_full_) {
        return;  // the writer is behind: names wait, nothing is lost
      }
      results_since_ = now;
    }
    const std::uint32_t index = finished_head_;
    finished_head_ = lookups_[index].next_finished;
    if (finished_head_ == Lookup::kNone) {
      finished_tail_ = Lookup::kNone;
    }
    emit_lookup(index);
    if (results_->rows.rows() >= kRowsPerBatch) {
      hand_over_rows();
    }
  }
  const bool all_done = input_ended_ && jobs_ == nullptr &&
                        free_lookups_.size() == lookups_.size();
  if (results_ != nullptr && (all_done || now >= rows_due())) {
    hand_over_rows();
  }
}

io::Instant Shard::rows_due() const {
  return results_ == nullptr ? io::Instant::never()
                             : results_since_ + kRowsHeldMax;
}

// The one that came back last, for it is still in the cache. Null when the
// writer has all of them.
ResultBatch* Shard::take_empty_batch() {
  ResultBatch* batch = nullptr;
  while (result_queue_.empty.try_pop(batch)) {
    empty_batches_.push_back(batch);
  }
  if (empty_batches_.empty()) {
    return nullptr;
  }
  batch = empty_batches_.back();
  empty_batches_.pop_back();
  return batch;
}

void Shard::hand_over_rows() {
  MXSWEEP_CHECK(result_queue_.full.try_push(results_));
  notify(result_queue_.writer, WakeReason::kBatch);
  results_ = nullptr;
}

void Shard::emit_lookup(std::uint32_t lookup_index) {
  Lookup& asked = lookups_[lookup_index];
  emit_rows(asked, asked);
  std::uint32_t duplicate = asked.next_duplicate;
  while (duplicate != Lookup::kNone) {
    emit_rows(lookups_[duplicate], asked);
    const std::uint32_t next = lookups_[duplicate].next_duplicate;
    free_lookup(duplicate);
    duplicate = next;
  }
  for (const Exchange& exchange : asked.exchanges) {
    if (exchange.host != nullptr) {
      HostResolver::release(*exchange.host);
    }
  }
  by_name_.remove(lookup_index);
  free_lookup(lookup_index);
}

void Shard::emit_rows(const Lookup& lookup, const Lookup& asked) {
  const std::size_t rows = formatter_.append(lookup, asked, results_->rows);
  ++results_->records;
  counters_.rows.add(rows);
  counters_.names_done.add();
  counters_.by_status[static_cast<std::size_t>(asked.reply.status)].add();
  if (asked.mail_kind == MailKind::kUnknown) {
    counters_.mail_unknown.add();
  }
}

}  // namespace mxsweep
