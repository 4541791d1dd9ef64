#include "scanner/mail/lookup.h"

#include <array>

#include "io/base/endpoint.h"

namespace mxsweep {
namespace {

// What a lookup may keep for its next name: after an outsize answer (hundreds
// of MX, dozens of CNAMEs) memory is given back.
constexpr std::size_t kKeptExchanges = 32;
constexpr std::size_t kKeptLinks = 8;

}  // namespace

void Lookup::set_server(const io::Endpoint& server) {
  std::array<char, io::kEndpointCharsMax> text{};
  const char* const end = io::put_text(text.data(), server);
  const auto size = static_cast<std::size_t>(end - text.data());
  put_text(Part::kServer, {text.data(), size});
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
