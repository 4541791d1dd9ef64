#include "scanner/dns/response.h"

namespace mxsweep {
namespace {

// A compression pointer to the first octet behind the header.
constexpr unsigned kPointerToQuestion = 0xC000U | kHeaderOctets;

// An octet of this value or above begins a pointer, not a label.
constexpr std::size_t kPointerOctet = 0xC0;

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

// Nearly every owner is a pointer to the name of the question, which needs no
// decoding, or the root of an OPT record, which name() decodes at once.
NameView RecordReader::read_owner() {
  const unsigned first = cursor_.peek_u16();
  if (first == kPointerToQuestion) {
    cursor_.skip(2);
    return question_;
  }
  cursor_.name(owner_);
  return owner_.view();
}

// Why the record at the cursor (or the one behind whose owner the cursor is)
// could not be read. It is cut when too few octets are left for a record, or
// when its owner's labels lead beyond the end of the message; else malformed.
RecordReader::Step RecordReader::step_at_fault() const {
  std::size_t at = cursor_.position();
  if (at + 1 + kFixedOctets > message_.size()) {
    return Step::kCut;
  }
  while (at < message_.size()) {
    const auto length = std::to_integer<std::size_t>(message_[at]);
    if (length == 0) {
      at += 1;
      break;
    }
    if (length >= kPointerOctet) {
      at += 2;
      break;
    }
    if (length > kLabelOctetsMax) {
      return Step::kMalformed;
    }
    at += 1 + length;
  }
  return at + kFixedOctets > message_.size() ? Step::kCut : Step::kMalformed;
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
    return step_at_fault();
  }
  out.type = load_u16(fixed.data());
  out.klass = load_u16(fixed.data() + 2);
  out.ttl_s = load_u32(fixed.data() + 4);
  out.rdata_size = load_u16(fixed.data() + 8);
  out.rdata_at = cursor_.position();
  cursor_.skip(out.rdata_size);
  return cursor_.malformed() ? Step::kCut : Step::kRecord;
}

}  // namespace mxsweep
