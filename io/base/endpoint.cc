#include "io/base/endpoint.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstring>

namespace mxsweep::io {
namespace {

constexpr std::size_t kGroups = 8;

// Decimal digits only, within 1..max.
std::optional<std::uint32_t> parse_number(std::string_view text,
                                          std::uint32_t max) {
  std::uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || rest != end || value == 0 || value > max) {
    return std::nullopt;
  }
  return value;
}

bool parse_v4(const std::string& text, Endpoint& endpoint) {
  endpoint.family = 4;
  return ::inet_pton(AF_INET, text.c_str(), endpoint.address.data()) == 1;
}

bool is_link_local(const Endpoint& endpoint) {
  return endpoint.address[0] == 0xFE && (endpoint.address[1] & 0xC0U) == 0x80;
}

// An interface by name or by index; 0 when there is no such thing.
std::uint32_t parse_scope(const std::string& text) {
  const std::uint32_t index = ::if_nametoindex(text.c_str());
  return index != 0 ? index : parse_number(text, 0xFFFFFFFFU).value_or(0);
}

bool parse_v6(std::string text, Endpoint& endpoint) {
  endpoint.family = 6;
  const std::size_t percent = text.find('%');
  if (percent != std::string::npos) {
    endpoint.scope = parse_scope(text.substr(percent + 1));
    text.resize(percent);
    if (endpoint.scope == 0) {
      return false;
    }
  }
  if (::inet_pton(AF_INET6, text.c_str(), endpoint.address.data()) != 1) {
    return false;
  }
  return endpoint.scope == 0 || is_link_local(endpoint);
}

// Splits "[address]:port", "address:port" (IPv4 only) or a bare address.
struct Parts {
  std::string address;
  std::string_view port;
  bool has_port = false;
  bool valid = true;
};

Parts split(std::string_view text) {
  Parts parts;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) {
      parts.valid = false;
      return parts;
    }
    parts.address = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    parts.has_port = !rest.empty();
    parts.valid = (rest.empty() || rest.front() == ':') &&
                  parts.address.find(':') != std::string::npos;
    parts.port = rest.empty() ? rest : rest.substr(1);
    return parts;
  }
  const std::size_t colon = text.find(':');
  const bool is_v6 = colon != std::string_view::npos &&
                     text.find(':', colon + 1) != std::string_view::npos;
  if (is_v6 || colon == std::string_view::npos) {
    parts.address = text;
    return parts;
  }
  parts.address = text.substr(0, colon);
  parts.port = text.substr(colon + 1);
  parts.has_port = true;
  return parts;
}

using Groups = std::array<std::uint32_t, kGroups>;

struct ZeroRun {
  std::size_t start = kGroups;
  std::size_t length = 0;
};

// The longest run of zero groups, the first of equals; a single zero group
// is not shortened (RFC 5952 section 4.2).
ZeroRun longest_zero_run(const Groups& groups) {
  ZeroRun best;
  ZeroRun current;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (groups[i] != 0) {
      current = {};
      continue;
    }
    if (current.length == 0) {
      current.start = i;
    }
    current.length += 1;
    if (current.length > best.length) {
      best = current;
    }
  }
  return best.length >= 2 ? best : ZeroRun{};
}

static_assert(kEndpointCharsMax >= kAddressCharsMax + IF_NAMESIZE + 9);

char* put_chars(char* at, std::string_view text) {
  return std::copy(text.begin(), text.end(), at);
}

char* put_number(char* at, std::uint32_t value) {
  constexpr std::ptrdiff_t kDigits = 10;
  return std::to_chars(at, at + kDigits, value).ptr;
}

char* put_byte(char* at, std::uint32_t value) {
  if (value >= 100) {
    *at++ = static_cast<char>('0' + value / 100);
  }
  if (value >= 10) {
    *at++ = static_cast<char>('0' + value / 10 % 10);
  }
  *at++ = static_cast<char>('0' + value % 10);
  return at;
}

// 16 bits without leading zeros.
char* put_group(char* at, std::uint32_t value) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  const unsigned digits = value == 0 ? 1 : (std::bit_width(value) + 3U) / 4;
  for (unsigned left = digits; left > 0; --left) {
    *at++ = kHexDigits[(value >> (4 * (left - 1))) & 0xFU];
  }
  return at;
}

char* put_v4(char* at, const std::uint8_t* bytes) {
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) {
      *at++ = '.';
    }
    at = put_byte(at, bytes[i]);
  }
  return at;
}

