// See fault_world.h.
#include "tests/sim/fault_world.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "io/base/clock.h"

#include "scanner/run/dataset.h"

#include "tests/support/csv_parser.h"
#include "tests/support/faulty_calls.h"
#include "tests/support/forgetful_folder.h"

namespace mxsweep::sim {
namespace {

using Files = std::map<std::string, std::string>;

constexpr int kTroubledSessions = 8;
constexpr std::uint32_t kOperations = 14;  // before the trouble, at most

// What a row says, without how long it took to learn it.
constexpr std::array<std::string_view, 11> kSaid = {
    "seq",         "domain",   "status",          "mail_kind",
    "preference",  "exchange", "exchange_status", "a_status",
    "aaaa_status", "address",  "address_family"};

class VirtualClock final : public io::Clock {
 public:
  [[nodiscard]] io::Instant now() const override { return time; }

  io::Instant time = kSimStart;
};

class NoEvents final : public ScanEvents {
 public:
  void note(std::string_view /*text*/) override {}

  void waits(std::string_view /*for_what*/) override {}

  void progress(const ProgressInput& /*now*/) override {}
};

// The disk of one world; a session is what one process does with it.
class IllDisk {
 public:
  IllDisk() = default;
  IllDisk(const IllDisk&) = delete;
  IllDisk& operator=(const IllDisk&) = delete;
  virtual ~IllDisk() = default;

  virtual void begin_session(io::Prng& prng, bool troubled) = 0;
  virtual void end_session(FaultTally& tally) = 0;
  [[nodiscard]] virtual io::Result<std::unique_ptr<io::Folder>> folder() = 0;
  [[nodiscard]] virtual Files files() = 0;
};

class SimulatedDisk final : public IllDisk {
 public:
  explicit SimulatedDisk(std::uint64_t seed) : disk_(seed) {}

  void begin_session(io::Prng& prng, bool troubled) override {
    static constexpr std::array<test::Trouble, 5> kTroubles = {
        test::Trouble::kKill, test::Trouble::kPowerCut,
        test::Trouble::kDiskFull, test::Trouble::kDeviceError,
        test::Trouble::kSyncFails};
    const test::Trouble drawn = kTroubles[prng.below(kTroubles.size())];
    disk_.plan(troubled ? drawn : test::Trouble::kNone,
               prng.below(kOperations));
  }

  void end_session(FaultTally& /*tally*/) override { disk_.restart(); }

  [[nodiscard]] io::Result<std::unique_ptr<io::Folder>> folder() override {
    return std::unique_ptr<io::Folder>(
        std::make_unique<test::ForgetfulFolder>(disk_));
  }

  [[nodiscard]] Files files() override { return disk_.files(); }

 private:
  test::ForgetfulDisk disk_;
};

class RealDisk final : public IllDisk {
 public:
  explicit RealDisk(std::uint64_t seed)
      : path_(std::filesystem::temp_directory_path() /
              ("mxsweep-faults-" + std::to_string(::getpid()) + "-" +
               std::to_string(seed))) {}

  ~RealDisk() override {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  void begin_session(io::Prng& prng, bool troubled) override {
    static constexpr std::array<test::CallTrouble, 3> kTroubles = {
        test::CallTrouble::kDiskFull, test::CallTrouble::kDeviceError,
        test::CallTrouble::kSyncFails};
    const test::CallTrouble drawn = kTroubles[prng.below(kTroubles.size())];
    calls_.emplace(prng.next(), troubled ? drawn : test::CallTrouble::kNone,
                   prng.below(kOperations));
  }

  void end_session(FaultTally& tally) override {
    tally.short_writes += calls_->short_writes();
    tally.interrupted += calls_->interrupted();
    calls_.reset();
  }

  [[nodiscard]] io::Result<std::unique_ptr<io::Folder>> folder() override {
    io::Result<std::unique_ptr<io::DiskFolder>> opened =
        io::DiskFolder::open(path_.string());
    if (!opened.ok()) {
      return opened.error();
    }
    return std::unique_ptr<io::Folder>(opened.take());
  }

  [[nodiscard]] Files files() override {
    Files files;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      std::ostringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      files[entry.path().filename().string()] = text.str();
    }
    return files;
  }

