// The network and the country of an address, from the fields that the makers of
// such databases use.
#include "scanner/rr/address_places.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "io/base/endpoint.h"

#include "tests/support/alloc_guard.h"
#include "tests/support/mmdb_file.h"

namespace mxsweep {
namespace {

using test::MmdbFile;
using test::MmdbMap;

class AddressPlacesTest : public ::testing::Test {
 protected:
  ~AddressPlacesTest() override { std::filesystem::remove(path_); }

  void write(const MmdbMap& record) const {
    MmdbFile file("Maker-Kind");
    file.add("192.0.2.0/24", record);
    std::ofstream(path_, std::ios::binary) << file.octets();
  }

  static AddressPlace find(const AddressPlaces& places,
                           std::string_view text = "192.0.2.1") {
    AddressData address;
    const auto endpoint = io::parse_endpoint(text, 1);
    address.bytes = endpoint->address;
    address.family = endpoint->family;
    return places.find(address);
  }

  // "64496 Name", of a database with that record alone.
  [[nodiscard]] std::string network(const MmdbMap& record) const {
    write(record);
    AddressPlaces places;
    const io::Status opened = places.open_networks(path_);
    if (!opened.ok()) {
      return opened.error().what;
    }
    EXPECT_TRUE(find(places).country.empty());
    return std::to_string(find(places).asn) + ' ' +
           std::string(find(places).as_org);
  }

  [[nodiscard]] std::string country(const MmdbMap& record) const {
    write(record);
    AddressPlaces places;
    const io::Status opened = places.open_countries(path_);
    EXPECT_EQ(find(places).asn, 0U);
    return opened.ok() ? std::string(find(places).country)
                       : opened.error().what;
  }

  std::string path_ =
      ::testing::TempDir() + "address_places_" +
      std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(AddressPlacesTest, NetworksOfEachMaker) {
  EXPECT_EQ(network({{"autonomous_system_number", {64496U}},
                     {"autonomous_system_organization", {"Max"}}}),
            "64496 Max");
  EXPECT_EQ(network({{"traits",
                      {MmdbMap{{"autonomous_system_number", {64497U}},
                               {"autonomous_system_organization", {"T"}}}}}}),
            "64497 T");
  EXPECT_EQ(network({{"asn", {"AS64498"}}, {"as_name", {"Info"}}}),
            "64498 Info");
  EXPECT_EQ(network({{"asn", {"AS64498"}}, {"name", {"Info"}}}), "64498 Info");
  EXPECT_EQ(network({{"asn", {64499U}}}), "64499 ");
}

TEST_F(AddressPlacesTest, NumberThatIsNoneIsNotTold) {
  EXPECT_EQ(network({{"asn", {""}}}), "0 ");
  EXPECT_EQ(network({{"asn", {"AS"}}}), "0 ");
  EXPECT_EQ(network({{"asn", {"AS12x"}}}), "0 ");
  EXPECT_EQ(network({{"asn", {"AS4294967296"}}}), "0 ");
  EXPECT_EQ(network({{"asn", {"AS4294967295"}}}), "4294967295 ");
}

TEST_F(AddressPlacesTest, CountriesOfEachMaker) {
  EXPECT_EQ(country({{"country",
                      {MmdbMap{{"iso_code", {"CH"}}, {"is_in_eu", {0U}}}}}}),
            "CH");
  EXPECT_EQ(country({{"country", {"DE"}}}), "DE");
  EXPECT_EQ(country({{"country", {"Germany"}}, {"country_code", {"DE"}}}),
            "DE");
}

TEST_F(AddressPlacesTest, FileWithoutThemIsRefusedWithWhatItHas) {
  EXPECT_EQ(network({{"country", {MmdbMap{{"iso_code", {"CH"}}}}}}),
            path_ +
                " has none of the fields autonomous_system_number, "
                "traits.autonomous_system_number, asn; it is of type "
                "'Maker-Kind' and has country.iso_code");
  EXPECT_EQ(country({{"asn", {"AS1"}}, {"as_name", {"X"}}}),
            path_ +
                " has none of the fields country.iso_code, country_code, "
                "country; it is of type 'Maker-Kind' and has as_name, asn");
}

TEST_F(AddressPlacesTest, OneFileMayBeBoth) {
  write({{"asn", {"AS64500"}}, {"country_code", {"CH"}}});
  AddressPlaces places;
  EXPECT_TRUE(places.empty());
  ASSERT_TRUE(places.open_networks(path_).ok());
  const std::size_t bytes = places.bytes();
  ASSERT_TRUE(places.open_countries(path_).ok());
  EXPECT_EQ(places.bytes(), bytes);
  const AddressPlaces moved = std::move(places);
  EXPECT_EQ(find(moved).asn, 64500U);
  EXPECT_EQ(find(moved).country, "CH");
  EXPECT_EQ(find(moved, "198.51.100.1").asn, 0U);
  EXPECT_TRUE(find(moved, "2001:db8::1").country.empty());
}

TEST_F(AddressPlacesTest, LookUpAllocatesNothing) {
  write({{"asn", {"AS64500"}},
         {"as_name", {std::string(200, 'n')}},
         {"country_code", {"CH"}}});
  AddressPlaces places;
  ASSERT_TRUE(places.open_networks(path_).ok());
  ASSERT_TRUE(places.open_countries(path_).ok());
  AddressData address;
  address.bytes = {192, 0, 2, 1};
  const std::uint64_t before = sim::allocations_counted();
  AddressPlace place;
  {
    const sim::AllocCount count;
    place = places.find(address);
  }
  EXPECT_EQ(sim::allocations_counted(), before);
  EXPECT_EQ(place.as_org.size(), 200U);
}

TEST_F(AddressPlacesTest, WhatIsForgottenIsNotTold) {
  write({{"asn", {"AS64500"}}, {"country_code", {"CH"}}});
  AddressPlaces places;
  ASSERT_TRUE(places.open_networks(path_).ok());
  ASSERT_TRUE(places.open_countries(path_).ok());
  places.forget_networks();
  EXPECT_EQ(find(places).asn, 0U);
  EXPECT_EQ(find(places).country, "CH");
  places.forget_countries();
  EXPECT_TRUE(places.empty());
  EXPECT_TRUE(find(places).country.empty());
}

}  // namespace
}  // namespace mxsweep
