// The array of record types; a new one is one row here and one file.

#include <array>
#include <limits>

#include "scanner/dns/header.h"
#include "scanner/rr/record_type.h"
#include "scanner/rr/rr_address.h"

namespace mxsweep {

// The decoders, one file each.
void decode_mx(Cursor& rdata, RdataBuffer& out);
void decode_a(Cursor& rdata, RdataBuffer& out);
void decode_aaaa(Cursor& rdata, RdataBuffer& out);
void decode_txt(Cursor& rdata, RdataBuffer& out);
void decode_tlsa(Cursor& rdata, RdataBuffer& out);

namespace {

// No more than a message holds.
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

constexpr std::array kTypes = {
    RecordType{"MX", kTypeMx, decode_mx, kAll},
    RecordType{"A", kTypeA, decode_a, kAddressesMax},
    RecordType{"AAAA", kTypeAaaa, decode_aaaa, kAddressesMax},
    RecordType{"TXT", kTypeTxt, decode_txt, kAll},
    RecordType{"TLSA", kTypeTlsa, decode_tlsa, kAll}};

}  // namespace

std::span<const RecordType> record_types() {
  return kTypes;
}

const RecordType* find_record_type(std::uint16_t code) {
  for (const RecordType& type : kTypes) {
    if (type.code == code) {
      return &type;
    }
  }
  return nullptr;
}

}  // namespace mxsweep
