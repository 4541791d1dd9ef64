// RecognisedSource: what a file is follows from how it begins.

#include "io/file/recognised_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "io/file/file_source.h"

namespace mxsweep::io {
namespace {

constexpr std::string_view kMagic = "\x1fTURN";

// An encoding for the tests: the text after kMagic, with the case of its
// letters turned.
class TurnedSource final : public ByteSource {
 public:
  explicit TurnedSource(ByteSource& encoded) : encoded_(encoded) {}

  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override {
    while (magic_.size() < kMagic.size()) {
      char byte = 0;
      const Result<SourceRead> got = encoded_.read({&byte, 1});
      if (!got.ok() || got.value().state != SourceState::kBytes) {
        return got;
      }
      magic_ += byte;
    }
    EXPECT_EQ(magic_, kMagic);
    Result<SourceRead> got = encoded_.read(room);
    if (got.ok()) {
      for (char& byte : room.first(got.value().bytes)) {
        byte = static_cast<char>(byte ^ (byte >= 'A' ? 0x20 : 0));
      }
    }
    return got;
  }

  [[nodiscard]] bool is_ready() const override { return encoded_.is_ready(); }

 private:
  ByteSource& encoded_;
  std::string magic_;
};

Result<std::unique_ptr<ByteSource>> open_turned(ByteSource& encoded,
                                                const std::string& /*input*/) {
  return std::unique_ptr<ByteSource>(new TurnedSource(encoded));
}

Result<std::unique_ptr<ByteSource>> open_nothing(ByteSource& /*encoded*/,
                                                 const std::string& input) {
  return Error{ErrorCode::kInput, 0, "no memory to decode " + input};
}

constexpr std::array<std::string_view, 2> kTurned = {"\x1fTwice", kMagic};
constexpr std::array<std::string_view, 1> kBroken = {"\x1f\x80"};
constexpr std::array kKinds = {
    SourceKind{"turned", kTurned, &open_turned},
    SourceKind{"broken", kBroken, &open_nothing},
    SourceKind{"plain", {}, nullptr},
};

class RecognisedSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "recognised_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ + "/names";
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    pipe_ = ::open(path_.c_str(), O_RDWR);
    ASSERT_GE(pipe_, 0);
    file_ = FileSource::open(path_, &stop_, nullptr).take();
    source_ = std::make_unique<RecognisedSource>(*file_, path_, kKinds);
  }

  void TearDown() override {
    end_pipe();
    std::filesystem::remove_all(folder_);
  }

  void send(std::string_view bytes) {
    ASSERT_EQ(::write(pipe_, bytes.data(), bytes.size()),
              static_cast<ssize_t>(bytes.size()));
  }

  void end_pipe() {
    if (pipe_ >= 0) {
      ::close(pipe_);
    }
    pipe_ = -1;
  }

  // What one read gives, or its error in brackets.
  std::string read() {
    const Result<SourceRead> got = source_->read(room_);
    if (!got.ok()) {
      return "[" + got.error().what + "]";
    }
    last_ = got.value().state;
    return {room_.data(), got.value().bytes};
  }

  std::string folder_;
  std::string path_;
  int pipe_ = -1;
  std::atomic<bool> stop_{false};
  std::array<char, 64> room_{};
  SourceState last_ = SourceState::kBytes;
  std::unique_ptr<FileSource> file_;
  std::unique_ptr<RecognisedSource> source_;
};

TEST_F(RecognisedSourceTest, PlainBytesComeAsTheyAre) {
  send("a.example\n");
  EXPECT_EQ(read(), "a.example\n");
  EXPECT_EQ(source_->packed_by(), "");
  send("b");  // no line, and not kept waiting for one
  EXPECT_EQ(read(), "b");
  end_pipe();
  EXPECT_EQ(read(), "");
  EXPECT_EQ(last_, SourceState::kEnd);
}

