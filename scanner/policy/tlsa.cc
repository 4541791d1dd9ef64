// TLSA of a mail host (RFC 7672): the records that a mail server that sends can
// make use of. Usages 0 and 1 hang on certificate authorities, which mail
// servers share no list of (section 3.1.3).

#include <string_view>

#include "scanner/rr/rr_tlsa.h"

namespace mxsweep {
namespace {

constexpr std::uint8_t kTrustAnchor = 2;
constexpr std::uint8_t kEndEntity = 3;
constexpr std::uint8_t kSelectorMax = 1;      // whole certificate, or its key
constexpr std::uint8_t kMatchingTypeMax = 2;  // the data, or a hash of them
constexpr std::size_t kSha256Octets = 32;
constexpr std::size_t kSha512Octets = 64;

bool has_right_size(const TlsaData& record) {
  switch (record.matching_type) {
    case 0:
      return record.data_octets != 0;
    case 1:
      return record.data_octets == kSha256Octets;
    case 2:
      return record.data_octets == kSha512Octets;
    default:
      return false;
  }
}

}  // namespace

// Empty: it can be used.
std::string_view fault_of(const TlsaData& record) {
  if (record.usage != kTrustAnchor && record.usage != kEndEntity) {
    return record.usage < kTrustAnchor
               ? "usage 0 and 1 hang on certificate authorities, of which mail "
                 "servers share no list"
               : "there is no such usage";
  }
  if (record.selector > kSelectorMax) {
    return "there is no such selector";
  }
  if (record.matching_type > kMatchingTypeMax) {
    return "there is no such matching type";
  }
  return has_right_size(record) ? std::string_view()
                                : "its data have not the size that the "
                                  "matching type wants";
}

}  // namespace mxsweep
