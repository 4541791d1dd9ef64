// Where addresses are, in the rows of each shape.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "io/base/endpoint.h"

#include "scanner/rows/row_format.h"

#include "tests/support/mmdb_file.h"
#include "tests/unit/scanner/mail/lookup_builder.h"
#include "tests/unit/scanner/rows/render.h"

namespace mxsweep {
namespace {

using test::LookupBuilder;
using test::MmdbFile;
using test::render;

using Names = std::vector<std::string>;

class PlaceColumnsTest : public ::testing::Test {
 protected:
  PlaceColumnsTest() {
    MmdbFile file("Both");
    file.add("198.51.100.0/24",
             {{"asn", {"AS64500"}}, {"as_name", {"One"}}, {"country", {"CH"}}});
    file.add("203.0.113.0/24", {{"asn", {"AS64501"}}, {"country", {"DE"}}});
    file.add("2001:db8::/32", {{"asn", {"AS64500"}}, {"as_name", {"One"}}});
    std::ofstream(path_, std::ios::binary) << file.octets();
    EXPECT_TRUE(places_.open_networks(path_).ok());
    EXPECT_TRUE(places_.open_countries(path_).ok());
  }

  ~PlaceColumnsTest() override { std::filesystem::remove(path_); }

  // A line for each row, its cells separated by blanks.
  std::string rows(Shape shape, const Names& columns) {
    LookupBuilder builder("example.com");
    builder.mx(10, "a.example.net")
        .mx(20, "b.example.net")
        .host("a.example.net", "203.0.113.1 198.51.100.7", "2001:db8::1")
        .host("b.example.net", "192.0.2.1 198.51.100.8", "NODATA");
    const RowPlan plan(shape, columns);
    io::RowBatch batch(plan.schema());
    RowFormatter formatter(plan, pool_, {0, {}, nullptr, &places_});
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

  std::string path_ =
      ::testing::TempDir() + "place_columns_" +
      std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
  AddressPlaces places_;
  ResolverPool pool_{{*io::parse_endpoint("192.0.2.1", 53)}};
};

TEST_F(PlaceColumnsTest, RowOfAnAddressHasItsOwn) {
  EXPECT_EQ(rows(Shape::kFlat, {"address", "address_asn", "address_as_org",
                                "address_country"}),
            "198.51.100.7 64500 One CH\n"
            "203.0.113.1 64501 NULL DE\n"
            "2001:db8::1 64500 One NULL\n"
            "192.0.2.1 NULL NULL NULL\n"
            "198.51.100.8 64500 One CH\n");
}

TEST_F(PlaceColumnsTest, RowOfAnExchangeHasThoseOfItsHost) {
  EXPECT_EQ(rows(Shape::kMx, {"exchange", "address_asns", "address_as_orgs",
                              "address_countries"}),
            "a.example.net [64500 64501] [One] [CH DE]\n"
            "b.example.net [64500] [One] [CH]\n");
}

TEST_F(PlaceColumnsTest, RowOfADomainHasThoseOfAllHosts) {
  for (const Shape shape : {Shape::kDomain, Shape::kNested}) {
    EXPECT_EQ(
        rows(shape, {"address_asns", "address_as_orgs", "address_countries"}),
        "[64500 64501] [One] [CH DE]\n");
  }
}

}  // namespace
}  // namespace mxsweep
