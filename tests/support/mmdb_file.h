// MmdbFile: a small database of addresses in the MaxMind DB format 2.0, for
// tests of what reads such files and for benchmarks. Owns everything. One
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mxsweep::test {

struct MmdbField;
using MmdbMap = std::vector<MmdbField>;

struct MmdbValue {
  std::variant<std::string, std::uint64_t, MmdbMap> value;
};

// No std::pair: clang 14 wants its members complete as soon as it is named.
struct MmdbField {
  std::string key;
  MmdbValue value;
};

class MmdbFile {
 public:
  // Of IPv6, with IPv4 at ::/96 and its aliases, or of IPv4 alone.
  explicit MmdbFile(std::string type, bool ipv6 = true);

  // REQUIRES: "2001:db8::/32" or "192.0.2.0/24", in no other block
  void add(std::string_view block, const MmdbMap& record);

  // The file as it is read.
  [[nodiscard]] std::string octets();

  static constexpr std::uint64_t kBuiltAt = 1'790'000'000;

 private:
  static constexpr std::int64_t kEmpty = -1;

  // A node, kEmpty, or a place in the data: -2 less that.
  using Node = std::array<std::int64_t, 2>;

  [[nodiscard]] std::string metadata() const;
  void insert(const std::vector<bool>& path, std::int64_t what);
  void alias_ipv4();

  std::string type_;
  bool ipv6_;
  std::vector<Node> nodes_ = {{kEmpty, kEmpty}};
  std::string data_;
};

}  // namespace mxsweep::test
