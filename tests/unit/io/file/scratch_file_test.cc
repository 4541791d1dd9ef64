// ScratchFile: pieces come back whole, and a folder that cannot be written is
// said.
#include "io/file/scratch_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace mxsweep::io {
namespace {

// TMPDIR as the test wants it, and afterwards as it was.
class ScratchFileTest : public testing::Test {
 protected:
  ScratchFileTest() {
    const char* const now = std::getenv("TMPDIR");
    before_ = now == nullptr ? "" : now;
  }

  ~ScratchFileTest() override {
    before_.empty() ? ::unsetenv("TMPDIR")
                    : ::setenv("TMPDIR", before_.c_str(), 1);
  }

 private:
  std::string before_;
};

TEST_F(ScratchFileTest, PiecesComeBackFromWhereTheyStand) {
  ScratchFile file;
  const std::string small = "first";
  const std::string large(3'000'000, 'x');
  const auto one = file.append(small);
  const auto two = file.append(large);
  const auto three = file.append(small);
  ASSERT_TRUE(one.ok() && two.ok() && three.ok());
  EXPECT_EQ(one.value(), 0U);
  EXPECT_EQ(two.value(), small.size());
  std::string back(large.size(), ' ');
  ASSERT_TRUE(file.read(two.value(), back).ok());
  EXPECT_EQ(back, large);
  back.resize(small.size());
  ASSERT_TRUE(file.read(three.value(), back).ok());
  EXPECT_EQ(back, small);
}

TEST_F(ScratchFileTest, NothingIsLeftInItsFolder) {
  const std::string folder = testing::TempDir() + "scratch_file_test";
  std::filesystem::create_directories(folder);
  ::setenv("TMPDIR", folder.c_str(), 1);
  ScratchFile file;
  ASSERT_TRUE(file.append(std::string("x")).ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

TEST_F(ScratchFileTest, FolderThatIsNotThereIsSaid) {
  ::setenv("TMPDIR", "/nowhere/at/all", 1);
  ScratchFile file;
  const auto at = file.append(std::string("x"));
  ASSERT_FALSE(at.ok());
  EXPECT_EQ(at.error().code, ErrorCode::kInput);
  EXPECT_NE(at.error().what.find("/nowhere/at/all"), std::string::npos);
}

TEST_F(ScratchFileTest, ReadingBehindTheEndFails) {
  ScratchFile file;
  ASSERT_TRUE(file.append(std::string("abc")).ok());
  std::string out(4, ' ');
  EXPECT_FALSE(file.read(0, out).ok());
}

}  // namespace
}  // namespace mxsweep::io
