// LineReader: lines of files and pipes, whatever is in them.

#include "io/file/line_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "io/base/clock.h"

#include "tests/support/encoders.h"

namespace mxsweep::io {
namespace {

class LineReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "line_reader_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write_file(const std::string& content) {
    const std::string path = folder_ + "/names.txt";
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::string folder_;
};

struct OwnedLine {
  std::string text;
  bool cut = false;

  bool operator==(const OwnedLine&) const = default;
};

std::vector<OwnedLine> read_all(LineReader& reader) {
  std::vector<OwnedLine> lines;
  while (true) {
    const Result<LineBatch> batch = reader.read();
    if (!batch.ok()) {
      ADD_FAILURE() << batch.error().what;
      return lines;
    }
    if (batch.value().state != ReadState::kMore) {
      EXPECT_EQ(batch.value().state, ReadState::kEnd);
      EXPECT_TRUE(batch.value().lines.empty());
      return lines;
    }
    EXPECT_FALSE(batch.value().lines.empty());
    EXPECT_LE(batch.value().lines.size(), kLinesPerBatchMax);
    for (const Line& line : batch.value().lines) {
      lines.push_back({std::string(line.text), line.cut});
    }
  }
}

std::vector<OwnedLine> lines_of(const std::string& path) {
  Result<std::unique_ptr<LineReader>> reader = LineReader::open(path, nullptr);
  if (!reader.ok()) {
    ADD_FAILURE() << reader.error().what;
    return {};
  }
  return read_all(*reader.value());
}

TEST_F(LineReaderTest, EmptyFileHasNoLines) {
  EXPECT_TRUE(lines_of(write_file("")).empty());
}

TEST_F(LineReaderTest, LastLineNeedsNoNewline) {
  const std::vector<OwnedLine> expected = {{"a"}, {""}, {"b\r"}, {"c"}};
  EXPECT_EQ(lines_of(write_file("a\n\nb\r\nc")), expected);
  const std::vector<OwnedLine> ended = {{"a"}, {""}};
  EXPECT_EQ(lines_of(write_file("a\n\n")), ended);
}

TEST_F(LineReaderTest, NulBytesAreKept) {
  // Where they begin early it is no text at all: charset_source_test.cc.
  const std::string text(kSniffBytes, 'x');
  const std::string content = text + std::string("\na\0b\nc\0", 7);
  const std::vector<OwnedLine> expected = {
      {text}, {std::string("a\0b", 3)}, {std::string("c\0", 2)}};
  EXPECT_EQ(lines_of(write_file(content)), expected);
}

TEST_F(LineReaderTest, LongLinesAreCutAtTheLimitAndFlagged) {
  const std::string fits(kLineBytesMax, 'f');
  const std::string one_more(kLineBytesMax + 1, 'g');
  const std::string huge(5 * kLineBytesMax + 17, 'h');
  const std::string path = write_file(fits + "\n" + one_more + "\nx\n" + huge +
                                      "\ny\n" + fits + "\n" + huge);
  const std::vector<OwnedLine> expected = {
      {fits},
      {std::string(kLineBytesMax, 'g'), true},
      {"x"},
      {std::string(kLineBytesMax, 'h'), true},
      {"y"},
      {fits},
      {std::string(kLineBytesMax, 'h'), true}};
  EXPECT_EQ(lines_of(path), expected);
}

TEST_F(LineReaderTest, ManyLinesComeInOrder) {
  std::string content;
  constexpr int kLines = 200'000;
  for (int i = 0; i < kLines; ++i) {
    content += "name" + std::to_string(i) + ".example\n";
  }
  const std::vector<OwnedLine> lines = lines_of(write_file(content));
  ASSERT_EQ(lines.size(), static_cast<std::size_t>(kLines));
  for (int i = 0; i < kLines; ++i) {
    ASSERT_EQ(lines[static_cast<std::size_t>(i)].text,
              "name" + std::to_string(i) + ".example");
  }
}

TEST_F(LineReaderTest, WhatIsAtHandIsNotUsedYet) {
  std::string content;
  for (int i = 0; i < 5000; ++i) {
    content += "name.example\n";
  }
  auto opened = LineReader::open(write_file(content), nullptr);
  ASSERT_TRUE(opened.ok());
  LineReader& reader = *opened.value();
  EXPECT_EQ(reader.bytes_total(), content.size());
  EXPECT_FALSE(reader.share_used().has_value());
  std::size_t before = 0;
  for (auto batch = reader.read(); batch.ok() && !batch.value().lines.empty();
       batch = reader.read()) {
    EXPECT_NEAR(reader.share_used().value_or(0),
                static_cast<double>(before) / 5000, 1e-9);
    before += batch.value().lines.size();
  }
  EXPECT_EQ(reader.share_used(), 1.0);
}

// As a list by rank: the first lines are short, the last ones long.
TEST_F(LineReaderTest, ShareIsThatOfTheLinesWhereTheyDiffer) {
  constexpr int kLines = 200'000;
  std::string content;
  for (int i = 0; i < kLines; ++i) {
    content += std::string(5 + static_cast<std::size_t>(i) / 10'000, 'n');
    content += '\n';
  }
  auto opened = LineReader::open(write_file(content), nullptr);
  ASSERT_TRUE(opened.ok());
  LineReader& reader = *opened.value();
  double before = 0;
  for (auto batch = reader.read(); batch.ok() && !batch.value().lines.empty();
       batch = reader.read()) {
    if (before > 0) {
      EXPECT_NEAR(reader.share_used().value_or(0) / (before / kLines), 1, 0.02);
    }
    before += static_cast<double>(batch.value().lines.size());
  }
}

TEST_F(LineReaderTest, ShareOfWhatIsPackedIsByItsOctets) {
  constexpr int kLines = 100'000;
  std::string content;
  for (unsigned i = 0; i < kLines; ++i) {
    content += std::to_string(i * 2654435761U) + ".example\n";
  }
  for (const std::string kind : {"gzip", "zstd", "xz", "zip"}) {
    auto opened =
        LineReader::open(write_file(test::encode(kind, content)), nullptr);
    ASSERT_TRUE(opened.ok());
    LineReader& reader = *opened.value();
    double before = 0;
    for (auto batch = reader.read(); batch.ok() && !batch.value().lines.empty();
         batch = reader.read()) {
      if (before > 16'000) {  // decoders may be a buffer ahead
        EXPECT_NEAR(reader.share_used().value_or(0) / (before / kLines), 1,
                    before > 50'000 ? 0.1 : 0.2)
            << kind << " after " << before;
      }
      before += static_cast<double>(batch.value().lines.size());
    }
  }
}

TEST_F(LineReaderTest, MissingFileNamesPathAndReason) {
  const auto reader = LineReader::open(folder_ + "/none", nullptr);
  ASSERT_FALSE(reader.ok());
  EXPECT_EQ(reader.error().code, ErrorCode::kInput);
  EXPECT_EQ(reader.error().sys_errno, ENOENT);
  EXPECT_EQ(reader.error().what,
            "cannot read " + folder_ + "/none: No such file or directory");
}

TEST_F(LineReaderTest, DirectoryIsRefused) {
  const auto reader = LineReader::open(folder_, nullptr);
  ASSERT_FALSE(reader.ok());
  EXPECT_EQ(reader.error().what,
            "cannot read " + folder_ + ": it is a directory");
}

// Address 0 of this process is not mapped, which the kernel reports as an
// input/output error in the middle of reading.
TEST_F(LineReaderTest, ErrorWhileReadingNamesPathAndPlace) {
  auto reader = LineReader::open("/proc/self/mem", nullptr);
  ASSERT_TRUE(reader.ok()) << reader.error().what;
  const Result<LineBatch> batch = reader.value()->read();
  ASSERT_FALSE(batch.ok());
  EXPECT_EQ(batch.error().code, ErrorCode::kInput);
  EXPECT_EQ(batch.error().what,
            "cannot read /proc/self/mem after byte 0: Input/output error");
}

TEST_F(LineReaderTest, PipeGivesLinesAsTheyCome) {
  const std::string path = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  auto reader = LineReader::open(path, nullptr);  // does not wait for a writer
  ASSERT_TRUE(reader.ok());
  EXPECT_FALSE(reader.value()->bytes_total().has_value());
  const int writer = ::open(path.c_str(), O_WRONLY);
  ASSERT_GE(writer, 0);
  ASSERT_EQ(::write(writer, "a\nb", 3), 3);
  Result<LineBatch> first = reader.value()->read();
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first.value().lines.size(), 1U);
  EXPECT_EQ(first.value().lines[0].text, "a");
  ASSERT_EQ(::write(writer, "c\n", 2), 2);
  Result<LineBatch> second = reader.value()->read();
  ASSERT_TRUE(second.ok());
  ASSERT_EQ(second.value().lines.size(), 1U);
  EXPECT_EQ(second.value().lines[0].text, "bc");
  ::close(writer);
  EXPECT_TRUE(read_all(*reader.value()).empty());
}

TEST_F(LineReaderTest, WouldWaitWhenAPipeHasNoMoreLines) {
  const std::string path = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int writer = ::open(path.c_str(), O_RDWR);  // keeps the pipe open
  ASSERT_GE(writer, 0);
  auto opened = LineReader::open(path, nullptr);
  ASSERT_TRUE(opened.ok());
  LineReader& reader = *opened.value();
  EXPECT_TRUE(reader.would_wait());
  std::string many;
  for (std::size_t i = 0; i < kLinesPerBatchMax + 1; ++i) {
    many += "x\n";
  }
  many += "half";
  ASSERT_EQ(::write(writer, many.data(), many.size()),
            static_cast<ssize_t>(many.size()));
  EXPECT_FALSE(reader.would_wait());
  EXPECT_EQ(reader.read().value().lines.size(), kLinesPerBatchMax);
  EXPECT_FALSE(reader.would_wait());  // one line is left
  EXPECT_EQ(reader.read().value().lines.size(), 1U);
  EXPECT_TRUE(reader.would_wait());
  ASSERT_EQ(::write(writer, " a", 2), 2);
  EXPECT_FALSE(reader.would_wait());
  // It is no line, so whoever has lines need not wait for the rest of it.
  const LineBatch none = reader.read().value();
  EXPECT_EQ(none.state, ReadState::kMore);
  EXPECT_TRUE(none.lines.empty());
  EXPECT_TRUE(reader.would_wait());
  ASSERT_EQ(::write(writer, " line\n", 6), 6);
  EXPECT_FALSE(reader.would_wait());
  EXPECT_EQ(reader.read().value().lines.front().text, "half a line");
  ::close(writer);
}

TEST_F(LineReaderTest, NeverWaitsForAFile) {
  const std::string path = write_file("one\nhalf");
  auto reader = LineReader::open(path, nullptr);
  ASSERT_TRUE(reader.ok());
  EXPECT_FALSE(reader.value()->would_wait());
  while (reader.value()->read().value().state == ReadState::kMore) {
    EXPECT_FALSE(reader.value()->would_wait());
  }
  EXPECT_FALSE(reader.value()->would_wait());
}

TEST_F(LineReaderTest, StopWakesAReaderWithoutInput) {
  const std::string path = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int writer = ::open(path.c_str(), O_RDWR);  // keeps the pipe open
  ASSERT_GE(writer, 0);
  std::atomic<bool> stop{false};
  auto reader = LineReader::open(path, &stop);
  ASSERT_TRUE(reader.ok());
  ReadState state = ReadState::kMore;
  std::thread blocked([&] {
    const Result<LineBatch> batch = reader.value()->read();
    state = batch.ok() ? batch.value().state : ReadState::kEnd;
  });
  stop.store(true);
  blocked.join();
  EXPECT_EQ(state, ReadState::kStopped);
  ::close(writer);
}

// The safety net of a second would show in the time that this takes.
TEST_F(LineReaderTest, ANotificationEndsItsWaitAtOnce) {
  const std::string path = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int writer = ::open(path.c_str(), O_RDWR);  // keeps the pipe open
  ASSERT_GE(writer, 0);
  std::atomic<bool> stop{false};
  const auto wake_up = WakeUp::open().take();
  const SteadyClock clock;
  const Instant start = clock.now();
  for (int i = 0; i < 20; ++i) {
    stop.store(false);
    auto reader = LineReader::open(path, &stop, wake_up.get());
    ASSERT_TRUE(reader.ok());
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      stop.store(true);
      wake_up->notify(1);
    });
    const Result<LineBatch> batch = reader.value()->read();
    other.join();
    ASSERT_TRUE(batch.ok());
    EXPECT_EQ(batch.value().state, ReadState::kStopped);
  }
  EXPECT_LT(clock.now() - start, Duration::seconds(10));
  ::close(writer);
}

