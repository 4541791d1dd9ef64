// MX: preference and exchange, each pair once.

#include <algorithm>

#include "scanner/rr/record_type.h"

namespace mxsweep {

// RFC 1035 section 3.3.9: a 16-bit preference and the exchange.
void decode_mx(Cursor& rdata, const RecordContext& context, Answer& out) {
  MxData& mx = out.mx.emplace_back();
  mx.preference = rdata.u16();
  rdata.name(mx.exchange);
  mx.index = context.index;
  const auto same = [&mx](const MxData& other) {
    return other.preference == mx.preference && other.exchange == mx.exchange;
  };
  if (rdata.malformed() ||
      std::any_of(out.mx.begin(), out.mx.end() - 1, same)) {
    out.duplicate_records = out.duplicate_records || !rdata.malformed();
    out.mx.pop_back();
  }
}

}  // namespace mxsweep
