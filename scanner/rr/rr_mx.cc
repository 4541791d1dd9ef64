// MX: preference and exchange (RFC 1035 section 3.3.9).

#include "scanner/rr/record_type.h"

namespace mxsweep {

void decode_mx(Cursor& rdata, RdataBuffer& out) {
  out.put_u16(rdata.u16());
  Name exchange;
  rdata.name(exchange);
  out.put(exchange);
}

}  // namespace mxsweep