TEST_F(LineReaderTest, WhatIsAllAheadCanBeReadTwice) {
  const std::string path =
      write_file("one\ntwo\n" + std::string(kLineBytesMax + 9, 'x'));
  auto reader = LineReader::open(path, nullptr);
  ASSERT_TRUE(reader.ok());
  Result<ReadState> state = ReadState::kMore;
  while (state.ok() && state.value() != ReadState::kEnd) {
    state = reader.value()->read_ahead();
  }
  ASSERT_TRUE(state.ok());
  const std::vector<OwnedLine> first = read_all(*reader.value());
  EXPECT_EQ(first.size(), 3U);
  reader.value()->rewind();
  EXPECT_FALSE(reader.value()->share_used().has_value());
  EXPECT_EQ(read_all(*reader.value()), first);
  reader.value()->rewind();
  const Result<ByteBatch> bytes = reader.value()->read_bytes();
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes.value().bytes.substr(0, 8), "one\ntwo\n");
}

TEST_F(LineReaderTest, DashIsStandardInput) {
  const std::string path = write_file("from stdin\n");
  const int saved = ::dup(STDIN_FILENO);
  const int file = ::open(path.c_str(), O_RDONLY);
  ASSERT_GE(file, 0);
  ASSERT_EQ(::dup2(file, STDIN_FILENO), STDIN_FILENO);
  const std::vector<OwnedLine> lines = lines_of("-");
  if (saved >= 0) {
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
  }
  ::close(file);
  const std::vector<OwnedLine> expected = {{"from stdin"}};
  EXPECT_EQ(lines, expected);
}

}  // namespace
}  // namespace mxsweep::io
