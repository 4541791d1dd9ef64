#include "scanner/dns/response.h"

namespace mxsweep {

bool read_question(std::span<const std::byte> message, const Header& header,
                   Question& out, std::size_t& records_at) {
  if (header.questions != 1) {
    return false;
  }
  Cursor cursor(message, kHeaderOctets);
  cursor.name(out.name);
  out.type = cursor.u16();
  out.klass = cursor.u16();
  records_at = cursor.position();
  return !cursor.malformed();
}

RecordReader::RecordReader(std::span<const std::byte> message,
                           const Header& header, std::size_t records_at)
    : message_(message),
      cursor_(message, records_at),
      left_{header.answers, header.authorities, header.additionals} {}

RecordReader::Step RecordReader::next(Record& out) {
  std::size_t section = 0;
  while (section < 3 && left_[section] == 0) {
    ++section;
  }
  if (section == 3) {
    return Step::kEnd;
  }
  --left_[section];
  out.section = static_cast<Section>(section);
  cursor_.name(out.owner);
  out.type = cursor_.u16();
  out.klass = cursor_.u16();
  out.ttl_s = cursor_.u32();
  out.rdata_size = cursor_.u16();
  out.rdata_at = cursor_.position();
  cursor_.skip(out.rdata_size);
  return cursor_.malformed() ? Step::kMalformed : Step::kRecord;
}

Cursor RecordReader::rdata(const Record& record) const {
  Cursor cursor(message_, record.rdata_at);
  return cursor.sub(record.rdata_size);
}

}  // namespace mxsweep