TEST_F(RecognisedSourceTest, DecoderSeesTheFileFromItsFirstByte) {
  send(std::string(kMagic) + "A.example\n");
  EXPECT_EQ(read(), "a.EXAMPLE\n");
  EXPECT_EQ(source_->packed_by(), "turned");
  send("b");
  EXPECT_EQ(read(), "B");
  EXPECT_EQ(file_->bytes_read(), kMagic.size() + 11);
  end_pipe();
  EXPECT_EQ(read(), "");
  EXPECT_EQ(last_, SourceState::kEnd);
}

// The decision needs more than one read, and must lose none of the bytes. That
// the first piece was taken shows in the count of bytes.
TEST_F(RecognisedSourceTest, BeginningMayComeInPieces) {
  EXPECT_FALSE(source_->is_ready());
  send(kMagic.substr(0, 2));
  EXPECT_TRUE(source_->is_ready());
  std::thread other([&] {
    while (file_->bytes_read() < 2) {
      std::this_thread::yield();
    }
    send(std::string(kMagic.substr(2)) + "x");
  });
  EXPECT_EQ(read(), "X");
  other.join();
}

TEST_F(RecognisedSourceTest, WhatOnlyBeginsAlikeIsPlain) {
  send("\x1fTURF");
  EXPECT_EQ(read(), "\x1fTURF");
}

TEST_F(RecognisedSourceTest, EndDecidesToo) {
  send("\x1fT");
  end_pipe();
  EXPECT_EQ(read(), "\x1fT");
  EXPECT_EQ(last_, SourceState::kBytes);
  EXPECT_EQ(read(), "");
  EXPECT_EQ(last_, SourceState::kEnd);
}

TEST_F(RecognisedSourceTest, DecoderThatCannotBeginSaysWhy) {
  send("\x1f\x80rest");
  EXPECT_EQ(read(), "[no memory to decode " + path_ + "]");
}

TEST_F(RecognisedSourceTest, StopEndsTheWaitBelowADecoder) {
  send(std::string(kMagic) + "A");
  EXPECT_EQ(read(), "a");
  stop_ = true;
  EXPECT_EQ(read(), "");
  EXPECT_EQ(last_, SourceState::kStopped);
}

// Turned twice, the letters are as they were, but not those of the beginning.
TEST_F(RecognisedSourceTest, WhatADecoderGivesIsLookedAtToo) {
  const std::string inner = "\x1fturnA.example\n";
  send(std::string(kMagic) + inner);
  EXPECT_EQ(read(), "A.example\n");
}

TEST_F(RecognisedSourceTest, EndlessNestingIsRefused) {
  std::string nested = "\x1fTURNx";
  for (int turn = 0; turn < 4; ++turn) {
    for (char& byte : nested) {
      byte = static_cast<char>(byte ^ (byte >= 'A' ? 0x20 : 0));
    }
    nested = std::string(kMagic) + nested;
  }
  send(nested);
  const std::string out = " (out of turned)";
  EXPECT_EQ(read(), "[cannot read " + path_ + out + out + out + out +
                        ": it is packed more than 4 times over]");
}

TEST(SourceKindsTest, EachBeginsUnlikeTextAndTheLastIsPlain) {
  const std::span<const SourceKind> kinds = source_kinds();
  ASSERT_FALSE(kinds.empty());
  EXPECT_EQ(kinds.back().open, nullptr);
  for (const SourceKind& kind : kinds.first(kinds.size() - 1)) {
    EXPECT_NE(kind.open, nullptr) << kind.name;
    EXPECT_FALSE(kind.beginnings.empty()) << kind.name;
    for (const std::string_view beginning : kind.beginnings) {
      EXPECT_GE(beginning.size(), 3U) << kind.name;
      EXPECT_LT(beginning.size(), kBeginBytesMax) << kind.name;
      EXPECT_EQ(beginning.find('\n'), std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace mxsweep::io
