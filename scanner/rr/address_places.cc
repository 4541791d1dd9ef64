#include "scanner/rr/address_places.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>
#include <variant>

namespace mxsweep {
namespace {

enum class Value : std::uint8_t { kAsn, kAsOrg, kCountry };

struct Field {
  Value value;
  io::FieldPath path;
};

// Of one value the first that a database has counts: IPinfo's country may be
// the name of one, with the code beside it.
constexpr std::array kFields = {
    // MaxMind, DB-IP
    Field{Value::kAsn, {"autonomous_system_number"}},
    Field{Value::kAsOrg, {"autonomous_system_organization"}},
    Field{Value::kCountry, {"country", "iso_code"}},
    // GeoIP2 Enterprise, DB-IP's paid ones
    Field{Value::kAsn, {"traits", "autonomous_system_number"}},
    Field{Value::kAsOrg, {"traits", "autonomous_system_organization"}},
    // IPinfo
    Field{Value::kAsn, {"asn"}}, Field{Value::kAsOrg, {"as_name"}},
    Field{Value::kAsOrg, {"name"}}, Field{Value::kCountry, {"country_code"}},
    Field{Value::kCountry, {"country"}}};

constexpr auto kPaths = [] {
  std::array<io::FieldPath, kFields.size()> paths{};
  std::transform(kFields.begin(), kFields.end(), paths.begin(),
                 [](const Field& field) { return field.path; });
  return paths;
}();

std::optional<std::size_t> field_of(const io::AddressDatabase& database,
                                    Value value) {
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (kFields[i].value == value && database.has(i)) {
      return i;
    }
  }
  return std::nullopt;
}

// "asn, traits.autonomous_system_number"
std::string names_of(Value value) {
  std::string text;
  for (const Field& field : kFields) {
    if (field.value != value) {
      continue;
    }
    text += text.empty() ? "" : ", ";
    for (std::size_t i = 0; field.path[i] != nullptr; ++i) {
      text += i == 0 ? "" : ".";
      text += field.path[i];
    }
  }
  return text;
}

io::Error lacks(const std::string& path, const io::AddressDatabase& database,
                Value value) {
  return {io::ErrorCode::kUsage, 0,
          path + " has none of the fields " + names_of(value) +
              "; it is of type '" + database.type() + "' and has " +
              database.field_names()};
}

// 64496, "64496" or "AS64496"; else 0.
std::uint32_t asn_of(const io::FieldValue& value) {
  std::uint64_t number = 0;
  if (const auto* plain = std::get_if<std::uint64_t>(&value)) {
    number = *plain;
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    const std::string_view digits =
        text->substr(text->starts_with("AS") ? 2 : 0);
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    number = read.ec == std::errc() && read.ptr == end ? number : 0;
  }
  return number <= std::numeric_limits<std::uint32_t>::max()
             ? static_cast<std::uint32_t>(number)
             : 0;
}

std::string_view text_of(const io::FieldValue& value) {
  const auto* const text = std::get_if<std::string_view>(&value);
  return text == nullptr ? std::string_view() : *text;
}

}  // namespace

io::Result<const io::AddressDatabase*> AddressPlaces::open(
    const std::string& path) {
  const auto known =
      std::find_if(files_.begin(), files_.end(),
                   [&path](const File& file) { return file.path == path; });
  if (known != files_.end()) {
    return known->database.get();
  }
  io::Result<io::AddressDatabase> opened =
      io::AddressDatabase::open(path, kPaths);
  if (!opened.ok()) {
    return io::Error{io::ErrorCode::kUsage, opened.error().sys_errno,
                     opened.error().what};
  }
  files_.push_back(
      {path, std::make_unique<io::AddressDatabase>(opened.take())});
  return files_.back().database.get();
}

io::Status AddressPlaces::open_networks(const std::string& path) {
  const io::Result<const io::AddressDatabase*> opened = open(path);
  if (!opened.ok()) {
    return opened.error();
  }
  const io::AddressDatabase& database = *opened.value();
  const std::optional<std::size_t> asn = field_of(database, Value::kAsn);
  if (!asn.has_value()) {
    return lacks(path, database, Value::kAsn);
  }
  asn_ = {&database, *asn};
  const std::optional<std::size_t> org = field_of(database, Value::kAsOrg);
  as_org_ = org.has_value() ? Source{&database, *org} : Source();
  return {};
}

io::Status AddressPlaces::open_countries(const std::string& path) {
  const io::Result<const io::AddressDatabase*> opened = open(path);
  if (!opened.ok()) {
    return opened.error();
  }
  const io::AddressDatabase& database = *opened.value();
  const std::optional<std::size_t> country =
      field_of(database, Value::kCountry);
  if (!country.has_value()) {
    return lacks(path, database, Value::kCountry);
  }
  country_ = {&database, *country};
  return {};
}

std::size_t AddressPlaces::bytes() const {
  std::size_t sum = 0;
  for (const File& file : files_) {
    sum += file.database->bytes();
  }
  return sum;
}

AddressPlace AddressPlaces::find(const AddressData& address) const {
  const auto look_up = [&address](const Source& source) {
    return source.database == nullptr
               ? std::nullopt
               : source.database->find(address.bytes.data(), address.family);
  };
  AddressPlace place;
  const std::optional<std::uint32_t> network = look_up(asn_);
  if (network.has_value()) {
    place.asn = asn_of(asn_.database->value(*network, asn_.field));
  }
  if (network.has_value() && as_org_.database != nullptr) {
    place.as_org = text_of(as_org_.database->value(*network, as_org_.field));
  }
  const std::optional<std::uint32_t> country =
      country_.database == asn_.database ? network : look_up(country_);
  if (country.has_value()) {
    place.country = text_of(country_.database->value(*country, country_.field));
  }
  return place;
}

}  // namespace mxsweep