 private:
  const std::filesystem::path path_;
  std::optional<test::FaultyCalls> calls_;
};

// One world through all its sessions.
class FaultWorld {
 public:
  FaultWorld(std::uint64_t seed, test::HangWatch& watch, FaultTally& tally);

  std::string run();

 private:
  struct Ended {
    io::Status status;
    bool complete = false;
  };

  Ended one_session(int number);
  [[nodiscard]] Ended session(int number);
  [[nodiscard]] Ended scan(Dataset& dataset, int number);
  [[nodiscard]] io::Status read_list(Dataset& dataset, EngineRig& rig);
  [[nodiscard]] std::string read_rows(RigReport& report);
  [[nodiscard]] std::string check_rows();
  [[nodiscard]] std::string check_each_once(const RigReport& report) const;

  const std::uint64_t seed_;
  const bool calm_;
  test::HangWatch& watch_;
  FaultTally& tally_;
  io::Prng prng_;
  World world_;
  ScanPlan plan_;
  NoEvents events_;
  VirtualClock clock_;
  std::unique_ptr<IllDisk> disk_;
  std::string problem_;
};

FaultWorld::FaultWorld(std::uint64_t seed, test::HangWatch& watch,
                       FaultTally& tally)
    : seed_(seed),
      calm_(seed / 2 % 2 == 0),
      watch_(watch),
      tally_(tally),
      prng_(seed),
      world_(make_world(seed)) {
  if (seed % 2 == 0) {
    disk_ = std::make_unique<SimulatedDisk>(seed);
  } else {
    disk_ = std::make_unique<RealDisk>(seed);
  }
  world_.rig.engine.rows = RowPlan(Shape::kFlat);
  for (RandomResolver& each : world_.resolvers) {
    if (calm_) {
      each.whims = {};
      each.link = LinkProfile{.latency = each.link.latency};
    }
  }
  plan_.writer = io::find_writer_kind("csv");
  plan_.parts = true;
  plan_.resume = true;
  plan_.checkpoint = io::Duration::milliseconds(1 + prng_.below(300));
}

io::Status FaultWorld::read_list(Dataset& dataset, EngineRig& rig) {
  std::int64_t seq = 0;
  for (const std::string& line : world_.input) {
    InputRecord record;
    static_cast<void>(parse_input_line(line, world_.rig.input, record));
    io::Status seen = dataset.input().saw(record);
    if (!seen.ok()) {
      return seen;
    }
    if (dataset.input().done(seq++)) {
      rig.pass_over_line(line);
    } else {
      rig.add_line(line);
    }
  }
  rig.end_input();
  return dataset.input().saw_end();
}

FaultWorld::Ended FaultWorld::scan(Dataset& dataset, int number) {
  SimNetwork network(seed_ * 100 + static_cast<std::uint64_t>(number),
                     kSimStart);
  for (const RandomResolver& each : world_.resolvers) {
    FakeResolver resolver(each.endpoint, world_.zone);
    resolver.whims = each.whims;
    network.add_resolver(std::move(resolver), each.link);
  }
  EngineRig rig(world_.rig, network);
  rig.write_to(dataset.table(), dataset.done_before());
  const io::Status read = read_list(dataset, rig);
  if (!read.ok()) {
    return {read, false};
  }
  while (rig.step()) {
    clock_.time = rig.now();
    watch_.moved(clock_.time);
    const io::Status looked = dataset.table().look_at_time();
    if (!looked.ok()) {
      return {looked, false};
    }
  }
  watch_.at("seed " + std::to_string(seed_) + ", at its end: " + rig.waiting());
  const RigReport report = rig.conclude();
  if (report.output_error.has_value()) {
    return {*report.output_error, false};
  }
  problem_ = report.failure;  // the proof of completeness is among it
  const io::Status ended =
      dataset.commit("{}", DatasetEnd{report.read.count(), 0, 0, {}});
  return {ended, ended.ok()};
}

FaultWorld::Ended FaultWorld::session(int number) {
  io::Result<std::unique_ptr<io::Folder>> folder = disk_->folder();
  if (!folder.ok()) {
    return {folder.error(), false};
  }
  const io::Result<std::unique_ptr<Dataset>> opened =
      Dataset::open(plan_, folder.take(), events_);
  if (!opened.ok()) {
    return {opened.error(), false};
  }
  Dataset& dataset = *opened.value();
  if (dataset.complete()) {
    return {{}, true};
  }
  tally_.resumed += dataset.done_before().count() != 0 ? 1 : 0;
  const io::Status begun = dataset.begin(plan_, world_.rig.engine.rows.schema(),
                                         clock_, {seed_, "", 0});
  return begun.ok() ? scan(dataset, number) : Ended{begun, false};
}

FaultWorld::Ended FaultWorld::one_session(int number) {
  watch_.at("seed " + std::to_string(seed_) + ", session " +
            std::to_string(number));
  ++tally_.sessions;
  disk_->begin_session(prng_, number < kTroubledSessions);
  Ended ended;
  try {
    ended = session(number);
    tally_.failed += ended.status.ok() ? 0 : 1;
  } catch (const test::Crash&) {
    ++tally_.crashed;
    ended.status = io::Error{io::ErrorCode::kOutput, 0, "it crashed"};
  }
  disk_->end_session(tally_);
  if (!ended.status.ok() &&
      (ended.status.error().what.empty() || number == kTroubledSessions)) {
    problem_ = "session " + std::to_string(number) +
               " failed: " + ended.status.error().what;
  }
  return ended;
}

// All parts that the journal knows, as a run would have reported their rows.
std::string FaultWorld::read_rows(RigReport& report) {
  const Files files = disk_->files();
  const io::Result<DatasetState> state = read_journal(files.at(kJournalName));
  std::size_t parts = 0;
  for (const auto& [name, text] : files) {
    parts += part_number(name) != 0 ? 1 : 0;
  }
  if (!state.ok() || parts != state.value().parts.size() ||
      files.count(kSuccessName) == 0) {
    return "the folder is not that of a complete dataset";
  }
  for (const DatasetPart& part : state.value().parts) {
    const auto rows = test::parse_csv(files.at(part.file));
    if (!rows.has_value() || rows->size() != part.rows + 1) {
      return part.file + " has other rows than the journal says";
    }
    report.columns.clear();
    for (const test::CsvField& field : rows->front()) {
      report.columns.push_back(field.text);
    }
    for (std::size_t i = 1; i < rows->size(); ++i) {
      std::vector<std::string>& cells = report.rows.emplace_back();
      for (const test::CsvField& field : (*rows)[i]) {
        cells.push_back(field.text.empty() ? "-" : field.text);
      }
    }
  }
  return "";
}

std::string FaultWorld::check_each_once(const RigReport& report) const {
  std::set<std::string> seen;
  std::string last;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    const std::string& seq = report.cell(row, "seq");
    if (seq != last && !seen.insert(seq).second) {
      return "record " + seq + " is in it twice";
    }
    last = seq;
  }
  return seen.size() == world_.input.size() ? "" : "records are missing";
}

std::multiset<std::string> said(const RigReport& report) {
  std::multiset<std::string> out;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    std::string text;
    for (const std::string_view column : kSaid) {
      text += report.cell(row, column) + '|';
    }
    out.insert(std::move(text));
  }
  return out;
}

std::string FaultWorld::check_rows() {
  RigReport report;
  std::string problem = read_rows(report);
  if (problem.empty()) {
    problem = check_each_once(report);
  }
  if (problem.empty()) {
    problem = check_truth(world_, report);
  }
  if (problem.empty() && calm_) {
    const std::multiset<std::string> want = said(run_world(world_).report);
    problem = said(report) == want ? "" : "rows differ from those of one run";
  }
  return problem;
}

std::string FaultWorld::run() {
  for (int number = 0; number <= kTroubledSessions; ++number) {
    const Ended ended = one_session(number);
    if (!problem_.empty()) {
      return problem_;
    }
    if (ended.complete) {
      return check_rows();
    }
  }
  return "the session without trouble did not end complete";
}

}  // namespace

std::string run_fault_world(std::uint64_t seed, test::HangWatch& watch,
                            FaultTally& tally) {
  return FaultWorld(seed, watch, tally).run();
}

}  // namespace mxsweep::sim
