// The whole pipeline with its real threads: reader, one to three shards,
// writer. The network is a transport of the test's own that answers at once
// from a zone. Checks the ledger for every format and shape, the error of
// each thing that can fail and that no half-written file ever has the final
// name, the stop flag, and a writer that is slow.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "io/base/clock.h"
#include "io/file/output_error.h"
#include "io/net/transport.h"
#include "io/table/writer.h"

#include "scanner/run/scan.h"

#include "tests/support/csv_parser.h"
#include "tests/support/fake_resolver.h"

namespace mxsweep {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

// What the transport below answers from; set before a run, then constant.
const sim::Zone* g_zone = nullptr;

// When so many queries were sent, the stop flag goes up. 0 = never.
std::atomic<std::uint64_t> g_stop_after{0};
std::atomic<std::uint64_t> g_queries{0};
std::atomic<bool> g_stop{false};
const std::atomic<bool>* g_no_memory = nullptr;
const std::unique_ptr<io::WakeUp> g_wake_up = io::WakeUp::open().take();

// Answers at once; time is the real one.
class InstantTransport final : public io::Transport {
 public:
  explicit InstantTransport(const io::TransportOptions& options)
      : clock_(*options.clock),
        wake_up_(options.wake_up),
        lanes_(options.lanes),
        prng_(options.prng),
        memory_(std::size_t{io::kTxBatchMax} * io::kTxDatagramBytesMax),
        slots_(io::kTxBatchMax) {
    for (const io::Endpoint& peer : options.peers) {
      resolvers_.emplace_back(peer, *g_zone);
    }
  }

  [[nodiscard]] std::span<io::TxBuffer> reserve(std::uint32_t count) override {
    const std::uint32_t given = std::min(count, io::kTxBatchMax);
    for (std::uint32_t i = 0; i < given; ++i) {
      slots_[i] = io::TxBuffer{};
      slots_[i].bytes = std::span(memory_).subspan(i * io::kTxDatagramBytesMax,
                                                   io::kTxDatagramBytesMax);
    }
    return std::span(slots_).first(given);
  }

  void submit(std::uint32_t count) override {
    for (std::uint32_t i = 0; i < count; ++i) {
      answer(slots_[i]);
    }
    const std::uint64_t stop_after = g_stop_after.load();
    if (g_queries.fetch_add(count) + count >= stop_after && stop_after != 0) {
      g_stop.store(true);
      g_wake_up->notify(io::WakeUp::kAnyReason);
    }
  }

  [[nodiscard]] std::uint32_t stream_room(
      std::uint16_t /*peer*/, std::uint32_t /*awaited*/) const override {
    return 1;
  }

  [[nodiscard]] io::RxBatch receive(io::Instant wait_until) override {
    const io::Duration wait = wait_until - clock_.now();
    if (waiting_.empty() && wait.ns > 0) {
      if (wake_up_ != nullptr) {
        wake_up_->sleep(wait);
      } else {
        std::this_thread::sleep_for(std::chrono::nanoseconds(wait.ns));
      }
    }
    while (!waiting_.empty() && held_.size() < io::kRxBatchMax) {
      held_.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    for (const Held& each : held_) {
      io::RxMessage message;
      message.payload = each.reply.payload;
      message.from = each.reply.from;
      message.lane = each.lane;
      batch_.push_back(message);
    }
    return {batch_, clock_.now()};
  }

  void release() override {
    held_.clear();
    batch_.clear();
  }

  [[nodiscard]] io::TransportStats stats() const override { return {}; }

  [[nodiscard]] std::uint16_t lanes() const override { return lanes_; }

 private:
  struct Held {
    sim::Reply reply;
    std::uint16_t lane = 0;
  };

  void answer(const io::TxBuffer& slot) {
    sim::Query query;
    ASSERT_EQ(sim::read_query(slot.bytes.first(slot.size), query), "");
    replies_.clear();
    resolvers_[slot.peer].answer(query, io::Duration{}, prng_, replies_);
    for (sim::Reply& reply : replies_) {
      waiting_.push_back({std::move(reply), slot.lane});
    }
  }

  const io::Clock& clock_;
  io::WakeUp* const wake_up_;  // null in the check of resolvers
  std::uint16_t lanes_;
  io::Prng prng_;
  std::vector<std::byte> memory_;
  std::vector<io::TxBuffer> slots_;
  std::vector<sim::FakeResolver> resolvers_;
  std::vector<sim::Reply> replies_;
  std::deque<Held> waiting_;
  std::vector<Held> held_;
  std::vector<io::RxMessage> batch_;
};

constexpr io::TransportKind kInstant = {
    "instant", "answers at once",
    [](const io::TransportOptions& options)
        -> io::Result<std::unique_ptr<io::Transport>> {
      return std::unique_ptr<io::Transport>(
          std::make_unique<InstantTransport>(options));
    }};

constexpr io::TransportKind kBroken = {
    "broken", "never opens",
    [](const io::TransportOptions&)
        -> io::Result<std::unique_ptr<io::Transport>> {
      return io::Error{io::ErrorCode::kNetwork, 0, "no sockets today"};
    }};

// CSV, but each write takes its time, or the n-th fails.
class OddWriter final : public io::TableWriter {
 public:
  static inline int fail_at = 0;  // 1 is the first; 0 = never
  static inline std::chrono::milliseconds nap{0};

