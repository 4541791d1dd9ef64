// Summary and manifest, as the user reads them.

#include "scanner/run/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "scanner/run/manifest.h"
#include "scanner/run/number_text.h"
#include "scanner/run/resolver_summary.h"

namespace mxsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string count_text(std::uint64_t value) {
  std::string out;
  append_count(value, out);
  return out;
}

std::string duration_text(double seconds) {
  std::string out;
  append_duration(seconds, out);
  return out;
}

ScanReport small_report() {
  ScanReport report;
  report.records_read = 1234;
  report.records_written = 1234;
  report.ledger_ok = true;
  report.transport = "uring";
  report.output_path = "out.csv";
  report.elapsed = io::Duration::seconds(2);
  report.totals.by_status[0] = 1200;
  report.totals.by_status[3] = 34;
  report.totals.mail_unknown = 34;
  report.totals.queries_mx = 1234;
  report.totals.queries_address = 600;
  report.totals.queries_retried = 66;
  ResolverReport resolver;
  resolver.label = "192.0.2.1:53";
  resolver.sent = 1900;
  resolver.replies = 1890;
  resolver.without_reply = 10;
  resolver.failures = 34;
  report.resolvers.push_back(resolver);
  return report;
}

std::string summary_text(const ScanReport& report, bool everything) {
  std::string text;
  for (const io::TonedText& part : summary_of(report, everything)) {
    text += part.text;
  }
  return text;
}

// The same without the breaks of lines.
std::string summary_words(const ScanReport& report, bool everything = false) {
  std::string out;
  for (const char c : summary_text(report, everything)) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || out.empty() || out.back() != ' ') {
      out += blank ? ' ' : c;
    }
  }
  return out;
}

TEST(NumberTextTest, CountsHaveCommasBetweenThousands) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(1234567), "1,234,567");
  EXPECT_EQ(count_text(~std::uint64_t{0}), "18,446,744,073,709,551,615");
}

TEST(NumberTextTest, Durations) {
  EXPECT_EQ(duration_text(0.4), "0s");
  EXPECT_EQ(duration_text(59.4), "59s");
  EXPECT_EQ(duration_text(61), "1m01s");
  EXPECT_EQ(duration_text(3723), "1h02m03s");
}

TEST(ReportTest, SummaryNamesEveryStatusAndTheLedger) {
  const std::string text = summary_text(small_report(), false);
  EXPECT_THAT(text,
              HasSubstr("mxsweep: done: 1,234 names in 2.00 s, 0 rows\n"));
  EXPECT_THAT(text,
              HasSubstr("  pace        617 names/s, 950 queries/s, uring, "
                        "limited by input\n"));
  EXPECT_THAT(text, HasSubstr("NOERROR 1,200, SERVFAIL 34"));
  EXPECT_THAT(text, HasSubstr("every record exactly once"));
  EXPECT_THAT(text, HasSubstr("192.0.2.1:53: sent 1,900"));
  EXPECT_THAT(text, HasSubstr("1.54 per name"));
  EXPECT_THAT(text, HasSubstr("out.csv"));
}

TEST(ReportTest, SummarySaysWhatTheKernelRefusedOrDropped) {
  ScanReport report = small_report();
  EXPECT_THAT(summary_text(report, false), Not(HasSubstr("note")));
  io::TransportStats refused;
  refused.segmentation_error = EIO;
  refused.receive_overflows = 1500;
  add_transport(refused, report.totals);
  add_transport({}, report.totals);  // another thread's
  const std::string text = summary_words(report);
  EXPECT_THAT(text, HasSubstr("UDP segmentation is refused here (Input/output "
                              "error): sending singly note "));
  EXPECT_THAT(text, HasSubstr("1,500 replies were dropped because"));
}

TEST(ReportTest, SummarySaysWhenTheLedgerDoesNotBalance) {
  ScanReport report = small_report();
  report.ledger_ok = false;
  EXPECT_THAT(summary_text(report, false), HasSubstr("MISMATCH"));
}

TEST(ReportTest, VerboseSummaryNamesEveryCounter) {
  const std::string text = summary_text(small_report(), true);
  for (const TotalRow& row : total_rows()) {
    EXPECT_THAT(text, HasSubstr(std::string(row.name) + ": "));
  }
}

