// Chosen columns have the values that they have in the full table.
#include "scanner/rows/row_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/base/packed_texts.h"
#include "io/base/prng.h"

#include "scanner/rows/row_format.h"

#include "tests/unit/scanner/mail/lookup_builder.h"
#include "tests/unit/scanner/rows/render.h"

namespace mxsweep {
namespace {

using Names = std::vector<std::string>;

constexpr Shape kEveryShape[] = {Shape::kFlat, Shape::kMx, Shape::kDomain,
                                 Shape::kNested};

Names names_of(io::Schema schema) {
  Names names;
  for (const io::Column& column : schema) {
    names.emplace_back(column.name);
  }
  return names;
}

// Of the table in columns.h, but for columns that are there on request only.
Names whole_table(Shape shape) {
  Names names;
  for (const Choosable& column : choosable_columns(shape)) {
    if (!column.on_request) {
      names.emplace_back(column.column.name);
    }
  }
  return names;
}

class RowPlanTest : public ::testing::Test {
 protected:
  RowPlanTest() {
    // Three MX: two addresses, a question that failed, one address.
    builder_.lookup.seq = 7;
    builder_.lookup.rank = 12;
    builder_.mx(10, "a.example").mx(20, "b.example").mx(30, "c.example");
    builder_.host("a.example", "5.6.7.8", "2a00:1::8");
    builder_.host("b.example", "SERVFAIL", "TIMEOUT", "d.example");
    builder_.host("c.example", "5.6.7.9", "");
    builder_.run();
  }

  // The rows of the lookup, a text for each column of the plan.
  std::vector<Names> rows_of(const RowPlan& plan) {
    io::RowBatch batch(plan.schema());
    RowFormatter formatter(plan, pool_, {1'700'000'000'000'000, "night 7"});
    formatter.append(builder_.lookup, builder_.lookup, batch);
    std::vector<Names> rows(batch.rows());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t at = 0; at < batch.column_count(); ++at) {
        rows[row].push_back(test::render(batch.column(at), row));
      }
    }
    return rows;
  }

  test::LookupBuilder builder_{"example.com"};
  ResolverPool pool_{{*io::parse_endpoint("192.0.2.1", 53)}};
};

TEST_F(RowPlanTest, WithoutNamesItIsTheWholeTable) {
  for (const Shape shape : kEveryShape) {
    const RowPlan plan(shape);
    EXPECT_TRUE(plan.is_full());
    const Names all = names_of(plan.schema());
    EXPECT_EQ(all, whole_table(shape));
    EXPECT_TRUE(RowPlan(shape, all).is_full());
  }
}

TEST_F(RowPlanTest, ColumnsStandInTheOrderInWhichTheyAreNamed) {
  const RowPlan plan(Shape::kFlat,
                     Names{"address", "seq", "exchange", "status"});
  EXPECT_FALSE(plan.is_full());
  EXPECT_EQ(names_of(plan.schema()),
            (Names{"address", "seq", "exchange", "status"}));
  EXPECT_EQ(rows_of(plan),
            (std::vector<Names>{{"5.6.7.8", "7", "a.example", "NOERROR"},
                                {"2a00:1::8", "7", "a.example", "NOERROR"},
                                {"NULL", "7", "b.example", "NOERROR"},
                                {"5.6.7.9", "7", "c.example", "NOERROR"}}));
}

TEST_F(RowPlanTest, ChosenColumnsHaveTheValuesOfTheFullTable) {
  io::Prng prng(20261129);
  for (const Shape shape : kEveryShape) {
    const Names all = names_of(RowPlan(shape).schema());
    const std::vector<Names> full = rows_of(RowPlan(shape));
    for (int round = 0; round < 200; ++round) {
      Names some = all;
      for (std::size_t at = some.size() - 1; at > 0; --at) {
        std::swap(some[at],
                  some[prng.below(static_cast<std::uint32_t>(at + 1))]);
      }
      some.resize(1 + prng.below(static_cast<std::uint32_t>(all.size())));
      const std::vector<Names> rows = rows_of(RowPlan(shape, some));
      ASSERT_EQ(rows.size(), full.size());
      for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t at = 0; at < some.size(); ++at) {
          const auto place = static_cast<std::size_t>(
              std::find(all.begin(), all.end(), some[at]) - all.begin());
          ASSERT_EQ(rows[row][at], full[row][place]) << some[at];
        }
      }
    }
  }
}

