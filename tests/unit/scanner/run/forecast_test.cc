// What --dry-run says of a plan and a counted list.
#include "scanner/run/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "scanner/run/names_wanted.h"

namespace mxsweep {
namespace {

using testing::HasSubstr;
using testing::Not;

ScanPlan plan_for(std::string_view format) {
  ScanPlan plan;
  plan.writer = io::find_writer_kind(format);
  plan.resolvers = {*io::parse_endpoint("192.0.2.53", 53)};
  return plan;
}

// As if the terminal were wide enough.
std::string words_of(const ScanPlan& plan, const ListCount& list) {
  constexpr std::string_view kWrapped = "\n         ";
  std::string text = forecast_text(plan, list);
  while (text.find(kWrapped) != std::string::npos) {
    text.replace(text.find(kWrapped), kWrapped.size(), " ");
  }
  return text;
}

TEST(Forecast, PacketsTimeAndSizeFollowFromTheList) {
  ScanPlan plan = plan_for("csv");
  plan.rate_pps = 5000;
  plan.output_path = "r.csv";
  const std::string text = words_of(plan, {"one name a line", 1'000'000, 12});
  EXPECT_THAT(text, HasSubstr("1,000,000 names and 12 records that hold none; "
                              "one name a line"));
  EXPECT_THAT(text, HasSubstr("A and AAAA of each mail host"));
  EXPECT_THAT(text, HasSubstr("192.0.2.53:53; each is checked first with 4"));
  EXPECT_THAT(text, HasSubstr("about 2,320,000, 107 MB out and 227 MB in"));
  EXPECT_THAT(text, HasSubstr("5,000 packets a second (--rate)"));
  EXPECT_THAT(text, HasSubstr("about 8 minutes"));
  EXPECT_THAT(text, HasSubstr("about 392 MB of csv, in r.csv"));
}

// 90 octets and 4 commas of SPF, 12 and 4 of TLSA, in 1.5 rows a name.
TEST(Forecast, ColumnsOfPoliciesAreCounted) {
  ScanPlan plan = plan_for("csv");
  plan.output_path = "r.csv";
  plan.spf = true;
  plan.tlsa = true;
  EXPECT_THAT(words_of(plan, {"x", 1'000'000, 0}),
              HasSubstr("about 557 MB of csv, in r.csv"));
  plan.shape = Shape::kDomain;
  EXPECT_THAT(words_of(plan, {"x", 1'000'000, 0}),
              HasSubstr("about 371 MB of csv, in r.csv"));
}

TEST(Forecast, WhatIsNotAskedIsNotCounted) {
  ScanPlan plan = plan_for("csv");
  plan.addresses = AddressMode::kNone;
  plan.check_resolvers = false;
  plan.pace_resolvers = true;
  plan.sample_share = 0.1;
  const std::string text = words_of(plan, {"x", 1000, 0});
  EXPECT_THAT(text, HasSubstr("sample   about 100 of them"));
  EXPECT_THAT(text, HasSubstr("MX of each name\n"));
  EXPECT_THAT(text, HasSubstr("packets  about 100,"));
  EXPECT_THAT(text, Not(HasSubstr("checked first")));
  EXPECT_THAT(text, HasSubstr("it begins with 500 a second"));
  EXPECT_THAT(text, HasSubstr("time     about 1 s\n"));
}

TEST(Forecast, AtThePaceThatIsFoundItDependsOnTheResolvers) {
  ScanPlan plan = plan_for("csv");
  plan.pace_resolvers = true;
  EXPECT_THAT(
      words_of(plan, {"x", 20'000, 0}),
      HasSubstr("time     about 7 s at 10,000 a second, 93 s at no more "
                "than it begins with\n"));
  plan.resolvers.push_back(*io::parse_endpoint("192.0.2.54", 53));
  EXPECT_THAT(words_of(plan, {"x", 20'000, 0}),
              HasSubstr("about 4 s at 20,000 a second, 46 s at"));
}

TEST(Forecast, TheLeastOfTheLimitsCounts) {
  ScanPlan plan = plan_for("csv");
  plan.addresses = AddressMode::kNone;
  plan.rate_pps = 10'000;
  plan.resolver_pps = 100;
  std::string text = words_of(plan, {"x", 60'000, 0});
  EXPECT_THAT(text, HasSubstr("100 packets a second (--per-resolver-rate)"));
  EXPECT_THAT(text, HasSubstr("about 10 minutes"));
  plan.resolver_pps = 20'000;
  text = words_of(plan, {"x", 60'000, 0});
  EXPECT_THAT(text, HasSubstr("10,000 packets a second (--rate)"));
}

TEST(Forecast, ALimitOfZeroIsNoForecast) {
  ScanPlan plan = plan_for("csv");
  const std::string text = words_of(plan, {"x", 1000, 0});
  EXPECT_THAT(text, HasSubstr("unlimited (--rate 0)\n"));
  EXPECT_THAT(text, HasSubstr("as long as the resolvers take"));
}

TEST(Forecast, AShardAsksItsPart) {
  ScanPlan plan = plan_for("csv");
  plan.shard = "1/4";
  plan.shard_count = 4;
  plan.addresses = AddressMode::kNone;
  const std::string text = words_of(plan, {"x", 1000, 0});
  EXPECT_THAT(text, HasSubstr("shard    about 250 of them"));
  EXPECT_THAT(text, HasSubstr("packets  about 250,"));
}

TEST(Forecast, LimitAndSampleAreOneReckoning) {
  ScanPlan plan;
  plan.limit = 40'000;
  plan.sample_share = 0.5;
  EXPECT_EQ(names_wanted(plan, 1'000'000), 20'000);
  EXPECT_EQ(share_read(plan, 10'000, 0.01), 0.25);
  EXPECT_EQ(share_read(plan, 10, 0.5), 0.5);
  EXPECT_EQ(share_read(plan, 10'000, std::nullopt), std::nullopt);
  plan.limit.reset();
  EXPECT_EQ(share_read(plan, 10'000, 0.01), 0.01);
}

TEST(Forecast, WithoutResolversItIsUnbound) {
  ScanPlan plan = plan_for("csv");
  plan.resolvers.clear();
  const std::string text = words_of(plan, {"x", 10, 0});
  EXPECT_THAT(text, HasSubstr("a private unbound"));
  EXPECT_THAT(text, HasSubstr("about 1 s"));
}

TEST(Forecast, RowsThatWaitForTheirOrderNeedRoom) {
  ScanPlan plan = plan_for("csv");
  plan.sort = SortOrder::kDomain;
  plan.sort_memory_mib = 64;
  plan.passthrough = {"rank"};
  EXPECT_THAT(words_of(plan, {"x", 1'000'000, 0}),
              HasSubstr("sort     about 392 MB of rows until the run is over, "
                        "in 64 MiB of memory (--sort-memory) and then in "));
  plan.sort = SortOrder::kNone;
  EXPECT_THAT(words_of(plan, {"x", 10, 0}), Not(HasSubstr("--sort")));
  plan.partition = PartitionBy::kTld;
  plan.output_path = "night";
  EXPECT_THAT(words_of(plan, {"x", 1'000'000, 0}),
              HasSubstr("about 392 MB of csv, more with --passthrough, in a "
                        "file for each top-level domain in night"));
}

TEST(Forecast, LinesFitATerminal) {
  ScanPlan plan = plan_for("csv");
  plan.sort = SortOrder::kDomain;
  plan.passthrough = {"rank"};
  plan.columns = {"domain"};
  for (int i = 1; i < 5; ++i) {
    plan.resolvers.push_back(*io::parse_endpoint("2001:db8:1234:5678::53", 53));
  }
  plan.spf = plan.dmarc = plan.mta_sts = plan.tls_rpt = plan.bimi = true;
  std::istringstream text(forecast_text(
      plan, {"column 2 \"domain\" of a comma list, header skipped, packed by "
             "gzip",
             1'000'000, 1'000}));
  std::size_t lines = 0;
  for (std::string line; std::getline(text, line); ++lines) {
    EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_GT(lines, 12U);
}

// The list of formats in forecast.cc is none of io/table/writers.cc.
TEST(Forecast, EveryFormatHasASize) {
  for (const io::WriterKind& kind : io::writer_kinds()) {
    EXPECT_THAT(words_of(plan_for(kind.name), {"x", 1'000'000, 0}),
                Not(HasSubstr("about 0 bytes of")))
        << kind.name;
  }
}

}  // namespace
}  // namespace mxsweep
