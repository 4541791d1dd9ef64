// The manifest is JSON that says what was asked, how, and how it went.
#include "scanner/run/manifest.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace mxsweep {
namespace {

nlohmann::json manifest(const ScanPlan& plan, const ScanReport& report) {
  return nlohmann::json::parse(manifest_json(plan, report));
}

TEST(ManifestTextTest, EverySettingIsNamedWithItsUnit) {
  ScanPlan plan;
  plan.input_path = "list.txt";
  plan.shape = Shape::kMx;
  plan.addresses = AddressMode::kIpv4;
  plan.rate_pps = 5000;
  plan.concurrency = 800;
  plan.threads = 2;
  plan.retries = 7;
  plan.timeout = io::Duration::milliseconds(1500);
  plan.allow_special = true;
  plan.query_literals = true;
  plan.encoding = io::TextEncoding::kUtf16Be;
  const auto json = manifest(plan, {});
  EXPECT_EQ(json["tool"], "mxsweep");
  EXPECT_EQ(json["encoding"], "utf-16be");
  EXPECT_TRUE(json["version"].is_string());
  EXPECT_EQ(json["input"], "list.txt");
  EXPECT_EQ(json["shape"], "mx");
  EXPECT_EQ(json["addresses"], "4");
  EXPECT_EQ(json["rate_pps"], 5000);
  EXPECT_EQ(json["concurrency"], 800);
  EXPECT_EQ(json["threads"], 2);
  EXPECT_EQ(json["retries"], 7);
  EXPECT_EQ(json["timeout_ms"], 1500);
  EXPECT_EQ(json["edns_payload_octets"], 1232);  // T1
  EXPECT_EQ(json["recursion_desired"], true);
  EXPECT_EQ(json["allow_special"], true);
  EXPECT_EQ(json["lenient"], false);
  EXPECT_EQ(json["query_literals"], true);
}

TEST(ManifestTextTest, ShapesAndAddressModesAreSpelledAsFlags) {
  ScanPlan plan;
  const std::pair<Shape, const char*> shapes[] = {{Shape::kFlat, "flat"},
                                                  {Shape::kMx, "mx"},
                                                  {Shape::kDomain, "domain"},
                                                  {Shape::kNested, "nested"}};
  for (const auto& [shape, text] : shapes) {
    plan.shape = shape;
    EXPECT_EQ(manifest(plan, {})["shape"], text);
  }
  const std::pair<AddressMode, const char*> modes[] = {
      {AddressMode::kBoth, "both"},
      {AddressMode::kIpv4, "4"},
      {AddressMode::kIpv6, "6"},
      {AddressMode::kNone, "none"}};
  for (const auto& [mode, text] : modes) {
    plan.addresses = mode;
    EXPECT_EQ(manifest(plan, {})["addresses"], text);
  }
}

TEST(ManifestTextTest, WhereQueriesWereSentFromIsThere) {
  ScanPlan plan;
  EXPECT_TRUE(manifest(plan, {})["local_addresses"].empty());
  plan.local_addresses = {*io::parse_endpoint("192.0.2.8", 0),
                          *io::parse_endpoint("2001:db8::8", 0)};
  plan.port_per_query = true;
  const auto json = manifest(plan, {});
  EXPECT_EQ(json["local_addresses"][0], "192.0.2.8");
  EXPECT_EQ(json["local_addresses"][1], "2001:db8::8");
  EXPECT_EQ(json["port_per_query"], true);
}

TEST(ManifestTextTest, SeedIsThereOnlyWhenItWasGiven) {
  ScanPlan plan;
  EXPECT_FALSE(manifest(plan, {}).contains("seed"));
  plan.seed = ~std::uint64_t{0};
  EXPECT_EQ(manifest(plan, {})["seed"], ~std::uint64_t{0});
}

TEST(ManifestTextTest, HowItWentIsExact) {
  ScanReport report;
  report.records_read = 10;
  report.records_written = 9;
  report.interrupted = true;
  report.transport = "mmsg";
  report.started_us = 1'700'000'000'123'456;
  report.elapsed = io::Duration::milliseconds(2500);
  report.totals.held_by_limiter = 3;
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    report.totals.by_status[i] = 100 + i;
  }
  const auto json = manifest({}, report);
  EXPECT_EQ(json["records_read"], 10);
  EXPECT_EQ(json["records_written"], 9);
  EXPECT_EQ(json["ledger_ok"], false);
  EXPECT_EQ(json["interrupted"], true);
  EXPECT_EQ(json["transport"], "mmsg");
  EXPECT_EQ(json["started_at_us"], 1'700'000'000'123'456);
  EXPECT_EQ(json["elapsed_us"], 2'500'000);
  EXPECT_EQ(json["limited_by"], "limiter");
  ASSERT_EQ(json["status"].size(), kLookupStatusCount);
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    EXPECT_EQ(json["status"][std::string(kLookupStatusLabels[i])], 100 + i);
  }
}

