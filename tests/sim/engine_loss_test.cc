// What losses cost: packets for each question at 1 % and 5 % loss each way,
// and how many names are lost for good.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

constexpr int kNames = 4000;

struct Cost {
  double packets_per_question = 0;
  std::uint64_t answered = 0;
};

// Each name is two questions: its MX and the A of its host.
Cost cost_at(double loss) {
  Zone zone;
  for (int n = 0; n < kNames; ++n) {
    const std::string number = std::to_string(n);
    zone.add_mx("d" + number + ".test", 10, "m" + number + ".test");
    zone.add_address("m" + number + ".test", "8.0.0.1");
  }
  SimNetwork network(7, kSimStart);
  for (const char* address : {"192.0.2.1", "192.0.2.2"}) {
    LinkProfile link;
    link.sigma = 0.5;
    link.loss_out = loss;
    link.loss_in = loss;
    network.add_resolver(FakeResolver(*io::parse_endpoint(address, 53), zone),
                         link);
  }
  RigOptions options;
  options.engine.query.concurrency = 500;
  options.engine.mail.addresses = AddressMode::kIpv4;
  EngineRig rig(options, network);
  for (int n = 0; n < kNames; ++n) {
    rig.add_line("d" + std::to_string(n) + ".test");
  }
  const RigReport report = rig.run();
  EXPECT_EQ(report.failure, "");
  Cost cost;
  cost.packets_per_question =
      static_cast<double>(network.sent().size()) / (2.0 * kNames);
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    cost.answered += report.cell(row, "address") == "8.0.0.1" ? 1 : 0;
  }
  return cost;
}

TEST(EngineLossTest, WithoutLossEachQuestionIsOnePacket) {
  const Cost cost = cost_at(0);
  EXPECT_EQ(cost.packets_per_question, 1.0);
  EXPECT_EQ(cost.answered, kNames);
}

// An attempt fails with p = 1 - (1 - loss)^2, so 1 / (1 - p) are expected.
TEST(EngineLossTest, OnePercentLossCostsTwoPercentMorePackets) {
  const Cost cost = cost_at(0.01);
  EXPECT_NEAR(cost.packets_per_question, 1.0203, 0.006);
  EXPECT_EQ(cost.answered, kNames);
}

TEST(EngineLossTest, FivePercentLossCostsElevenPercentMorePackets) {
  const Cost cost = cost_at(0.05);
  EXPECT_NEAR(cost.packets_per_question, 1.108, 0.015);
  // Four attempts fail together once in 11,000 questions.
  EXPECT_GE(cost.answered, kNames - 4);
}

}  // namespace
}  // namespace mxsweep::sim
