// AtomicFile and the sinks: what is there after a run that ended well, badly or
// not at all.

#include "io/file/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "io/file/direct_sink.h"
#include "io/file/output_error.h"

namespace mxsweep::io {
namespace {

namespace fs = std::filesystem;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class OutputTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "atomic_file_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ + "/out.csv";
  }

  void TearDown() override { fs::remove_all(folder_); }

  // The message of opening `path`, which must fail.
  static std::string failure_of(const std::string& path) {
    const auto sink = open_output(path);
    if (sink.ok()) {
      return "(opened)";
    }
    EXPECT_EQ(sink.error().code, ErrorCode::kOutput);
    return sink.error().what;
  }

  std::unique_ptr<OutputSink> open_ok(const std::string& path) {
    auto sink = open_output(path);
    EXPECT_TRUE(sink.ok()) << (sink.ok() ? "" : sink.error().what);
    return sink.ok() ? sink.take() : nullptr;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(OutputTest, AppearsOnlyWhenCommitted) {
  auto sink = open_ok(path_);
  ASSERT_NE(sink, nullptr);
  ASSERT_TRUE(sink->write(bytes_of("hello ")).ok());
  ASSERT_TRUE(sink->write(bytes_of("world")).ok());
  EXPECT_EQ(sink->position(), 11U);
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_EQ(sink->location(), path_ + ".part");
  EXPECT_TRUE(sink->leaves_file());
  ASSERT_TRUE(sink->commit().ok());
  EXPECT_EQ(sink->location(), path_);
  EXPECT_EQ(content_of(path_), "hello world");
  sink.reset();
  EXPECT_TRUE(fs::exists(path_));
  EXPECT_FALSE(fs::exists(path_ + ".part"));
}

TEST_F(OutputTest, EmptyResultCanBeCommitted) {
  auto sink = open_ok(path_);
  ASSERT_TRUE(sink->commit().ok());
  sink.reset();
  EXPECT_EQ(content_of(path_), "");
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(OutputTest, InterruptedRunKeepsPartial) {
  std::ofstream(path_) << "older result";
  auto sink = open_ok(path_);
  ASSERT_TRUE(sink->write(bytes_of("half")).ok());
  ASSERT_TRUE(sink->commit_partial().ok());
  EXPECT_EQ(sink->location(), path_ + ".partial");
  EXPECT_EQ(content_of(path_ + ".partial"), "half");
  EXPECT_EQ(content_of(path_), "older result");
}

TEST_F(OutputTest, UncommittedEmptyFileVanishes) {
  auto sink = open_ok(path_);
  EXPECT_TRUE(fs::exists(path_ + ".part"));
  EXPECT_FALSE(sink->leaves_file());
  sink.reset();
  EXPECT_FALSE(fs::exists(path_ + ".part"));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(OutputTest, UncommittedBytesStayAside) {
  auto sink = open_ok(path_);
  ASSERT_TRUE(sink->write(bytes_of("half")).ok());
  sink.reset();
  EXPECT_EQ(content_of(path_ + ".part"), "half");
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(OutputTest, PartOfADeadRunIsKeptAside) {
  std::ofstream(path_ + ".part.1") << "left by the run before";
  std::ofstream(path_ + ".part") << "left by a dead run";
  auto sink = open_ok(path_);
  ASSERT_NE(sink, nullptr);
  ASSERT_TRUE(sink->write(bytes_of("new")).ok());
  ASSERT_TRUE(sink->commit().ok());
  EXPECT_EQ(content_of(path_), "new");
  EXPECT_EQ(content_of(path_ + ".part.1"), "left by the run before");
  EXPECT_EQ(content_of(path_ + ".part.2"), "left by a dead run");
  EXPECT_FALSE(fs::exists(path_ + ".part"));
}

TEST_F(OutputTest, EmptyPartOfADeadRunIsNotKept) {
  std::ofstream(path_ + ".part").flush();
  auto sink = open_ok(path_);
  ASSERT_NE(sink, nullptr);
  ASSERT_TRUE(sink->commit().ok());
  EXPECT_FALSE(fs::exists(path_ + ".part.1"));
}

TEST_F(OutputTest, PartialOfAnEarlierRunIsKeptAside) {
  for (const char* text : {"a long night", "short", "shorter"}) {
    auto sink = open_ok(path_);
    ASSERT_TRUE(sink->write(bytes_of(text)).ok());
    ASSERT_TRUE(sink->commit_partial().ok());
  }
  EXPECT_EQ(content_of(path_ + ".partial"), "shorter");
  EXPECT_EQ(content_of(path_ + ".partial.1"), "a long night");
  EXPECT_EQ(content_of(path_ + ".partial.2"), "short");
}

TEST_F(OutputTest, OnlyTheLastOnesAreKeptAside) {
  for (const char* text : {"1", "2", "3", "4", "5", "6"}) {
    auto sink = open_ok(path_);
    ASSERT_TRUE(sink->write(bytes_of(text)).ok());
    ASSERT_TRUE(sink->commit_partial().ok());
  }
  EXPECT_EQ(content_of(path_ + ".partial"), "6");
  EXPECT_EQ(content_of(path_ + ".partial.1"), "3");
  EXPECT_EQ(content_of(path_ + ".partial.2"), "4");
  EXPECT_EQ(content_of(path_ + ".partial.3"), "5");
  EXPECT_FALSE(fs::exists(path_ + ".partial.4"));
  for (const char* text : {"1", "2", "3", "4", "5"}) {
    auto sink = open_ok(path_);
    ASSERT_TRUE(sink->write(bytes_of(text)).ok());
  }
  EXPECT_EQ(content_of(path_ + ".part.1"), "2");
  EXPECT_EQ(content_of(path_ + ".part.3"), "4");
  EXPECT_FALSE(fs::exists(path_ + ".part.4"));
}

TEST_F(OutputTest, SecondWriterIsRefusedAndHarmless) {
  auto first = open_ok(path_);
  ASSERT_TRUE(first->write(bytes_of("first")).ok());
  EXPECT_EQ(failure_of(path_),
            "cannot write " + path_ +
                ": another process is writing it; wait for it or choose "
                "another name");
  ASSERT_TRUE(first->commit().ok());
  EXPECT_EQ(content_of(path_), "first");
}

TEST_F(OutputTest, PartThatIsNotAFileIsNotTouched) {
  ASSERT_EQ(::symlink("/etc/passwd", (path_ + ".part").c_str()), 0);
  EXPECT_NE(failure_of(path_), "(opened)");
  EXPECT_TRUE(fs::is_symlink(path_ + ".part"));
}

TEST_F(OutputTest, ReplacesTheTargetOfALinkAndKeepsItsMode) {
  const std::string real = folder_ + "/real.csv";
  std::ofstream(real) << "old";
  ASSERT_EQ(::chmod(real.c_str(), 0640), 0);
  ASSERT_EQ(::symlink("real.csv", path_.c_str()), 0);
  auto sink = open_ok(path_);
  ASSERT_TRUE(sink->write(bytes_of("new")).ok());
  ASSERT_TRUE(sink->commit().ok());
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_EQ(content_of(real), "new");

  struct stat info {};

  ASSERT_EQ(::stat(real.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0640U);
}

TEST_F(OutputTest, MissingFolderIsNamed) {
  EXPECT_EQ(failure_of(folder_ + "/no/out.csv"),
            "cannot write " + folder_ +
                "/no/out.csv: its folder does not exist; create it first");
}

TEST_F(OutputTest, FolderAsTargetIsRefused) {
  EXPECT_EQ(failure_of(folder_),
            "cannot write " + folder_ + ": it is a folder; name a file");
}

TEST_F(OutputTest, FileAsFolderIsRefused) {
  std::ofstream(folder_ + "/file") << "x";
  EXPECT_EQ(failure_of(folder_ + "/file/out.csv"),
            "cannot write " + folder_ +
                "/file/out.csv: a part of the path is not a folder");
}

TEST_F(OutputTest, ForbiddenFolderIsRefused) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "root may write everywhere";
  }
  ASSERT_EQ(::chmod(folder_.c_str(), 0500), 0);
  EXPECT_EQ(failure_of(path_), "cannot write " + path_ + ": permission denied");
  ASSERT_EQ(::chmod(folder_.c_str(), 0700), 0);
}

// The texts themselves, also of errors that a test cannot cause everywhere.
TEST_F(OutputTest, EveryErrnoHasItsSentence) {
  for (const int error :
       {ENOSPC, EACCES, ENOENT, EISDIR, EROFS, EPIPE, EDQUOT, EFBIG, EIO}) {
    const Error made = output_error("x.csv", error);
    EXPECT_EQ(made.code, ErrorCode::kOutput);
    EXPECT_EQ(made.sys_errno, error);
    EXPECT_EQ(made.what.rfind("cannot write x.csv: ", 0), 0U);
    EXPECT_EQ(made.what.find('\n'), std::string::npos);
  }
  EXPECT_EQ(output_error("x.csv", EROFS).what,
            "cannot write x.csv: the file system is read-only");
  EXPECT_EQ(output_error("x.csv", ENOTTY).what,
            "cannot write x.csv: Inappropriate ioctl for device");
}

TEST_F(OutputTest, FullDeviceIsReported) {
  auto sink = open_ok("/dev/full");
  ASSERT_NE(sink, nullptr);
  const Status status = sink->write(bytes_of("x"));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_EQ(status.error().what,
            "cannot write /dev/full: no space is left on the device; free some "
            "or choose another folder");
}

TEST_F(OutputTest, NullDeviceIsWrittenDirectly) {
  auto sink = open_ok("/dev/null");
  ASSERT_NE(sink, nullptr);
  EXPECT_TRUE(sink->write(bytes_of("x")).ok());
  EXPECT_TRUE(sink->commit().ok());
  EXPECT_TRUE(sink->commit_partial().ok());
  EXPECT_FALSE(sink->leaves_file());
  EXPECT_FALSE(fs::exists("/dev/null.part"));
}

TEST_F(OutputTest, FullDiskLeavesNoFinalFile) {
  if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "this user may not mount a small tmpfs";
  }
  auto sink = open_ok(path_);
  ASSERT_NE(sink, nullptr);
  const std::string block(16384, 'x');
  Status status;
  for (int i = 0; i < 64 && status.ok(); ++i) {
    status = sink->write(bytes_of(block));
  }
  EXPECT_FALSE(status.ok());
  if (!status.ok()) {
    EXPECT_EQ(status.error().sys_errno, ENOSPC);
  }
  EXPECT_TRUE(sink->leaves_file());
  sink.reset();
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_TRUE(fs::exists(path_ + ".part"));
  EXPECT_EQ(::umount(folder_.c_str()), 0);
}

TEST_F(OutputTest, ReadOnlyFileSystemIsReported) {
  if (::mount("tmpfs", folder_.c_str(), "tmpfs", MS_RDONLY, "size=64k") != 0) {
    GTEST_SKIP() << "this user may not mount a small tmpfs";
  }
  EXPECT_EQ(failure_of(path_),
            "cannot write " + path_ + ": the file system is read-only");
  EXPECT_EQ(::umount(folder_.c_str()), 0);
}

TEST_F(OutputTest, BrokenPipeIsAnErrorNotADeath) {
  ignore_write_signals();
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  const int reader = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  auto sink = open_ok(path_);
  ASSERT_NE(sink, nullptr);
  EXPECT_TRUE(sink->write(bytes_of("x")).ok());
  ::close(reader);
  const Status status = sink->write(bytes_of("y"));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().what,
            "cannot write " + path_ + ": the reader of the pipe has gone away");
  EXPECT_FALSE(fs::exists(path_ + ".part"));
}

TEST_F(OutputTest, DashAndDevStdoutAreStandardOutput) {
  for (const char* name : {"-", "/dev/stdout"}) {
    testing::internal::CaptureStdout();
    auto sink = open_ok(name);
    ASSERT_NE(sink, nullptr);
    EXPECT_TRUE(sink->write(bytes_of("to stdout")).ok());
    EXPECT_TRUE(sink->commit().ok());
    EXPECT_EQ(sink->location(), "standard output");
    sink.reset();
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "to stdout");
  }
}

}  // namespace
}  // namespace mxsweep::io
