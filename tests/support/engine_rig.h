// EngineRig: one or several Shards on one thread over SimTransports, in
// virtual time, with the reader's and the writer's part played by the rig. It
// always steps the shard whose time is earliest. A run ends when every shard
// has drained, or with a failure text when a bound is broken (steps, time,
// in-flight, rings): nothing ever hangs. Everything follows from the seed.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/prng.h"
#include "io/base/result.h"
#include "io/base/time.h"

#include "scanner/input/input_line.h"
#include "scanner/input/ledger.h"
#include "scanner/recursion/recursor.h"
#include "scanner/run/result_table.h"
#include "scanner/run/shard.h"
#include "scanner/run/totals.h"

#include "tests/support/sim_transport.h"

namespace mxsweep::sim {

// Where virtual time begins; any instant but zero would do.
inline constexpr io::Instant kSimStart{1'000'000'000'000};

// A stretch of time, counted from the start.
struct Period {
  io::Duration at{};
  io::Duration length{};
};

struct RigOptions {
  std::uint64_t seed = 1;
  std::uint16_t shards = 1;
  std::uint16_t lanes = 8;
  std::uint32_t reserve_max = io::kTxBatchMax;
  std::uint32_t receive_max = io::kRxBatchMax;
  // Concurrency, rate and host cache are totals and are divided as a run
  // does; resolvers, shard numbers and mail are filled in.
  ShardConfig engine;
  // With hints: authoritative servers are asked, from those of the root on.
  RecursionOptions recursion;
  InputOptions input{true, false};
  std::size_t batch_jobs = JobBatch::kJobsMax;
  std::size_t result_batches = 8;           // per shard
  std::size_t host_cells = 4096;            // of each ring between shards
  std::vector<Period> writer_pauses;        // results are not taken
  std::vector<Period> stalls;               // no shard gets to run
  bool keep_rows = true;                    // off where only counters matter
  const std::atomic<bool>* stop = nullptr;  // see Shard::Deps
  const std::atomic<bool>* stop_now = nullptr;
  io::Duration time_max = io::Duration::seconds(3600);
  std::uint64_t steps_max = 3'000'000;
};

struct RigReport {
  std::string failure;                    // empty when all is well
  std::optional<io::Error> output_error;  // of the table
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // cells, in order of writing
  io::Duration elapsed{};                      // until the last rows
  std::uint64_t steps = 0;
  std::uint64_t records = 0;
  Ledger read;
  Ledger written;
  Totals totals;

  // The number of a column; fails the process when there is none.
  [[nodiscard]] std::size_t column(std::string_view name) const;

  [[nodiscard]] const std::string& cell(std::size_t row,
                                        std::string_view name) const {
    return rows[row][column(name)];
  }
};

class EngineRig {
 public:
  // The network outlives the rig; it must have been made with kSimStart.
  EngineRig(const RigOptions& options, SimNetwork& network);
  ~EngineRig();
  EngineRig(const EngineRig&) = delete;
  EngineRig& operator=(const EngineRig&) = delete;

  // More lines of input. REQUIRES: run() or end_input() was not called.
  void add_line(std::string_view line);
  void end_input();

  // A line whose record an earlier run has done.
  void pass_over_line(std::string_view line);

  // Rows go there too, and what earlier runs have written counts as written.
  // The first error ends the run. The table outlives the rig.
  void write_to(ResultTable& table, const Ledger& before);

  // Until all is drained.
  [[nodiscard]] RigReport run();

  // One step of the shard whose turn it is, for callers with a loop of their
  // own. False when everything has drained or something failed.
  [[nodiscard]] bool step();

  // What the steps came to, once step() returned false.
  [[nodiscard]] RigReport conclude();

  // Lines that no shard has taken yet.
  [[nodiscard]] std::size_t unread() const;

  // What is wrong with what the shards hold: slots without queries, or the
  // like. Empty when nothing is.
  [[nodiscard]] std::string leaks() const;

  // What is not over yet, for messages.
  [[nodiscard]] std::string waiting() const;

  [[nodiscard]] const RigReport& report() const { return report_; }

  // The earliest time of all shards.
  [[nodiscard]] io::Instant now();

  // The shard that step() will step next.
  [[nodiscard]] Shard& next_shard();

 private:
  struct Worker;

  void feed(Worker& worker);
  void drain(Worker& worker, io::Instant now);
  void take_rows(const ResultBatch& batch);
  void check(const Worker& worker);
  [[nodiscard]] Worker& earliest();
  [[nodiscard]] io::Duration stall_after(io::Instant now);
  [[nodiscard]] bool paused(io::Instant now) const;
  [[nodiscard]] ShardConfig config_for(std::uint16_t shard);
  void share_recursion();

  RigOptions options_;
  SimNetwork& network_;
  io::Prng prng_;
  std::unique_ptr<HostQueues> host_queues_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::int64_t next_seq_ = 0;
  bool ended_ = false;
  ResultTable* table_ = nullptr;
  InputRecord record_;
  RigReport report_;
};

}  // namespace mxsweep::sim
