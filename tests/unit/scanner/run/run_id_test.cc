// UUIDs have the form of RFC 9562 version 4 and are not drawn twice.
#include "scanner/run/run_id.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace mxsweep {
namespace {

TEST(RunId, IsAUuidOfVersionFour) {
  io::Prng prng(1);
  std::set<std::string> seen;
  for (int round = 0; round < 1000; ++round) {
    const std::string text = random_uuid(prng);
    ASSERT_EQ(text.size(), 36U);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
      ASSERT_EQ(text[dash], '-') << text;
    }
    ASSERT_EQ(text.find_first_not_of("0123456789abcdef-"), std::string::npos);
    ASSERT_EQ(text[14], '4') << text;
    ASSERT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos);
    ASSERT_TRUE(seen.insert(text).second) << text;
  }
}

TEST(RunId, FollowsFromTheRandomness) {
  io::Prng first(7);
  io::Prng second(7);
  EXPECT_EQ(random_uuid(first), random_uuid(second));
}

}  // namespace
}  // namespace mxsweep
