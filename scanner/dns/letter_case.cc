#include "scanner/dns/letter_case.h"

namespace mxsweep {
namespace {

constexpr unsigned kBits = 64;

// The other octets of a wire name are digits, hyphens and lengths, or anything
// at all, which stays as it is.
bool is_letter(std::uint8_t octet) {
  return octet >= 'a' && octet <= 'z';
}

// A bit for each octet, in its place. Longer names use the secret again.
std::uint8_t with_case(std::uint8_t octet, std::size_t at,
                       std::uint64_t secret) {
  const auto large = static_cast<std::uint8_t>(secret >> (at % kBits) & 1U);
  return is_letter(octet) ? static_cast<std::uint8_t>(octet - (large << 5U))
                          : octet;
}

}  // namespace

void mix_case(std::span<std::uint8_t> name, std::uint64_t secret) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    name[at] = with_case(name[at], at, secret);
  }
}

bool has_mixed_case(std::span<const std::byte> octets, NameView name,
                    std::uint64_t secret) {
  if (octets.size() < name.size()) {
    return false;
  }
  unsigned different = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    different |= std::to_integer<unsigned>(octets[at]) ^
                 with_case(name.data()[at], at, secret);
  }
  return different == 0;
}

}  // namespace mxsweep
