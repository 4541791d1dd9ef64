// Root hints: the file that is compiled in, and what other files may look like.
#include "scanner/recursion/root_hints.h"

#include <gtest/gtest.h>

#include <string>

namespace mxsweep {
namespace {

TEST(RootHintsTest, OwnHintsHaveThirteenServersOfBothFamilies) {
  const io::Result<RootHints> hints = parse_root_hints(own_root_hints(), 53);
  ASSERT_TRUE(hints.ok()) << hints.error().what;
  ASSERT_EQ(hints.value().servers.size(), 13U);
  for (const RootHints::Server& server : hints.value().servers) {
    ASSERT_EQ(server.addresses.size(), 2U) << to_text(server.name.view());
    EXPECT_EQ(server.addresses[0].family, 4);
    EXPECT_EQ(server.addresses[1].family, 6);
    EXPECT_EQ(server.addresses[0].port, 53);
  }
  EXPECT_EQ(to_text(hints.value().servers[0].name.view()),
            "a.root-servers.net");
  EXPECT_EQ(io::to_text(hints.value().addresses()[0]), "198.41.0.4:53");
}

TEST(RootHintsTest, LinesOfZoneFilesInAnyOrder) {
  const io::Result<RootHints> hints = parse_root_hints(
      "; comment\n\n"
      "B.Root.  IN 60 A 192.0.2.2 ; behind\r\n"
      ".\t3600000\tIN\tNS\tb.root.\n"
      ". NS A.root\n"
      "other. A 192.0.2.9\n"
      "a.root 60 AAAA 2001:db8::1\n",
      5300);
  ASSERT_TRUE(hints.ok()) << hints.error().what;
  const auto& servers = hints.value().servers;
  ASSERT_EQ(servers.size(), 2U);
  EXPECT_EQ(io::to_text(servers[0].addresses[0]), "192.0.2.2:5300");
  EXPECT_EQ(io::to_text(servers[1].addresses[0]), "[2001:db8::1]:5300");
}

TEST(RootHintsTest, WithoutIpv6OnlyIpv4IsLeft) {
  RootHints hints = parse_root_hints(own_root_hints(), 53).take();
  hints.keep_ipv4();
  EXPECT_EQ(hints.addresses().size(), 13U);
}

TEST(RootHintsTest, BadLinesAreNamed) {
  const auto error = [](const std::string& text) {
    const io::Result<RootHints> hints = parse_root_hints(text, 53);
    return hints.ok() ? std::string() : hints.error().what;
  };
  for (const char* bad :
       {". NS", ". NS a. b.", "a. A 192.0.2.1:54", "a. AAAA 192.0.2.1",
        "a. A x", "a. MX 10", "test. NS a.", "a..b. A 192.0.2.1", ". IN"}) {
    EXPECT_EQ(error(". NS a.\n" + std::string(bad) + "\n"),
              "line 2 is no NS record of the root and no A or AAAA record")
        << bad;
  }
  const std::string nobody =
      "there is no name server of the root with an address; wanted are lines "
      "as \". NS a.example.\" and \"a.example. A 192.0.2.1\"";
  EXPECT_EQ(error(""), nobody);
  EXPECT_EQ(error(". NS a.\nb. A 192.0.2.1\n"), nobody);
}

}  // namespace
}  // namespace mxsweep