  explicit OddWriter(std::unique_ptr<io::TableWriter> inner)
      : inner_(std::move(inner)) {}

  [[nodiscard]] io::Status write(const io::RowBatch& rows) override {
    std::this_thread::sleep_for(nap);
    if (++writes_ == fail_at) {
      return io::Error{io::ErrorCode::kOutput, ENOSPC, "disk full, says it"};
    }
    return inner_->write(rows);
  }

  [[nodiscard]] io::Status close(
      std::span<const io::KeyValue> metadata) override {
    return inner_->close(metadata);
  }

 private:
  std::unique_ptr<io::TableWriter> inner_;
  int writes_ = 0;
};

constexpr io::WriterKind kOdd = {
    .name = "odd",
    .extension = ".odd",
    .help = "for tests",
    .open = [](io::Schema schema, io::ByteSink& sink)
        -> io::Result<std::unique_ptr<io::TableWriter>> {
      auto inner = io::find_writer_kind("csv")->open(schema, sink);
      return std::unique_ptr<io::TableWriter>(
          std::make_unique<OddWriter>(inner.take()));
    }};

class QuietEvents final : public ScanEvents {
 public:
  void note(std::string_view /*text*/) override {}

  void waits(std::string_view /*for_what*/) override {}

  void progress(const ProgressInput& /*now*/) override {}
};

class PipelineTest : public ::testing::Test {
 protected:
  static constexpr int kDomains = 40;

  PipelineTest() {
    io::ignore_write_signals();
    std::string form = (fs::temp_directory_path() / "mxsweep-XXXXXX").string();
    folder_ = ::mkdtemp(form.data());
    for (int n = 0; n < kDomains; ++n) {
      const std::string domain = "d" + std::to_string(n) + ".test";
      zone_.add_mx(domain, 10, "a." + domain);
      zone_.add_mx(domain, 20, "shared.test");
      zone_.add_address("a." + domain, "8.0.0.1");
    }
    zone_.add_address("shared.test", "8.0.0.2");
    g_zone = &zone_;
    g_stop_after = 0;
    g_queries = 0;
    g_stop = false;
    OddWriter::fail_at = 0;
    OddWriter::nap = std::chrono::milliseconds(0);
  }

  ~PipelineTest() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }

  // `count` records over and over the same domains.
  std::string write_input(int count) {
    std::ofstream out(path("names.txt"));
    for (int n = 0; n < count; ++n) {
      out << 'd' << n % kDomains << ".test\n";
    }
    return path("names.txt");
  }

