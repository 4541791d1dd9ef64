// What programs read of a run: JSON and metrics, from values.
#include "scanner/run/run_moment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace mxsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunMoment running() {
  RunMoment moment;
  moment.list = "names.txt";
  moment.result = "out/";
  moment.started_us = 1'796'004'000'000'000;
  moment.updated_us = 1'796'004'012'500'000;
  moment.progress.elapsed = io::Duration::milliseconds(12'500);
  moment.progress.totals.names_done = 1200;
  moment.progress.totals.mail_unknown = 7;
  moment.progress.totals.in_flight = 31;
  moment.progress.totals.datagrams_sent = 5;
  moment.progress.resolvers.all = 3;
  moment.progress.resolvers.silent = 1;
  moment.figures.names_per_second = 96;
  return moment;
}

TEST(RunMomentTest, WhatIsNotKnownIsNull) {
  const std::string text = status_json(running());
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["state"], "running");
  for (const char* key : {"exit_code", "reason", "names_total", "eta_s"}) {
    EXPECT_TRUE(json[key].is_null()) << key;
  }
  EXPECT_EQ(json["names_done"], 1200);
  EXPECT_EQ(json["started_at"], "2026-11-30T02:00:00Z");
  EXPECT_EQ(json["updated_at"], "2026-11-30T02:00:12Z");
  EXPECT_EQ(json["elapsed_s"], 12.5);
  EXPECT_EQ(json["resolvers_out"], 1);
}

TEST(RunMomentTest, PathsOfAnyOctetsStayJson) {
  RunMoment moment = running();
  moment.list = "m\xC3\xBCnchen\n\x1b[2J\xFF\"";
  const std::string text = status_json(moment);
  for (const char c : text.substr(0, text.size() - 1)) {
    EXPECT_GE(c, 0x20);  // ASCII, no control character
  }
  EXPECT_EQ(nlohmann::json::parse(text)["list"],
            "m\xC3\xBCnchen\n\x1b[2J\xEF\xBF\xBD\"");
}

TEST(RunMomentTest, EveryCounterIsAMetricByItsName) {
  RunMoment moment = running();
  const std::string before = metrics_text(moment);
  moment.state = RunState::kComplete;
  moment.exit_code = 0;
  const std::string after = metrics_text(moment);
  for (const TotalRow& row : total_rows()) {
    const std::string type =
        "# TYPE mxsweep_" + std::string(row.name) + "_total counter\n";
    EXPECT_THAT(after, HasSubstr(type));
    if (row.at_the_end) {
      EXPECT_THAT(before, Not(HasSubstr(type)));
    } else {
      EXPECT_THAT(before, HasSubstr(type));
    }
  }
  for (const TotalRow& row : moment_rows()) {
    EXPECT_THAT(before, HasSubstr("# TYPE mxsweep_" + std::string(row.name) +
                                  " gauge\n"));
  }
  EXPECT_THAT(before, HasSubstr("\nmxsweep_names_done_total 1200\n"));
  EXPECT_THAT(before, HasSubstr("\nmxsweep_in_flight 31\n"));
  EXPECT_THAT(before, HasSubstr("\nmxsweep_run_state{state=\"running\"} 1\n"));
  EXPECT_THAT(before, HasSubstr("\nmxsweep_resolvers{state=\"well\"} 2\n"));
  EXPECT_THAT(before,
              HasSubstr("\nmxsweep_run_start_time_seconds 1796004000.000\n"));
  EXPECT_THAT(before, Not(HasSubstr("run_exit_code")));
  EXPECT_THAT(after, HasSubstr("\nmxsweep_run_exit_code 0\n"));
  EXPECT_THAT(after, HasSubstr("\nmxsweep_datagrams_sent_total 5\n"));
}

}  // namespace
}  // namespace mxsweep
