// Record types that can be asked for: one row each in record_types(), one
// rr_*.cc each for the decoding. A decoder reads the RDATA under the cursor
// (whose end is the end of the RDATA) and appends to the Answer; it marks the
// cursor malformed rather than guess. A record that equals one already there
// is not appended again but sets duplicate_records (RFC 2181 section 5).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "scanner/dns/cursor.h"
#include "scanner/rr/answer.h"

namespace mxsweep {

struct RecordContext {
  std::uint32_t ttl_s = 0;  // already through effective_ttl_s
  std::uint16_t index = 0;  // position among the records of that type
};

struct RecordType {
  std::string_view name;
  std::uint16_t code = 0;
  void (*decode)(Cursor& rdata, const RecordContext& context, Answer& out);
};

[[nodiscard]] std::span<const RecordType> record_types();

// Null when the type is not in the table.
[[nodiscard]] const RecordType* find_record_type(std::uint16_t code);

// The decoders, one file each.
void decode_mx(Cursor& rdata, const RecordContext& context, Answer& out);
void decode_a(Cursor& rdata, const RecordContext& context, Answer& out);
void decode_aaaa(Cursor& rdata, const RecordContext& context, Answer& out);

}  // namespace mxsweep