  [[nodiscard]] ScanPlan plan(const std::string& input,
                              const std::string& output) const {
    ScanPlan out;
    out.input_path = input;
    out.output_path = output;
    out.writer = io::find_writer_kind("csv");
    out.resolvers = {*io::parse_endpoint("192.0.2.1", 53),
                     *io::parse_endpoint("192.0.2.2", 53)};
    out.transport = &kInstant;
    out.threads = 2;
    out.concurrency = 100;
    out.seed = 1;
    out.allow_special = true;
    // Nothing is lost, so nothing may time out however slow the machine is.
    out.timeout = io::Duration::seconds(600);
    return out;
  }

  [[nodiscard]] io::Result<ScanReport> run(const ScanPlan& what) {
    return run_scan(what, {.clock = clock_,
                           .stop = g_stop,
                           .events = events_,
                           .wake_up = g_wake_up.get(),
                           .no_memory = g_no_memory});
  }

  // Names in the folder, sorted.
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  [[nodiscard]] static std::string content(const std::string& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  // How many rows each seq has.
  [[nodiscard]] static std::map<std::int64_t, int> csv_records(
      const std::string& file) {
    const auto rows = test::parse_csv(content(file));
    EXPECT_TRUE(rows.has_value()) << file;
    std::map<std::int64_t, int> out;
    for (std::size_t i = 1; rows.has_value() && i < rows->size(); ++i) {
      EXPECT_EQ((*rows)[i].size(), (*rows)[0].size());
      ++out[std::stoll((*rows)[i][0].text)];
    }
    return out;
  }

  [[nodiscard]] static std::map<std::int64_t, int> jsonl_records(
      const std::string& file) {
    std::istringstream in(content(file));
    std::map<std::int64_t, int> out;
    for (std::string line; std::getline(in, line);) {
      ++out[nlohmann::json::parse(line).at("seq").get<std::int64_t>()];
    }
    return out;
  }

  sim::Zone zone_;
  fs::path folder_;
  io::SteadyClock clock_;
  QuietEvents events_;
};

void expect_all(const std::map<std::int64_t, int>& records, int count,
                int rows_each) {
  ASSERT_EQ(records.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(records.begin()->first, 0);
  EXPECT_EQ(records.rbegin()->first, count - 1);
  for (const auto& [seq, rows] : records) {
    ASSERT_EQ(rows, rows_each) << "record " << seq;
  }
}

TEST_F(PipelineTest, EveryRecordArrivesOnceInEveryFormatShapeAndThreadCount) {
  struct Case {
    const char* writer;
    Shape shape;
    int rows_each;
  };

  const Case cases[] = {
      {"csv", Shape::kFlat, 2},   {"csv", Shape::kMx, 2},
      {"csv", Shape::kDomain, 1}, {"jsonl", Shape::kFlat, 2},
      {"jsonl", Shape::kMx, 2},   {"jsonl", Shape::kNested, 1}};
  constexpr int kRecords = 3000;
  const std::string input = write_input(kRecords);
  for (const Case& one : cases) {
    for (std::uint32_t threads = 1; threads <= 3; ++threads) {
      SCOPED_TRACE(std::string(one.writer) + " shape " +
                   std::to_string(static_cast<int>(one.shape)) + " threads " +
                   std::to_string(threads));
      ScanPlan what = plan(input, path("out"));
      what.writer = io::find_writer_kind(one.writer);
      what.shape = one.shape;
      what.threads = threads;
      const auto report = run(what);
      ASSERT_TRUE(report.ok()) << report.error().what;
      EXPECT_TRUE(report.value().ledger_ok);
      EXPECT_FALSE(report.value().interrupted);
      EXPECT_EQ(report.value().records_read, std::uint64_t{kRecords});
      EXPECT_EQ(report.value().records_written, std::uint64_t{kRecords});
      EXPECT_EQ(report.value().totals.timeouts, 0U);
      EXPECT_EQ(report.value().totals.by_status[0], std::uint64_t{kRecords});
      EXPECT_EQ(report.value().output_path, path("out"));
      expect_all(std::string(one.writer) == "csv" ? csv_records(path("out"))
                                                  : jsonl_records(path("out")),
                 kRecords, one.rows_each);
      EXPECT_EQ(files(), (std::vector<std::string>{"names.txt", "out"}));
    }
  }
}

TEST_F(PipelineTest, HostsAreAskedOnceByAllShardsTogether) {
  ScanPlan what = plan(write_input(kDomains), path("out"));
  what.threads = 3;
  const auto report = run(what);
  ASSERT_TRUE(report.ok()) << report.error().what;
  // One MX, and A and AAAA of its own host, for each; the shared one once.
  EXPECT_EQ(report.value().totals.hosts, kDomains + 1U);
  EXPECT_EQ(report.value().totals.queries(), 3U * kDomains + 2U);
}

TEST_F(PipelineTest, BadLinesAreRecordsTooAndCommentsAreNot) {
  {
    std::ofstream out(path("names.txt"));
    out << "\xEF\xBB\xBF# comment\n\nd1.test\r\na..b\n"
        << std::string(70000, 'x') << "\n\nuser@d2.test\nnope.test";
  }
  const auto report = run(plan(path("names.txt"), path("out")));
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_EQ(report.value().records_read, 5U);
  EXPECT_TRUE(report.value().ledger_ok);
  const auto records = csv_records(path("out"));
  EXPECT_EQ(records, (std::map<std::int64_t, int>{
                         {0, 2}, {1, 1}, {2, 1}, {3, 2}, {4, 1}}));
  EXPECT_EQ(content(path("out")).find("user"), std::string::npos);
}

TEST_F(PipelineTest, EmptyInputIsACompleteRun) {
  const auto report = run(plan(write_input(0), path("out")));
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_TRUE(report.value().ledger_ok);
  EXPECT_EQ(report.value().records_read, 0U);
  EXPECT_TRUE(csv_records(path("out")).empty());
}

TEST_F(PipelineTest, MissingInputFileIsAnInputErrorAndLeavesNothing) {
  const auto report = run(plan(path("no-such-file"), path("out")));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, io::ErrorCode::kInput);
  EXPECT_THAT(report.error().what, HasSubstr("no-such-file"));
  EXPECT_TRUE(files().empty());
}

TEST_F(PipelineTest, FolderAsInputIsAnInputErrorAndLeavesNoFinalFile) {
  fs::create_directory(path("folder"));
  const auto report = run(plan(path("folder"), path("out")));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, io::ErrorCode::kInput);
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(PipelineTest, UnwritableOutputIsAnOutputError) {
  const std::string input = write_input(10);
  for (const std::string& bad :
       {path("no-such-folder/out"), folder_.string()}) {
    const auto report = run(plan(input, bad));
    ASSERT_FALSE(report.ok()) << bad;
    EXPECT_EQ(report.error().code, io::ErrorCode::kOutput);
    EXPECT_EQ(files(), std::vector<std::string>{"names.txt"});
  }
  EXPECT_EQ(g_queries.load(), 0U) << "packets before the output was open";
}

TEST_F(PipelineTest, FullDeviceIsAnOutputError) {
  if (!fs::exists("/dev/full")) {
    GTEST_SKIP() << "there is no /dev/full";
  }
  for (const int count : {10, 20000}) {
    const auto report = run(plan(write_input(count), "/dev/full"));
    ASSERT_FALSE(report.ok()) << count;
    EXPECT_EQ(report.error().code, io::ErrorCode::kOutput);
    EXPECT_EQ(report.error().sys_errno, ENOSPC);
  }
}

TEST_F(PipelineTest, TransportThatDoesNotOpenIsANetworkError) {
  ScanPlan what = plan(write_input(10), path("out"));
  what.transport = &kBroken;
  const auto report = run(what);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, io::ErrorCode::kNetwork);
  EXPECT_EQ(files(), std::vector<std::string>{"names.txt"});
}

TEST_F(PipelineTest, WriterThatFailsInTheMiddleEndsTheRun) {
  OddWriter::fail_at = 5;
  ScanPlan what = plan(write_input(100000), path("out"));
  what.writer = &kOdd;
  const auto report = run(what);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, io::ErrorCode::kOutput);
  EXPECT_THAT(report.error().what, HasSubstr("disk full, says it"));
  EXPECT_FALSE(fs::exists(path("out")));
}

