#include "scanner/rows/row_outbox.h"

#include "io/base/check.h"

#include "scanner/mail/host_resolver.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/query/wake_reason.h"

namespace mxsweep {
namespace {

// Few, so that the writer finds them in the cache.
constexpr std::size_t kRowsPerBatch = 256;

// Rows do not wait longer than this for their batch to fill, so that a
// reader of the output sees a slow scan move.
constexpr io::Duration kRowsHeldMax = io::Duration::milliseconds(500);

}  // namespace

RowOutbox::RowOutbox(const Deps& deps, const RowPlan& plan,
                     const RunFacts& facts)
    : deps_(deps), formatter_(plan, deps.resolvers, facts) {
  empty_.reserve(deps.queue.empty.capacity());
}

void RowOutbox::add(std::uint32_t lookup) {
  if (tail_ == Lookup::kNone) {
    head_ = lookup;
  } else {
    deps_.lookups[tail_].next_finished = lookup;
  }
  tail_ = lookup;
}

void RowOutbox::emit(io::Instant now) {
  while (head_ != Lookup::kNone) {
    if (batch_ == nullptr) {
      batch_ = take_empty_batch();
      full_ = batch_ == nullptr;
      if (full_) {
        return;
      }
      batch_since_ = now;
    }
    const std::uint32_t index = head_;
    head_ = deps_.lookups[index].next_finished;
    if (head_ == Lookup::kNone) {
      tail_ = Lookup::kNone;
    }
    emit_lookup(index);
    if (batch_->rows.rows() >= kRowsPerBatch) {
      hand_over();
    }
  }
  if (batch_ != nullptr && now >= due()) {
    hand_over();
  }
}

void RowOutbox::hand_over_last() {
  if (head_ == Lookup::kNone && batch_ != nullptr) {
    hand_over();
  }
}

io::Instant RowOutbox::due() const {
  return batch_ == nullptr ? io::Instant::never() : batch_since_ + kRowsHeldMax;
}

// The one that came back last, for it is still in the cache. Null when the
// writer has all of them.
ResultBatch* RowOutbox::take_empty_batch() {
  ResultBatch* batch = nullptr;
  while (deps_.queue.empty.try_pop(batch)) {
    empty_.push_back(batch);
  }
  if (empty_.empty()) {
    return nullptr;
  }
  batch = empty_.back();
  empty_.pop_back();
  return batch;
}

void RowOutbox::hand_over() {
  MXSWEEP_CHECK(deps_.queue.full.try_push(batch_));
  notify(deps_.queue.writer, WakeReason::kBatch);
  batch_ = nullptr;
}

void RowOutbox::emit_lookup(std::uint32_t index) {
  LookupTable& lookups = deps_.lookups;
  Lookup& asked = lookups[index];
  emit_rows(asked, asked);
  std::uint32_t duplicate = asked.next_duplicate;
  while (duplicate != Lookup::kNone) {
    emit_rows(lookups[duplicate], asked);
    const std::uint32_t next = lookups[duplicate].next_duplicate;
    lookups.give_back(duplicate);
    duplicate = next;
  }
  for (const Exchange& exchange : asked.exchanges) {
    if (exchange.host != nullptr) {
      HostResolver::release(*exchange.host);
    }
  }
  lookups.stop_asking(index);
  lookups.give_back(index);
}

void RowOutbox::emit_rows(const Lookup& lookup, const Lookup& asked) {
  ShardCounters& counters = deps_.counters;
  const bool left =
      deps_.leaves_unasked && asked.reply.status == LookupStatus::kNotAttempted;
  const std::size_t rows =
      left ? 0 : formatter_.append(lookup, asked, batch_->rows);
  batch_->records.push_back({lookup.seq, rows});
  counters.rows.add(rows);
  counters.names_done.add();
  counters.by_status[static_cast<std::size_t>(asked.reply.status)].add();
  if (asked.reply.status != LookupStatus::kNotAttempted &&
      asked.mail_kind == MailKind::kUnknown) {
    counters.mail_unknown.add();
    counters.names_failed.add(is_failed(asked) ? 1 : 0);
  }
}

}  // namespace mxsweep
