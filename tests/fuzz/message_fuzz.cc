// Any octets as a reply: header, question, and the answer for every record
// type. Whatever comes out must be well-formed, the same when read again, and
// the same when something follows the message.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "scanner/dns/response.h"
#include "scanner/rr/address_scope.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/message_text.h"
#include "scanner/rr/record_type.h"
#include "scanner/rr/rr_address.h"
#include "scanner/rr/rr_mx.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::AddressData;
using mxsweep::Answer;
using mxsweep::Asked;
using mxsweep::Header;
using mxsweep::LookupStatus;
using mxsweep::MxData;
using mxsweep::Name;
using mxsweep::Rr;
using mxsweep::RrSet;
using mxsweep::fuzz::require;
using mxsweep::fuzz::require_round_trip;

using Message = std::span<const std::byte>;

constexpr std::size_t kEdeCodesMax = 8;

bool is_status_of_reply(LookupStatus status) {
  return mxsweep::is_answer(status) || status == LookupStatus::kServFail ||
         status == LookupStatus::kRefused || status == LookupStatus::kFormErr ||
         status == LookupStatus::kNotImp ||
         status == LookupStatus::kOtherRcode ||
         status == LookupStatus::kReferral ||
         status == LookupStatus::kCnameLoop ||
         status == LookupStatus::kYxDomain ||
         status == LookupStatus::kMalformed;
}

bool same_rdata(const Rr& a, const Rr& b) {
  return std::equal(a.rdata.begin(), a.rdata.end(), b.rdata.begin(),
                    b.rdata.end());
}

void require_valid_records(const RrSet& records, const Header& header) {
  for (std::size_t at = 0; at < records.size(); ++at) {
    const Rr record = records[at];
    require(record.index < header.answers);
    require(record.ttl_s >= records.ttl_s() && record.ttl_s <= 0x7FFFFFFFU);
    for (std::size_t other = 0; other < at; ++other) {
      require(!same_rdata(record, records[other]));
    }
  }
  for (const MxData& mx : records.as<MxData>()) {
    require_round_trip(mx.exchange);
  }
  for (const AddressData& address : records.as<AddressData>()) {
    require(address.family == 4 || address.family == 6);
    (void)mxsweep::address_scope(address);
  }
}

void require_valid(const Answer& answer, const Header& header,
                   std::uint16_t type) {
  require(is_status_of_reply(answer.status));
  require((answer.rcode & 15U) == header.rcode && answer.rcode <= 4095);
  require(answer.edns || answer.rcode == header.rcode);
  require(answer.ede_codes.size() <= kEdeCodesMax);
  require(answer.edns || answer.ede_codes.empty());
  require(answer.soa_present == answer.negative_ttl_s.has_value());
  const bool has_records = !answer.records.empty();
  require(has_records == (answer.status == LookupStatus::kNoError));
  require(!has_records || answer.records.type() == type);
  require_valid_records(answer.records, header);
  require(answer.cname_chain.size() <= mxsweep::kCnameChainMax);
  for (const Name& name : answer.cname_chain) {
    require_round_trip(name.view());
  }
  // What is left open, and why something cannot be read.
  require(!answer.unfinished || (answer.status == LookupStatus::kReferral &&
                                 !answer.cname_chain.empty()));
  require(answer.status != LookupStatus::kReferral || !answer.soa_present);
  require(!answer.ends_early || answer.status == LookupStatus::kMalformed);
  require(!answer.edns_fault || !mxsweep::is_conclusive(answer.status));
  require(answer.status != LookupStatus::kMalformed ||
          answer.cname_chain.empty());
}

bool same_records(const RrSet& a, const RrSet& b) {
  bool same = a.size() == b.size() && a.ttl_s() == b.ttl_s();
  for (std::size_t at = 0; same && at < a.size(); ++at) {
    same = same_rdata(a[at], b[at]) && a[at].type == b[at].type &&
           a[at].index == b[at].index && a[at].ttl_s == b[at].ttl_s;
  }
  return same;
}

bool same_but_for_opt(const Answer& a, const Answer& b) {
  return a.status == b.status && a.rcode == b.rcode &&
         a.soa_present == b.soa_present && a.stray_records == b.stray_records &&
         a.duplicate_records == b.duplicate_records &&
         a.unfinished == b.unfinished && a.ends_early == b.ends_early &&
         a.edns_fault == b.edns_fault && a.negative_ttl_s == b.negative_ttl_s &&
         a.cname_chain == b.cname_chain && same_records(a.records, b.records);
}

bool same(const Answer& a, const Answer& b) {
  return same_but_for_opt(a, b) && a.edns == b.edns &&
         a.ede_codes == b.ede_codes;
}

void try_answer(Message message, const Header& header, Asked asked) {
  static Answer reused;
  for (const auto& type : mxsweep::record_types()) {
    asked.type = type.code;
    Answer answer;
    read_answer(message, header, asked, answer);
    require_valid(answer, header, type.code);
    read_answer(message, header, asked, reused);
    require(same(answer, reused));
    // A part of a message is accepted only where the rest says nothing but
    // what stands behind the answer: OPT.
    const std::size_t cut = message.size() - message.size() / 4;
    Answer of_part;
    read_answer(message.first(cut), header, asked, of_part);
    require_valid(of_part, header, type.code);
    const bool taken = mxsweep::is_conclusive(of_part.status) ||
                       of_part.status == LookupStatus::kReferral;
    require(!taken || answer.rcode != header.rcode ||
            same_but_for_opt(answer, of_part));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const Message message = std::as_bytes(std::span(data, size));
  const std::optional<Header> header = mxsweep::read_header(message);
  const mxsweep::MessageText text = mxsweep::describe_message(message);
  require(text.records.size() <= size);
  require(header.has_value() == (size >= mxsweep::kHeaderOctets));
  if (!header.has_value()) {
    return 0;
  }
  require(mxsweep::peek_id(message) == header->id);
  mxsweep::Question question;
  std::size_t records_at = 0;
  if (read_question(message, *header, question, records_at)) {
    require_round_trip(question.name.view());
    require(records_at <= size);
    try_answer(message, *header, {question.name.view(), 0, records_at});
  }
  // As if the records began at once, so that damage to the question does not
  // keep the fuzzer out.
  Name root;
  require(root.finish());
  try_answer(message, *header, {root.view(), 0, mxsweep::kHeaderOctets});
  return 0;
}
