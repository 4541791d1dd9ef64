#include "scanner/rr/address_scope.h"

#include <cstddef>

namespace mxsweep {
namespace {

struct Block {
  std::array<std::uint8_t, 16> prefix;
  std::uint8_t bits;
  AddressScope scope;
};

// First match wins, so narrower blocks stand before wider ones.
constexpr std::array kIpv4Blocks = {
    Block{{255, 255, 255, 255}, 32, AddressScope::kBroadcast},
    Block{{0}, 8, AddressScope::kThisHost},
    Block{{10}, 8, AddressScope::kPrivate},
    Block{{100, 64}, 10, AddressScope::kShared},
    Block{{127}, 8, AddressScope::kLoopback},
    Block{{169, 254}, 16, AddressScope::kLinkLocal},
    Block{{172, 16}, 12, AddressScope::kPrivate},
    Block{{192, 0, 2}, 24, AddressScope::kDocumentation},
    Block{{192, 168}, 16, AddressScope::kPrivate},
    Block{{198, 18}, 15, AddressScope::kBenchmarking},
    Block{{198, 51, 100}, 24, AddressScope::kDocumentation},
    Block{{203, 0, 113}, 24, AddressScope::kDocumentation},
    Block{{224}, 4, AddressScope::kMulticast},
    Block{{240}, 4, AddressScope::kReserved}};

constexpr std::array kIpv6Blocks = {
    Block{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
          128,
          AddressScope::kLoopback},
    Block{{0}, 128, AddressScope::kThisHost},
    Block{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF},
          96,
          AddressScope::kV4Mapped},
    Block{{0x00, 0x64, 0xFF, 0x9B}, 96, AddressScope::kNat64},
    Block{{0x01, 0x00}, 64, AddressScope::kDiscard},
    Block{{0x20, 0x01, 0x0D, 0xB8}, 32, AddressScope::kDocumentation},
    Block{{0x20, 0x02}, 16, AddressScope::k6to4},
    Block{{0x3F, 0xFF}, 20, AddressScope::kDocumentation},
    Block{{0xFC}, 7, AddressScope::kUniqueLocal},
    Block{{0xFE, 0x80}, 10, AddressScope::kLinkLocal},
    Block{{0xFF}, 8, AddressScope::kMulticast}};

bool lies_in(const AddressData& address, const Block& block) {
  const std::size_t whole = block.bits / 8U;
  for (std::size_t i = 0; i < whole; ++i) {
    if (address.bytes[i] != block.prefix[i]) {
      return false;
    }
  }
  const unsigned rest = block.bits % 8U;
  if (rest == 0) {
    return true;
  }
  const unsigned mask = 0xFFU << (8U - rest);
  return ((address.bytes[whole] ^ block.prefix[whole]) & mask) == 0;
}

template <std::size_t kCount>
AddressScope find_scope(const AddressData& address,
                        const std::array<Block, kCount>& blocks) {
  for (const Block& block : blocks) {
    if (lies_in(address, block)) {
      return block.scope;
    }
  }
  return AddressScope::kGlobal;
}

}  // namespace

AddressScope address_scope(const AddressData& address) {
  return address.family == 4 ? find_scope(address, kIpv4Blocks)
                             : find_scope(address, kIpv6Blocks);
}

}  // namespace mxsweep
