// Files that are replaced, in a folder of their own.
#include "io/file/replaced_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "io/file/small_file.h"

namespace mxsweep::io {
namespace {

namespace fs = std::filesystem;

class ReplacedFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / "replaced_file_test";
    fs::remove_all(folder_);
    fs::create_directory(folder_);
  }

  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return folder_ / name;
  }

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::distance(
        fs::directory_iterator(folder_), fs::directory_iterator()));
  }

 private:
  fs::path folder_;
};

TEST_F(ReplacedFileTest, HoldsTheLastTextAndNothingElseIsLeft) {
  ASSERT_TRUE(replace_file(path("s.json"), "a long first text").ok());
  ASSERT_TRUE(replace_file(path("s.json"), "second").ok());
  EXPECT_EQ(read_small_file(path("s.json")).value(), "second");
  EXPECT_EQ(count(), 1U);
}

TEST_F(ReplacedFileTest, ReaderOfTheOldOneKeepsIt) {
  ASSERT_TRUE(replace_file(path("s"), "old").ok());
  fs::create_hard_link(path("s"), path("kept"));
  ASSERT_TRUE(replace_file(path("s"), "new").ok());
  EXPECT_EQ(read_small_file(path("kept")).value(), "old");
}

TEST_F(ReplacedFileTest, WhatIsNoFileStaysAsItIs) {
  fs::create_symlink("/dev/null", path("link"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  fs::create_directory(path("folder"));
  for (const char* name : {"link", "pipe", "folder"}) {
    const Status status = replace_file(path(name), "x");
    ASSERT_FALSE(status.ok()) << name;
    EXPECT_NE(status.error().what.find("it is no regular file"),
              std::string::npos);
  }
  EXPECT_EQ(count(), 3U);
}

TEST_F(ReplacedFileTest, AFolderThatIsNotThereIsSaid) {
  const Status status = replace_file(path("nowhere/s"), "x");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_NE(status.error().what.find("its folder does not exist"),
            std::string::npos);
}

}  // namespace
}  // namespace mxsweep::io