TEST(ReportTest, LimitedByNamesTheLargestCause) {
  ScanReport report;
  EXPECT_EQ(limited_by(report), "input");
  report.totals.held_by_input = 3;
  report.totals.held_by_limiter = 5;
  EXPECT_EQ(limited_by(report), "limiter");
  report.totals.held_by_resolvers = 7;
  EXPECT_EQ(limited_by(report), "resolvers");
  report.totals.held_by_concurrency = 8;
  EXPECT_EQ(limited_by(report), "concurrency");
  report.totals.held_by_output = 9;
  EXPECT_EQ(limited_by(report), "output");
  report.engine_busy = 0.97;
  EXPECT_EQ(limited_by(report), "cpu");
  report.totals.datagrams_received = 10'000;
  report.totals.receive_overflows = 11;
  EXPECT_EQ(limited_by(report), "receive buffer");
}

TEST(ReportTest, LimitedByTakesTheInputFirstWhenCausesAreEqual) {
  ScanReport report;
  report.totals.held_by_limiter = 5;
  report.totals.held_by_output = 5;
  EXPECT_EQ(limited_by(report), "limiter");
  report.totals.held_by_input = 5;
  EXPECT_EQ(limited_by(report), "input");
}

TEST(ReportTest, TheMostAskedServersAreNamed) {
  ScanReport report = small_report();
  EXPECT_THAT(summary_words(report), Not(HasSubstr("authoritative")));
  report.servers.count = 1200;
  for (int i = 1; i <= 5; ++i) {
    report.servers.most_asked.push_back({"192.0.2." + std::to_string(i) + ":53",
                                         9000U - static_cast<unsigned>(i)});
  }
  EXPECT_THAT(summary_words(report),
              HasSubstr("1,200 authoritative servers asked, most: 192.0.2.1:53"
                        " 8,999, 192.0.2.2:53 8,998, 192.0.2.3:53 8,997 cpu"));
}

TEST(ReportTest, EachResolverHasALineThatSaysHowItDid) {
  ScanReport report = small_report();
  report.resolvers[0].rtt = io::Duration::microseconds(20'150);
  report.resolvers[0].pace_pps = 19'400;
  report.resolvers[0].late = 3;
  report.resolvers[0].outages = 2;
  report.totals.queries_probe = 4;
  report.resolvers.push_back(report.resolvers[0]);
  report.resolvers[0].rewrites_nxdomain = true;
  report.resolvers[1] = {};
  report.resolvers[1].label = "192.0.2.9:53";
  report.resolvers[1].rewrites_nxdomain = true;
  report.resolvers[1].left_out = true;
  report.resolvers[1].dns64_prefixes = {"64:ff9b::/96"};
  ResolverReport other;
  other.label = "192.0.2.10:53";
  other.left_out = true;
  other.without_recursion = "RA=0, refers to ns1.example.com";
  report.resolvers.push_back(other);
  other.left_out = false;
  other.label = "192.0.2.11:53";
  report.resolvers.push_back(other);
  const std::string text = summary_words(report);
  EXPECT_THAT(text, HasSubstr("192.0.2.10:53: sent 0, replies 0, without reply "
                              "0, failures 0, left out: does not recurse "
                              "(RA=0, refers to ns1.example.com) "));
  EXPECT_THAT(text, HasSubstr("192.0.2.11:53: sent 0, replies 0, without reply "
                              "0, failures 0, left out until it recursed "
                              "(RA=0, refers to ns1.example.com) "));
  EXPECT_THAT(text, HasSubstr("failures 34, rtt 20.15 ms, pace 19,400/s, "
                              "late 3, set aside 2 times, left out until it "
                              "no longer found a name that does not exist "));
  EXPECT_THAT(text, HasSubstr("192.0.2.9:53: sent 0, replies 0, without reply "
                              "0, failures 0, left out: finds a name that does "
                              "not exist, makes AAAA of A records (DNS64, "
                              "64:ff9b::/96) "));
  EXPECT_THAT(text, HasSubstr("address 600, trust 4, further attempts 66"));
}

TEST(ReportTest, SummarySaysWhatAQueryCosts) {
  ScanReport report = small_report();
  report.cpu.user = io::Duration::milliseconds(1900);
  report.cpu.system = io::Duration::milliseconds(1900);
  report.engine_busy = 0.5;
  EXPECT_THAT(summary_words(report),
              HasSubstr("1.90 s user, 1.90 s system, 2000.00 us per query; the "
                        "engine was busy 50 % of the time"));
  report.totals = {};  // an empty list
  EXPECT_THAT(summary_words(report), Not(HasSubstr("per query")));
}

TEST(TotalsTest, RowNamesAreDistinct) {
  std::set<std::string_view> names;
  for (const TotalRow& row : total_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.meaning.empty()) << row.name;
  }
}

