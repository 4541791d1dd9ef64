// How a limit of memory is divided, and when it is too small.
#include "scanner/run/memory_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mxsweep {
namespace {

using testing::HasSubstr;
using testing::Not;

ScanPlan plan_with(std::uint64_t memory_mib, std::string_view format = "csv") {
  ScanPlan plan;
  plan.memory_mib = memory_mib;
  plan.writer = io::find_writer_kind(format);
  return plan;
}

TEST(MemoryPlan, WithoutALimitNothingChanges) {
  ScanPlan plan = plan_with(0);
  plan.unique = true;
  ASSERT_TRUE(fit_memory({}, plan).ok());
  EXPECT_EQ(plan.host_cache_bytes, ScanPlan().host_cache_bytes);
  EXPECT_EQ(plan.unique_memory_mib, ScanPlan().unique_memory_mib);
  EXPECT_GT(memory_mib_of(plan), 1024U);
}

TEST(MemoryPlan, WhatFitsIsAllUsedAndNoMore) {
  for (const std::uint64_t limit : {80U, 128U, 256U, 512U, 1000U}) {
    SCOPED_TRACE(limit);
    ScanPlan plan = plan_with(limit);
    plan.unique = true;
    plan.sort = SortOrder::kSeq;
    ASSERT_TRUE(fit_memory({}, plan).ok());
    EXPECT_LE(memory_mib_of(plan), limit);
    EXPECT_GE(memory_mib_of(plan), limit - 2);
  }
}

TEST(MemoryPlan, ALimitFarAboveTheNeedChangesNothing) {
  ScanPlan plan = plan_with(64 * 1024);
  plan.unique = true;
  plan.sort = SortOrder::kSeq;
  ASSERT_TRUE(fit_memory({}, plan).ok());
  EXPECT_EQ(plan.host_cache_bytes, ScanPlan().host_cache_bytes);
  EXPECT_EQ(plan.unique_memory_mib, ScanPlan().unique_memory_mib);
  EXPECT_EQ(plan.sort_memory_mib, ScanPlan().sort_memory_mib);
}

TEST(MemoryPlan, TheLeastThatIsNamedIsEnough) {
  ScanPlan plan = plan_with(1);
  plan.unique = true;
  const io::Status refused = fit_memory({}, plan);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, io::ErrorCode::kUsage);
  const std::string& what = refused.error().what;
  EXPECT_THAT(what, HasSubstr("--memory 1M is too little: this run needs "));
  const std::size_t at = what.find("needs ") + 6;
  const std::uint64_t least = std::stoull(what.substr(at));
  plan.memory_mib = least;
  EXPECT_TRUE(fit_memory({}, plan).ok());
  plan.memory_mib = least - 1;
  EXPECT_FALSE(fit_memory({}, plan).ok());
}

TEST(MemoryPlan, WhatTheUserGaveASizeKeepsIt) {
  ScanPlan plan = plan_with(256);
  plan.unique = true;
  plan.unique_memory_mib = 150;
  ASSERT_TRUE(fit_memory({.unique = true}, plan).ok());
  EXPECT_EQ(plan.unique_memory_mib, 150U);
  plan.unique_memory_mib = 300;
  EXPECT_FALSE(fit_memory({.unique = true}, plan).ok());
  EXPECT_TRUE(fit_memory({}, plan).ok());
}

TEST(MemoryPlan, WhatRecursionRemembersGivesWay) {
  ScanPlan plan = plan_with(160);
  plan.recursive = true;
  plan.threads = 2;
  ASSERT_TRUE(fit_memory({}, plan).ok());
  EXPECT_LE(memory_mib_of(plan), 160U);
  EXPECT_GE(memory_mib_of(plan), 158U);
  EXPECT_LT(plan.delegation_bytes, ScanPlan().delegation_bytes);
  EXPECT_GE(plan.delegation_bytes, std::uint64_t{8} << 20U);
  EXPECT_LT(plan.servers_max, ScanPlan().servers_max);
  EXPECT_GE(plan.servers_max, 1024U);
  ScanPlan ample = plan_with(8192);
  ample.recursive = true;
  ASSERT_TRUE(fit_memory({}, ample).ok());
  EXPECT_EQ(ample.delegation_bytes, ScanPlan().delegation_bytes);
  EXPECT_EQ(ample.servers_max, ScanPlan().servers_max);
  EXPECT_THAT(memory_text(ample), HasSubstr("for authoritative servers, 384 "
                                            "for delegations"));
}

TEST(MemoryPlan, TheTextNamesWhatIsThere) {
  ScanPlan plan = plan_with(256);
  EXPECT_THAT(memory_text(plan), HasSubstr("for mail hosts (--memory)"));
  EXPECT_THAT(memory_text(plan), Not(HasSubstr("rows")));
  plan.addresses = AddressMode::kNone;
  plan.unique = true;
  plan.memory_mib = 0;
  EXPECT_THAT(memory_text(plan),
              HasSubstr("at most, of which 1,024 for names that were there"));
}

}  // namespace
}  // namespace mxsweep
