// TLSA: usage, selector, matching type, data (RFC 6698 section 2.1).

#include "scanner/rr/rr_tlsa.h"

#include "scanner/rr/record_type.h"

namespace mxsweep {

void decode_tlsa(Cursor& rdata, RdataBuffer& out) {
  out.put(rdata.bytes(TlsaData::kFixedOctets));
  out.put(rdata.rest());
}

}  // namespace mxsweep
