// A and AAAA: the octets of one address (RFC 1035 section 3.4.1, RFC 3596).

#include <cstddef>

#include "scanner/rr/record_type.h"

namespace mxsweep {
namespace {

template <std::size_t kSize>
void decode_address(Cursor& rdata, RdataBuffer& out) {
  const auto octets = rdata.bytes(kSize);
  if (!rdata.malformed()) {
    out.put(octets.first<kSize>());
  }
}

}  // namespace

void decode_a(Cursor& rdata, RdataBuffer& out) {
  decode_address<4>(rdata, out);
}

void decode_aaaa(Cursor& rdata, RdataBuffer& out) {
  decode_address<16>(rdata, out);
}

}  // namespace mxsweep
