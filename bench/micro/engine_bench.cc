// What the engine's parts cost per question: the matcher with different
// numbers in flight, the timer wheel, the limiter, the cache of mail hosts,
// and a finished lookup on its way to rows.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/prng.h"
#include "io/base/time.h"
#include "io/table/row_batch.h"

#include "scanner/dns/header.h"
#include "scanner/dns/response.h"
#include "scanner/mail/host_cache.h"
#include "scanner/mail/lookup.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/query/counters.h"
#include "scanner/query/inflight.h"
#include "scanner/query/rate_limiter.h"
#include "scanner/query/resolver_pool.h"
#include "scanner/query/timer_wheel.h"
#include "scanner/rows/row_format.h"
#include "scanner/rr/answer.h"

#include "bench/micro/messages.h"

namespace mxsweep::bench {
namespace {

constexpr std::uint32_t kLanes = 16;

struct Flight {
  std::uint32_t slot = 0;
  std::uint16_t lane = 0;
  std::uint16_t id = 0;
  std::uint64_t verify = 0;
};

Flight take_off(InflightTable& table, io::Prng& prng, std::uint32_t number) {
  Flight flight;
  flight.lane = static_cast<std::uint16_t>(prng.below(kLanes));
  flight.verify = prng.next();
  const InflightTable::Claim claim =
      table.claim(flight.lane, flight.verify, number);
  flight.slot = claim.slot;
  flight.id = claim.id;
  return flight;
}

// One question claims, another's reply matches and frees its slot.
void matcher(benchmark::State& state) {
  const auto in_flight = static_cast<std::uint32_t>(state.range(0));
  std::uint32_t slots = 64;
  while (slots < in_flight * 4 / kLanes) {
    slots *= 2;
  }
  io::Prng prng(1);
  InflightTable table({kLanes, slots}, io::Prng(2));
  std::vector<Flight> flights;
  for (std::uint32_t i = 0; i < in_flight; ++i) {
    flights.push_back(take_off(table, prng, i));
  }
  std::uint32_t turn = 0;
  for (auto _ : state) {
    Flight& oldest = flights[turn];
    const InflightTable::Match match =
        table.match(oldest.lane, oldest.id, oldest.verify);
    if (match.kind != MatchKind::kMatched) {
      state.SkipWithError("a reply does not match");
      break;
    }
    table.release(match.slot);
    oldest = take_off(table, prng, turn);
    turn = turn + 1 == in_flight ? 0 : turn + 1;
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(matcher)->Arg(1000)->Arg(10'000)->Arg(60'000);

// Every question sets a timer; nine of ten are cancelled by a reply.
void timer_wheel(benchmark::State& state) {
  const auto timers = static_cast<std::uint32_t>(state.range(0));
  constexpr io::Duration kTimeout = io::Duration::seconds(2);
  io::Instant now{};
  TimerWheel wheel(timers, now);
  std::uint32_t turn = 0;
  std::uint64_t expired = 0;
  for (std::uint32_t i = 0; i < timers; ++i) {
    wheel.set(i, now + kTimeout);
  }
  for (auto _ : state) {
    now = now + io::Duration::microseconds(2);
    if (turn % 10 != 0) {
      wheel.cancel(turn);
      wheel.set(turn, now + kTimeout);
    }
    for (std::uint32_t due = wheel.pop_expired(now); due != TimerWheel::kNone;
         due = wheel.pop_expired(now)) {
      wheel.set(due, now + kTimeout);
      ++expired;
    }
    turn = turn + 1 == timers ? 0 : turn + 1;
  }
  benchmark::DoNotOptimize(expired);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(timer_wheel)->Arg(1000)->Arg(60'000);

void limiter(benchmark::State& state) {
  io::Instant now{};
  RateLimiter limiter(400'000, now);
  std::uint64_t granted = 0;
  for (auto _ : state) {
    now = now + io::Duration::microseconds(100);
    const std::uint32_t grant = limiter.grant(now, 64);
    limiter.give_back(grant / 8);
    granted += grant - grant / 8;
    benchmark::DoNotOptimize(limiter.next_grant(now));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(granted));
}

BENCHMARK(limiter);

// Three of four requests are for a few popular hosts, as in real lists.
void host_cache(benchmark::State& state) {
  constexpr std::uint32_t kPopular = 1000;
  const auto capacity = static_cast<std::uint32_t>(state.range(0));
  std::vector<Name> names;
  for (std::uint32_t i = 0; i < 2 * capacity; ++i) {
    names.push_back(name_of("mx" + std::to_string(i) + ".provider.net"));
  }
  ShardCounters counters;
  HostCache cache(capacity * HostCache::kEntryBytes);
  io::Prng prng(3);
  std::uint32_t rare = kPopular;
  for (auto _ : state) {
    const bool popular = prng.below(4) != 0;
    rare = popular || rare + 1 < names.size() ? rare : kPopular;
    const std::uint32_t pick = popular ? prng.below(kPopular) : rare++;
    const HostCache::Found found =
        cache.find_or_create(names[pick].view(), io::Instant{}, counters);
    if (found.created) {
      cache.entry(found.index).state = HostEntry::State::kResolved;
    }
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(host_cache)->Arg(16'384)->Arg(131'072);

// The verdict about an answer, and its rows.
void lookup_to_rows(benchmark::State& state, Shape shape) {
  const Name name = name_of("some-domain.com");
  const auto records = static_cast<std::uint16_t>(state.range(0));
  const Message message = mx_response(name.view(), records);
  const ResolverPool resolvers({*io::parse_endpoint("192.0.2.53", 53)});
  const RowPlan plan(shape);
  RowFormatter formatter(plan, resolvers, {1'790'000'000'000'000, {}});
  io::RowBatch batch(plan.schema());
  const Header header = read_header(message).value();
  Question question;
  std::size_t records_at = 0;
  Answer answer;
  if (!read_question(message, header, question, records_at)) {
    state.SkipWithError("the response is malformed");
    return;
  }
  read_answer(message, header, {name.view(), kTypeMx, records_at}, answer);
  MailOptions options;
  options.addresses = AddressMode::kNone;
  Lookup lookup;
  for (auto _ : state) {
    lookup.reset();
    lookup.set_name(name.view(), LabelClass::kLdh);
    lookup.reply.status = answer.status;
    lookup.reply.received = true;
    lookup.reply.resolver = 0;
    lookup.reply.attempts = 1;
    lookup.reply.bytes = static_cast<std::uint32_t>(message.size());
    take_mx_answer(answer, options, lookup);
    conclude(options, lookup);
    formatter.append(lookup, lookup, batch);
    if (batch.rows() >= 1024) {
      batch.clear();
    }
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(lookup_to_rows, flat, Shape::kFlat)->Arg(1)->Arg(5);
BENCHMARK_CAPTURE(lookup_to_rows, mx, Shape::kMx)->Arg(1)->Arg(5);
BENCHMARK_CAPTURE(lookup_to_rows, nested, Shape::kNested)->Arg(1)->Arg(5);

// A mail host with one address of each family, as `number` says.
void resolve(HostEntry& host, std::uint8_t number) {
  host.state = HostEntry::State::kResolved;
  host.a_status = LookupStatus::kNoError;
  host.aaaa_status = LookupStatus::kNoError;
  for (const std::uint8_t family : {std::uint8_t{4}, std::uint8_t{6}}) {
    AddressData& address = host.addresses.emplace_back();
    address.bytes = {32, 1, 13, number};
    address.family = family;
    address.ttl_s = 300;
  }
}

// The rows of a finished lookup alone: so many MX, the hosts of which have two
// addresses each; none: a name without mail.
void rows(benchmark::State& state, Shape shape) {
  const auto records = static_cast<std::uint8_t>(state.range(0));
  const ResolverPool resolvers({*io::parse_endpoint("192.0.2.53", 53)});
  const RowPlan plan(shape);
  RowFormatter formatter(plan, resolvers, {1'790'000'000'000'000, {}});
  io::RowBatch batch(plan.schema());
  std::vector<HostEntry> hosts(records);
  Lookup lookup;
  lookup.reset();
  lookup.set_name(name_of("some-domain.com").view(), LabelClass::kLdh);
  lookup.reply.status =
      records == 0 ? LookupStatus::kNoData : LookupStatus::kNoError;
  lookup.reply.received = true;
  lookup.reply.resolver = 0;
  lookup.mx_count = records;
  for (std::uint8_t i = 0; i < records; ++i) {
    resolve(hosts[i], i);
    Exchange& exchange = lookup.exchanges.emplace_back();
    exchange.name = lookup.put(name_of("mail.some-domain.com").view());
    exchange.preference = i;
    exchange.host = &hosts[i];
  }
  std::size_t made = 0;
  for (auto _ : state) {
    made += formatter.append(lookup, lookup, batch);
    if (batch.rows() >= 1024) {
      batch.clear();
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(made));
}

BENCHMARK_CAPTURE(rows, flat, Shape::kFlat)->Arg(0)->Arg(1)->Arg(5);
BENCHMARK_CAPTURE(rows, mx, Shape::kMx)->Arg(0)->Arg(1)->Arg(5);
BENCHMARK_CAPTURE(rows, nested, Shape::kNested)->Arg(0)->Arg(1)->Arg(5);

}  // namespace
}  // namespace mxsweep::bench
