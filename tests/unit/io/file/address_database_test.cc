// A database of addresses tells what its records hold, and a damaged one is
// refused before anybody relies on it.
#include "io/file/address_database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "io/base/endpoint.h"

#include "tests/support/mmdb_file.h"

namespace mxsweep::io {
namespace {

using test::MmdbFile;
using test::MmdbMap;

constexpr std::array<FieldPath, 4> kFields = {
    FieldPath{"number"}, FieldPath{"name"}, FieldPath{"in", "it"},
    FieldPath{"nowhere"}};

MmdbMap record(std::uint64_t number, const std::string& name) {
  return {{"number", {number}},
          {"name", {name}},
          {"in", {MmdbMap{{"it", {"deep " + name}}, {"at", {"x"}}}}}};
}

class AddressDatabaseTest : public ::testing::Test {
 protected:
  ~AddressDatabaseTest() override { std::filesystem::remove(path_); }

  void write(const std::string& octets) const {
    std::ofstream(path_, std::ios::binary) << octets;
  }

  [[nodiscard]] std::string refusal() const {
    const auto opened = AddressDatabase::open(path_, kFields);
    EXPECT_FALSE(opened.ok());
    if (opened.ok()) {
      return {};
    }
    EXPECT_EQ(opened.error().code, ErrorCode::kInput);
    EXPECT_NE(opened.error().what.find(path_), std::string::npos);
    return opened.error().what;
  }

  [[nodiscard]] AddressDatabase open() const {
    auto opened = AddressDatabase::open(path_, kFields);
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().what);
    return opened.take();
  }

  static std::string name_of(const AddressDatabase& database,
                             std::string_view address) {
    const auto endpoint = parse_endpoint(address, 1);
    const auto found =
        database.find(endpoint->address.data(), endpoint->family);
    if (!found.has_value()) {
      return "none";
    }
    const FieldValue name = database.value(*found, 1);
    const auto* const text = std::get_if<std::string_view>(&name);
    return text == nullptr ? "no text" : std::string(*text);
  }

  std::string path_ =
      ::testing::TempDir() + "address_database_" +
      std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(AddressDatabaseTest, ValuesAreThoseOfTheBlock) {
  MmdbFile file("Test");
  file.add("192.0.2.0/24", record(64496, "one"));
  file.add("198.51.100.128/25", record(4'294'967'295, "two"));
  file.add("2001:db8::/32", record(0, std::string(400, 'l')));
  write(file.octets());
  const AddressDatabase database = open();
  EXPECT_EQ(name_of(database, "192.0.2.255"), "one");
  EXPECT_EQ(name_of(database, "192.0.3.0"), "none");
  EXPECT_EQ(name_of(database, "198.51.100.127"), "none");
  EXPECT_EQ(name_of(database, "198.51.100.128"), "two");
  EXPECT_EQ(name_of(database, "2001:db8:1::"), std::string(400, 'l'));
  EXPECT_EQ(name_of(database, "2001:db9::"), "none");
  const auto address = parse_endpoint("198.51.100.255", 1);
  const auto found = database.find(address->address.data(), 4);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(database.value(*found, 0), FieldValue(std::uint64_t{4294967295}));
  EXPECT_EQ(database.value(*found, 2),
            FieldValue(std::string_view("deep two")));
  EXPECT_EQ(database.value(*found, 3), FieldValue());
  EXPECT_TRUE(database.has(0) && database.has(1) && database.has(2));
  EXPECT_FALSE(database.has(3));
  EXPECT_EQ(database.type(), "Test");
  EXPECT_EQ(database.built_at_s(), MmdbFile::kBuiltAt);
  EXPECT_EQ(database.field_names(), "in.at, in.it, name, number");
}

TEST_F(AddressDatabaseTest, Ipv4IsFoundInsideIpv6) {
  MmdbFile file("Test");
  file.add("192.0.2.0/24", record(1, "one"));
  write(file.octets());
  const AddressDatabase database = open();
  EXPECT_EQ(name_of(database, "192.0.2.1"), "one");
  EXPECT_EQ(name_of(database, "::192.0.2.1"), "one");
  EXPECT_EQ(name_of(database, "::ffff:192.0.2.1"), "one");
  EXPECT_EQ(name_of(database, "2002:c000:201::"), "one");
}

TEST_F(AddressDatabaseTest, OneOfIpv4HasNoIpv6) {
  MmdbFile file("Test", false);
  file.add("192.0.2.0/24", record(1, "one"));
  write(file.octets());
  const AddressDatabase database = open();
  EXPECT_EQ(name_of(database, "192.0.2.1"), "one");
  EXPECT_EQ(name_of(database, "::ffff:192.0.2.1"), "none");
}

TEST_F(AddressDatabaseTest, FileMayChangeBehindIt) {
  MmdbFile file("Test");
  file.add("192.0.2.0/24", record(1, "one"));
  write(file.octets());
  const AddressDatabase database = open();
  std::filesystem::resize_file(path_, 0);
  EXPECT_EQ(name_of(database, "192.0.2.1"), "one");
  write(std::string(100000, 'x'));
  EXPECT_EQ(name_of(database, "192.0.2.1"), "one");
}

TEST_F(AddressDatabaseTest, WhatIsNoneIsRefused) {
  EXPECT_NE(refusal().find("No such file"), std::string::npos);
  write("");
  EXPECT_NE(refusal().find("it is empty"), std::string::npos);
  write("ip,country\n192.0.2.0/24,CH\n");
  EXPECT_NE(refusal().find("is it whole, unpacked, and an .mmdb?"),
            std::string::npos);
  MmdbFile nothing("Test");
  write(nothing.octets());
  EXPECT_NE(refusal().find("it holds no record"), std::string::npos);
}

TEST_F(AddressDatabaseTest, TextThatNoFormatTakesIsRefused) {
  for (const std::string& text :
       {std::string("\xC3("), std::string(1025, 'x')}) {
    MmdbFile file("Test");
    file.add("192.0.2.0/24", record(1, text));
    write(file.octets());
    EXPECT_NE(refusal().find("too long, or no UTF-8"), std::string::npos);
  }
}

// None of these may be read beyond its end, whatever is found.
TEST_F(AddressDatabaseTest, DamagedOnesAreRefusedOrReadable) {
  MmdbFile file("Test", false);
  file.add("192.0.2.0/24", record(1, "one"));
  file.add("198.51.100.0/24", record(2, "two"));
  const std::string whole = file.octets();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
    write(damaged);
    const auto opened = AddressDatabase::open(path_, kFields);
    if (opened.ok()) {
      name_of(opened.value(), "192.0.2.1");
      name_of(opened.value(), "198.51.100.1");
    } else {
      ++refused;
    }
  }
  EXPECT_GT(refused, whole.size() / 4);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write(whole.substr(0, size));
    EXPECT_FALSE(AddressDatabase::open(path_, kFields).ok()) << size;
  }
}

}  // namespace
}  // namespace mxsweep::io
