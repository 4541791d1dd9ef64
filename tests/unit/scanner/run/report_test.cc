// Summary, progress line and manifest, as the user reads them.

#include "scanner/run/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

#include "scanner/run/manifest.h"
#include "scanner/run/number_text.h"
#include "scanner/run/progress.h"

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
  EXPECT_THAT(text, HasSubstr("1,234 names in 2.00 s"));
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
  const std::string text = summary_text(report, false);
  EXPECT_THAT(text, HasSubstr("UDP segmentation is refused here (Input/output "
                              "error): sending singly\n"));
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

TEST(ReportTest, EachResolverHasALineThatSaysHowItDid) {
  ScanReport report = small_report();
  report.resolvers[0].rtt = io::Duration::microseconds(20'150);
  report.resolvers[0].pace_pps = 19'400;
  report.resolvers[0].late = 3;
  report.resolvers[0].spells = 2;
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
  const std::string text = summary_text(report, false);
  EXPECT_THAT(text, HasSubstr("192.0.2.10:53: sent 0, replies 0, without reply "
                              "0, failures 0, left out: does not recurse "
                              "(RA=0, refers to ns1.example.com)\n"));
  EXPECT_THAT(text, HasSubstr("192.0.2.11:53: sent 0, replies 0, without reply "
                              "0, failures 0, left out until it recursed "
                              "(RA=0, refers to ns1.example.com)\n"));
  EXPECT_THAT(text, HasSubstr("failures 34, rtt 20.15 ms, pace 19,400/s, "
                              "late 3, set aside 2 times, left out until it "
                              "no longer found a name that does not exist\n"));
  EXPECT_THAT(text, HasSubstr("192.0.2.9:53: sent 0, replies 0, without reply "
                              "0, failures 0, left out: finds a name that does "
                              "not exist, makes AAAA of A records (DNS64, "
                              "64:ff9b::/96)\n"));
  EXPECT_THAT(text, HasSubstr("address 600, trust 4, further attempts 66"));
}

TEST(ReportTest, SummarySaysWhatAQueryCosts) {
  ScanReport report = small_report();
  report.cpu.user = io::Duration::milliseconds(1900);
  report.cpu.system = io::Duration::milliseconds(1900);
  report.engine_busy = 0.5;
  EXPECT_THAT(summary_text(report, false),
              HasSubstr("1.90 s user, 1.90 s system, 2000.00 us per query; the "
                        "engine was busy 50 % of the time"));
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

ProgressInput progress_at(int seconds, std::uint64_t done) {
  ProgressInput input;
  input.elapsed = io::Duration::seconds(seconds);
  input.input_share = 0.5;
  input.totals.names_taken = 1000;
  input.totals.names_done = done;
  input.totals.mail_unknown = 7;
  return input;
}

TEST(ProgressTest, ShowsShareRateUnknownAndTimeLeft) {
  Progress progress(true);
  static_cast<void>(progress.line(progress_at(1, 200)));
  const std::string line = progress.line(progress_at(2, 500));
  EXPECT_THAT(line, HasSubstr("[#####...............] 25.0 %"));
  EXPECT_THAT(line, HasSubstr("500 names  300/s"));
  EXPECT_THAT(line, HasSubstr("answered 493  unknown 7"));
  EXPECT_THAT(line, HasSubstr("ETA 6s"));
}

TEST(ProgressTest, WithoutAKnownSizeThereIsNoBarAndNoTimeLeft) {
  Progress progress(true);
  ProgressInput input = progress_at(1, 200);
  input.input_share.reset();
  const std::string line = progress.line(input);
  EXPECT_THAT(line, Not(HasSubstr("%")));
  EXPECT_THAT(line, Not(HasSubstr("ETA")));
  EXPECT_THAT(line, HasSubstr("200 names"));
}

}  // namespace
}  // namespace mxsweep
