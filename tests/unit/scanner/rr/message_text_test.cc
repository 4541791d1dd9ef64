// Messages in words. Those with every octet possible belong to the fuzzers.
#include "scanner/rr/message_text.h"

#include <gtest/gtest.h>

#include "tests/support/packet_builder.h"

namespace mxsweep {
namespace {

using Texts = std::vector<std::string>;

TEST(MessageText, SaysWhatAReplyHolds) {
  sim::PacketBuilder packet;
  packet.header(7, sim::kQr | sim::kRd | sim::kRa | sim::kAd);
  packet.question(sim::wire_name("D.test"), sim::kMx);
  packet.begin_record(sim::Part::kAnswer, sim::wire_name("d.test"), sim::kMx,
                      3600);
  packet.u16(10);
  packet.name(sim::wire_name("m.d.test"));
  packet.end_record();
  packet.begin_record(sim::Part::kAdditional, sim::wire_name("m.d.test"),
                      sim::kA, 60);
  packet.u32(0x08000001);
  packet.end_record();
  const std::vector<std::uint16_t> errors = {3};
  packet.opt(1232, 0, errors);
  const MessageText text = describe_message(packet.take());
  EXPECT_TRUE(text.readable);
  EXPECT_EQ(text.name, "d.test");
  EXPECT_EQ(text.type, sim::kMx);
  EXPECT_EQ(text.id, 7);
  EXPECT_EQ(text.flags, "qr rd ra ad");
  EXPECT_TRUE(text.edns);
  EXPECT_FALSE(text.filtered);
  EXPECT_EQ(text.records, (Texts{"d.test 3600 MX 10 m.d.test",
                                 "m.d.test 60 A 8.0.0.1  (additional)"}));
  EXPECT_EQ(text.remarks,
            (Texts{"EDNS, payload 1232", "extended error 3 (Stale Answer)"}));
}

TEST(MessageText, KnowsReferralsAndFilters) {
  sim::PacketBuilder packet;
  packet.header(1, sim::kQr);
  packet.question(sim::wire_name("d.test"), sim::kMx);
  packet.begin_record(sim::Part::kAuthority, sim::wire_name("test"), sim::kNs,
                      60);
  packet.name(sim::wire_name("ns.test"));
  packet.end_record();
  EXPECT_TRUE(describe_message(packet.take()).referral);
  sim::PacketBuilder blocked;
  blocked.header(1, sim::kQr);
  blocked.question(sim::wire_name("d.test"), sim::kMx);
  const std::vector<std::uint16_t> errors = {15};
  blocked.opt(1232, 0, errors);
  EXPECT_TRUE(describe_message(blocked.take()).filtered);
}

TEST(MessageText, AnAnswerWithoutARecordSaysSo) {
  sim::PacketBuilder packet;
  packet.header(1, sim::kQr);
  packet.question(sim::wire_name("d.test"), sim::kMx);
  EXPECT_EQ(describe_message(packet.take()).remarks, Texts{"no MX record"});
  sim::PacketBuilder query;
  query.header(1, 0);
  query.question(sim::wire_name("d.test"), sim::kMx);
  EXPECT_EQ(describe_message(query.take()).remarks, Texts{});
}

TEST(MessageText, BrokenOnesAreSaidToBe) {
  EXPECT_FALSE(describe_message({}).readable);
  sim::PacketBuilder packet;
  packet.header(1, sim::kQr);
  packet.question(sim::wire_name("d.test"), sim::kMx);
  packet.begin_record(sim::Part::kAnswer, sim::wire_name("d.test"), sim::kMx,
                      60);
  packet.u8(1);
  packet.end_record(5);
  const MessageText text = describe_message(packet.take());
  EXPECT_TRUE(text.readable);
  EXPECT_EQ(text.remarks.size(), 1U);
}

TEST(MessageText, NumbersWithoutANameAreShown) {
  EXPECT_EQ(type_text(15), "MX");
  EXPECT_EQ(type_text(999), "TYPE999");
  EXPECT_EQ(rcode_text(3), "NXDOMAIN");
  EXPECT_EQ(rcode_text(99), "RCODE99");
}

}  // namespace
}  // namespace mxsweep