TEST(TotalsTest, CountersOfShardsAddUp) {
  ShardCounters first;
  ShardCounters second;
  first.names_done.add(3);
  second.names_done.add(4);
  second.by_status[2].add(4);
  Totals totals;
  add_counters(first, totals);
  add_counters(second, totals);
  EXPECT_EQ(totals.names_done, 7U);
  EXPECT_EQ(totals.by_status[2], 4U);
}

TEST(ManifestTest, IsJsonWithSettingsCountersAndResolvers) {
  ScanPlan plan;
  plan.command_line = {"mxsweep", "-r", "192.0.2.1", "odd\"\n\xff.txt"};
  plan.input_path = "names.txt";
  plan.concurrency = 500;
  plan.seed = 42;
  const auto json = nlohmann::json::parse(manifest_json(plan, small_report()));
  EXPECT_EQ(json["tool"], "mxsweep");
  EXPECT_EQ(json["input"], "names.txt");
  EXPECT_EQ(json["argv"].size(), 4U);
  EXPECT_EQ(json["seed"], 42);
  EXPECT_EQ(json["concurrency"], 500);
  EXPECT_EQ(json["records_read"], 1234);
  EXPECT_EQ(json["ledger_ok"], true);
  EXPECT_EQ(json["status"]["SERVFAIL"], 34);
  EXPECT_EQ(json["resolvers"][0]["resolver"], "192.0.2.1:53");
  for (const TotalRow& row : total_rows()) {
    EXPECT_TRUE(json.contains(std::string(row.name))) << row.name;
  }
}

ScanReport large_report() {
  ScanReport report = small_report();
  report.records_read = 123'456'789;
  report.records_written = 123'456'789;
  for (std::uint64_t& count : report.totals.by_status) {
    count = 1'234'567;
  }
  for (const TotalRow& row : total_rows()) {
    report.totals.*row.value = 1'234'567'890;
  }
  report.tail = io::Duration::seconds(1);
  report.typical_pace = 12'345;
  report.list.duplicates = 1'000'000;
  report.list.unique_window = 26'000'000;
  report.resolvers.front().label =
      "[2001:db8:1234:5678:9abc:def0:1234:5678]:65535";
  report.resolvers.front().dns64_prefixes = {"64:ff9b::/96"};
  return report;
}

TEST(ReportTest, FitsEightyColumnsWhateverTheNumbers) {
  ScanReport report = large_report();
  for (const bool interrupted : {false, true}) {
    report.interrupted = interrupted;
    report.records_unread = 1'000'000'000;
    std::istringstream lines(summary_text(report, true));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 80U) << line;
    }
  }
}

TEST(ReportTest, FitsANarrowTerminalButForLongWords) {
  std::string text;
  for (const io::TonedText& part : summary_of(large_report(), true, 40)) {
    text += part.text;
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t words = line.find_first_not_of(' ', 14);
    if (line.find(' ', words) != std::string::npos) {
      EXPECT_LE(line.size(), 40U) << line;
    }
  }
}

TEST(ReportTest, InterruptedRunSaysWhatWasAskedAndWhatWasNotRead) {
  ScanReport report = small_report();
  report.interrupted = true;
  report.records_read = report.records_written = 16'615;
  report.totals
      .by_status[static_cast<std::size_t>(LookupStatus::kNotAttempted)] =
      15'342;
  report.records_unread = 3385;
  EXPECT_THAT(summary_words(report),
              HasSubstr("interrupted: 1,273 names asked in 2.00 s; 15,342 that "
                        "were read are in the result as NOT_ATTEMPTED; about "
                        "3,385 of the list were not read and are in no row"));
  EXPECT_THAT(summary_words(report), HasSubstr("unknown 34 names (2.67 %)"));
  report.records_unread.reset();
  EXPECT_THAT(summary_words(report),
              HasSubstr("; the rest of the list was not read"));
  report.records_unread = 0;
  EXPECT_THAT(summary_words(report), Not(HasSubstr("not read")));
}

