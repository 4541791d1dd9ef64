// Messages for the tests of the wire codec, written octet by octet, so that a
// test can say exactly what is wrong with one. It shares no code with what it
// tests except the limits; names are given as text without escapes.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/dns/name.h"
#include "scanner/dns/response.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/rr_address.h"
#include "scanner/rr/rr_mx.h"

#include "tests/support/names.h"

namespace mxsweep::test {

using Octets = std::vector<std::uint8_t>;

inline std::span<const std::byte> as_message(std::span<const std::uint8_t> o) {
  return std::as_bytes(o);
}

inline void put_u16(std::size_t value, Octets& out) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value & 0xFFU));
}

inline void put_u32(std::size_t value, Octets& out) {
  put_u16(value >> 16U, out);
  put_u16(value & 0xFFFFU, out);
}

inline void put_bytes(std::string_view bytes, Octets& out) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// The labels of "a.b", without the root octet.
inline void put_labels(std::string_view text, Octets& out) {
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    out.push_back(static_cast<std::uint8_t>(label.size()));
    put_bytes(label, out);
    text.remove_prefix(std::min(label.size() + 1, text.size()));
  }
}

// A whole name; "" and "." are the root.
inline Octets wire(std::string_view text) {
  Octets out;
  put_labels(text == "." ? "" : text, out);
  out.push_back(0);
  return out;
}

// "a.b" and then a pointer.
inline Octets compressed(std::string_view text, std::size_t target) {
  Octets out;
  put_labels(text, out);
  put_u16(0xC000U | target, out);
  return out;
}

inline Octets mx_rdata(std::uint16_t preference, const Octets& exchange) {
  Octets out;
  put_u16(preference, out);
  out.insert(out.end(), exchange.begin(), exchange.end());
  return out;
}

inline Octets mx_rdata(std::uint16_t preference, std::string_view exchange) {
  return mx_rdata(preference, wire(exchange));
}

inline Octets soa_rdata(std::uint32_t minimum) {
  Octets out = wire("ns.test");
  const Octets mailbox = wire("hostmaster.test");
  out.insert(out.end(), mailbox.begin(), mailbox.end());
  for (const std::uint32_t number : {1U, 7200U, 3600U, 86400U, minimum}) {
    put_u32(number, out);
  }
  return out;
}

// One EDNS option.
inline Octets option(std::uint16_t code, std::string_view data) {
  Octets out;
  put_u16(code, out);
  put_u16(data.size(), out);
  put_bytes(data, out);
  return out;
}

struct Rr {
  Octets owner;
  std::uint16_t type = kTypeMx;
  std::uint32_t ttl_s = 300;
  Octets rdata;
  std::uint16_t klass = kClassIn;
  int rdlength_error = 0;  // added to the RDLENGTH that would be right
};

inline Rr mx_record(std::string_view owner, std::uint16_t preference,
                    std::string_view exchange, std::uint32_t ttl_s = 300) {
  return {wire(owner), kTypeMx, ttl_s, mx_rdata(preference, exchange)};
}

inline Rr cname_record(std::string_view owner, std::string_view target) {
  return {wire(owner), kTypeCname, 300, wire(target)};
}

inline Rr soa_record(std::uint32_t ttl_s, std::uint32_t minimum) {
  return {wire("test"), kTypeSoa, ttl_s, soa_rdata(minimum)};
}

// OPT as RFC 6891 section 6.1.2 lays it out: payload size in the class,
// high rcode bits in the TTL.
inline Rr opt_record(std::uint8_t high_rcode, const Octets& options = {}) {
  const std::uint32_t ttl = std::uint32_t{high_rcode} << 24U;
  return {wire("."), kTypeOpt, ttl, options, kEdnsPayloadOctets};
}

// A reply under construction. The question stands at kHeaderOctets, so a
// pointer to 12 is a pointer to the name asked.
class Message {
 public:
  explicit Message(std::string_view qname, std::uint16_t qtype = kTypeMx)
      : qname_(name_of(qname)), qtype_(qtype) {
    octets_ = {0x12, 0x34, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0};
    const Octets name = wire(qname);
    octets_.insert(octets_.end(), name.begin(), name.end());
    put_u16(qtype, octets_);
    put_u16(kClassIn, octets_);
  }

  Message& rcode(std::uint8_t rcode) {
    octets_[3] = static_cast<std::uint8_t>((octets_[3] & 0xF0U) | rcode);
    return *this;
  }

  Message& flags(std::uint16_t bits) {
    octets_[2] = static_cast<std::uint8_t>(octets_[2] | (bits >> 8U));
    octets_[3] = static_cast<std::uint8_t>(octets_[3] | (bits & 0xFFU));
    return *this;
  }

  Message& answer(const Rr& record) { return add(record, 7); }

  Message& authority(const Rr& record) { return add(record, 9); }

  Message& additional(const Rr& record) { return add(record, 11); }

  // Says that there is one more answer than there is.
  Message& promise_answer() {
    ++octets_[7];
    return *this;
  }

  [[nodiscard]] const Octets& octets() const { return octets_; }

  [[nodiscard]] std::size_t size() const { return octets_.size(); }

  // Decodes the message as the engine does.
  [[nodiscard]] Answer read() const { return read_first(octets_.size()); }

  // The same for the first `size` octets; a message whose question is
  // incomplete counts as malformed.
  [[nodiscard]] Answer read_first(std::size_t size) const {
    Answer out;
    // A copy of exactly that size, so that a sanitizer sees reads beyond it.
    const Octets part(octets_.begin(),
                      octets_.begin() + static_cast<std::ptrdiff_t>(size));
    const auto header = read_header(as_message(part));
    Question question;
    std::size_t records_at = 0;
    if (header.has_value() &&
        read_question(as_message(part), *header, question, records_at)) {
      read_answer(as_message(part), *header,
                  {qname_.view(), qtype_, records_at}, out);
    }
    return out;
  }

 private:
  Message& add(const Rr& record, std::size_t count_at) {
    ++octets_[count_at];
    octets_.insert(octets_.end(), record.owner.begin(), record.owner.end());
    put_u16(record.type, octets_);
    put_u16(record.klass, octets_);
    put_u32(record.ttl_s, octets_);
    put_u16(static_cast<std::size_t>(static_cast<int>(record.rdata.size()) +
                                     record.rdlength_error),
            octets_);
    octets_.insert(octets_.end(), record.rdata.begin(), record.rdata.end());
    return *this;
  }

  Name qname_;
  std::uint16_t qtype_;
  Octets octets_;
};

// "10 a.test" for each MX, in the order of the answer.
inline std::vector<std::string> mx_texts(const Answer& answer) {
  std::vector<std::string> out;
  for (const MxData& mx : answer.records.as<MxData>()) {
    out.push_back(std::to_string(mx.preference) + " " + to_text(mx.exchange));
  }
  return out;
}

inline std::vector<std::string> chain_texts(const Answer& answer) {
  std::vector<std::string> out;
  for (const Name& name : answer.cname_chain) {
    out.push_back(to_text(name.view()));
  }
  return out;
}

}  // namespace mxsweep::test
