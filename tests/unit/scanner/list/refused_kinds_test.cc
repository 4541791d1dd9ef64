// What is no list of names is called what it is, and nothing of it is shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(std::string_view octets) {
  const Read read = read_list(octets);
  EXPECT_TRUE(read.refused) << octets.substr(0, 40);
  EXPECT_THAT(read.text, Not(HasSubstr("erika")));
  return read.text;
}

TEST(RefusedKinds, PeopleAndCode) {
  EXPECT_THAT(refusal("begin:vcard\nEMAIL:erika@x.example.com\n"),
              HasSubstr("vCard"));
  EXPECT_THAT(refusal("dn:: ZXJpa2E=\nmail: erika@x.example.com\n"),
              HasSubstr("LDIF"));
  EXPECT_THAT(refusal("INSERT INTO t VALUES ('erika@x.example.com');\n"),
              HasSubstr("SQL"));
  EXPECT_THAT(refusal("#!/bin/sh\nerika\n"), HasSubstr("script"));
}

TEST(RefusedKinds, MarkupButNotMailAddressesInBrackets) {
  EXPECT_THAT(refusal("\n <?xml version='1.0'?>\n<feedback>\n"),
              HasSubstr("DMARC"));
  EXPECT_THAT(refusal("<p>erika</p>\n"), HasSubstr("XML"));
  EXPECT_FALSE(read_list("<erika@x.example.com>\n").refused);
}

// The first word of all lines may be a title, and what follows a person.
TEST(PeopleInLists, AreNotTheNamesOfAWordList) {
  const Read commas = read_list(
      "Herr Roe, jane@one.example.com\nHerr Doe, joe@two.example.com\n");
  EXPECT_THAT(commas.names,
              testing::ElementsAre("one.example.com", "two.example.com"));
  const Read signs = read_list(
      "Frau Roe <jane@one.example.com>\nFrau Doe <joe@two.example.com>\n");
  EXPECT_THAT(signs.names,
              testing::ElementsAre("one.example.com", "two.example.com"));
}

TEST(PeopleInLists, AreNotShownAsAHeader) {
  const Read read = read_list(
      "Erika Roe - Email 5550142\nerika@one.example.com\n"
      "erika@two.example.com\n");
  EXPECT_THAT(read.text, Not(HasSubstr("Erika")));
  EXPECT_THAT(read.text, Not(HasSubstr("5550142")));
}

TEST(ByteOrderMarks, DoNotHideTheFormat) {
  const Read read =
      read_list("\xEF\xBB\xBF[\"one.example.com\",\"two.example.com\"]");
  EXPECT_THAT(read.names,
              testing::ElementsAre("one.example.com", "two.example.com"));
}

TEST(RefusedKinds, Binary) {
  EXPECT_THAT(refusal("%PDF-1.4\n"), HasSubstr("PDF"));
  // What comes before the text has its say first.
  const Read zeros = read_list(std::string(1000, '\0'));
  ASSERT_TRUE(zeros.error.has_value());
  EXPECT_THAT(zeros.error->what, HasSubstr("NUL"));
}

TEST(RefusedKinds, ForceAndColumnsDoNotOpenThem) {
  How how;
  how.wishes.force = true;
  how.wishes.column = "1";
  EXPECT_TRUE(read_list("BEGIN:VCARD\nFN:erika\n", how).refused);
}

}  // namespace
}  // namespace mxsweep::lists
