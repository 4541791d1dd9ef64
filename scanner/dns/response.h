// Reads a response (RFC 1035 section 4.1): first the question that it repeats,
// which tells whether the message belongs to a query of ours, then the records
// one after another. Nothing is stored; records are views into the message. The
// message may hold any octets: a broken one ends in "malformed", one that is
// shorter than its counts say in "cut", never in undefined behaviour. One
// thread an object.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "scanner/dns/cursor.h"
#include "scanner/dns/header.h"
#include "scanner/dns/name.h"

namespace mxsweep {

struct Question {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t klass = 0;
};

// Reads the only question of `message`. False when the message has not
// exactly one question or it is malformed. `records_at` is where the answer
// section begins.
[[nodiscard]] bool read_question(std::span<const std::byte> message,
                                 const Header& header, Question& out,
                                 std::size_t& records_at);

enum class Section : std::uint8_t { kAnswer, kAuthority, kAdditional };

struct Record {
  NameView owner;  // borrowed: valid until the next record is read
  std::uint16_t type = 0;
  std::uint16_t klass = 0;
  std::uint32_t ttl_s = 0;       // as on the wire; see effective_ttl_s
  std::size_t rdata_at = 0;      // offset in the message
  std::uint16_t rdata_size = 0;  // octets, known to lie inside the message
  Section section = Section::kAnswer;
};

// RFC 2181 section 8: a TTL with the top bit set counts as zero (W8).
[[nodiscard]] constexpr std::uint32_t effective_ttl_s(std::uint32_t wire) {
  return (wire & 0x80000000U) != 0 ? 0 : wire;
}

class RecordReader {
 public:
  // Borrows the message, and the question's name as read_question() gave it.
  RecordReader(std::span<const std::byte> message, const Header& header,
               NameView question, std::size_t records_at);

  enum class Step : std::uint8_t {
    kRecord,
    kEnd,
    kMalformed,
    kCut,  // the message ends inside the record, or before it
  };

  // Fills `out` with the next record of any section. After kMalformed and kCut
  // out.section is the section of the record that could not be read.
  [[nodiscard]] Step next(Record& out);

  // A cursor over the record's RDATA that can follow pointers backwards.
  [[nodiscard]] Cursor rdata(const Record& record) const {
    return {message_, record.rdata_at, record.rdata_size};
  }

 private:
  [[nodiscard]] NameView read_owner();
  [[nodiscard, gnu::cold]] Step step_at_fault() const;

  std::span<const std::byte> message_;
  Cursor cursor_;
  NameView question_;
  std::array<std::uint16_t, 3> left_;  // records of each section
  std::size_t section_ = 0;
  Name owner_;  // of the last record, if it had to be decoded
};

}  // namespace mxsweep
