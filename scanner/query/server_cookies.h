// ServerCookies: DNS cookies (RFC 7873, RFC 9018) of one stub resolver: for
// each server a client cookie of its own, drawn at the start, and the server's
// cookie as it last gave it. A reply that lacks the client cookie, though the
// server has shown that it knows cookies, or that has another one, is from
// somebody who did not see the query (docs/decisions/023). One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep {

class ServerCookies {
 public:
  static constexpr std::size_t kClientOctets = 8;
  static constexpr std::size_t kServerLeast = 8;
  static constexpr std::size_t kServerMost = 32;

  explicit ServerCookies(io::Prng prng) : prng_(prng) {}

  // Servers are numbered in the order in which they are added; another may come
  // in the place of one, of which nothing is left then.
  void add_server(std::uint16_t number);

  // What the COOKIE option of a query to the server holds.
  [[nodiscard]] std::span<const std::uint8_t> of(std::uint16_t server) const {
    const Cookie& cookie = cookies_[server];
    return {cookie.octets.data(), cookie.size};
  }

  // What the option of a reply holds, empty: there is none. False: the reply
  // is not to be believed. Else the server's cookie is kept.
  [[nodiscard]] bool take(std::uint16_t server,
                          std::span<const std::byte> cookie);

 private:
  struct Cookie {
    std::array<std::uint8_t, kClientOctets + kServerMost> octets{};
    std::size_t size = kClientOctets;  // longer: the server knows cookies
  };

  io::Prng prng_;
  std::vector<Cookie> cookies_;  // by server
};

}  // namespace mxsweep
