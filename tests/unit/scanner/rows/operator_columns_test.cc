// Who runs the mail hosts, in the rows of each shape.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "scanner/rows/column_layout.h"
#include "scanner/rows/row_format.h"

#include "tests/support/suffixes.h"
#include "tests/unit/scanner/mail/lookup_builder.h"
#include "tests/unit/scanner/rows/render.h"

namespace mxsweep {
namespace {

using test::LookupBuilder;
using test::render;

using Names = std::vector<std::string>;

class OperatorColumnsTest : public ::testing::Test {
 protected:
  OperatorColumnsTest() {
    EXPECT_EQ(
        table_.add({"gate.net", "Gate", "security_gateway", "CH"}, "suffix"),
        "");
    EXPECT_EQ(table_.add({"boxes.net", "Boxes", "hosting", ""}, "providers"),
              "");
  }

  // A line for each row, its cells separated by blanks.
  std::string rows(LookupBuilder& builder, Shape shape, const Names& columns) {
    const RowPlan plan(shape, columns);
    EXPECT_TRUE(plan.needs_operators());
    io::RowBatch batch(plan.schema());
    RowFormatter formatter(plan, pool_, {0, {}, &matcher_});
    builder.options.operators = &matcher_;
    const Lookup& lookup = builder.run();
    formatter.append(lookup, lookup, batch);
    std::string out;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      for (std::size_t at = 0; at < columns.size(); ++at) {
        out += (at == 0 ? "" : " ") + render(batch.column(at), row);
      }
      out += '\n';
    }
    return out;
  }

  static LookupBuilder three() {
    LookupBuilder builder("example.com");
    builder.mx(10, "a.gate.net")
        .mx(10, "b.gate.net")
        .mx(20, "mx.boxes.net")
        .mx(30, "mx.example.com")
        .mx(40, "mx.other.com")
        .addresses(AddressMode::kNone);
    return builder;
  }

  static const Names& all() {
    static const Names names = {"mx_operator", "mx_operator_category",
                                "mx_operator_country", "mx_operator_rule"};
    return names;
  }

  OperatorTable table_;
  PublicSuffixes suffixes_ = test::suffixes_of("com\nnet\n");
  OperatorMatcher matcher_{table_, suffixes_};
  ResolverPool pool_{{*io::parse_endpoint("192.0.2.1", 53)}};
};

TEST_F(OperatorColumnsTest, RowOfAnExchangeHasItsOwn) {
  for (const Shape shape : {Shape::kFlat, Shape::kMx}) {
    LookupBuilder builder = three();
    EXPECT_EQ(rows(builder, shape, all()),
              "Gate security_gateway CH suffix:gate.net\n"
              "Gate security_gateway CH suffix:gate.net\n"
              "Boxes hosting NULL providers:boxes.net\n"
              "self self NULL self:below\n"
              "NULL NULL NULL NULL\n");
  }
}

TEST_F(OperatorColumnsTest, RowOfADomainHasTheBestAndAll) {
  LookupBuilder builder = three();
  Names columns = all();
  columns.emplace_back("mx_operators");
  EXPECT_EQ(rows(builder, Shape::kDomain, columns),
            "Gate security_gateway CH suffix:gate.net [Gate Boxes self]\n");
}

TEST_F(OperatorColumnsTest, BestExchangeMayBeOfNobodyKnown) {
  LookupBuilder builder("example.com");
  builder.mx(10, "mx.other.com").mx(20, "mx.boxes.net");
  builder.addresses(AddressMode::kNone);
  EXPECT_EQ(rows(builder, Shape::kDomain, {"mx_operator", "mx_operators"}),
            "NULL [Boxes]\n");
}

TEST_F(OperatorColumnsTest, HostsThatCannotTakeMailArePassedOver) {
  LookupBuilder builder("example.com");
  builder.mx(0, ".").mx(5, "ms1.msv1.invalid").mx(10, "mx.boxes.net");
  builder.addresses(AddressMode::kNone);
  EXPECT_EQ(rows(builder, Shape::kDomain,
                 {"best_preference", "best_exchange", "mx_operator"}),
            "10 mx.boxes.net Boxes\n");
}

TEST_F(OperatorColumnsTest, NestedRowHasThemInItsStructs) {
  LookupBuilder builder("example.com");
  builder.mx(10, "a.gate.net").addresses(AddressMode::kNone);
  EXPECT_EQ(rows(builder, Shape::kNested, {"mx_operators", "mx"}),
            "[Gate] [{10,a.gate.net,0,3600,Gate,security_gateway,"
            "suffix:gate.net,SKIPPED,NULL,NULL,NULL,[],[]}]\n");
}

TEST_F(OperatorColumnsTest, NobodyWhereThereIsNoMailHost) {
  for (const char* status : {"NXDOMAIN", "SERVFAIL"}) {
    LookupBuilder builder("example.com", status);
    EXPECT_EQ(rows(builder, Shape::kFlat, {"mx_operator"}), "NULL\n");
    LookupBuilder again("example.com", status);
    EXPECT_EQ(rows(again, Shape::kDomain, {"mx_operator", "mx_operators"}),
              "NULL []\n");
  }
}

TEST_F(OperatorColumnsTest, OnlyWhereAColumnShowsThem) {
  RowPlan plan(Shape::kFlat, Names{"domain"});
  EXPECT_FALSE(plan.needs_operators());
  const Names of_the_list = {"in_operator"};
  plan.add_passed(of_the_list);
  EXPECT_FALSE(plan.needs_operators());
  for (const Shape shape :
       {Shape::kFlat, Shape::kMx, Shape::kDomain, Shape::kNested}) {
    EXPECT_TRUE(RowPlan(shape).needs_operators());
  }
}

}  // namespace
}  // namespace mxsweep
