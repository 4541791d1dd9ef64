// Record types that can be asked for: one row each in record_types(), and one
// rr_*.cc each for the decoding. A decoder reads the RDATA under the cursor
// (whose end is the end of the RDATA) and writes it in canonical form, as
// RrSet wants it. A decoder does not guess: where it reads past the end, or
// leaves octets, the record is malformed. Constants, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "scanner/dns/cursor.h"
#include "scanner/rr/rr_set.h"

namespace mxsweep {

struct RecordType {
  std::string_view name;
  std::uint16_t code = 0;
  void (*decode)(Cursor& rdata, RdataBuffer& out);
  std::size_t most = 0;  // so many are kept of one answer
};

[[nodiscard]] std::span<const RecordType> record_types();

// Null when the type is not in the table.
[[nodiscard]] const RecordType* find_record_type(std::uint16_t code);

}  // namespace mxsweep
