// A and AAAA: the octets of one address (RFC 1035 section 3.4.1, RFC 3596).

#include <algorithm>

#include "scanner/rr/record_type.h"

namespace mxsweep {
namespace {

void decode_address(Cursor& rdata, const RecordContext& context,
                    std::uint8_t family, Answer& out) {
  const std::size_t size = family == 4 ? 4 : 16;
  const auto octets = rdata.bytes(size);
  if (rdata.malformed()) {
    return;
  }
  AddressData address;
  std::transform(octets.begin(), octets.end(), address.bytes.begin(),
                 [](std::byte b) { return static_cast<std::uint8_t>(b); });
  address.ttl_s = context.ttl_s;
  address.index = context.index;
  address.family = family;
  const auto same = [&address](const AddressData& other) {
    return other.family == address.family && other.bytes == address.bytes;
  };
  if (std::any_of(out.addresses.begin(), out.addresses.end(), same)) {
    out.duplicate_records = true;
    return;
  }
  if (out.addresses.size() == kAddressesMax) {
    out.cut = true;
    return;
  }
  out.addresses.push_back(address);
}

}  // namespace

void decode_a(Cursor& rdata, const RecordContext& context, Answer& out) {
  decode_address(rdata, context, 4, out);
}

void decode_aaaa(Cursor& rdata, const RecordContext& context, Answer& out) {
  decode_address(rdata, context, 6, out);
}

}  // namespace mxsweep
