// OutputFolder: whole or not at all, and what is there is never touched.
#include "io/file/output_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include "io/file/compression.h"

namespace mxsweep::io {
namespace {

namespace fs = std::filesystem;

class OutputFolderTest : public testing::Test {
 protected:
  OutputFolderTest() {
    std::string name = testing::TempDir() + "output_folder_XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    inside_ = name + '/';
  }

  ~OutputFolderTest() override { fs::remove_all(inside_); }

  static void put(OutputFolder& folder, const std::string& name,
                  const CompressionKind* compression = nullptr) {
    auto file = folder.create("tld=com", name, compression);
    ASSERT_TRUE(file.ok());
    const std::string text = "some text";
    ASSERT_TRUE(file.value()->write(std::as_bytes(std::span(text))).ok());
    EXPECT_EQ(file.value()->position(), text.size());
    ASSERT_TRUE(file.value()->commit().ok());
  }

  std::string error_of(const std::string& path) {
    const auto opened = OutputFolder::open(path);
    return opened.ok() ? "" : opened.error().what;
  }

  std::string inside_;
};

TEST_F(OutputFolderTest, AppearsWhenItIsCommitted) {
  auto folder = OutputFolder::open(inside_ + "out//");
  ASSERT_TRUE(folder.ok());
  put(*folder.value(), "part-0.csv");
  put(*folder.value(), "part-1.csv.gz", &compression_kinds().front());
  EXPECT_FALSE(fs::exists(inside_ + "out"));
  EXPECT_TRUE(folder.value()->leaves_file());
  EXPECT_EQ(folder.value()->location(), inside_ + "out.part");
  ASSERT_TRUE(folder.value()->commit().ok());
  EXPECT_EQ(folder.value()->location(), inside_ + "out");
  EXPECT_FALSE(folder.value()->leaves_file());
  EXPECT_EQ(fs::file_size(inside_ + "out/tld=com/part-0.csv"), 9U);
  EXPECT_TRUE(fs::exists(inside_ + "out/tld=com/part-1.csv.gz"));
  EXPECT_FALSE(fs::exists(inside_ + "out.part"));
}

TEST_F(OutputFolderTest, PartialHasANameOfItsOwn) {
  auto folder = OutputFolder::open(inside_ + "out");
  put(*folder.value(), "part-0.csv");
  ASSERT_TRUE(folder.value()->commit_partial().ok());
  EXPECT_FALSE(fs::exists(inside_ + "out"));
  EXPECT_TRUE(fs::exists(inside_ + "out.partial/tld=com/part-0.csv"));
}

TEST_F(OutputFolderTest, EmptyOneLeavesNothing) {
  { const auto folder = OutputFolder::open(inside_ + "out"); }
  EXPECT_TRUE(fs::is_empty(inside_));
}

TEST_F(OutputFolderTest, UncommittedFilesStay) {
  {
    auto folder = OutputFolder::open(inside_ + "out");
    put(*folder.value(), "part-0.csv");
  }
  EXPECT_TRUE(fs::exists(inside_ + "out.part/tld=com/part-0.csv"));
  EXPECT_NE(error_of(inside_ + "out").find("did not end well"),
            std::string::npos);
  EXPECT_TRUE(fs::exists(inside_ + "out.part/tld=com/part-0.csv"));
}

TEST_F(OutputFolderTest, WhatIsThereIsNotTouched) {
  fs::create_directory(inside_ + "empty");
  EXPECT_EQ(error_of(inside_ + "empty"), "");
  fs::create_directory(inside_ + "full");
  std::ofstream(inside_ + "full/mine") << "x";
  EXPECT_NE(error_of(inside_ + "full"), "");
  std::ofstream(inside_ + "file") << "";
  EXPECT_NE(error_of(inside_ + "file"), "");
  fs::create_directory(inside_ + "new.partial");
  EXPECT_NE(error_of(inside_ + "new").find("earlier run"), std::string::npos);
  EXPECT_NE(error_of(inside_ + "no/where").find("does not exist"),
            std::string::npos);
}

TEST_F(OutputFolderTest, NoFileIsMadeTwice) {
  auto folder = OutputFolder::open(inside_ + "out");
  put(*folder.value(), "part-0.csv");
  EXPECT_FALSE(folder.value()->create("tld=com", "part-0.csv", nullptr).ok());
}

}  // namespace
}  // namespace mxsweep::io