bool is_mapped(const Groups& groups) {
  return groups[5] == 0xFFFF &&
         std::all_of(groups.begin(), groups.begin() + 5,
                     [](std::uint32_t group) { return group == 0; });
}

char* put_v6(char* at, const std::uint8_t* bytes) {
  constexpr std::string_view kMappedPrefix = "::ffff:";
  Groups groups{};
  for (std::size_t i = 0; i < kGroups; ++i) {
    groups[i] =
        static_cast<std::uint32_t>(bytes[2 * i] << 8U) | bytes[2 * i + 1];
  }
  if (is_mapped(groups)) {
    at = std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), at);
    return put_v4(at, bytes + 12);
  }
  const ZeroRun run = longest_zero_run(groups);
  bool colon = false;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == run.start) {
      *at++ = ':';
      *at++ = ':';
      i += run.length - 1;
      colon = false;
      continue;
    }
    if (colon) {
      *at++ = ':';
    }
    at = put_group(at, groups[i]);
    colon = true;
  }
  return at;
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text,
                                       std::uint16_t default_port) {
  // An embedded NUL would end the C string early and hide what follows it.
  if (text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const Parts parts = split(text);
  if (!parts.valid) {
    return std::nullopt;
  }
  Endpoint endpoint;
  endpoint.port = default_port;
  if (parts.has_port) {
    const auto port = parse_number(parts.port, 65535);
    if (!port.has_value()) {
      return std::nullopt;
    }
    endpoint.port = static_cast<std::uint16_t>(*port);
  }
  const bool is_v6 = parts.address.find(':') != std::string::npos;
  const bool parsed = is_v6 ? parse_v6(parts.address, endpoint)
                            : parse_v4(parts.address, endpoint);
  return parsed ? std::optional<Endpoint>(endpoint) : std::nullopt;
}

char* put_address_text(char* at, const std::uint8_t* bytes,
                       std::uint8_t family) {
  if (family == 4) {
    return put_v4(at, bytes);
  }
  return family == 6 ? put_v6(at, bytes) : at;
}

std::string address_text(const std::uint8_t* bytes, std::uint8_t family) {
  std::array<char, kAddressCharsMax> text{};
  return {text.data(), put_address_text(text.data(), bytes, family)};
}

char* put_text(char* at, const Endpoint& endpoint) {
  if (endpoint.family == 0) {
    return put_chars(at, "none");
  }
  if (endpoint.family == 6) {
    *at++ = '[';
  }
  at = put_address_text(at, endpoint.address.data(), endpoint.family);
  if (endpoint.scope != 0) {
    *at++ = '%';
    std::array<char, IF_NAMESIZE> name{};
    at = ::if_indextoname(endpoint.scope, name.data()) != nullptr
             ? put_chars(at, name.data())
             : put_number(at, endpoint.scope);
  }
  if (endpoint.family == 6) {
    *at++ = ']';
  }
  *at++ = ':';
  return put_number(at, endpoint.port);
}

std::string to_text(const Endpoint& endpoint) {
  std::array<char, kEndpointCharsMax> text{};
  return {text.data(), put_text(text.data(), endpoint)};
}

SocketAddress to_sockaddr(const Endpoint& endpoint) {
  SocketAddress result;
  if (endpoint.family == 4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    std::memcpy(&address.sin_addr, endpoint.address.data(), 4);
    std::memcpy(&result.storage, &address, sizeof(address));
    result.length = sizeof(address);
  } else if (endpoint.family == 6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(endpoint.port);
    address.sin6_scope_id = endpoint.scope;
    std::memcpy(&address.sin6_addr, endpoint.address.data(), 16);
    std::memcpy(&result.storage, &address, sizeof(address));
    result.length = sizeof(address);
  }
  return result;
}

Endpoint from_sockaddr(const sockaddr* address) {
  Endpoint endpoint;
  sa_family_t family = AF_UNSPEC;
  std::memcpy(&family, &address->sa_family, sizeof(family));
  if (family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof(v4));
    endpoint.family = 4;
    endpoint.port = ntohs(v4.sin_port);
    std::memcpy(endpoint.address.data(), &v4.sin_addr, 4);
  } else if (family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof(v6));
    endpoint.family = 6;
    endpoint.port = ntohs(v6.sin6_port);
    std::memcpy(endpoint.address.data(), &v6.sin6_addr, 16);
    // The kernel names an interface only where the address needs one.
    endpoint.scope = is_link_local(endpoint) ? v6.sin6_scope_id : 0;
  }
  return endpoint;
}

}  // namespace mxsweep::io
