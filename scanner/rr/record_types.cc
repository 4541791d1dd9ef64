// The array of record types; a new one is one row here and one file.

#include <array>

#include "scanner/dns/header.h"
#include "scanner/rr/record_type.h"

namespace mxsweep {
namespace {

constexpr std::array kTypes = {RecordType{"MX", kTypeMx, decode_mx},
                               RecordType{"A", kTypeA, decode_a},
                               RecordType{"AAAA", kTypeAaaa, decode_aaaa}};

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