TEST_F(RowPlanTest, OnRequestTheRunIsNamed) {
  EXPECT_EQ(rows_of(RowPlan(Shape::kMx, Names{"run_id", "seq"})).back(),
            (Names{"night 7", "7"}));
  for (const Shape shape : kEveryShape) {
    Names all = names_of(RowPlan(shape).schema());
    EXPECT_EQ(std::count(all.begin(), all.end(), "run_id"), 0);
    const std::vector<Names> full = rows_of(RowPlan(shape));
    all.emplace_back("run_id");
    const RowPlan plan(shape, all);
    EXPECT_FALSE(plan.is_full());
    const std::vector<Names> rows = rows_of(plan);
    for (std::size_t row = 0; row < full.size(); ++row) {
      Names wanted = full[row];
      wanted.emplace_back("night 7");
      EXPECT_EQ(rows[row], wanted);
    }
  }
}

TEST_F(RowPlanTest, PassedColumnsStandBehindAllOthersInEveryRow) {
  std::string piece;
  io::TextPacker packer;
  packer.begin(piece);
  packer.add("first");
  packer.add(std::nullopt);
  packer.add("");
  builder_.lookup.set_passed(piece);
  const Names passed = {"in_a", "in_b", "in_c", "in_d"};
  for (const Shape shape : kEveryShape) {
    for (const Names& some : {Names{}, Names{"address", "seq"}}) {
      if (!some.empty() && shape != Shape::kFlat) {
        continue;
      }
      RowPlan plan(shape, some);
      const std::vector<Names> before = rows_of(plan);
      Names wanted = names_of(plan.schema());
      plan.add_passed(passed);
      wanted.insert(wanted.end(), passed.begin(), passed.end());
      EXPECT_FALSE(plan.is_full());
      EXPECT_EQ(names_of(plan.schema()), wanted);
      const std::vector<Names> rows = rows_of(plan);
      ASSERT_EQ(rows.size(), before.size());
      for (std::size_t row = 0; row < rows.size(); ++row) {
        Names all = before[row];
        for (const char* value : {"first", "NULL", "", "NULL"}) {
          all.emplace_back(value);
        }
        EXPECT_EQ(rows[row], all);
      }
    }
  }
}

TEST_F(RowPlanTest, WithoutPassedColumnsItStaysTheWholeTable) {
  RowPlan plan(Shape::kFlat);
  plan.add_passed({});
  EXPECT_TRUE(plan.is_full());
}

TEST_F(RowPlanTest, ACopyHasASchemaOfItsOwn) {
  auto first = std::make_unique<RowPlan>(Shape::kMx, Names{"domain", "ad"});
  const RowPlan second = *first;
  first.reset();
  EXPECT_EQ(names_of(second.schema()), (Names{"domain", "ad"}));
}

TEST(Columns, EveryOneHasAMeaning) {
  for (const Shape shape : kEveryShape) {
    for (const Choosable& column : choosable_columns(shape)) {
      EXPECT_FALSE(column.meaning.empty()) << column.column.name;
      EXPECT_EQ(find_column(shape, column.column.name), &column);
    }
  }
  EXPECT_EQ(find_column(Shape::kFlat, "addresses"), nullptr);
  EXPECT_EQ(find_column(Shape::kNested, ""), nullptr);
}

}  // namespace
}  // namespace mxsweep
