#include "scanner/dns/response.h"

namespace mxsweep {
namespace {

// A compression pointer to the first octet behind the header.
constexpr unsigned kPointerToQuestion = 0xC000U | kHeaderOctets;

// TYPE, CLASS, TTL and RDLENGTH (RFC 1035 section 4.1.3).
constexpr std::size_t kFixedOctets = 10;

}  // namespace

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
                           const Header& header, NameView question,
                           std::size_t records_at)
    : message_(message),
      cursor_(message, records_at),
      question_(question),
      left_{header.answers, header.authorities, header.additionals} {}

// Nearly every owner is a pointer to the question, or the root of an OPT
// record: neither needs decoding.
NameView RecordReader::read_owner() {
  const unsigned first = cursor_.peek_u16();
  if (first == kPointerToQuestion) {
    cursor_.skip(2);
    return question_;
  }
  cursor_.name(owner_);
  return owner_.view();
}

RecordReader::Step RecordReader::next(Record& out) {
  while (left_[section_] == 0) {
    if (section_ + 1 == left_.size()) {
      return Step::kEnd;
    }
    ++section_;
  }
  --left_[section_];
  out.section = static_cast<Section>(section_);
  out.owner = read_owner();
  const std::span<const std::byte> fixed = cursor_.bytes(kFixedOctets);
  if (fixed.empty()) {
    return Step::kMalformed;
  }
  out.type = load_u16(fixed.data());
  out.klass = load_u16(fixed.data() + 2);
  out.ttl_s = load_u32(fixed.data() + 4);
  out.rdata_size = load_u16(fixed.data() + 8);
  out.rdata_at = cursor_.position();
  cursor_.skip(out.rdata_size);
  return cursor_.malformed() ? Step::kMalformed : Step::kRecord;
}

}  // namespace mxsweep
