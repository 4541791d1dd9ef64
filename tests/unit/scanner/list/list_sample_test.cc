// The beginning of a list: how much of it is looked at, and that it is still
// there for whoever reads it.
#include "scanner/list/list_sample.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "tests/support/list_rig.h"

namespace mxsweep {
namespace {

using ::testing::ElementsAre;

class ListSampleTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::pipe(ends_), 0);
    lines_ = io::LineReader::open("/proc/self/fd/" + std::to_string(ends_[0]),
                                  &stop_)
                 .take();
  }

  void TearDown() override {
    close_writer();
    ::close(ends_[0]);
  }

  void close_writer() {
    if (ends_[1] >= 0) {
      ::close(ends_[1]);
      ends_[1] = -1;
    }
  }

  void send(std::string_view text) const {
    ASSERT_EQ(::write(ends_[1], text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }

  std::atomic<bool> stop_{false};
  int ends_[2] = {-1, -1};
  std::unique_ptr<io::LineReader> lines_;
};

// Each would wait for ever if it wanted more than there is.
TEST_F(ListSampleTest, APlainLineOfASlowPipeIsEnough) {
  for (const char* line : {"a.example.com\n", "x@example.com\n",
                           "https://example.com/\n", "{\"host\":\"a\"}\n"}) {
    TearDown();
    SetUp();
    send(line);
    const io::Result<ListSample> sample = take_sample(*lines_);
    ASSERT_TRUE(sample.ok());
    EXPECT_EQ(sample.value().lines.size(), 1U) << line;
    EXPECT_FALSE(sample.value().whole);
  }
}

TEST_F(ListSampleTest, ATableOfASlowPipeIsDecidedByTwentyLines) {
  std::string text;
  for (int i = 0; i < 20; ++i) {
    text += std::to_string(i) + ",a.example.com\n\n# x\n";
  }
  send(text + "unfinished");
  const io::Result<ListSample> sample = take_sample(*lines_);
  ASSERT_TRUE(sample.ok());
  EXPECT_EQ(sample.value().lines.size(), 60U);
  EXPECT_EQ(sample.value().bytes, text + "unfinished");
}

TEST_F(ListSampleTest, WhatWasLookedAtIsReadAfterwards) {
  send("a.example.com\r\nb.example.com");
  close_writer();
  const io::Result<ListSample> sample = take_sample(*lines_);
  ASSERT_TRUE(sample.ok());
  EXPECT_TRUE(sample.value().whole);
  EXPECT_THAT(sample.value().lines,
              ElementsAre("a.example.com", "b.example.com"));
  const io::Result<io::LineBatch> batch = lines_->read();
  ASSERT_TRUE(batch.ok());
  ASSERT_EQ(batch.value().lines.size(), 1U);
  EXPECT_EQ(batch.value().lines[0].text, "a.example.com\r");
}

TEST_F(ListSampleTest, AStopEndsTheWait) {
  stop_ = true;
  const io::Result<ListSample> sample = take_sample(*lines_);
  ASSERT_TRUE(sample.ok());
  EXPECT_TRUE(sample.value().stopped);
}

TEST(ListSample, AtMostAThousandLinesAreLookedAt) {
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    text += "a.example.com\n";
  }
  const lists::Read read = lists::read_list(text);
  EXPECT_EQ(read.names.size(), 3000U);
  EXPECT_EQ(read.text, "a plain list");
}

TEST(ListSample, LinesMayEndWithCarriageReturnsAlone) {
  EXPECT_THAT(lists::read_list("a.example.com\rb.example.com\r").names,
              ElementsAre("a.example.com", "b.example.com"));
}

}  // namespace
}  // namespace mxsweep
