// One verdict for each name: kinds, operators, sets and orders, with
// preferences and without; and what is never claimed.
#include "scanner/results/change.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mxsweep {
namespace {

MailState state(MailKind kind, const std::vector<MailHost>& hosts,
                std::string_view best_operator = {}) {
  MailState made;
  made.begin("a.com", 0, kind);
  for (const MailHost& host : hosts) {
    made.add_host(host);
  }
  made.add_operator(best_operator, 0);
  return made;
}

MailState mx(const std::vector<MailHost>& hosts,
             std::string_view best_operator = {}) {
  return state(MailKind::kMx, hosts, best_operator);
}

Change change(const MailState& before, const MailState& now) {
  return compare(&before, &now);
}

TEST(Change, NamesComeAndGo) {
  const MailState a = mx({{"x", 10}});
  const MailState unknown = state(MailKind::kUnknown, {});
  EXPECT_EQ(compare(nullptr, &a), Change::kAdded);
  EXPECT_EQ(compare(&a, nullptr), Change::kRemoved);
  EXPECT_EQ(compare(nullptr, &unknown), Change::kAdded);
}

TEST(Change, AFailureSaysNothingOfMail) {
  const MailState a = mx({{"x", 10}}, "One");
  const MailState unknown = state(MailKind::kUnknown, {{"y", 10}}, "Two");
  const MailState nothing = state(MailKind::kUnknown, {});
  EXPECT_EQ(change(a, unknown), Change::kNewlyFailing);
  EXPECT_EQ(change(unknown, a), Change::kRecovered);
  EXPECT_EQ(change(unknown, nothing), Change::kStillFailing);
  EXPECT_FALSE(is_change(Change::kStillFailing));
  EXPECT_FALSE(is_change(Change::kUnchanged));
  EXPECT_TRUE(is_change(Change::kOrderChanged));
}

TEST(Change, TheKindGoesFirst) {
  EXPECT_EQ(change(mx({{"x", 10}}, "One"),
                   state(MailKind::kUnusable, {{"y", 10}}, "Two")),
            Change::kKindChanged);
  EXPECT_EQ(change(state(MailKind::kNone, {}), state(MailKind::kNone, {})),
            Change::kUnchanged);
}

TEST(Change, OperatorsAreComparedWhereBothAreKnown) {
  EXPECT_EQ(change(mx({{"x", 10}}, "One"), mx({{"y", 10}}, "Two")),
            Change::kOperatorChanged);
  EXPECT_EQ(change(mx({{"x", 10}}, "One"), mx({{"y", 10}})),
            Change::kSetChanged);
  EXPECT_EQ(change(mx({{"x", 10}}), mx({{"x", 10}}, "Two")),
            Change::kUnchanged);
}

TEST(Change, SetsAndOrders) {
  const MailState a = mx({{"x", 10}, {"y", 20}});
  EXPECT_EQ(change(a, mx({{"x", 5}, {"y", 6}})), Change::kUnchanged);
  EXPECT_EQ(change(a, mx({{"y", 20}, {"x", 10}})), Change::kUnchanged);
  EXPECT_EQ(change(a, mx({{"y", 10}, {"x", 20}})), Change::kOrderChanged);
  EXPECT_EQ(change(a, mx({{"x", 10}, {"y", 10}})), Change::kOrderChanged);
  EXPECT_EQ(change(a, mx({{"x", 10}})), Change::kSetChanged);
  EXPECT_EQ(change(a, mx({{"x", 10}, {"z", 20}})), Change::kSetChanged);
  // The same host twice is one, with the better of its preferences.
  EXPECT_EQ(change(a, mx({{"x", 10}, {"y", 20}, {"x", 30}})),
            Change::kUnchanged);
}

TEST(Change, WithoutPreferencesThePlacesDecide) {
  const MailState list = mx({{"x"}, {"y"}});
  EXPECT_EQ(change(list, mx({{"y"}, {"x"}})), Change::kOrderChanged);
  EXPECT_EQ(change(list, mx({{"x", 10}, {"y", 10}})), Change::kUnchanged);
  EXPECT_EQ(change(list, mx({{"x", 20}, {"y", 10}})), Change::kOrderChanged);
}

TEST(MailState, TravelsAsKeyAndRow) {
  MailState before = mx({{"x", 10}, {"y", 20}}, "One");
  std::string key;
  std::string row;
  before.append_key(key);
  before.append_row(row);
  MailState after;
  after.begin("other", {}, MailKind::kNone);
  after.read(key, row);
  EXPECT_EQ(after.domain(), "a.com");
  EXPECT_EQ(after.seq(), 0);
  EXPECT_EQ(after.kind(), MailKind::kMx);
  EXPECT_EQ(after.mail_operator(), "One");
  EXPECT_EQ(change(before, after), Change::kUnchanged);
  ASSERT_EQ(after.hosts(), 2U);
  EXPECT_EQ(after.host(1).name, "y");
  EXPECT_EQ(after.host(1).preference, 20);
}

TEST(MailState, TheOperatorIsThatOfTheBestHost) {
  MailState made;
  made.begin("a.com", {}, MailKind::kMx);
  made.add_operator("Second", 20);
  made.add_operator("Best", 10);
  made.add_operator("Beside", 10);
  EXPECT_EQ(made.mail_operator(), "Best");
  made.add_operator("", 5);  // nobody knows whose the best one is
  EXPECT_EQ(made.mail_operator(), std::nullopt);
}

}  // namespace
}  // namespace mxsweep
