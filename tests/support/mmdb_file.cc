#include "tests/support/mmdb_file.h"

#include <algorithm>

#include "io/base/check.h"
#include "io/base/endpoint.h"

namespace mxsweep::test {
namespace {

enum Type : unsigned {
  kString = 2,
  kUint16 = 5,
  kUint32 = 6,
  kMap = 7,
  kUint64 = 9,
  kArray = 11,
};

constexpr std::string_view kSeparator("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
constexpr std::string_view kMarker = "\xAB\xCD\xEFMaxMind.com";

void put_number(std::uint64_t number, std::size_t octets, std::string& out) {
  for (std::size_t at = octets; at > 0; --at) {
    out += static_cast<char>(number >> (8 * (at - 1)));
  }
}

// Sizes below 29, and to 284 in one octet more, and to 65820 in two.
void put_control(Type type, std::size_t size, std::string& out) {
  const unsigned shown = size < 29    ? static_cast<unsigned>(size)
                         : size < 285 ? 29U
                                      : 30U;
  out += static_cast<char>((type < 8 ? type << 5U : 0U) | shown);
  if (type >= 8) {
    out += static_cast<char>(type - 7);
  }
  if (shown >= 29) {
    put_number(size - (shown == 29 ? 29 : 285), shown - 28, out);
  }
}

void put_text(std::string_view text, std::string& out) {
  put_control(kString, text.size(), out);
  out += text;
}

void put_integer(Type type, std::uint64_t number, std::string& out) {
  std::size_t octets = 0;
  while (octets < 8 && number >> (8 * octets) != 0) {
    ++octets;
  }
  put_control(type, octets, out);
  put_number(number, octets, out);
}

void put_map(const MmdbMap& map, std::string& out) {
  put_control(kMap, map.size(), out);
  for (const auto& [key, each] : map) {
    put_text(key, out);
    if (const auto* text = std::get_if<std::string>(&each.value)) {
      put_text(*text, out);
    } else if (const auto* number = std::get_if<std::uint64_t>(&each.value)) {
      put_integer(kUint32, *number, out);
    } else {
      put_map(std::get<MmdbMap>(each.value), out);
    }
  }
}

std::vector<bool> bits_of(const std::uint8_t* octets, std::size_t count) {
  std::vector<bool> bits(count);
  for (std::size_t i = 0; i < count; ++i) {
    bits[i] = ((octets[i / 8] >> (7 - i % 8)) & 1U) != 0;
  }
  return bits;
}

}  // namespace

MmdbFile::MmdbFile(std::string type, bool ipv6)
    : type_(std::move(type)), ipv6_(ipv6) {}

void MmdbFile::insert(const std::vector<bool>& path, std::int64_t what) {
  std::size_t node = 0;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (nodes_[node][path[i]] == kEmpty) {
      nodes_[node][path[i]] = static_cast<std::int64_t>(nodes_.size());
      nodes_.push_back({kEmpty, kEmpty});
    }
    MXSWEEP_CHECK(nodes_[node][path[i]] >= 0);
    node = static_cast<std::size_t>(nodes_[node][path[i]]);
  }
  nodes_[node][path.back()] = what;
}

void MmdbFile::add(std::string_view block, const MmdbMap& record) {
  const std::size_t slash = block.find('/');
  const auto address = io::parse_endpoint(block.substr(0, slash), 1);
  MXSWEEP_CHECK(address.has_value());
  std::vector<bool> path = bits_of(address->address.data(),
                                   static_cast<std::size_t>(std::stoul(
                                       std::string(block.substr(slash + 1)))));
  if (address->family == 4 && ipv6_) {
    path.insert(path.begin(), 96, false);
  }
  const auto at = static_cast<std::int64_t>(data_.size());
  put_map(record, data_);
  insert(path, -2 - at);
}

void MmdbFile::alias_ipv4() {
  std::int64_t ipv4 = 0;
  for (std::size_t i = 0; i < 96 && ipv4 >= 0; ++i) {
    ipv4 = nodes_[static_cast<std::size_t>(ipv4)][0];
  }
  if (ipv4 < 0) {
    return;
  }
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0,    0,
                                                    0, 0, 0, 0, 0xFF, 0xFF};
  constexpr std::array<std::uint8_t, 2> k6to4 = {0x20, 0x02};
  insert(bits_of(kMapped.data(), 96), ipv4);
  insert(bits_of(k6to4.data(), 16), ipv4);
}

std::string MmdbFile::metadata() const {
  std::string out(kMarker);
  put_control(kMap, 9, out);
  const auto number = [&out](std::string_view key, Type type,
                             std::uint64_t value) {
    put_text(key, out);
    put_integer(type, value, out);
  };
  number("binary_format_major_version", kUint16, 2);
  number("binary_format_minor_version", kUint16, 0);
  number("build_epoch", kUint64, kBuiltAt);
  number("ip_version", kUint16, ipv6_ ? 6 : 4);
  number("node_count", kUint32, nodes_.size());
  number("record_size", kUint16, 32);
  put_text("database_type", out);
  put_text(type_, out);
  put_text("languages", out);
  put_control(kArray, 0, out);
  put_text("description", out);
  put_control(kMap, 0, out);
  return out;
}

std::string MmdbFile::octets() {
  if (ipv6_) {
    alias_ipv4();
  }
  std::string out;
  for (const Node& node : nodes_) {
    for (const std::int64_t side : node) {
      const std::int64_t count = static_cast<std::int64_t>(nodes_.size());
      const std::int64_t value = side >= 0        ? side
                                 : side == kEmpty ? count
                                                  : count + 16 + (-2 - side);
      put_number(static_cast<std::uint64_t>(value), 4, out);
    }
  }
  out += kSeparator;
  out += data_;
  return out + metadata();
}

}  // namespace mxsweep::test
