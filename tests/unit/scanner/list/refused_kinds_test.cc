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

TEST(RefusedKinds, AResolversLogIsNotTakenForJson) {
  EXPECT_THAT(
      refusal("[1600000000] unbound[77:0] info: 192.0.2.9 x.example.com."
              " A IN\n"),
      HasSubstr("log of unbound"));
}

// What programs write down and what they send, with names here and there.
TEST(RefusedKinds, MailAndWhatIsLeftOfIt) {
  for (const char* text :
       {"From erika@x.example.com Mon Mar  2 10:00:00 2026\nX: y\n\nHi\n",
        "From: erika@x.example.com\nTo: max@y.example.com\n\nHi\n",
        "Message-ID: <1@x.example.com>\nMessage-ID: <2@y.example.com>\n",
        "Received: from x.example.com\n\tby y.example.com\n",
        "Subject: erika\nReply-To: a@x.example.com\n",
        "Return-Path: <erika@x.example.com>\n",
        "DKIM-Signature: v=1; d=x.example.com\n"}) {
    EXPECT_THAT(refusal(text), HasSubstr("mail")) << text;
    EXPECT_THAT(refusal(text), HasSubstr("grep")) << text;
  }
  // Lines of one field are a list.
  EXPECT_FALSE(
      read_list("From: a@x.example.com\nFrom: b@y.example.com\n").refused);
}

TEST(RefusedKinds, HttpHeaders) {
  for (const char* text :
       {"HTTP/1.1 200 OK\r\nServer: x.example.com\r\n\r\n",
        "GET / HTTP/1.1\nHost: x.example.com\n",
        "< HTTP/2 301\n< location: https://x.example.com/\n",
        "date: Mon\ncache-control: no-cache\nlocation: x.example.com\n"}) {
    EXPECT_THAT(refusal(text), HasSubstr("HTTP headers")) << text;
  }
}

TEST(RefusedKinds, LogsOfWebServers) {
  for (const char* text :
       {"192.0.2.1 - - [10/Oct/2026:13:55:36 +0200] \"GET /x HTTP/1.1\" 200 5 "
        "\"https://x.example.com/\" \"Mozilla\"\n",
        "x.example.com - erika [10/Oct/2026:13:55:36 +0200] \"GET / HTTP/1.0\" "
        "200 1\n",
        "x.example.com:443 192.0.2.1 - - [10/Oct/2026:13:55:36 +0200] "
        "\"POST / HTTP/2.0\" 200 5\n",
        "#Fields: date time cs-method cs-host\n2026-03-01 12:00 GET "
        "x.example.com\n",
        "2026/03/01 12:00:00 [error] 1#1: *5 x, server: x.example.com\n"}) {
    EXPECT_THAT(refusal(text), HasSubstr("log of a web server")) << text;
  }
}

// Of these the recipients are a list.
TEST(MailLogs, AreRead) {
  EXPECT_THAT(
      read_list("Mar 1 12:00:00 mx postfix/smtp[1]: A: to=<a@one.example.com>, "
                "relay=mx.example.net\n"
                "Mar 1 12:00:00 mx postfix/qmgr[1]: A: removed\n"
                "Mar 1 12:00:00 mx sendmail[1]: B: to=<b@two.example.com>,"
                "<c@three.example.com>, delay=1\n"
                "Mar 1 12:00:00 mx sendmail[1]: C: to=d@four.example.com, "
                "delay=1\n")
          .names,
      testing::ElementsAre("one.example.com", "two.example.com",
                           "three.example.com", "four.example.com"));
  EXPECT_THAT(
      read_list(
          "2026-03-10 12:00:00 1a-0-A <= x@s.example.org H=s.example.org\n"
          "2026-03-10 12:00:01 1a-0-A => b@one.example.com R=dns\n"
          "2026-03-10 12:00:01 1a-0-A -> c <c@two.example.com> R=dns\n"
          "2026-03-10 12:00:01 1a-0-A Completed\n")
          .names,
      testing::ElementsAre("one.example.com", "two.example.com"));
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

// Of DuckDB, Polars, sqlite3, psql, a cloud's command line, pandas.
TEST(PrintedTables, AreRefused) {
  for (const char* text :
       {"\u250C\u2500\u2500\u2500\u2510\n\u2502 domain \u2502\n"
        "\u2502 varchar \u2502\n\u251C\u2500\u2500\u2500\u2524\n"
        "\u2502 a.example.com \u2502\n\u2502 b.example.com \u2502\n"
        "\u2514\u2500\u2500\u2500\u2518\n  2 rows\n",
        " domain | mx\n\u2550\u2550\u2550\u256A\u2550\u2550\n"
        " a.example.com \u2502 b.example.com\n(1 row)\n",
        "+----+\n|| Domains ||\n|+--+--+|\n|| True | a.example.com ||\n",
        "0    a.example.com\n1    b.example.com\nName: domain, dtype: object\n",
        "   domain  n\n0  a.example.com  1\n..  ..  ..\n"
        "9  b.example.com  1\n\n[10 rows x 2 columns]\n"}) {
    const Read read = read_list(text);
    EXPECT_TRUE(read.refused) << text << read.text;
    EXPECT_THAT(read.text, testing::HasSubstr("write CSV")) << text;
  }
}

TEST(PrintedTables, ALineThatIsDrawnInAListIsNotAsked) {
  const Read read =
      read_list("a.example.com\n\u2500\u2500\u2500\u2500\nb.example.com\n");
  EXPECT_FALSE(read.refused) << read.text;
  EXPECT_THAT(read.names,
              testing::ElementsAre("a.example.com", testing::StartsWith("!"),
                                   "b.example.com"));
}

}  // namespace
}  // namespace mxsweep::lists
