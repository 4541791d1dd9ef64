// Small files are read whole or refused with a reason.
#include "io/file/small_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace mxsweep::io {
namespace {

class SmallFileTest : public ::testing::Test {
 protected:
  void write(std::size_t size) const {
    std::ofstream(path_) << std::string(size, 'x');
  }

  ~SmallFileTest() override { std::filesystem::remove(path_); }

  std::string path_ =
      ::testing::TempDir() + "small_file_" +
      std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(SmallFileTest, IsReadWholeUpToTheLimit) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kSmallFileBytesMax}) {
    write(size);
    const auto text = read_small_file(path_);
    ASSERT_TRUE(text.ok()) << text.error().what;
    EXPECT_EQ(text.value().size(), size);
  }
}

TEST_F(SmallFileTest, LinesMayEndWithCrAlone) {
  for (const char* text : {"a\rb\r", "a\nb\n"}) {
    std::ofstream(path_, std::ios::binary) << text;
    EXPECT_EQ(read_small_file(path_).take(), "a\nb\n");
  }
  std::ofstream(path_, std::ios::binary) << "a\r\nb\r\n";
  EXPECT_EQ(read_small_file(path_).take(), "a\r\nb\r\n");
}

TEST_F(SmallFileTest, LargerOnesAreRefused) {
  write(kSmallFileBytesMax + 1);
  const auto text = read_small_file(path_);
  ASSERT_FALSE(text.ok());
  EXPECT_NE(text.error().what.find(path_), std::string::npos);
}

TEST_F(SmallFileTest, MissingAndFoldersAreErrors) {
  EXPECT_FALSE(read_small_file(path_).ok());
  EXPECT_FALSE(read_small_file(::testing::TempDir()).ok());
}

}  // namespace
}  // namespace mxsweep::io
