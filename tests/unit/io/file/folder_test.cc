// DiskFolder: what is durable, its lock, and what it refuses.
#include "io/file/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "io/file/path_kind.h"

namespace mxsweep::io {
namespace {

namespace fs = std::filesystem;

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "folder_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    outer_ = name;
    path_ = outer_ + "/night";
  }

  void TearDown() override { fs::remove_all(outer_); }

  std::unique_ptr<DiskFolder> open_ok(const std::string& path) {
    auto opened = DiskFolder::open(path);
    EXPECT_TRUE(opened.ok());
    return opened.ok() ? opened.take() : nullptr;
  }

  std::string outer_;
  std::string path_;
};

TEST_F(FolderTest, IsMadeAndFoundAgain) {
  for (const char* end : {"", "/", "//"}) {
    const auto folder = open_ok(path_ + end);
    ASSERT_NE(folder, nullptr);
    EXPECT_EQ(folder->path(), path_);
  }
  EXPECT_EQ(path_kind(path_), PathKind::kFolder);
}

TEST_F(FolderTest, StaysAsItWasWhereNothingIsWritten) {
  fs::create_directory(path_);
  open_ok(path_).reset();
  EXPECT_TRUE(fs::is_empty(path_));
}

TEST_F(FolderTest, AnotherOneInItsPlaceIsNotTouched) {
  const auto folder = open_ok(path_);
  ASSERT_TRUE(folder->append("journal", "x").ok());
  auto begun = folder->create("part");
  ASSERT_TRUE(begun.ok());
  ASSERT_TRUE(begun.value()->write(std::as_bytes(std::span("ours"))).ok());
  EXPECT_TRUE(folder->is_there());
  fs::rename(path_, outer_ + "/moved");
  EXPECT_FALSE(folder->is_there());
  const auto other = open_ok(path_);
  const auto theirs = other->create("part");
  ASSERT_TRUE(theirs.ok());
  EXPECT_FALSE(begun.value()->commit().ok());
  EXPECT_FALSE(begun.value()->leaves_file());
  EXPECT_FALSE(folder->create("more").ok());
  EXPECT_FALSE(folder->remove("part.part").ok());
  const Status appended = folder->append("journal", "y");
  ASSERT_FALSE(appended.ok());
  EXPECT_NE(appended.error().what.find(path_ + ": it was moved"),
            std::string::npos);
  EXPECT_TRUE(theirs.value()->commit().ok());
  EXPECT_EQ(other->names().value(), std::vector<std::string>{"part"});
}

TEST_F(FolderTest, ALockThatWasRemovedIsLost) {
  const auto folder = open_ok(path_);
  fs::remove(path_ + "/.lock");
  const auto second = open_ok(path_);
  EXPECT_FALSE(folder->append("journal", "y").ok());
  EXPECT_TRUE(second->append("journal", "y").ok());
}

TEST_F(FolderTest, OneFileIsKnownHoweverItIsSpelt) {
  fs::create_directory(path_);
  std::ofstream(path_ + "/a") << "x";
  fs::create_symlink(path_ + "/a", path_ + "/b");
  EXPECT_TRUE(is_same_file(path_ + "/a", path_ + "/./a"));
  EXPECT_TRUE(is_same_file(path_ + "/a", path_ + "/../night/b"));
  EXPECT_TRUE(is_same_file(path_ + "/new", path_ + "/./new"));
  EXPECT_FALSE(is_same_file(path_ + "/a", path_ + "/new"));
  EXPECT_FALSE(is_same_file(path_ + "/new", path_ + "/newer"));
  EXPECT_FALSE(is_same_file("/dev/null", "/dev/null"));
  EXPECT_FALSE(is_same_file("", ""));
}

TEST_F(FolderTest, FileHasItsNameOnceCommitted) {
  const auto folder = open_ok(path_);
  auto file = folder->create("a.csv");
  ASSERT_TRUE(file.ok());
  const std::string text = "rows";
  ASSERT_TRUE(file.value()->write(std::as_bytes(std::span(text))).ok());
  EXPECT_FALSE(folder->size("a.csv").has_value());
  ASSERT_TRUE(file.value()->commit().ok());
  EXPECT_EQ(folder->size("a.csv"), 4U);
  EXPECT_EQ(folder->read("a.csv").value(), "rows");
}

TEST_F(FolderTest, AppendsAndRemoves) {
  const auto folder = open_ok(path_);
  EXPECT_FALSE(folder->read("log").value().has_value());
  ASSERT_TRUE(folder->append("log", "one\n").ok());
  ASSERT_TRUE(folder->append("log", "two\n").ok());
  EXPECT_EQ(folder->read("log").value(), "one\ntwo\n");
  std::ofstream(path_ + "/empty").flush();
  EXPECT_EQ(folder->read("empty").value(), "");
  auto names = folder->names().value();
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"empty", "log"}));
  ASSERT_TRUE(folder->remove("log").ok());
  ASSERT_TRUE(folder->remove("log").ok());  // is none
  EXPECT_FALSE(folder->size("log").has_value());
}

TEST_F(FolderTest, HasOneOwner) {
  auto first = open_ok(path_);
  const auto second = DiskFolder::open(path_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().what,
            "cannot write " + path_ +
                ": another process is writing it; wait for it or choose "
                "another name");
  first.reset();
  EXPECT_TRUE(DiskFolder::open(path_).ok());
}

TEST_F(FolderTest, RefusesWhatIsNoFolder) {
  std::ofstream(outer_ + "/file") << "x";
  EXPECT_FALSE(DiskFolder::open(outer_ + "/file").ok());
  EXPECT_FALSE(DiskFolder::open(outer_ + "/none/night").ok());
}

}  // namespace
}  // namespace mxsweep::io
