// AddressBlock: a prefix of IPv4 or IPv6 addresses (RFC 4632 section 3.1,
// RFC 4291 section 2.3), read from its text by the compiler. Only what a table
// of blocks holds is understood: no dotted tail in IPv6, no leading zeros
// checked. Values, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "io/base/check.h"

namespace mxsweep {

struct AddressBlock {
  std::array<std::uint8_t, 16> prefix{};  // IPv4 in the first four
  std::uint8_t bits = 0;
  std::uint8_t family = 4;  // 4 or 6
};

namespace block_text {

// The number that `text` begins with; what it is made of is taken off.
constexpr unsigned take_number(std::string_view& text, unsigned base) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  unsigned value = 0;
  while (!text.empty()) {
    const std::size_t digit = kDigits.find(text.front());
    if (digit >= base) {  // npos too
      break;
    }
    value = value * base + static_cast<unsigned>(digit);
    text.remove_prefix(1);
  }
  return value;
}

constexpr void take_ipv4(std::string_view text, AddressBlock& out) {
  for (std::size_t i = 0; i < 4; ++i) {
    out.prefix[i] = static_cast<std::uint8_t>(take_number(text, 10));
    if (i < 3) {
      MXSWEEP_CHECK(text.front() == '.');
      text.remove_prefix(1);
    }
  }
  MXSWEEP_CHECK(text.empty());
}

// The groups of one side of "::".
constexpr std::size_t take_groups(std::string_view text,
                                  std::array<unsigned, 8>& groups) {
  std::size_t count = 0;
  while (!text.empty()) {
    groups[count++] = take_number(text, 16);
    if (!text.empty()) {
      MXSWEEP_CHECK(text.front() == ':');
      text.remove_prefix(1);
    }
  }
  return count;
}

constexpr void take_ipv6(std::string_view text, AddressBlock& out) {
  std::array<unsigned, 8> groups{};
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    MXSWEEP_CHECK(take_groups(text, groups) == groups.size());
  } else {
    std::array<unsigned, 8> tail{};
    take_groups(text.substr(0, gap), groups);
    const std::size_t count = take_groups(text.substr(gap + 2), tail);
    for (std::size_t i = 0; i < count; ++i) {
      groups[groups.size() - count + i] = tail[i];
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    out.prefix[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8U);
    out.prefix[2 * i + 1] = static_cast<std::uint8_t>(groups[i] & 0xFFU);
  }
}

}  // namespace block_text

// REQUIRES: text like "192.0.2.0/24" or "2001:db8::/32"; anything else does
// not compile.
constexpr AddressBlock address_block(std::string_view text) {
  AddressBlock block;
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  std::string_view bits = text.substr(slash + 1);
  block.bits = static_cast<std::uint8_t>(block_text::take_number(bits, 10));
  MXSWEEP_CHECK(bits.empty());
  if (address.find(':') == std::string_view::npos) {
    block_text::take_ipv4(address, block);
  } else {
    block.family = 6;
    block_text::take_ipv6(address, block);
  }
  MXSWEEP_CHECK(block.bits <= (block.family == 4 ? 32 : 128));
  return block;
}

}  // namespace mxsweep
