// Reports: records that are counted by hand, and texts of a hostile file in
// each format. That the counts are those of other programs is in
// tests/golden/report_test.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

#include "scanner/results/report_document.h"
#include "scanner/results/report_manifest.h"

namespace mxsweep {
namespace {

ReportRecord mx(std::string_view domain, std::string_view mail_operator) {
  ReportRecord record;
  record.domain = domain;
  record.status = LookupStatus::kNoError;
  record.kind = MailKind::kMx;
  record.mail_operator = mail_operator;
  record.has_host = true;
  return record;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(MailReport, CountsConcentration) {
  MailReport report;
  EXPECT_EQ(concentration(report), 0);
  report.add(mx("a.com", "One"));
  EXPECT_EQ(concentration(report), 1);
  report.add(mx("b.com", "One"));
  report.add(mx("c.com", "self"));
  report.add(mx("d.com", ""));
  // One half is One's; each of the others is alone with a quarter.
  EXPECT_DOUBLE_EQ(concentration(report), 0.25 + 2 * 0.0625);
  EXPECT_EQ(report.without_operator, 1U);
  ReportRecord failed;
  report.add(failed);
  EXPECT_DOUBLE_EQ(concentration(report), 0.375);
  EXPECT_EQ(report.records, 5U);
}

TEST(MailReport, RangesOfTtlHoldTheirLowerEnd) {
  MailReport report;
  for (const std::int64_t ttl_s :
       {0LL, 59LL, 60LL, 3600LL, 604800LL, 604801LL, 4000000000LL}) {
    ReportRecord record = mx("a.com", "");
    record.ttl_s = ttl_s;
    report.add(record);
  }
  const std::array<std::uint64_t, 7> want = {2, 1, 0, 1, 0, 1, 2};
  EXPECT_EQ(report.ttl, want);
}

TEST(MailReport, AddressesThatWereNotAskedAreNotTold) {
  MailReport report;
  report.add(mx("a.com", ""));
  ReportRecord record = mx("b.com", "");
  record.has_ipv6 = true;
  report.add(record);
  record.findings.add(Finding::kNoIpv6);  // what it has is of DNS64
  report.add(record);
  const std::array<std::uint64_t, 4> want = {1, 0, 1, 1};
  EXPECT_EQ(report.ipv6, want);
}

// Of a list that has each name twice.
TEST(MailReport, KeepsTheFirstExamplesOnce) {
  MailReport report;
  for (int i = 0; i < 14; ++i) {
    ReportRecord record = mx(std::to_string(i / 2) + ".com", "");
    record.findings.add(Finding::kSingleMx);
    report.add(record);
  }
  const FindingCount& count =
      report.findings[static_cast<std::size_t>(Finding::kSingleMx)];
  EXPECT_EQ(count.names, 14U);
  EXPECT_EQ(count.examples, (std::vector<std::string>{"0.com", "1.com", "2.com",
                                                      "3.com", "4.com"}));
}

TEST(MailReport, TheGravestErrorStandsFirst) {
  MailReport report;
  for (int i = 0; i < 9; ++i) {
    ReportRecord record = mx(std::to_string(i) + ".com", "");
    record.findings.add(Finding::kMxNxDomain);
    if (i == 0) {
      record.findings.add(Finding::kMxUnregistered);
    }
    report.add(record);
  }
  report.add(mx("sound.com", ""));
  EXPECT_EQ(report.with_error, 9U);
  const ReportDocument document = make_document(report, "r");
  const auto errors =
      std::find_if(document.tables.begin(), document.tables.end(),
                   [](const ReportTable& one) { return one.id == "errors"; });
  ASSERT_NE(errors, document.tables.end());
  EXPECT_EQ(plain_text(errors->rows.front().front()), "mx_unregistered");
  EXPECT_EQ(plain_text(errors->rows.back().front()), "mx_nxdomain");
}

TEST(ReportReader, WordsThatAreNoneAreRefused) {
  const std::string path = testing::TempDir() + "/report_words.csv";
  std::ofstream(path) << "domain,status,mail_kind,spf_status,dmarc_p\n"
                         "a.com,NOERROR,mx,valid,\n"
                         "b.com,NOERROR,mx,,monitor\n";
  const io::Result<MailReport> read = read_report({{path}});
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().what.substr(path.size()),
            ", line 3: dmarc_p is 'monitor', which is unknown");
}

TEST(ReportReader, NumbersThatAreNoneAreRefused) {
  const std::string path = testing::TempDir() + "/report_numbers.csv";
  const auto error_of = [&path](const std::string& cells) {
    std::ofstream(path) << "seq,domain,status,mail_kind,mx_ttl_s,preference,"
                           "exchange\n0,a.com,NOERROR,mx,60,10,mx.a.com\n" +
                               cells + "\n";
    const io::Result<MailReport> read = read_report({{path}});
    return read.ok() ? "" : read.error().what.substr(path.size());
  };
  EXPECT_EQ(error_of("1,b.com,NOERROR,mx,,,"), "");
  EXPECT_EQ(error_of("12x,b.com,NOERROR,mx,60,10,mx.b.com"),
            ", line 3: seq is '12x', which is no whole number");
  EXPECT_EQ(error_of("1,b.com,NOERROR,mx,-60,10,mx.b.com"),
            ", line 3: mx_ttl_s is '-60', which is no whole number");
  EXPECT_EQ(error_of("1,b.com,NOERROR,mx,60,1e1,mx.b.com"),
            ", line 3: preference is '1e1', which is no whole number");
  EXPECT_EQ(error_of("1,b.com,NOERROR,mx,60,99999999999999999999,m.b.com"),
            ", line 3: preference is '99999999999999999999', which is no whole "
            "number");
}

TEST(ReportReader, OperatorIsThatOfAHostThatCanTakeMail) {
  const std::string path = testing::TempDir() + "/report_best.csv";
  std::ofstream(path)
      << "seq,domain,status,mail_kind,preference,exchange,mx_operator,"
         "exchange_status,a_status,aaaa_status,findings\n"
         "0,a.com,NOERROR,mx,0,.,,SKIPPED,,,\n"
         "0,a.com,NOERROR,mx,20,m.second.com,Second,RESOLVED,NOERROR,NODATA,\n"
         "1,b.com,NOERROR,mx,5,m.gone.com,Gone,NXDOMAIN,NXDOMAIN,NXDOMAIN,\n"
         "1,b.com,NOERROR,mx,20,m.second.com,Second,RESOLVED,NOERROR,NODATA,\n"
         "2,c.com,NOERROR,mx,5,m.gone.com,Gone,NXDOMAIN,NXDOMAIN,NXDOMAIN,\n"
         "2,c.com,NOERROR,mx,20,x.local,Never,SKIPPED,,,\n";
  const io::Result<MailReport> report = read_report({{path}});
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_EQ(report.value().operators.at("Second").names, 2U);
  EXPECT_EQ(report.value().operators.at("Gone").names, 1U);
}

TEST(ReportReader, ARecordWhoseRowsDoNotStandTogetherIsRefused) {
  const std::string path = testing::TempDir() + "/report_order.csv";
  std::ofstream(path) << "seq,domain,status,mail_kind,preference,exchange\n"
                         "7,a.com,NOERROR,mx,10,a.com\n"
                         "7,a.com,NOERROR,mx,20,b.com\n"
                         "3,b.com,NOERROR,mx,10,c.com\n"
                         "7,a.com,NOERROR,mx,30,d.com\n";
  const io::Result<MailReport> refused = read_report({{path}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, io::ErrorCode::kInput);
  EXPECT_TRUE(has(refused.error().what, ": record 7 (a.com) comes again"))
      << refused.error().what;
  const io::Result<MailReport> forced = read_report({{path}, true});
  ASSERT_TRUE(forced.ok()) << forced.error().what;
  EXPECT_EQ(forced.value().records, 3U);
}

TEST(ReportReader, NumbersMayHaveAFractionOfZeros) {
  const std::string path = testing::TempDir() + "/report_fractions.csv";
  const auto read = [&path](const std::string& cells) {
    std::ofstream(path) << "seq,domain,status,mail_kind,mx_ttl_s,preference,"
                           "exchange,address_asn\n" +
                               cells + "\n";
    return read_report({{path}});
  };
  const io::Result<MailReport> report = read(
      "0.0,a.com,NOERROR,mx,60.0,10.00,mx.a.com,64496.0\n"
      "0,a.com,NOERROR,mx,60,10,mx.a.com,64496");
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_EQ(report.value().records, 1U);
  EXPECT_EQ(report.value().ttl[1], 1U);
  EXPECT_EQ(report.value().networks.size(), 1U);
  for (const char* wrong : {"10.5", "10.", ".0", "1.0.0", "-1.0"}) {
    EXPECT_FALSE(
        read("0,a.com,NOERROR,mx,60," + std::string(wrong) + ",mx.a.com,").ok())
        << wrong;
  }
  EXPECT_EQ(read("0,a.com,NOERROR,mx,60,70000,mx.a.com,")
                .error()
                .what.substr(path.size()),
            ", line 2: preference is '70000', which is more than 65535");
}

TEST(ReportReader, AColumnIsThereIfAnyRowOfJsonHasIt) {
  const std::string path = testing::TempDir() + "/report_keys.jsonl";
  std::ofstream(path)
      << R"({"domain":"a.com","status":"NXDOMAIN","mail_kind":"none"})"
         "\n"
         R"({"domain":"b.com","status":"NOERROR","mail_kind":"mx",)"
         R"("findings":["no_ipv6"],"mx_operator":"One"})"
         "\n";
  const io::Result<MailReport> report = read_report({{path}});
  ASSERT_TRUE(report.ok()) << report.error().what;
  EXPECT_TRUE(report.value().columns.findings);
  EXPECT_TRUE(report.value().columns.operators);
  EXPECT_FALSE(report.value().columns.ttl);
  EXPECT_EQ(report.value().operators.count("One"), 1U);
  std::ofstream(path) << R"({"domain":"a.com","mail_kind":"none"})"
                         "\n";
  EXPECT_NE(read_report({{path}}).error().what.find("has no column status"),
            std::string::npos);
}

TEST(ReportReader, FindingsAreReadHoweverTheyAreSpelt) {
  const std::string path = testing::TempDir() + "/report_findings.csv";
  const auto read = [&path](const std::string& cell) {
    std::ofstream(path) << "domain,status,mail_kind,findings\n"
                           "a.com,NOERROR,mx,\"" +
                               cell + "\"\n";
    return read_report({{path}});
  };
  for (const char* cell :
       {"no_ipv6;single_mx", "[no_ipv6, single_mx]", "['no_ipv6' 'single_mx']",
        "['no_ipv6', 'single_mx']", "no_ipv6 single_mx"}) {
    const io::Result<MailReport> report = read(cell);
    ASSERT_TRUE(report.ok()) << report.error().what;
    for (const Finding finding : {Finding::kNoIpv6, Finding::kSingleMx}) {
      EXPECT_EQ(
          report.value().findings[static_cast<std::size_t>(finding)].names, 1U)
          << cell;
    }
  }
  EXPECT_EQ(read("[no_ipv6, no_ipv7]").error().what.substr(path.size()),
            ", line 2: findings is 'no_ipv7', which is unknown");
}

TEST(ReportDocument, HostileTextsAreTexts) {
  MailReport report;
  report.add(mx("a.com", "<b a='\"'>&|\n\xFF"));
  const ReportDocument document = make_document(report, "</title>\x1b[0m");
  const std::string html = report_html(document);
  EXPECT_TRUE(
      has(html, "&lt;b a=&#39;&quot;&#39;&gt;&amp;|?\xEF\xBF\xBD</th>"));
  EXPECT_TRUE(has(html, "Mail of &lt;/title&gt;?[0m</h1>"));
  const std::string markdown = report_markdown(document);
  EXPECT_TRUE(has(markdown, "| &lt;b a='\"'&gt;&amp;\\|?? |")) << markdown;
  const std::string json = report_json(document);
  EXPECT_TRUE(has(json, "\"<b a='\\\"'>&|\\n\xEF\xBF\xBD\"")) << json;
}

TEST(ReportDocument, ValuesAsPeopleReadThem) {
  EXPECT_EQ(plain_text(std::uint64_t{1234567}), "1,234,567");
  EXPECT_EQ(plain_text(Share{0.12345}), "12.3 %");
  EXPECT_EQ(plain_text(0.1875), "0.188");
  EXPECT_EQ(plain_text(std::vector<std::string>{"a", "b"}), "a, b");
}

TEST(ReportManifest, TellsOfRunAndResolvers) {
  ReportDocument document;
  add_manifest(
      R"({"version":"1","elapsed_us":2500000,"records_read":1234,"input":7,)"
      R"("resolvers":[{"resolver":"192.0.2.1:53","sent":4,"replies":3}]})",
      document);
  ASSERT_EQ(document.tables.size(), 2U);
  ASSERT_EQ(document.tables[0].rows.size(), 3U);
  EXPECT_EQ(plain_text(document.tables[0].rows[1][1]), "2");
  EXPECT_EQ(plain_text(document.tables[0].rows[2][1]), "1,234");
  const auto& resolver = document.tables[1].rows.front();
  ASSERT_EQ(resolver.size(), document.tables[1].columns.size());
  EXPECT_EQ(plain_text(resolver.front()), "192.0.2.1:53");
  EXPECT_EQ(plain_text(resolver.back()), "75.0 %");
}

TEST(ReportManifest, MayBeAnything) {
  for (const char* text :
       {"", "{", "[1]", "7", R"({"resolvers":{}})", R"({"resolvers":[]})",
        R"({"resolvers":[1,"a"]})", R"({"resolvers":[{"sent":-1}]})"}) {
    ReportDocument document;
    add_manifest(text, document);
    EXPECT_LE(document.tables.size(), 2U);
    EXPECT_TRUE(has(report_html(document), "</html>")) << text;
    EXPECT_TRUE(has(report_json(document), "tables")) << text;
  }
}

TEST(ReportDocument, OfAnEmptyListIsSound) {
  const ReportDocument document = make_document(MailReport(), "x");
  EXPECT_TRUE(has(report_html(document), "</html>"));
  EXPECT_TRUE(has(report_json(document), "\"hhi\":0"));
  EXPECT_TRUE(has(report_markdown(document), "None."));
}

}  // namespace
}  // namespace mxsweep
