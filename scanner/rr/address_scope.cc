#include "scanner/rr/address_scope.h"

#include <algorithm>
#include <cstddef>

#include "scanner/rr/address_block.h"
#include "scanner/rr/pref64.h"
#include "scanner/rr/special_purpose_addresses.h"

namespace mxsweep {
namespace {

struct ScopedBlock {
  AddressBlock block;
  AddressScope scope = AddressScope::kGlobal;
};

constexpr std::size_t kBlocksMax = 64;
constexpr std::uint8_t kWellKnownBits = 96;  // of 64:ff9b::

struct ScopedBlocks {
  std::array<ScopedBlock, kBlocksMax> blocks{};
  std::size_t count = 0;
};

constexpr AddressScope scope_named(std::string_view label) {
  const auto* const found =
      std::find(kAddressScopeLabels.begin(), kAddressScopeLabels.end(), label);
  MXSWEEP_CHECK(found != kAddressScopeLabels.end());
  return static_cast<AddressScope>(found - kAddressScopeLabels.begin());
}

// Below comments and one line of names: prefix, scope, and what is for people.
constexpr ScopedBlocks read_blocks(std::string_view csv) {
  ScopedBlocks out;
  bool names_read = false;
  while (!csv.empty()) {
    const std::size_t end = csv.find('\n');
    const std::string_view line = csv.substr(0, end);
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    if (line.empty() || line.front() == '#' || !names_read) {
      names_read = names_read || line.substr(0, 7) == "prefix,";
      continue;
    }
    const std::size_t comma = line.find(',');
    const std::size_t second = line.find(',', comma + 1);
    out.blocks[out.count++] = {
        address_block(line.substr(0, comma)),
        scope_named(line.substr(comma + 1, second - comma - 1))};
  }
  return out;
}

// The table as a tree: a node has an entry for each value of one octet, which
// is a scope or the node for the octet after it. Most addresses are decided by
// their first octet, and none by more octets than its block has.
class ScopeTree {
 public:
  static constexpr std::size_t kIpv4Root = 0;
  static constexpr std::size_t kIpv6Root = 1;

  constexpr explicit ScopeTree(std::string_view csv) {
    ScopedBlocks all = read_blocks(csv);
    auto* const begin = all.blocks.data();
    // A longer prefix is entered over the shorter one that it lies in.
    std::sort(begin, begin + all.count,
              [](const ScopedBlock& a, const ScopedBlock& b) {
                return a.block.bits < b.block.bits;
              });
    for (std::size_t i = 0; i < all.count; ++i) {
      enter(all.blocks[i]);
    }
  }

  [[nodiscard]] AddressScope find(std::size_t root,
                                  const std::uint8_t* octets) const {
    std::uint8_t entry = nodes_[root][*octets];
    while (entry >= kFirstNode) {
      ++octets;
      entry = nodes_[entry - kFirstNode][*octets];
    }
    return static_cast<AddressScope>(entry);
  }

 private:
  static constexpr std::uint8_t kFirstNode = 128;
  static constexpr std::size_t kNodesMax = 96;
  static_assert(static_cast<std::size_t>(AddressScope::kCount) < kFirstNode);
  static_assert(kFirstNode + kNodesMax <= 256);

  // The node below an entry; what held for the entry holds for all of it.
  constexpr std::size_t node_below(std::size_t node, std::uint8_t octet) {
    const std::uint8_t entry = nodes_[node][octet];
    if (entry >= kFirstNode) {
      return entry - kFirstNode;
    }
    nodes_[count_].fill(entry);
    nodes_[node][octet] = static_cast<std::uint8_t>(kFirstNode + count_);
    return count_++;
  }

  constexpr void enter(const ScopedBlock& scoped) {
    const AddressBlock& block = scoped.block;
    std::size_t node = block.family == 4 ? kIpv4Root : kIpv6Root;
    std::size_t at = 0;
    for (; block.bits > 8 * (at + 1); ++at) {
      node = node_below(node, block.prefix[at]);
    }
    const std::size_t alike = std::size_t{1} << (8 * (at + 1) - block.bits);
    for (std::size_t i = 0; i < alike; ++i) {
      nodes_[node][block.prefix[at] + i] =
          static_cast<std::uint8_t>(scoped.scope);
    }
  }

  // Zero is kGlobal: all that no block holds.
  std::array<std::array<std::uint8_t, 256>, kNodesMax> nodes_{};
  std::size_t count_ = 2;
};

static_assert(static_cast<int>(AddressScope::kGlobal) == 0);

constexpr ScopeTree kScopes(kSpecialPurposeAddresses);

// Rare, so apart from what every row runs through.
[[gnu::noinline]] AddressScope scope_inside(const AddressData& address) {
  const std::array<std::uint8_t, 4> ipv4 = ipv4_inside(
      address, address.pref64_bits == 0 ? kWellKnownBits : address.pref64_bits);
  const AddressScope scope = kScopes.find(ScopeTree::kIpv4Root, ipv4.data());
  return scope == AddressScope::kGlobal ? AddressScope::kNat64 : scope;
}

}  // namespace

AddressScope address_scope(const AddressData& address) {
  if (address.family == 4) {
    return kScopes.find(ScopeTree::kIpv4Root, address.bytes.data());
  }
  const AddressScope scope =
      kScopes.find(ScopeTree::kIpv6Root, address.bytes.data());
  if (scope != AddressScope::kNat64 && address.pref64_bits == 0) [[likely]] {
    return scope;
  }
  return scope_inside(address);
}

bool stands_for_ipv4(const AddressData& address) {
  return address.family == 6 &&
         (address.pref64_bits != 0 ||
          kScopes.find(ScopeTree::kIpv6Root, address.bytes.data()) ==
              AddressScope::kNat64);
}

}  // namespace mxsweep
