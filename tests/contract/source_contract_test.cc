// What every decoder of io/file promises, once per kind and way in: all of the
// content or an error that says where, what came before it, and bounded memory.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include "io/file/byte_source.h"
#include "io/file/line_reader.h"

#include "tests/support/encoders.h"
#include "tests/support/read_list.h"

namespace mxsweep::io {
namespace {

using test::Encoder;
using test::encoders;
using test::ListFolder;
using test::ReadList;
using test::Way;

std::vector<std::string> names(std::size_t count) {
  std::vector<std::string> all;
  std::uint32_t noise = 1;
  for (std::size_t i = 0; i < count; ++i) {
    noise = noise * 1664525U + 1013904223U;
    all.push_back("n" + std::to_string(noise) + "-" + std::to_string(i) +
                  ".example");
  }
  return all;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + "\n";
  }
  return text;
}

void expect_start_of(const std::vector<std::string>& got,
                     const std::vector<std::string>& all) {
  ASSERT_LE(got.size(), all.size());
  EXPECT_TRUE(std::equal(got.begin(), got.end(), all.begin()));
}

class SourceContractTest
    : public testing::TestWithParam<std::tuple<Encoder, Way>> {
 protected:
  [[nodiscard]] ReadList read(std::string_view bytes) const {
    return folder_.read(bytes, std::get<1>(GetParam()));
  }

  static std::string encode(std::string_view text) {
    return std::get<0>(GetParam()).encode(text);
  }

  static std::string_view kind() { return std::get<0>(GetParam()).kind; }

  static bool has_members() { return std::get<0>(GetParam()).members; }

  ListFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(
    EachKindAndWay, SourceContractTest,
    testing::Combine(testing::ValuesIn(encoders().begin(), encoders().end()),
                     testing::Values(Way::kFile, Way::kPipe)),
    [](const auto& one) {
      return std::string(std::get<0>(one.param).kind) +
             (std::get<1>(one.param) == Way::kFile ? "File" : "Pipe");
    });

TEST(SourceKindsContractTest, EachKindHasAnEncoder) {
  for (const SourceKind& one : source_kinds()) {
    const bool has_one = std::any_of(
        encoders().begin(), encoders().end(),
        [&](const Encoder& coder) { return coder.kind == one.name; });
    EXPECT_NE(has_one, one.open == nullptr) << one.name;
  }
}

TEST_P(SourceContractTest, BeginsAsTheTableSays) {
  const std::string encoded = encode("a.example\n");
  for (const SourceKind& one : source_kinds()) {
    const bool begins = std::any_of(
        one.beginnings.begin(), one.beginnings.end(),
        [&](std::string_view octets) { return encoded.starts_with(octets); });
    EXPECT_EQ(begins, one.name == kind()) << one.name;
  }
}

TEST_P(SourceContractTest, ContentIsReadWhole) {
  for (const std::size_t count : {1U, 100U, 50'000U}) {
    const std::vector<std::string> all = names(count);
    const ReadList got = read(encode(text_of(all)));
    EXPECT_EQ(got.lines, all);
    EXPECT_EQ(got.error, "");
  }
}

TEST_P(SourceContractTest, LastLineNeedsNoNewlineAndCarriageReturnsStay) {
  const ReadList got = read(encode("a.example\r\n\r\nb.example"));
  EXPECT_EQ(got.lines,
            (std::vector<std::string>{"a.example\r", "\r", "b.example"}));
  EXPECT_EQ(got.error, "");
}

TEST_P(SourceContractTest, EmptyListIsEmpty) {
  const ReadList got = read(encode(""));
  EXPECT_EQ(got.lines, std::vector<std::string>{});
  EXPECT_EQ(got.error, "");
}

TEST_P(SourceContractTest, FilesPutTogetherAreOne) {
  if (!has_members()) {
    return;
  }
  const ReadList got = read(encode("a.example\nb.exa") + encode("") +
                            encode("mple\n") + encode("c.example\n"));
  EXPECT_EQ(got.lines,
            (std::vector<std::string>{"a.example", "b.example", "c.example"}));
  EXPECT_EQ(got.error, "");
}

TEST_P(SourceContractTest, ZerosAreNoMemberAndDoNotHurt) {
  if (!has_members()) {
    return;
  }
  const ReadList got = read(encode("a.example\n") + std::string(40'000, '\0') +
                            encode("b.example\n") + std::string(512, '\0'));
  EXPECT_EQ(got.lines, (std::vector<std::string>{"a.example", "b.example"}));
  EXPECT_EQ(got.error, "");
}

TEST_P(SourceContractTest, SomethingElseBehindAMemberIsSaid) {
  if (!has_members()) {
    return;
  }
  const std::string encoded = encode("a.example\n");
  const ReadList got = read(encoded + "b.example, which nobody packed\n");
  EXPECT_EQ(got.lines, std::vector<std::string>{"a.example"});
  EXPECT_NE(got.error.find("data are followed by something else"),
            std::string::npos)
      << got.error;
}

// Wherever it is cut: never half of a name, never a silent half of the list.
TEST_P(SourceContractTest, CutOffFileIsAnErrorAfterWhatCameBefore) {
  const std::vector<std::string> all = names(300);
  const std::string encoded = encode(text_of(all));
  std::size_t begin = 0;
  for (const SourceKind& one : source_kinds()) {
    for (const std::string_view octets : one.beginnings) {
      begin = encoded.starts_with(octets) ? octets.size() : begin;
    }
  }
  for (std::size_t size = begin; size < encoded.size();
       size += size + 40 < encoded.size() ? 37 : 1) {
    const ReadList got = read(std::string_view(encoded).substr(0, size));
    expect_start_of(got.lines, all);
    // The list of members at a zip's end says nothing new.
    if (has_members() || got.lines.size() < all.size()) {
      EXPECT_NE(got.error.find("cannot read FILE after byte"),
                std::string::npos)
          << size << " of " << encoded.size() << ": " << got.error;
    }
  }
}

TEST_P(SourceContractTest, OfALongFileThatIsCutOffNearlyAllIsHandedOut) {
  const std::vector<std::string> all = names(100'000);
  const std::string encoded = encode(text_of(all));
  const ReadList got =
      read(std::string_view(encoded).substr(0, encoded.size() * 9 / 10));
  expect_start_of(got.lines, all);
  EXPECT_GT(got.lines.size(), all.size() * 8 / 10);
  EXPECT_NE(got.error, "");
}

// Each octet turned over, one at a time: all kinds have a checksum.
TEST_P(SourceContractTest, DamageIsNeverSilent) {
  const std::vector<std::string> all = names(40);
  const std::string encoded = encode(text_of(all));
  for (std::size_t at = 11; at < encoded.size(); ++at) {
    std::string damaged = encoded;
    damaged[at] = static_cast<char>(~damaged[at]);
    const ReadList got = read(damaged);
    if (got.error.empty()) {
      EXPECT_EQ(got.lines, all) << at;
    }
  }
}

TEST_P(SourceContractTest, BombTakesNoMemory) {
  const auto resident_kib = [] {
    std::ifstream status("/proc/self/status");
    std::string word;
    long kib = 0;
    while (status >> word && word != "VmRSS:") {
    }
    status >> kib;
    return kib;
  };
  const std::string one_line(std::size_t{48} << 20U, 'x');
  const std::string bomb = encode(one_line);
  ASSERT_LT(bomb.size(), one_line.size() / 500);
  const std::string path = folder_.path("bomb");
  std::ofstream(path, std::ios::binary) << bomb;
  auto reader = LineReader::open(path, nullptr);
  ASSERT_TRUE(reader.ok());
  const long before = resident_kib();
  const Result<LineBatch> batch = reader.value()->read();
  ASSERT_TRUE(batch.ok());
  ASSERT_EQ(batch.value().lines.size(), 1U);
  EXPECT_TRUE(batch.value().lines.front().cut);
  const Result<LineBatch> rest = reader.value()->read();
  ASSERT_TRUE(rest.ok()) << rest.error().what;
  EXPECT_EQ(rest.value().state, ReadState::kEnd);
  EXPECT_LT(resident_kib() - before, 40'000);
}

TEST_P(SourceContractTest, OneInsideOfAnotherIsRead) {
  for (const Encoder& outer : encoders()) {
    const ReadList got = read(outer.encode(encode("a.example\n")));
    EXPECT_EQ(got.lines, std::vector<std::string>{"a.example"});
    EXPECT_EQ(got.error, "");
  }
}

TEST_P(SourceContractTest, DamageInsideOfAnotherIsSaidOfTheInner) {
  const std::string inner = encode(text_of(names(100)));
  const ReadList got =
      read(test::encode("zstd", inner.substr(0, inner.size() / 2)));
  EXPECT_NE(got.error.find("cannot read FILE (out of zstd) after byte "),
            std::string::npos)
      << got.error;
}

// A pipe that is filled slowly: finished lines do not wait for further ones.
class FlushedTest : public testing::TestWithParam<std::string_view> {};

INSTANTIATE_TEST_SUITE_P(Kinds, FlushedTest, testing::Values("gzip", "zstd"));

TEST_P(FlushedTest, WhatWasFlushedIsHandedOut) {
  const ListFolder folder;
  const std::string path = folder.path("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int pipe = ::open(path.c_str(), O_RDWR);
  ASSERT_GE(pipe, 0);
  const std::string encoded =
      test::encode_flushed(GetParam(), "a.example\nb.example\n");
  ASSERT_EQ(::write(pipe, encoded.data(), encoded.size()),
            static_cast<ssize_t>(encoded.size()));
  auto reader = LineReader::open(path, nullptr);
  ASSERT_TRUE(reader.ok());
  std::size_t lines = 0;
  while (lines < 2) {
    const Result<LineBatch> batch = reader.value()->read();
    ASSERT_TRUE(batch.ok());
    lines += batch.value().lines.size();
  }
  EXPECT_TRUE(reader.value()->would_wait());
  ::close(pipe);
}

}  // namespace
}  // namespace mxsweep::io
