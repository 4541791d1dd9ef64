#include "scanner/query/server_cookies.h"

#include <cstring>

namespace mxsweep {

void ServerCookies::add_server(std::uint16_t number) {
  const std::uint64_t drawn = prng_.next();
  static_assert(sizeof(drawn) == kClientOctets);
  if (number == cookies_.size()) {
    cookies_.emplace_back();
  }
  Cookie& cookie = cookies_[number];
  cookie = {};
  std::memcpy(cookie.octets.data(), &drawn, kClientOctets);
}

bool ServerCookies::take(std::uint16_t server,
                         std::span<const std::byte> cookie) {
  Cookie& known = cookies_[server];
  if (cookie.empty()) {
    return known.size == kClientOctets;
  }
  // RFC 7873 section 5.3; of that length or the client's alone (section 4).
  const bool whole = cookie.size() == kClientOctets ||
                     (cookie.size() >= kClientOctets + kServerLeast &&
                      cookie.size() <= known.octets.size());
  if (!whole ||
      std::memcmp(cookie.data(), known.octets.data(), kClientOctets) != 0) {
    return false;
  }
  if (cookie.size() > kClientOctets) {
    std::memcpy(known.octets.data(), cookie.data(), cookie.size());
    known.size = cookie.size();
  }
  return true;
}

}  // namespace mxsweep
