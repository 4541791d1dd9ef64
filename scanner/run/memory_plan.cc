#include "scanner/run/memory_plan.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "io/base/number_text.h"
#include "io/remote/s3_output.h"

namespace mxsweep {
namespace {

constexpr std::uint64_t kKib = 1024;
constexpr std::uint64_t kMib = kKib * 1024;

// Peaks of the resident memory, above what the run before it in this list has
// (tests/golden/memory_limit_test.py holds a run to the sum).
constexpr std::uint64_t kProgram = 24 * kMib;
constexpr std::uint64_t kThread = 8 * kMib;   // batches that go round, sockets
constexpr std::uint64_t kQuery = 4 * kKib;    // in flight, with its lookup
constexpr std::uint64_t kArrow = 64 * kMib;   // the library and a row group
constexpr std::uint64_t kPacked = 8 * kMib;   // a text that is compressed
constexpr std::uint64_t kRemote = 64 * kMib;  // blocks under way to S3
constexpr std::uint64_t kPassed = 32 * kMib;  // cells of the list, up to 64 KiB

// Below that a cache is of no use.
constexpr std::uint64_t kHostsLeast = 4 * kMib;
constexpr std::uint64_t kUniqueLeast = 4 * kMib;
constexpr std::uint64_t kSortLeast = 8 * kMib;
constexpr std::uint64_t kDelegationsLeast = 8 * kMib;
constexpr std::uint32_t kServersLeast = 1024;  // of each thread

// Of --recursive: walks and lame servers of a thread.
constexpr std::uint64_t kWalks = 24 * kMib;

bool sorts(const ScanPlan& plan) {
  return plan.sort != SortOrder::kNone || plan.partition != PartitionBy::kNone;
}

bool uses_arrow(const ScanPlan& plan) {
  return plan.writer != nullptr && plan.writer->binary;
}

std::uint64_t fixed_bytes(const ScanPlan& plan) {
  std::uint64_t bytes = kProgram + kThread * plan.threads;
  bytes += kQuery * plan.concurrency;
  bytes += uses_arrow(plan) ? kArrow : 0;
  bytes += plan.compression == nullptr ? 0 : kPacked;
  bytes += io::is_s3_path(plan.output_path) ? kRemote : 0;
  bytes += plan.passthrough.empty() ? 0 : kPassed;
  bytes += plan.places.bytes();
  bytes += plan.recursive ? kWalks * plan.threads : 0;
  return bytes;
}

// One that may shrink.
struct Cache {
  std::string_view name;
  std::string_view flag;  // empty: it has none
  std::uint64_t bytes = 0;
  std::uint64_t least = 0;
};

// In the order in which they get what there is.
std::array<Cache, 5> caches_of(const ScanPlan& plan) {
  const std::uint64_t server_bytes = kServerBytes * plan.threads;
  std::array<Cache, 5> caches = {
      Cache{"mail hosts", "", plan.host_cache_bytes, kHostsLeast},
      Cache{"rows that wait", "--sort-memory", plan.sort_memory_mib * kMib,
            kSortLeast},
      Cache{"names that were there", "--unique-memory",
            plan.unique_memory_mib * kMib, kUniqueLeast},
      Cache{"authoritative servers", "", plan.servers_max * server_bytes,
            kServersLeast * server_bytes},
      Cache{"delegations", "", plan.delegation_bytes, kDelegationsLeast}};
  caches[0].bytes = plan.addresses == AddressMode::kNone ? 0 : caches[0].bytes;
  caches[1].bytes = sorts(plan) ? caches[1].bytes : 0;
  caches[2].bytes = plan.unique ? caches[2].bytes : 0;
  caches[3].bytes = plan.recursive ? caches[3].bytes : 0;
  caches[4].bytes = plan.recursive ? caches[4].bytes : 0;
  for (Cache& cache : caches) {
    cache.least = std::min(cache.least, cache.bytes);
  }
  return caches;
}

std::uint64_t mib_of(std::uint64_t bytes) {
  return (bytes + kMib - 1) / kMib;
}

io::Error too_little(const ScanPlan& plan, std::uint64_t least) {
  std::string what = "--memory " + std::to_string(plan.memory_mib) +
                     "M is too little: this run needs " +
                     std::to_string(mib_of(least)) + "M at least";
  if (uses_arrow(plan)) {
    what += "; -O csv needs " + std::to_string(kArrow / kMib) + "M less";
  } else if (plan.concurrency > 1000 || plan.threads > 1) {
    what += "; fewer --threads and a smaller -s need less";
  }
  return {io::ErrorCode::kUsage, 0, std::move(what)};
}

}  // namespace

io::Status fit_memory(const MemoryTyped& typed, ScanPlan& plan) {
  if (plan.memory_mib == 0) {
    return {};
  }
  std::array<Cache, 5> caches = caches_of(plan);
  caches[1].least = typed.sort ? caches[1].bytes : caches[1].least;
  caches[2].least = typed.unique ? caches[2].bytes : caches[2].least;
  std::uint64_t least = fixed_bytes(plan);
  for (const Cache& cache : caches) {
    least += cache.least;
  }
  const std::uint64_t limit = plan.memory_mib * kMib;
  if (limit < least) {
    return too_little(plan, least);
  }
  std::uint64_t left = limit - least;
  for (Cache& cache : caches) {
    const std::uint64_t more = std::min(cache.bytes - cache.least, left);
    cache.bytes = cache.least + more;
    left -= more;
  }
  plan.host_cache_bytes = std::max(caches[0].bytes, kHostsLeast);
  if (sorts(plan)) {
    plan.sort_memory_mib = caches[1].bytes / kMib;
  }
  if (plan.unique) {
    plan.unique_memory_mib = caches[2].bytes / kMib;
  }
  if (plan.recursive) {
    plan.servers_max = static_cast<std::uint32_t>(
        caches[3].bytes / (kServerBytes * plan.threads));
    plan.delegation_bytes = caches[4].bytes;
  }
  return {};
}

std::uint64_t memory_mib_of(const ScanPlan& plan) {
  std::uint64_t bytes = fixed_bytes(plan);
  for (const Cache& cache : caches_of(plan)) {
    bytes += cache.bytes;
  }
  return mib_of(bytes);
}

std::string memory_text(const ScanPlan& plan) {
  std::string text = io::with_commas(memory_mib_of(plan)) + " MiB at most";
  std::string_view joint = ", of which ";
  for (const Cache& cache : caches_of(plan)) {
    if (cache.bytes != 0) {
      text += joint;
      text += io::with_commas(mib_of(cache.bytes)) + " for ";
      text += cache.name;
      joint = ", ";
    }
  }
  return text + (plan.memory_mib == 0 ? "" : " (--memory)");
}

}  // namespace mxsweep
