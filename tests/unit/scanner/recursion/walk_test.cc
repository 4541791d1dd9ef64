// Which servers a walk has asked in a round.
#include "scanner/recursion/walk.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/support/names.h"

namespace mxsweep {
namespace {

TEST(WalkTest, RemembersTheServersOfARound) {
  Walk walk;
  for (std::uint64_t seed = 1; seed <= Walk::kTriedMax; ++seed) {
    walk.note_tried(seed);
  }
  EXPECT_TRUE(walk.has_tried(1));
  EXPECT_TRUE(walk.has_tried(Walk::kTriedMax));
  EXPECT_FALSE(walk.has_tried(Walk::kTriedMax + 1));
}

TEST(WalkTest, R10ForgetsThatItAskedAServer) {
  Walk walk;
  walk.note_tried(1);
  walk.note_tried(2);
  walk.note_tried(3);
  walk.forget_tried(2);
  EXPECT_TRUE(walk.has_tried(1));
  EXPECT_FALSE(walk.has_tried(2));
  EXPECT_TRUE(walk.has_tried(3));
  EXPECT_EQ(walk.tried_count, 2U);
  walk.forget_tried(7);
  EXPECT_EQ(walk.tried_count, 2U);
}

TEST(WalkTest, R10AQuestionThatShowsLessThanTheNameIsMinimised) {
  const Name name = test::name_of("www.example.com");
  Walk walk;
  walk.name = name.view();
  EXPECT_FALSE(walk.is_minimised());
  EXPECT_EQ(to_text(walk.shown()), "www.example.com");
  walk.hidden = 4;
  EXPECT_TRUE(walk.is_minimised());
  EXPECT_EQ(to_text(walk.shown()), "example.com");
}

}  // namespace
}  // namespace mxsweep
