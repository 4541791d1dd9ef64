// LineEndSource: CR ends lines where nothing else does.

#include "io/file/line_end_source.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/encoders.h"
#include "tests/support/read_list.h"

namespace mxsweep::io {
namespace {

using test::ListFolder;
using test::Way;

using Lines = std::vector<std::string>;

class LineEndSourceTest : public testing::TestWithParam<Way> {
 protected:
  [[nodiscard]] Lines read(std::string_view bytes) const {
    const test::ReadList list = folder_.read(bytes, GetParam());
    EXPECT_EQ(list.error, "");
    return list.lines;
  }

  ListFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Ways, LineEndSourceTest,
                         testing::Values(Way::kFile, Way::kPipe));

TEST_P(LineEndSourceTest, CrAloneEndsTheLinesOfSuchAList) {
  EXPECT_EQ(read("a\rb\rc"), (Lines{"a", "b", "c"}));
  EXPECT_EQ(read("a\r"), Lines{"a"});
}

TEST_P(LineEndSourceTest, LongListOfThatKindIsReadWhole) {
  std::string text;
  Lines expected;
  for (int i = 0; i < 20'000; ++i) {
    expected.push_back("name" + std::to_string(i) + ".example");
    text += expected.back() + "\r";
  }
  EXPECT_EQ(read(text), expected);
  EXPECT_EQ(read(test::encode("xz", text)), expected);
}

TEST_P(LineEndSourceTest, WhereThereIsAnLfCrStaysPartOfTheLine) {
  EXPECT_EQ(read("a\rb\nc\r\n"), (Lines{"a\rb", "c\r"}));
  EXPECT_EQ(read("a\r\nb\rc\r\n"), (Lines{"a\r", "b\rc\r"}));
}

TEST_P(LineEndSourceTest, LineThatIsLongerThanWhatIsLookedAtIsWhole) {
  const std::string name(2 * kSniffBytes, 'a');
  EXPECT_EQ(read(name + "\n" + name), (Lines{name, name}));
  // Its CR is the last octet that is looked at, or behind it.
  for (const std::size_t size : {kSniffBytes - 1, kSniffBytes}) {
    const std::string line(size, 'b');
    EXPECT_EQ(read(line + "\r\nc\r\n"), (Lines{line + "\r", "c\r"}));
  }
}

TEST_P(LineEndSourceTest, NothingIsNothing) {
  EXPECT_EQ(read(""), Lines{});
}

}  // namespace
}  // namespace mxsweep::io
