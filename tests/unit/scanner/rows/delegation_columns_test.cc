// What is kept of a delegation, in the rows of each shape.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "io/base/endpoint.h"

#include "scanner/mail/delegation.h"
#include "scanner/rows/row_format.h"

#include "tests/unit/scanner/mail/lookup_builder.h"
#include "tests/unit/scanner/rows/render.h"

namespace mxsweep {
namespace {

using test::LookupBuilder;
using test::name_of;
using test::render;

const std::vector<std::string> kColumns = {"zone_cut", "delegation_status",
                                           "ns_set_hash", "own_ns_set_hash"};

class DelegationColumnsTest : public ::testing::Test {
 protected:
  std::string row(const Lookup& lookup, Shape shape) {
    const RowPlan plan(shape, kColumns);
    EXPECT_TRUE(plan.needs_delegations());
    io::RowBatch batch(plan.schema());
    RowFormatter formatter(plan, pool_, {});
    formatter.append(lookup, lookup, batch);
    std::string out;
    for (std::size_t at = 0; at < kColumns.size(); ++at) {
      out += (at == 0 ? "" : " ") + render(batch.column(at), 0);
    }
    return out;
  }

  ResolverPool pool_{{*io::parse_endpoint("192.0.2.1", 53)}};
};

TEST_F(DelegationColumnsTest, AreThereInEveryShape) {
  LookupBuilder builder("www.example.com");
  builder.mx(0, ".");
  const Name zone = name_of("example.com");
  DelegationReport report;
  report.zone = zone.view();
  report.servers_below = zone.view();
  report.detailed = true;
  report.status = DelegationStatus::kPartlySilent;
  report.servers_hash = 0x0123'4567'89AB'CDEFU;
  report.own_servers_hash = 0x0123'4567'89AB'CDE0U;
  take_delegation(report, builder.options, builder.lookup);
  const Lookup& lookup = builder.run();
  for (const Shape shape :
       {Shape::kFlat, Shape::kMx, Shape::kDomain, Shape::kNested}) {
    EXPECT_EQ(row(lookup, shape),
              "example.com partly_silent h0123456789abcdef h0123456789abcde0");
  }
}

TEST_F(DelegationColumnsTest, AreNullWhereNothingIsKept) {
  LookupBuilder builder("www.example.com");
  EXPECT_EQ(row(builder.mx(0, ".").run(), Shape::kFlat), "NULL NULL NULL NULL");
}

TEST_F(DelegationColumnsTest, AZoneMayHaveNotNamedItsServers) {
  LookupBuilder builder("example.com");
  const Name zone = name_of("example.com");
  DelegationReport report;
  report.zone = zone.view();
  report.servers_below = zone.view();
  report.detailed = true;
  report.servers_hash = 1;
  take_delegation(report, builder.options, builder.lookup);
  EXPECT_EQ(row(builder.mx(0, ".").run(), Shape::kFlat),
            "example.com NULL h0000000000000001 NULL");
}

TEST_F(DelegationColumnsTest, OtherColumnsNeedNone) {
  EXPECT_FALSE(RowPlan(Shape::kFlat).needs_delegations());
}

}  // namespace
}  // namespace mxsweep
