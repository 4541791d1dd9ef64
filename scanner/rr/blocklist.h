// Blocklist: what the user does not want to be asked or shown: names with all
// that is below them, and prefixes of addresses. Read once from a file, then
// read-only, any thread. A line is a name (example.com; .example.com and
// *.example.com mean the same), an address or a prefix (192.0.2.0/24,
// 2001:db8::/32); # begins a comment.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/dns/name.h"
#include "scanner/rr/address_block.h"

namespace mxsweep {

class Blocklist {
 public:
  // Takes what a line says. False: it is neither name nor address nor prefix;
  // lines without any of these are fine.
  [[nodiscard]] bool add_line(std::string_view line);

  // The blocked name that `name` is or lies below; empty when there is none.
  [[nodiscard]] NameView find(NameView name) const;

  // IPv4 in four octets, IPv6 in sixteen; mapped IPv4 (::ffff:0:0/96) is IPv4.
  [[nodiscard]] bool holds(const std::uint8_t* address,
                           std::uint8_t family) const;

  [[nodiscard]] bool has_names() const { return !names_.empty(); }

  [[nodiscard]] bool has_prefixes() const { return !prefixes_.empty(); }

  [[nodiscard]] std::size_t size() const {
    return names_.size() + prefixes_.size();
  }

 private:
  [[nodiscard]] bool add_prefix(std::string_view text);

  // Finds a std::string by a std::string_view.
  struct TextHash {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  // Wire form, lower case.
  absl::flat_hash_set<std::string, TextHash, std::equal_to<>> names_;
  std::vector<AddressBlock> prefixes_;
};

}  // namespace mxsweep
