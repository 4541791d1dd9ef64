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

// Most owners are a pointer to the question, which leads to the same name from
// wherever it stands behind it.
void RecordReader::read_owner(Name& out) {
  const std::size_t at = cursor_.position();
  const bool to_question = message_.size() - at >= 2 &&
                           message_[at] == std::byte{0xC0} &&
                           message_[at + 1] == std::byte{kHeaderOctets};
  if (to_question && !question_.empty()) {
    cursor_.skip(2);
    out = question_;
    return;
  }
  cursor_.name(out);
  if (to_question) {
    question_ = out;
  }
}

RecordReader::Step RecordReader::next(Record& out) {
  std::size_t section = 0;
  while (section < 3 && left_[section] == 0) {
    ++section;
  }
  if (section == 3) {
    return Step::kEnd;
  }
  if (cursor_.malformed()) {
    return Step::kMalformed;
  }
  --left_[section];
  out.section = static_cast<Section>(section);
  read_owner(out.owner);
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
