#include "scanner/rr/pref64.h"

#include <algorithm>
#include <cstddef>

#include "io/base/endpoint.h"

namespace mxsweep {
namespace {

constexpr std::array<std::uint8_t, 6> kLengths = {32, 40, 48, 56, 64, 96};
constexpr std::size_t kReservedOctet = 8;  // zero, whatever the length

bool is_ipv4only(const std::array<std::uint8_t, 4>& ipv4) {
  return ipv4[0] == 192 && ipv4[1] == 0 && ipv4[2] == 0 &&
         (ipv4[3] == 170 || ipv4[3] == 171);
}

bool lies_below(const Pref64& prefix, const AddressData& address) {
  const std::size_t octets = prefix.bits / std::size_t{8};
  return std::equal(prefix.prefix.begin(), prefix.prefix.begin() + octets,
                    address.bytes.begin());
}

}  // namespace

std::array<std::uint8_t, 4> ipv4_inside(const AddressData& address,
                                        std::uint8_t bits) {
  std::array<std::uint8_t, 4> ipv4{};
  std::size_t at = bits / std::size_t{8};
  for (std::uint8_t& octet : ipv4) {
    at += at == kReservedOctet ? 1 : 0;
    octet = address.bytes[at++];
  }
  return ipv4;
}

std::optional<Pref64> pref64_of(const AddressData& address) {
  if (address.family != 6 || address.bytes[kReservedOctet] != 0) {
    return std::nullopt;
  }
  std::optional<Pref64> found;
  for (const std::uint8_t bits : kLengths) {
    if (!is_ipv4only(ipv4_inside(address, bits))) {
      continue;
    }
    if (found.has_value()) {
      return std::nullopt;
    }
    found.emplace();
    found->bits = bits;
    std::copy_n(address.bytes.begin(), bits / 8, found->prefix.begin());
  }
  return found;
}

std::uint8_t pref64_bits(std::span<const Pref64> prefixes,
                         const AddressData& address) {
  for (const Pref64& prefix : prefixes) {
    if (address.family == 6 && lies_below(prefix, address)) {
      return prefix.bits;
    }
  }
  return 0;
}

std::string to_text(const Pref64& prefix) {
  return io::address_text(prefix.prefix.data(), 6) + "/" +
         std::to_string(prefix.bits);
}

}  // namespace mxsweep