TEST(ManifestTextTest, EveryTotalHasItsOwnValue) {
  ScanReport report;
  std::uint64_t value = 1000;
  for (const TotalRow& row : total_rows()) {
    report.totals.*row.value = ++value;
  }
  const auto json = manifest({}, report);
  for (const TotalRow& row : total_rows()) {
    EXPECT_EQ(json[std::string(row.name)], report.totals.*row.value)
        << row.name;
  }
}

TEST(ManifestTextTest, ResolversAreListedInOrder) {
  ScanReport report;
  report.resolvers.push_back({{1, 2, 3, 4}, "192.0.2.1:53"});
  report.resolvers.push_back({{5, 6, 7, 8}, "[2001:db8::1]:53"});
  report.resolvers[1].rewrites_nxdomain = true;
  report.resolvers[1].without_recursion = "RA=0, REFUSED";
  report.resolvers[1].dns64_prefixes = {"64:ff9b::/96", "2001:db8::/32"};
  const auto json = manifest({}, report);
  ASSERT_EQ(json["resolvers"].size(), 2U);
  EXPECT_EQ(json["resolvers"][1]["resolver"], "[2001:db8::1]:53");
  EXPECT_EQ(json["resolvers"][1]["sent"], 5);
  EXPECT_EQ(json["resolvers"][1]["replies"], 6);
  EXPECT_EQ(json["resolvers"][1]["without_reply"], 7);
  EXPECT_EQ(json["resolvers"][1]["failures"], 8);
  EXPECT_EQ(json["resolvers"][0]["rewrites_nxdomain"], false);
  EXPECT_EQ(json["resolvers"][1]["rewrites_nxdomain"], true);
  EXPECT_EQ(json["resolvers"][0]["recursed_at_start"], true);
  EXPECT_EQ(json["resolvers"][1]["recursed_at_start"], false);
  EXPECT_EQ(json["resolvers"][1]["left_out"], false);
  EXPECT_EQ(json["resolvers"][0]["dns64_prefixes"], nlohmann::json::array());
  EXPECT_EQ(json["resolvers"][1]["dns64_prefixes"],
            nlohmann::json({"64:ff9b::/96", "2001:db8::/32"}));
}

TEST(ManifestTextTest, NoKeyOccursTwice) {
  std::multiset<std::string> keys;
  const auto count = [&keys](int depth, nlohmann::json::parse_event_t event,
                             nlohmann::json& parsed) {
    if (depth == 1 && event == nlohmann::json::parse_event_t::key) {
      keys.insert(parsed.get<std::string>());
    }
    return true;
  };
  ScanPlan plan;
  plan.seed = 1;
  const auto json = nlohmann::json::parse(manifest_json(plan, {}), count);
  EXPECT_EQ(json.size(), keys.size());
  EXPECT_GT(keys.size(), 40U);
  for (const std::string& key : keys) {
    EXPECT_EQ(keys.count(key), 1U) << key;
  }
}

TEST(ManifestTextTest, ArgumentsOfAnyOctetsAreValidText) {
  ScanPlan plan;
  std::string all;
  for (int octet = 0; octet < 256; ++octet) {
    all += static_cast<char>(octet);
  }
  plan.command_line = {all};
  const auto word = manifest(plan, {})["argv"][0].get<std::string>();
  EXPECT_EQ(word.substr(0, 128), all.substr(0, 128));
}

TEST(ManifestTextTest, IsPlainAsciiOnOneLineWhateverTheArguments) {
  ScanPlan plan;
  plan.command_line = {"mxsweep", "b\u00FC\n\t\"\\\x01\xff"};
  plan.input_path = "b\u00FC\ncher";
  const std::string text = manifest_json(plan, {});
  for (const char c : text) {
    EXPECT_TRUE(c >= 0x20 && c < 0x7F) << static_cast<int>(c);
  }
}

}  // namespace
}  // namespace mxsweep
