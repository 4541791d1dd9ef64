#include "scanner/rr/address_scope.h"

#include <algorithm>
#include <bit>
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

// A block as the two halves of the address, for comparing without loops.
struct WordBlock {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::uint64_t high_mask = 0;
  std::uint64_t low_mask = 0;
  AddressScope scope = AddressScope::kGlobal;
};

constexpr std::uint64_t load_word(const std::uint8_t* octets) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    word = (word << 8U) | octets[i];
  }
  return word;
}

constexpr std::uint64_t leading_ones(unsigned bits) {
  return bits == 0 ? 0 : ~std::uint64_t{0} << (64U - bits);
}

constexpr WordBlock word_block(const Block& block) {
  const unsigned high_bits = std::min<unsigned>(block.bits, 64);
  return {load_word(block.prefix.data()), load_word(block.prefix.data() + 8),
          leading_ones(high_bits), leading_ones(block.bits - high_bits),
          block.scope};
}

// The blocks of a family, and which of them an address with this first octet
// may lie in: for most octets none.
template <std::size_t kCount>
class ScopeTable {
 public:
  constexpr explicit ScopeTable(const std::array<Block, kCount>& blocks) {
    static_assert(kCount <= 16);
    for (std::size_t index = 0; index < kCount; ++index) {
      const WordBlock block = word_block(blocks[index]);
      blocks_[index] = block;
      for (std::uint64_t octet = 0; octet < 256; ++octet) {
        const std::uint64_t mask = block.high_mask >> 56U;
        if ((octet & mask) == (block.high >> 56U)) {
          candidates_[octet] |= static_cast<std::uint16_t>(1U << index);
        }
      }
    }
  }

  [[nodiscard]] AddressScope find(const std::uint8_t* octets) const {
    unsigned rest = candidates_[octets[0]];
    if (rest == 0) [[likely]] {
      return AddressScope::kGlobal;
    }
    const std::uint64_t high = load_word(octets);
    const std::uint64_t low = load_word(octets + 8);
    for (; rest != 0; rest &= rest - 1) {
      const auto index = static_cast<std::size_t>(std::countr_zero(rest));
      const WordBlock& block = blocks_[index];
      if (((high ^ block.high) & block.high_mask) == 0 &&
          ((low ^ block.low) & block.low_mask) == 0) {
        return block.scope;
      }
    }
    return AddressScope::kGlobal;
  }

 private:
  std::array<WordBlock, kCount> blocks_{};
  std::array<std::uint16_t, 256> candidates_{};
};

constexpr ScopeTable kIpv4Scopes(kIpv4Blocks);
constexpr ScopeTable kIpv6Scopes(kIpv6Blocks);

}  // namespace

AddressScope address_scope(const AddressData& address) {
  return address.family == 4 ? kIpv4Scopes.find(address.bytes.data())
                             : kIpv6Scopes.find(address.bytes.data());
}

}  // namespace mxsweep
