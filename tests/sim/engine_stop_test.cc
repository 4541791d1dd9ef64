// A run whose time is over, in virtual time: RunStop says when, the engine does
// as in a run. Nothing is asked any more, what is in flight is waited for in
// bounded time, and each record still has exactly one end.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "scanner/run/run_stop.h"

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

using io::Duration;

constexpr std::uint64_t kNames = 200'000;
constexpr Duration kTime = Duration::seconds(30);
constexpr Duration kPatience = Duration::seconds(4);
constexpr Duration kStepMost = Duration::milliseconds(200);  // between looks

struct Ended {
  RigReport report;
  Duration end{};        // of the last step
  Duration last_sent{};  // question

  [[nodiscard]] std::uint64_t with(LookupStatus status) const {
    return report.totals.by_status[static_cast<std::size_t>(status)];
  }
};

class EngineStopTest : public ::testing::Test {
 protected:
  explicit EngineStopTest() {
    options_.stop = &stop_;
    options_.stop_now = &stop_now_;
    options_.keep_rows = false;
    options_.engine.mail.addresses = AddressMode::kNone;
    options_.engine.query.rate_pps = 1'000;
    limits_ = {kSimStart + kTime, kPatience};
  }

  void resolver(const std::string& rule) {
    FakeResolver resolver(*io::parse_endpoint("192.0.2.1", 53), zone_);
    if (!rule.empty()) {
      Rule parsed;
      EXPECT_EQ(parse_rule(rule, parsed), "");
      resolver.rules.push_back(parsed);
    }
    network_.add_resolver(std::move(resolver), {});
  }

  Ended run() {
    EngineRig rig(options_, network_);
    for (std::uint64_t i = 0; i < kNames; ++i) {
      rig.add_line("n" + std::to_string(i) + ".test");
    }
    rig.end_input();
    RunStop stop;
    stop.set_limits(limits_);
    while (rig.step()) {
      const RunStop::Step step = stop.look({}, rig.now());
      stop_.store(step != RunStop::Step::kGoOn);
      stop_now_.store(step == RunStop::Step::kEndNow);
    }
    Ended ended;
    ended.end = rig.now() - kSimStart;
    ended.report = rig.run();
    EXPECT_EQ(ended.report.failure, "");
    EXPECT_EQ(ended.report.records, kNames);
    for (const SentQuery& query : network_.sent()) {
      ended.last_sent = std::max(ended.last_sent, query.at - kSimStart);
    }
    return ended;
  }

 private:
  Zone zone_;  // what it does not know does not exist: an answer
  SimNetwork network_{17, kSimStart};
  RigOptions options_;
  RunStop::Limits limits_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> stop_now_{false};
};

TEST_F(EngineStopTest, WhatIsInFlightIsAnsweredAndTheRestIsLeft) {
  resolver("");
  const Ended ended = run();
  EXPECT_GE(ended.last_sent, kTime - kStepMost);
  EXPECT_LE(ended.last_sent, kTime + kStepMost);
  EXPECT_LE(ended.end, kTime + Duration::seconds(1));
  EXPECT_NEAR(static_cast<double>(ended.with(LookupStatus::kNxDomain)), 30'000,
              1'500);
  EXPECT_EQ(ended.with(LookupStatus::kNxDomain) +
                ended.with(LookupStatus::kNotAttempted),
            kNames);
}

TEST_F(EngineStopTest, SilenceIsWaitedForInBoundedTime) {
  resolver("* * after=29s -> silence");
  const Ended ended = run();
  EXPECT_LE(ended.last_sent, kTime + kStepMost);
  EXPECT_GT(ended.end, kTime);
  EXPECT_LE(ended.end, kTime + kPatience + kStepMost);
  EXPECT_GE(ended.with(LookupStatus::kNxDomain), 27'000U);
}

}  // namespace
}  // namespace mxsweep::sim