// Nothing comes from the input any more, but the writer has failed.
TEST_F(PipelineTest, FailedOutputDoesNotWaitForAnIdleInput) {
  OddWriter::fail_at = 1;
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int fd = ::open(path("pipe").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  const std::string line = "d1.test\n";
  ASSERT_EQ(::write(fd, line.data(), line.size()),
            static_cast<ssize_t>(line.size()));
  std::atomic<bool> ended{false};
  std::atomic<bool> hung{false};
  // Should it hang, the stop flag lets the test fail rather than wait.
  std::thread watchdog([&] {
    for (int i = 0; i < 600 && !ended; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    hung = !ended;
    g_stop = true;
  });
  ScanPlan what = plan(path("pipe"), path("out"));
  what.writer = &kOdd;
  const auto report = run(what);
  ended = true;
  watchdog.join();
  ::close(fd);
  EXPECT_FALSE(hung) << "the run did not end when its output had failed";
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, io::ErrorCode::kOutput);
}

TEST_F(PipelineTest, StopLeavesWholeRecordsInAPartialFile) {
  constexpr int kRecords = 400000;
  g_stop_after = 40;  // a whole run asks some 300: equal names share questions
  ScanPlan what = plan(write_input(kRecords), path("out"));
  what.concurrency = 50;
  const auto report = run(what);
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_TRUE(report.value().interrupted);
  EXPECT_TRUE(report.value().ledger_ok);
  EXPECT_LT(report.value().records_read, std::uint64_t{kRecords});
  EXPECT_EQ(report.value().output_path, path("out.partial"));
  EXPECT_EQ(files(), (std::vector<std::string>{"names.txt", "out.partial"}));
  // Two rows each, but one for those that were queued and never asked.
  const auto records = csv_records(path("out.partial"));
  const auto not_asked =
      report.value().totals.by_status[static_cast<std::size_t>(
          LookupStatus::kNotAttempted)];
  ASSERT_EQ(records.size(), report.value().records_read);
  EXPECT_GT(not_asked, 0U);
  EXPECT_LT(not_asked, records.size());
  EXPECT_EQ(static_cast<std::uint64_t>(
                std::count_if(records.begin(), records.end(),
                              [](const auto& one) { return one.second == 1; })),
            not_asked);
}

TEST_F(PipelineTest, LackOfMemoryEndsTheRunInOrder) {
  ScanPlan what = plan(write_input(400000), path("out"));
  what.concurrency = 50;
  const std::atomic<bool> no_memory{true};
  g_no_memory = &no_memory;
  const auto report = run(what);
  g_no_memory = nullptr;
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, io::ErrorCode::kMemory);
  EXPECT_THAT(report.error().what, HasSubstr("out of memory: "));
  EXPECT_THAT(report.error().what, HasSubstr("read until then are in "));
  EXPECT_EQ(files(), (std::vector<std::string>{"names.txt", "out.partial"}));
}

TEST_F(PipelineTest, StopBeforeTheStartIsAnEmptyPartialRun) {
  g_stop = true;
  const auto report = run(plan(write_input(10), path("out")));
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_TRUE(report.value().interrupted);
  EXPECT_EQ(report.value().records_written, 0U);
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(PipelineTest, SlowWriterLosesNothing) {
  constexpr int kRecords = 30000;
  OddWriter::nap = std::chrono::milliseconds(10);
  ScanPlan what = plan(write_input(kRecords), path("out"));
  what.writer = &kOdd;
  what.threads = 3;
  const auto report = run(what);
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_TRUE(report.value().ledger_ok);
  EXPECT_EQ(report.value().totals.timeouts, 0U);
  EXPECT_EQ(report.value().totals.queries_retried, 0U);
  expect_all(csv_records(path("out")), kRecords, 2);
}

}  // namespace
}  // namespace mxsweep
