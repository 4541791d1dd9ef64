// SeenNames: exact within its window, whatever comes.
#include "scanner/input/seen_names.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/names.h"

namespace mxsweep {
namespace {

bool add(SeenNames& seen, int number) {
  return seen.add(test::name_of("n" + std::to_string(number) + ".test").view());
}

TEST(SeenNamesTest, NameIsNewOnce) {
  SeenNames seen(1 << 20);
  EXPECT_TRUE(add(seen, 1));
  EXPECT_TRUE(add(seen, 2));
  EXPECT_FALSE(add(seen, 1));
  EXPECT_FALSE(add(seen, 2));
  EXPECT_FALSE(seen.forgotten());
}

TEST(SeenNamesTest, AllAreKnownUntilTheMemoryIsFull) {
  SeenNames seen(1000 * SeenNames::kBytesPerName);
  const int known = static_cast<int>(2 * seen.window()) - 1;
  for (int i = 0; i < known; ++i) {
    ASSERT_TRUE(add(seen, i)) << i;
  }
  EXPECT_FALSE(seen.forgotten());
  for (int i = 0; i < known; ++i) {
    ASSERT_FALSE(add(seen, i)) << i;
  }
}

TEST(SeenNamesTest, TheLastNamesOfTheWindowAreKnownForCertain) {
  SeenNames seen(1000 * SeenNames::kBytesPerName);
  const int window = static_cast<int>(seen.window());
  for (int i = 0; i < 20 * window; ++i) {
    ASSERT_TRUE(add(seen, i)) << i;
    if (i >= window - 1) {
      ASSERT_FALSE(add(seen, i - window + 1)) << i;
    }
  }
  EXPECT_TRUE(seen.forgotten());
  EXPECT_TRUE(add(seen, 0));
}

}  // namespace
}  // namespace mxsweep
