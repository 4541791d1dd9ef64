// What is compressed comes back, whatever the pieces; both ways to end it make
// it whole; errors of the sink below come out.
#include "io/file/compressed_sink.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>
#include <string_view>
#include <utility>

#include "io/base/prng.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kRoom = std::size_t{8} << 20U;

// By the libraries' own ways, other than those that made it.
std::string gunzip(const std::string& packed, bool& whole) {
  std::string text(kRoom, ' ');
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string copy = packed;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  whole = ::inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0;
  text.resize(stream.total_out);
  ::inflateEnd(&stream);
  return text;
}

std::string unzstd(const std::string& packed, bool& whole) {
  std::string text(kRoom, ' ');
  const std::size_t size =
      ::ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  whole = ::ZSTD_isError(size) == 0;
  text.resize(whole ? size : 0);
  return text;
}

std::string unpacked(const CompressionKind& kind, const std::string& packed,
                     bool& whole) {
  return kind.name == "gzip" ? gunzip(packed, whole) : unzstd(packed, whole);
}

// What reached the output, and how it ended.
struct Output {
  std::string bytes;
  std::string end;
  std::size_t room = kRoom;
};

class KeepingSink final : public OutputSink {
 public:
  explicit KeepingSink(Output& output) : output_(output) {}

  Status write(std::span<const std::byte> bytes) override {
    if (output_.bytes.size() + bytes.size() > output_.room) {
      return Error{ErrorCode::kOutput, 28, "disk is full"};
    }
    output_.bytes.append(reinterpret_cast<const char*>(bytes.data()),
                         bytes.size());
    return {};
  }

  [[nodiscard]] std::uint64_t position() const override {
    return output_.bytes.size();
  }

  Status commit() override {
    output_.end = "commit";
    return {};
  }

  Status commit_partial() override {
    output_.end = "partial";
    return {};
  }

  [[nodiscard]] std::string location() const override { return "there"; }

  [[nodiscard]] bool leaves_file() const override { return true; }

 private:
  Output& output_;
};

CompressedSink sink_of(const CompressionKind& kind, Output& output) {
  return {kind.open(), std::make_unique<KeepingSink>(output)};
}

Status give(CompressedSink& sink, std::string_view text) {
  return sink.write(std::as_bytes(std::span(text.data(), text.size())));
}

class CompressedSinkTest
    : public ::testing::TestWithParam<const CompressionKind*> {
 protected:
  const CompressionKind& kind_ = *GetParam();
  Output output_;
  bool whole_ = false;
};

TEST_P(CompressedSinkTest, NothingIsAWholeStream) {
  CompressedSink sink = sink_of(kind_, output_);
  ASSERT_TRUE(sink.commit().ok());
  EXPECT_EQ(unpacked(kind_, output_.bytes, whole_), "");
  EXPECT_TRUE(whole_);
  EXPECT_EQ(output_.end, "commit");
}

TEST_P(CompressedSinkTest, PiecesOfEverySizeComeBack) {
  Prng prng(7);
  std::string text;
  CompressedSink sink = sink_of(kind_, output_);
  for (int piece = 0; piece < 60; ++piece) {
    std::string part(prng.below(piece % 10 == 0 ? 300'000 : 2'000), ' ');
    for (char& letter : part) {
      letter = static_cast<char>(prng.below(piece % 2 == 0 ? 256 : 3));
    }
    ASSERT_TRUE(give(sink, part).ok());
    text += part;
  }
  EXPECT_EQ(sink.position(), text.size());
  ASSERT_TRUE(sink.commit().ok());
  EXPECT_EQ(unpacked(kind_, output_.bytes, whole_), text);
  EXPECT_TRUE(whole_);
}

TEST_P(CompressedSinkTest, TableIsMuchSmaller) {
  CompressedSink sink = sink_of(kind_, output_);
  for (int row = 0; row < 10'000; ++row) {
    ASSERT_TRUE(
        give(sink, std::to_string(row) + ",example.com,NOERROR\n").ok());
  }
  ASSERT_TRUE(sink.commit().ok());
  EXPECT_LT(output_.bytes.size(), sink.position() / 5);
}

TEST_P(CompressedSinkTest, PartialOutputIsWhole) {
  CompressedSink sink = sink_of(kind_, output_);
  ASSERT_TRUE(give(sink, "seq,domain\n0,a.example\n").ok());
  ASSERT_TRUE(sink.commit_partial().ok());
  EXPECT_EQ(unpacked(kind_, output_.bytes, whole_),
            "seq,domain\n0,a.example\n");
  EXPECT_TRUE(whole_);
  EXPECT_EQ(output_.end, "partial");
  EXPECT_EQ(sink.location(), "there");
  EXPECT_TRUE(sink.leaves_file());
}

TEST_P(CompressedSinkTest, WhatIsNotEndedIsCut) {
  {
    CompressedSink sink = sink_of(kind_, output_);
    ASSERT_TRUE(give(sink, std::string(500'000, 'x')).ok());
  }
  static_cast<void>(unpacked(kind_, output_.bytes, whole_));
  EXPECT_FALSE(whole_);
  EXPECT_EQ(output_.end, "");
}

TEST_P(CompressedSinkTest, EqualTextsAreEqualFiles) {
  Output other;
  CompressedSink first = sink_of(kind_, output_);
  CompressedSink second = sink_of(kind_, other);
  ASSERT_TRUE(give(first, "same").ok() && first.commit().ok());
  ASSERT_TRUE(give(second, "same").ok() && second.commit().ok());
  EXPECT_EQ(output_.bytes, other.bytes);
}

TEST_P(CompressedSinkTest, ErrorsComeOut) {
  output_.room = 100;
  CompressedSink sink = sink_of(kind_, output_);
  Prng prng(3);
  Status status;
  for (int piece = 0; piece < 100 && status.ok(); ++piece) {
    std::string noise(10'000, ' ');
    for (char& letter : noise) {
      letter = static_cast<char>(prng.below(256));
    }
    status = give(sink, noise);
  }
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().what, "disk is full");
  EXPECT_EQ(output_.end, "");
}

TEST_P(CompressedSinkTest, ErrorOfTheLastPieceIsNoCommit) {
  output_.room = 12;  // the header of gzip
  CompressedSink sink = sink_of(kind_, output_);
  ASSERT_TRUE(give(sink, "few").ok());
  EXPECT_FALSE(sink.commit().ok());
  EXPECT_EQ(output_.end, "");
}

INSTANTIATE_TEST_SUITE_P(EveryKind, CompressedSinkTest,
                         ::testing::Values(find_compression_for_path("x.gz"),
                                           find_compression_for_path("x.zst")),
                         [](const auto& one) {
                           return std::string(one.param->name);
                         });

TEST(Compressions, AreKnownByTheEndOfAName) {
  EXPECT_EQ(compression_kinds().size(), 2U);
  EXPECT_EQ(find_compression_for_path("a/b.csv"), nullptr);
  EXPECT_EQ(find_compression_for_path("a.gz/b.csv"), nullptr);
  EXPECT_EQ(find_compression_for_path("b.csv.gz")->name, "gzip");
  EXPECT_EQ(without_compression("b.csv.gz"), "b.csv");
  EXPECT_EQ(without_compression("b.csv.zst"), "b.csv");
  EXPECT_EQ(without_compression("b.csv"), "b.csv");
  EXPECT_EQ(without_compression("-"), "-");
}

}  // namespace
}  // namespace mxsweep::io
