// What the engine says of questions that it asks again, in virtual time: when
// the last of them fails, how long one takes, and how many failed in the end.
#include "scanner/query/retry_outlook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

using io::Duration;

struct Seen {
  // Of the silent and of the useless ones.
  std::array<RetriesOf<std::uint64_t>, 2> kinds;
  std::uint64_t most_open = 0;
  Duration end{};
};

class RetryOutlookTest : public ::testing::Test {
 protected:
  // 200 names at 100 a second, of which one resolver treats some by a rule.
  static Seen run(const std::string& rule) {
    SimNetwork network(17, kSimStart);
    const Zone zone;
    FakeResolver resolver(*io::parse_endpoint("192.0.2.1", 53), zone);
    Rule parsed;
    EXPECT_EQ(parse_rule(rule, parsed), "");
    resolver.rules.push_back(parsed);
    network.add_resolver(std::move(resolver), {});
    RigOptions options;
    options.engine.mail.addresses = AddressMode::kNone;
    options.engine.query.rate_pps = 100;
    EngineRig rig(options, network);
    for (int i = 0; i < 200; ++i) {
      rig.add_line("n" + std::to_string(i) +
                   (i % 10 == 5 ? ".bad.test" : ".test"));
    }
    rig.end_input();
    Seen seen;
    for (bool more = true; more;) {
      more = rig.step();
      const RetryOutlook& now = rig.next_shard().engine().retries();
      for (std::size_t i = 0; i < seen.kinds.size(); ++i) {
        const RetriesOf<Counter>& kind = now.kinds[i];
        seen.kinds[i] = {kind.open.get(), kind.answered.get(),
                         kind.failed.get(), kind.takes.get(), kind.until.get()};
      }
      seen.most_open =
          std::max(seen.most_open, seen.kinds[0].open + seen.kinds[1].open);
      seen.end = rig.now() - kSimStart;
    }
    EXPECT_EQ(rig.conclude().failure, "");
    return seen;
  }

  static void expect_right(const Seen& seen, std::size_t kind) {
    const RetriesOf<std::uint64_t>& got = seen.kinds[kind];
    EXPECT_EQ(got.open, 0U);
    EXPECT_EQ(got.failed, 20U);
    EXPECT_EQ(got.answered, 0U);
    EXPECT_GT(seen.most_open, 5U);
    const Duration until =
        io::Instant{static_cast<std::int64_t>(got.until)} - kSimStart;
    EXPECT_NEAR(until.to_seconds(), seen.end.to_seconds(), 0.5);
    // The last one was asked for the first time near the end of the list.
    EXPECT_NEAR(static_cast<double>(got.takes) * 1e-9,
                seen.end.to_seconds() - 2.5, 1);
  }
};

TEST_F(RetryOutlookTest, ForeseesWhenFailuresEnd) {
  const Seen seen = run("*.bad.test * -> rcode SERVFAIL");
  expect_right(seen, RetryOutlook::kUseless);
  EXPECT_EQ(seen.kinds[RetryOutlook::kSilence].takes, 0U);
}

TEST_F(RetryOutlookTest, ForeseesWhenSilenceEnds) {
  const Seen seen = run("*.bad.test * -> silence");
  expect_right(seen, RetryOutlook::kSilence);
  EXPECT_EQ(seen.kinds[RetryOutlook::kUseless].takes, 0U);
}

TEST_F(RetryOutlookTest, CountsThoseThatAreAnsweredAfterAll) {
  const Seen seen = run("*.bad.test * before=1500ms -> rcode SERVFAIL");
  const RetriesOf<std::uint64_t>& useless = seen.kinds[RetryOutlook::kUseless];
  EXPECT_EQ(useless.open, 0U);
  EXPECT_EQ(useless.failed, 0U);
  EXPECT_NEAR(static_cast<double>(useless.answered), 14, 2);
}

}  // namespace
}  // namespace mxsweep::sim
