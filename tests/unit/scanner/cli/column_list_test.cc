// Names of columns and presets become columns, or a helpful line.
#include "scanner/cli/column_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "scanner/rows/row_plan.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string>;

Names columns(std::string_view typed, Shape shape = Shape::kFlat) {
  const io::Result<Names> names = parse_columns(typed, shape);
  return names.ok() ? names.value() : Names{"error: " + names.error().what};
}

std::string error_of(std::string_view typed, Shape shape = Shape::kFlat) {
  const io::Result<Names> names = parse_columns(typed, shape);
  if (names.ok()) {
    return "(accepted)";
  }
  EXPECT_EQ(names.error().code, io::ErrorCode::kUsage);
  EXPECT_EQ(names.error().what.rfind("--columns", 0), 0U);
  return names.error().what;
}

TEST(ColumnList, NamesKeepTheirOrder) {
  EXPECT_EQ(columns("exchange,seq,domain"),
            (Names{"exchange", "seq", "domain"}));
  EXPECT_EQ(columns("domain,,status,"), (Names{"domain", "status"}));
}

TEST(ColumnList, HyphenLeavesOneOut) {
  EXPECT_EQ(columns("minimal,-address,-status,rcode"),
            (Names{"domain", "mail_kind", "preference", "exchange", "rcode"}));
  EXPECT_EQ(columns("domain,-domain,status"), Names{"status"});
  EXPECT_EQ(error_of("domain,-status"),
            "--columns: '-status' leaves out what nothing before it names");
  EXPECT_EQ(error_of("minimal,-addresses"),
            "--columns: '-addresses' leaves out what nothing before it names");
  EXPECT_EQ(error_of("domain,-domain"),
            "--columns names no column; see --columns help");
}

TEST(ColumnList, PresetsStandForWhatTheShapeHas) {
  EXPECT_EQ(columns("minimal"), (Names{"domain", "status", "mail_kind",
                                       "preference", "exchange", "address"}));
  EXPECT_EQ(columns("minimal", Shape::kMx),
            (Names{"domain", "status", "mail_kind", "preference", "exchange",
                   "addresses"}));
  EXPECT_EQ(
      columns("minimal", Shape::kDomain),
      (Names{"domain", "status", "mail_kind", "exchanges", "address_count"}));
  EXPECT_EQ(columns("minimal", Shape::kNested),
            (Names{"domain", "status", "mail_kind", "mx"}));
  for (const Shape shape :
       {Shape::kFlat, Shape::kMx, Shape::kDomain, Shape::kNested}) {
    const std::span<const Choosable> all = choosable_columns(shape);
    const auto on_request =
        std::count_if(all.begin(), all.end(),
                      [](const Choosable& one) { return one.on_request; });
    EXPECT_GE(on_request, 1);
    EXPECT_EQ(
        columns("full", shape).size() + static_cast<std::size_t>(on_request),
        all.size());
    EXPECT_GT(columns("openintel", shape).size(), 8U);
    EXPECT_TRUE(RowPlan(shape, columns("full", shape)).is_full());
  }
}

TEST(ColumnList, PresetsAndNamesGoTogether) {
  EXPECT_EQ(columns("seq,minimal,rtt_us"),
            (Names{"seq", "domain", "status", "mail_kind", "preference",
                   "exchange", "address", "rtt_us"}));
  EXPECT_EQ(columns("address,minimal").front(), "address");
  EXPECT_EQ(columns("address,minimal").size(), 6U);
}

bool column_named(Shape shape, std::string_view name) {
  const auto all = choosable_columns(shape);
  return std::any_of(all.begin(), all.end(), [name](const Choosable& one) {
    return one.column.name == name;
  });
}

TEST(ColumnList, MistakesAreAnswered) {
  EXPECT_EQ(error_of("domain,statis"),
            "--columns: there is no column 'statis'; did you mean 'status'?");
  EXPECT_NE(error_of("ttl").find("'mx_ttl_s' or 'address_ttl_s'"),
            std::string::npos);
  EXPECT_EQ(error_of("frobnicate"),
            "--columns: there is no column 'frobnicate'; see --columns help");
  EXPECT_EQ(error_of("seq,seq"),
            "--columns: 'seq' is named twice; once is enough");
  EXPECT_EQ(error_of(","), "--columns names no column; see --columns help");
  EXPECT_EQ(error_of("address", Shape::kMx),
            "--columns: rows of --shape mx have no column 'address', those of "
            "--shape flat have; see --columns help");
  EXPECT_EQ(error_of("mx"),
            "--columns: rows of --shape flat have no column 'mx', those of "
            "--shape nested have; see --columns help");
  EXPECT_NE(error_of("minimal,in_country").find("--passthrough"),
            std::string::npos);
  EXPECT_LT(error_of(std::string(100000, 'x')).size(), 200U);
}

TEST(ColumnList, HelpSaysWhichShapeLacksAColumn) {
  const std::string text = columns_text();
  const std::size_t every = text.find("with every shape:");
  const std::size_t most = text.find("with every shape but nested:");
  const std::size_t flat = text.find("on request, with --shape flat:");
  ASSERT_LT(every, most);
  ASSERT_LT(most, flat);
  for (const Choosable& column : choosable_columns(Shape::kFlat)) {
    if (!column.on_request) {
      continue;
    }
    const std::string line = "\n  " + std::string(column.column.name) + " ";
    const std::size_t at = text.find(line);
    EXPECT_GT(at, every) << line;
    for (const auto& shape : kShapes) {
      EXPECT_EQ(column_named(shape.value, column.column.name),
                shape.value == Shape::kFlat || at < most ||
                    (at < flat && shape.value != Shape::kNested))
          << line;
    }
  }
}

TEST(ColumnList, HelpExplainsEveryColumn) {
  const std::string text = columns_text();
  for (const Shape shape :
       {Shape::kFlat, Shape::kMx, Shape::kDomain, Shape::kNested}) {
    for (const Choosable& column : choosable_columns(shape)) {
      EXPECT_NE(text.find("\n  " + std::string(column.column.name) + " "),
                std::string::npos)
          << column.column.name;
      EXPECT_NE(text.find(column.meaning), std::string::npos);
    }
  }
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

}  // namespace
}  // namespace mxsweep
