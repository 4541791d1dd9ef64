// A zip archive is read when there is no doubt which member is meant.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/encoders.h"
#include "tests/support/read_list.h"

namespace mxsweep::io {
namespace {

using test::encode_zip;
using test::ListFolder;
using test::ReadList;
using test::Way;
using test::ZipMember;

using Lines = std::vector<std::string>;

constexpr std::string_view kSeveral =
    "it is a zip archive of several files (read.me, list.csv); unpack the one "
    "to be read";
constexpr std::string_view kOffice =
    "it is an office document; if it is an Excel workbook, save the sheet as "
    "CSV";

class ZipSourceTest : public testing::Test {
 protected:
  [[nodiscard]] ReadList read(const std::vector<ZipMember>& members,
                              Way way = Way::kFile,
                              const test::ZipOptions& options = {}) const {
    return folder_.read(encode_zip(members, options), way);
  }

  ListFolder folder_;
};

TEST_F(ZipSourceTest, SeveralMembersOfAFileAreRefusedBeforeAnythingIsRead) {
  const ReadList got =
      read({{"read.me", "not.a.name\n"}, {"list.csv", "a.example\n"}});
  EXPECT_EQ(got.lines, Lines{});
  EXPECT_EQ(got.error, "cannot read FILE: " + std::string(kSeveral));
}

// What stands behind the first member is not known before it was read.
TEST_F(ZipSourceTest, SeveralMembersInAPipeAreRefusedBehindTheFirst) {
  const ReadList got = read(
      {{"read.me", "not.a.name\n"}, {"list.csv", "a.example\n"}}, Way::kPipe);
  EXPECT_EQ(got.lines, Lines{"not.a.name"});
  EXPECT_NE(got.error.find(kSeveral), std::string::npos) << got.error;
}

TEST_F(ZipSourceTest, ManyMembersAreNotAllNamed) {
  std::vector<ZipMember> members;
  for (int i = 0; i < 2000; ++i) {
    members.push_back({"m" + std::to_string(i) + "\x1b[31m", "x"});
  }
  const ReadList got = read(members);
  EXPECT_EQ(got.error,
            "cannot read FILE: it is a zip archive of several files (m0?[31m, "
            "m1?[31m, m2?[31m, m3?[31m, m4?[31m, ...); unpack the one to be "
            "read");
}

TEST_F(ZipSourceTest, EndlessListOfMembersIsNotReadToItsEnd) {
  std::vector<ZipMember> members;
  members.reserve(40'000);
  for (int i = 0; i < 40'000; ++i) {
    members.push_back({std::string(100, 'n') + std::to_string(i), ""});
  }
  const ReadList got = read(members);
  EXPECT_EQ(got.lines, Lines{});
  EXPECT_NE(got.error.find("zip archive of several files ("), std::string::npos)
      << got.error;
}

TEST_F(ZipSourceTest, FoldersAndWhatMacOsAddsDoNotCount) {
  for (const Way way : {Way::kFile, Way::kPipe}) {
    const ReadList got = read({{"lists/", ""},
                               {"lists/top.csv", "a.example\n"},
                               {"__MACOSX/", ""},
                               {"__MACOSX/lists/._top.csv", "\x01\x02"}},
                              way);
    EXPECT_EQ(got.lines, Lines{"a.example"});
    EXPECT_EQ(got.error, "");
  }
}

TEST_F(ZipSourceTest, StoredAndStreamedMembersAreRead) {
  for (const Way way : {Way::kFile, Way::kPipe}) {
    for (const bool stored : {false, true}) {
      const ReadList got =
          read({{"list.csv", "a.example\nb.example\n"}}, way,
               {.stored = stored, .to_a_pipe = !stored, .password = nullptr});
      EXPECT_EQ(got.lines, (Lines{"a.example", "b.example"}));
      EXPECT_EQ(got.error, "");
    }
  }
}

TEST_F(ZipSourceTest, OfficeDocumentsAreRefusedByTheirName) {
  for (const Way way : {Way::kFile, Way::kPipe}) {
    for (const std::string first : {"[Content_Types].xml", "mimetype"}) {
      const ReadList got = read({{first, "<xml/>"}}, way);
      EXPECT_EQ(got.lines, Lines{});
      EXPECT_NE(got.error.find(kOffice), std::string::npos) << got.error;
    }
    const ReadList late = read(
        {{"xl/workbook.xml", "<a/>"}, {"[Content_Types].xml", "<b/>"}}, way);
    EXPECT_NE(late.error.find(kOffice), std::string::npos) << late.error;
  }
}

TEST_F(ZipSourceTest, WhatNeedsAPasswordIsRefused) {
  const ReadList got =
      read({{"list.csv", "a.example\n"}}, Way::kFile,
           {.stored = false, .to_a_pipe = false, .password = "secret"});
  EXPECT_EQ(got.lines, Lines{});
  EXPECT_NE(got.error.find("assphrase"), std::string::npos) << got.error;
}

// libarchive ends this reason with a line end.
TEST_F(ZipSourceTest, ReasonIsOneLine) {
  using std::string_literals::operator""s;
  const ReadList got = folder_.read(
      // A member "a" of four octets that says it had five once unpacked.
      "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\4\0\0\0\5\0\0\0\1\0\0\0"
      "aa.b\n"s,
      Way::kPipe);
  EXPECT_NE(got.error, "");
  EXPECT_EQ(got.error.find('\n'), std::string::npos) << got.error;
}

TEST_F(ZipSourceTest, ArchiveWithoutAMemberIsRefused) {
  for (const Way way : {Way::kFile, Way::kPipe}) {
    const ReadList got = read({}, way);
    EXPECT_NE(got.error.find("the zip archive is empty"), std::string::npos)
        << got.error;
  }
}

}  // namespace
}  // namespace mxsweep::io
