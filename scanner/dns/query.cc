#include "scanner/dns/query.h"

#include <cstring>

#include "io/base/check.h"

#include "scanner/dns/header.h"

namespace mxsweep {
namespace {

constexpr std::size_t kQuestionTail = 4;  // type and class
constexpr std::size_t kOptOctets = 11;
constexpr std::size_t kOptFlagsAt =
    7;  // behind name, type, size, rcode, version
constexpr std::uint8_t kDnssecOk = 0x80;

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

}  // namespace

std::size_t query_size(const QuerySpec& spec) {
  return kHeaderOctets + spec.name.size() + kQuestionTail +
         (spec.edns ? kOptOctets : 0);
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
  }
  return size;
}

}  // namespace mxsweep
