#include "scanner/dns/query.h"

#include <cstring>

#include "io/base/check.h"

#include "scanner/dns/header.h"
#include "scanner/dns/letter_case.h"

namespace mxsweep {
namespace {

constexpr std::size_t kQuestionTail = 4;  // type and class
constexpr std::size_t kOptOctets = 11;
constexpr std::size_t kOptFlagsAt =
    7;  // behind name, type, size, rcode, version
constexpr std::uint8_t kDnssecOk = 0x80;
constexpr std::size_t kOptionHeadOctets = 4;  // code and length

// RD and AD set, one question; the last octet counts the OPT record.
constexpr std::uint8_t kFlagsAndCounts[10] = {0x01, 0x20, 0, 1, 0,
                                              0,    0,    0, 0, 0};

// Root name, type OPT, payload size as class, no extended flags, no options.
constexpr std::uint8_t kOpt[kOptOctets] = {0,
                                           0,
                                           kTypeOpt,
                                           kEdnsPayloadOctets >> 8U,
                                           kEdnsPayloadOctets & 0xFFU,
                                           0,
                                           0,
                                           0,
                                           0,
                                           0,
                                           0};

std::size_t option_octets(const QuerySpec& spec) {
  return spec.cookie.empty() ? 0 : kOptionHeadOctets + spec.cookie.size();
}

// Behind OPT, whose last two octets say how long it is.
void put_cookie(std::span<const std::uint8_t> cookie, std::uint8_t* out) {
  out[-1] = static_cast<std::uint8_t>(kOptionHeadOctets + cookie.size());
  out[0] = 0;
  out[1] = kOptionCookie;
  out[2] = 0;
  out[3] = static_cast<std::uint8_t>(cookie.size());
  std::memcpy(out + kOptionHeadOctets, cookie.data(), cookie.size());
}

}  // namespace

std::size_t query_size(const QuerySpec& spec) {
  return kHeaderOctets + spec.name.size() + kQuestionTail +
         (spec.edns ? kOptOctets + option_octets(spec) : 0);
}

std::size_t write_query(const QuerySpec& spec, std::span<std::byte> buffer) {
  const std::size_t size = query_size(spec);
  MXSWEEP_CHECK(buffer.size() >= size);
  auto* out = reinterpret_cast<std::uint8_t*>(buffer.data());
  out[0] = static_cast<std::uint8_t>(spec.id >> 8U);
  out[1] = static_cast<std::uint8_t>(spec.id & 0xFFU);
  std::memcpy(out + 2, kFlagsAndCounts, sizeof(kFlagsAndCounts));
  out[2] = spec.recursion_desired ? kFlagsAndCounts[0] : 0;
  out[11] = spec.edns ? 1 : 0;
  out += kHeaderOctets;
  std::memcpy(out, spec.name.data(), spec.name.size());
  if (spec.case_secret.has_value()) {
    mix_case({out, spec.name.size()}, *spec.case_secret);
  }
  out += spec.name.size();
  out[0] = static_cast<std::uint8_t>(spec.type >> 8U);
  out[1] = static_cast<std::uint8_t>(spec.type & 0xFFU);
  out[2] = 0;
  out[3] = kClassIn;
  if (spec.edns) {
    std::memcpy(out + kQuestionTail, kOpt, kOptOctets);
    if (spec.dnssec_ok) {
      out[kQuestionTail + kOptFlagsAt] = kDnssecOk;
    }
    if (!spec.cookie.empty()) {
      put_cookie(spec.cookie, out + kQuestionTail + kOptOctets);
    }
  }
  return size;
}

}  // namespace mxsweep
