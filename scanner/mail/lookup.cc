#include "scanner/mail/lookup.h"

#include <algorithm>
#include <array>

#include "io/base/check.h"
#include "io/base/endpoint.h"

namespace mxsweep {
namespace {

// What a lookup may keep for its next name: after an outsize answer (hundreds
// of MX, dozens of CNAMEs) memory is given back.
constexpr std::size_t kKeptExchanges = 32;
constexpr std::size_t kKeptLinks = 8;

// What delegation.h packs takes so many octets at most.
constexpr std::size_t kDelegationMax = 9 + kNameOctetsMax;

}  // namespace

void Lookup::set_server(const io::Endpoint& server) {
  std::array<char, 1 + io::kEndpointCharsMax> piece{};
  const char* const end = io::put_text(piece.data() + 1, server);
  const auto size = static_cast<std::size_t>(end - piece.data());
  piece[0] = static_cast<char>(size - 1);
  put_text(Part::kServer, {piece.data(), size});
}

void Lookup::set_delegation(std::string_view packed) {
  MXSWEEP_CHECK(packed.size() <= kDelegationMax);
  std::array<char, 1 + io::kEndpointCharsMax + kDelegationMax> piece{};
  const std::string_view before = server();
  piece[0] = static_cast<char>(before.size());
  std::copy(before.begin(), before.end(), &piece[1]);
  std::copy(packed.begin(), packed.end(), &piece[1 + before.size()]);
  put_text(Part::kServer, {piece.data(), 1 + before.size() + packed.size()});
}

void Lookup::reset() {
  seq = 0;
  rank.reset();
  name_span = {};
  texts = {};
  reply.status = LookupStatus::kNotAttempted;
  reply.received = false;
  reply.resolver = kNoResolver;
  reply.attempts = 0;
  ede_codes.clear();
  mail_kind = MailKind::kUnknown;
  findings = {};
  mx_ttl_s = 0;
  negative_ttl_s.reset();
  mx_count = 0;
  implicit = false;
  exchanges.clear();
  octets.clear();
  chain.clear();
  if (exchanges.capacity() > kKeptExchanges || chain.capacity() > kKeptLinks) {
    exchanges.shrink_to_fit();
    chain.shrink_to_fit();
    octets.shrink();
  }
  open = 0;
  policies = nullptr;
  next_in_index = kNone;
  next_duplicate = kNone;
  next_finished = kNone;
}

}  // namespace mxsweep