TEST(ReportTest, PaceSaysWhenTheLastNamesTookLong) {
  ScanReport report = small_report();
  report.elapsed = io::Duration::seconds(10);
  report.tail = io::Duration::seconds(5);
  report.typical_pace = 234;
  EXPECT_THAT(
      summary_words(report),
      HasSubstr("pace 123 names/s (234 but for the last 5 %, which took "
                "5.0 s), 190 queries/s"));
  report.tail = io::Duration::seconds(1);
  EXPECT_THAT(summary_words(report),
              HasSubstr("pace 123 names/s (typically 234), 190"));
  report.typical_pace = 130;
  EXPECT_THAT(summary_words(report), HasSubstr("pace 123 names/s, 190"));
  report.tail = {};
  report.typical_pace = 6.5;
  report.elapsed = io::Duration::seconds(200);  // 6.17, and 9.5
  EXPECT_THAT(summary_words(report),
              HasSubstr("pace 6.2 names/s, 9.5 queries/s"));
}

// Forty-one of which most are as they should be.
std::vector<ResolverReport> many_resolvers() {
  std::vector<ResolverReport> many;
  for (int i = 1; i <= 41; ++i) {
    ResolverReport one;
    one.label = "192.0.2." + std::to_string(i) + ":53";
    one.sent = 1000;
    one.replies = 990;
    one.without_reply = 10;
    one.failures = 100;
    one.rtt = io::Duration::milliseconds(20);
    many.push_back(one);
  }
  return many;
}

std::string resolvers_text(const std::vector<ResolverReport>& resolvers) {
  std::string text;
  for (const SummaryLine& line : resolver_lines(resolvers, false)) {
    text += std::string(line.label) + ' ' + line.text + '\n';
  }
  return text;
}

TEST(ResolverSummaryTest, ManyThatAreWellAreOneLine) {
  EXPECT_EQ(resolvers_text(many_resolvers()),
            "resolvers 41: sent 41,000, replies 40,590, without reply 410, "
            "failures 4,100, usual rtt 20.00 ms\n");
}

TEST(ResolverSummaryTest, ThoseThatNeedAttentionAreNamed) {
  std::vector<ResolverReport> many = many_resolvers();
  many[3].replies = 0;
  many[3].failures = 0;
  many[3].without_reply = 1000;
  many[7].without_reply = 300;
  many[7].replies = 700;
  many[8].rtt = io::Duration::milliseconds(480);
  many[9].failures = 980;
  many[10].left_out = true;
  many[11].without_recursion = "RA=0, REFUSED";
  many[11].left_out = true;
  many[12].dns64_prefixes = {"64:ff9b::/96"};
  const std::string text = resolvers_text(many);
  for (const char* line :
       {"attention 192.0.2.4:53 dead: no reply to 1,000\n",
        "attention 192.0.2.8:53 lossy: no reply to 30.0 %\n",
        "attention 192.0.2.9:53 slow: rtt 480 ms\n",
        "attention 192.0.2.10:53 refuses or fails 99.0 %\n",
        "attention 192.0.2.11:53 left out: finds a name that does not exist\n",
        "attention 192.0.2.12:53 left out: does not recurse (RA=0, REFUSED)\n",
        "attention 192.0.2.13:53 makes AAAA of A records (DNS64, "
        "64:ff9b::/96)\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8);
}

// A list of broken names is no fault of theirs.
TEST(ResolverSummaryTest, WhatAllDoIsUsual) {
  std::vector<ResolverReport> many = many_resolvers();
  for (ResolverReport& one : many) {
    one.failures = 980;
  }
  EXPECT_THAT(resolvers_text(many), Not(HasSubstr("attention")));
}

TEST(ResolverSummaryTest, NoMoreAreNamedThanAnybodyReads) {
  std::vector<ResolverReport> many = many_resolvers();
  for (std::size_t i = 0; i < 20; ++i) {
    many[i].outages = 1;
  }
  const std::string text = resolvers_text(many);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 12);
  EXPECT_THAT(text, HasSubstr("and 10 more; -v and the manifest have all"));
  EXPECT_EQ(resolver_lines(many, true).size(), 41U);
  many[40].left_out = true;
  EXPECT_THAT(resolvers_text(many),
              HasSubstr("41:53 left out: finds a name that does not exist"));
}

}  // namespace
}  // namespace mxsweep
