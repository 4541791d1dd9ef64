#include "scanner/run/totals.h"

#include <array>
#include <utility>

namespace mxsweep {
namespace {

constexpr std::array kRows = {
    TotalRow{"names_taken", "input records given to the engine",
             &Totals::names_taken},
    TotalRow{"names_done", "input records that became rows",
             &Totals::names_done},
    TotalRow{"mail_unknown", "of these: mail_kind unknown",
             &Totals::mail_unknown},
    TotalRow{"names_coalesced", "of these: shared a question in flight",
             &Totals::names_coalesced},
    TotalRow{"rows", "rows written", &Totals::rows},
    TotalRow{"queries_mx", "MX questions, first attempts", &Totals::queries_mx},
    TotalRow{"queries_address", "A and AAAA questions, first attempts",
             &Totals::queries_address},
    TotalRow{"queries_probe", "whether a resolver still makes answers up",
             &Totals::queries_probe},
    TotalRow{"queries_control", "whether a resolver is there",
             &Totals::queries_control},
    TotalRow{"queries_retried", "further attempts, whatever the reason",
             &Totals::queries_retried},
    TotalRow{"queries_stream", "of all attempts: over TCP",
             &Totals::queries_stream},
    TotalRow{"replies", "replies that matched a question", &Totals::replies},
    TotalRow{"replies_truncated", "of these: TC set, asked again over TCP",
             &Totals::replies_truncated},
    TotalRow{"replies_late", "replies after their question was over",
             &Totals::replies_late},
    TotalRow{"mismatched_source", "ignored: wrong address or port",
             &Totals::mismatched_source},
    TotalRow{"mismatched_question", "ignored: wrong name, type or class",
             &Totals::mismatched_question},
    TotalRow{"mismatched_id", "ignored: no such id in flight",
             &Totals::mismatched_id},
    TotalRow{"malformed", "ignored: not a response at all", &Totals::malformed},
    TotalRow{"timeouts", "attempts without a reply", &Totals::timeouts},
    TotalRow{"unproven",
             "of these and the next: nothing came from the resolver,"
             " so no retry was used up",
             &Totals::unproven},
    TotalRow{"network_errors", "attempts refused, or lost with a connection",
             &Totals::network_errors},
    TotalRow{"hosts", "mail hosts asked for (again, if dropped)",
             &Totals::hosts},
    TotalRow{"host_hits", "mail hosts already known or being asked",
             &Totals::host_hits},
    TotalRow{"host_evictions", "mail hosts dropped from memory",
             &Totals::host_evictions},
    TotalRow{"datagrams_sent", "UDP packets out", &Totals::datagrams_sent},
    TotalRow{"datagrams_received", "UDP packets in",
             &Totals::datagrams_received},
    TotalRow{"bytes_sent", "payload bytes out", &Totals::bytes_sent},
    TotalRow{"bytes_received", "payload bytes in", &Totals::bytes_received},
    TotalRow{"send_errors", "packets the kernel refused", &Totals::send_errors},
    TotalRow{"receive_overflows", "packets lost in full receive buffers",
             &Totals::receive_overflows},
    TotalRow{"system_calls", "network system calls", &Totals::system_calls},
    TotalRow{"held_by_limiter", "rounds held back by --rate",
             &Totals::held_by_limiter},
    TotalRow{"held_by_resolvers", "rounds held back by the pace of resolvers",
             &Totals::held_by_resolvers},
    TotalRow{"held_by_concurrency", "rounds held back by --concurrency",
             &Totals::held_by_concurrency},
    TotalRow{"held_by_output", "rounds held back by the writer",
             &Totals::held_by_output},
    TotalRow{"held_by_input", "rounds held back by the input",
             &Totals::held_by_input}};

// Which shard counter goes into which total.
constexpr std::array kSources = {
    std::pair{&ShardCounters::names_taken, &Totals::names_taken},
    std::pair{&ShardCounters::names_done, &Totals::names_done},
    std::pair{&ShardCounters::mail_unknown, &Totals::mail_unknown},
    std::pair{&ShardCounters::rows, &Totals::rows},
    std::pair{&ShardCounters::names_coalesced, &Totals::names_coalesced},
    std::pair{&ShardCounters::queries_mx, &Totals::queries_mx},
    std::pair{&ShardCounters::queries_address, &Totals::queries_address},
    std::pair{&ShardCounters::queries_probe, &Totals::queries_probe},
    std::pair{&ShardCounters::queries_control, &Totals::queries_control},
    std::pair{&ShardCounters::queries_retried, &Totals::queries_retried},
    std::pair{&ShardCounters::queries_stream, &Totals::queries_stream},
    std::pair{&ShardCounters::in_flight, &Totals::in_flight},
    std::pair{&ShardCounters::unheard, &Totals::unheard},
    std::pair{&ShardCounters::waiting, &Totals::waiting},
    std::pair{&ShardCounters::gave_up, &Totals::gave_up},
    std::pair{&ShardCounters::replies, &Totals::replies},
    std::pair{&ShardCounters::replies_truncated, &Totals::replies_truncated},
    std::pair{&ShardCounters::replies_late, &Totals::replies_late},
    std::pair{&ShardCounters::mismatched_source, &Totals::mismatched_source},
    std::pair{&ShardCounters::mismatched_question,
              &Totals::mismatched_question},
    std::pair{&ShardCounters::mismatched_id, &Totals::mismatched_id},
    std::pair{&ShardCounters::malformed, &Totals::malformed},
    std::pair{&ShardCounters::timeouts, &Totals::timeouts},
    std::pair{&ShardCounters::unproven, &Totals::unproven},
    std::pair{&ShardCounters::network_errors, &Totals::network_errors},
    std::pair{&ShardCounters::hosts, &Totals::hosts},
    std::pair{&ShardCounters::host_hits, &Totals::host_hits},
    std::pair{&ShardCounters::host_evictions, &Totals::host_evictions},
    std::pair{&ShardCounters::held_by_limiter, &Totals::held_by_limiter},
    std::pair{&ShardCounters::held_by_resolvers, &Totals::held_by_resolvers},
    std::pair{&ShardCounters::held_by_concurrency,
              &Totals::held_by_concurrency},
    std::pair{&ShardCounters::held_by_output, &Totals::held_by_output},
    std::pair{&ShardCounters::held_by_input, &Totals::held_by_input}};

}  // namespace

std::span<const TotalRow> total_rows() {
  return kRows;
}

void add_counters(const ShardCounters& counters, Totals& totals) {
  for (const auto& [counter, total] : kSources) {
    totals.*total += (counters.*counter).get();
  }
  for (std::size_t status = 0; status < kLookupStatusCount; ++status) {
    totals.by_status[status] += counters.by_status[status].get();
  }
}

void add_transport(const io::TransportStats& stats, Totals& totals) {
  totals.datagrams_sent += stats.datagrams_sent;
  totals.datagrams_received += stats.datagrams_received;
  totals.bytes_sent += stats.bytes_sent;
  totals.bytes_received += stats.bytes_received;
  totals.send_errors += stats.send_errors;
  totals.receive_overflows += stats.receive_overflows;
  totals.system_calls += stats.system_calls;
  if (stats.segmentation_error != 0) {
    totals.segmentation_error = stats.segmentation_error;
  }
}

}  // namespace mxsweep
