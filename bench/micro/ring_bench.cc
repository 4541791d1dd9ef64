// The ring between two threads: what a push and a pop cost on one thread, and
// what they cost when producer and consumer are two threads (both then count
// their time, so the figure is per element and thread).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <thread>

#include "io/base/spsc_ring.h"

namespace mxsweep::bench {
namespace {

void ring_one_thread(benchmark::State& state) {
  io::SpscRing<std::uint64_t> ring(1024);
  std::uint64_t sum = 0;
  std::uint64_t next = 0;
  for (auto _ : state) {
    std::uint64_t value = 0;
    if (!ring.try_push(next++) || !ring.try_pop(value)) {
      state.SkipWithError("the ring lost an element");
      break;
    }
    sum += value;
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(ring_one_thread);

// Both sides move the same number of elements, so both end. Whoever must
// wait gives its processor away: there may be only one.
void ring_two_threads(benchmark::State& state) {
  static std::unique_ptr<io::SpscRing<std::uint64_t>> ring;
  const bool is_producer = state.thread_index() == 0;
  if (is_producer) {
    ring = std::make_unique<io::SpscRing<std::uint64_t>>(1024);
  }
  std::uint64_t next = 0;
  for (auto _ : state) {
    std::uint64_t value = next;
    while (!(is_producer ? ring->try_push(value) : ring->try_pop(value))) {
      std::this_thread::yield();
    }
    if (value != next) {
      state.SkipWithError("elements out of order");
    }
    ++next;
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(ring_two_threads)->Threads(2)->UseRealTime();

}  // namespace
}  // namespace mxsweep::bench
