// Endpoint: one IPv4 or IPv6 address and a port, as a plain comparable value.
// Text forms: 192.0.2.1, 192.0.2.1:5353, 2001:db8::1, [2001:db8::1]:5353,
// fe80::1%eth0. Printing follows RFC 5952 and always names the port. Pure
// functions and plain values, any thread; text that is no address gives nothing
// rather than an Error, since only the caller knows what the text was for.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mxsweep::io {

struct Endpoint {
  std::array<std::uint8_t, 16> address{};  // IPv4 in the first four bytes
  std::uint32_t scope = 0;                 // interface index, link-local only
  std::uint16_t port = 0;                  // host byte order
  std::uint8_t family = 0;                 // 4, 6, or 0 for none

  bool operator==(const Endpoint&) const = default;
};

// Nothing when the text is not an address with an optional port 1..65535.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(
    std::string_view text, std::uint16_t default_port);

[[nodiscard]] std::string to_text(const Endpoint& endpoint);

// Characters of the longest such text: address, interface, port and signs.
inline constexpr std::size_t kEndpointCharsMax = 64;

// Writes the same text at `at` and returns the end of the text.
// REQUIRES: room for kEndpointCharsMax characters
[[nodiscard]] char* put_text(char* at, const Endpoint& endpoint);

// The address alone in RFC 5952 form, for 4 or 16 bytes.
[[nodiscard]] std::string address_text(const std::uint8_t* bytes,
                                       std::uint8_t family);

// Characters of the longest address in text: eight groups of four digits.
inline constexpr std::size_t kAddressCharsMax = 39;

// Writes the same text at `at` and returns the end of the text.
// REQUIRES: room for kAddressCharsMax characters
[[nodiscard]] char* put_address_text(char* at, const std::uint8_t* bytes,
                                     std::uint8_t family);

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

[[nodiscard]] SocketAddress to_sockaddr(const Endpoint& endpoint);

// The family is 0 when the kernel gave neither AF_INET nor AF_INET6.
[[nodiscard]] Endpoint from_sockaddr(const sockaddr* address);

}  // namespace mxsweep::io
