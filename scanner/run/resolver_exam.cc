#include "scanner/run/resolver_exam.h"

#include "scanner/query/query_engine.h"
#include "scanner/query/rewrite_probe.h"

namespace mxsweep {
namespace {

constexpr io::Duration kWait = io::Duration::seconds(3);

enum Asker : std::uint8_t { kUdp, kTcp };

constexpr std::uint32_t kQuestions = 2;  // for each resolver

QueryOptions query_options(const std::vector<io::Endpoint>& resolvers) {
  QueryOptions options;
  options.resolvers = resolvers;
  options.concurrency =
      kQuestions * static_cast<std::uint32_t>(resolvers.size());
  options.queries_max = options.concurrency + QueryEngine::kKeptForServers;
  options.retries = 1;
  options.timeout = kWait;
  options.controls = false;
  return options;
}

void ask(QueryEngine& engine, NameView name, Asker asker,
         std::uint32_t resolver) {
  QueryRequest request = engine.request(name, kTypeA);
  request.owner = {asker, resolver};
  request.options.server = static_cast<std::uint16_t>(resolver);
  request.options.flags.any_reply = true;
  request.options.flags.stream = asker == kTcp;
  engine.ask_ahead(request);
}

void take(const Completion& done, ExaminedResolver& resolver) {
  if (done.message == nullptr) {
    return;
  }
  if (done.owner.asker == kTcp) {
    resolver.tcp = true;
    return;
  }
  resolver.edns = done.answer->edns;
}

}  // namespace

std::vector<ExaminedResolver> examine_resolvers(
    io::Transport& transport, const std::vector<io::Endpoint>& resolvers,
    io::Prng& prng, io::Instant now) {
  std::vector<ExaminedResolver> results(resolvers.size());
  ShardCounters counters;  // nobody reads them
  Counter asked;
  const Name name = invented_name(kInventedEndings.front(), prng);
  QueryEngine engine(query_options(resolvers),
                     {transport, counters, {&asked, &asked}}, prng.split(),
                     now);
  for (std::uint32_t i = 0; i < resolvers.size(); ++i) {
    ask(engine, name.view(), kUdp, i);
    ask(engine, name.view(), kTcp, i);
  }
  std::size_t open = kQuestions * resolvers.size();
  while (open > 0) {
    now = engine.step(now, now + QueryEngine::kWaitMax);
    for (const Completion* done = engine.next(); done != nullptr;
         done = engine.next()) {
      take(*done, results[done->owner.index]);
      --open;
    }
  }
  return results;
}

}  // namespace mxsweep
