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
#include "scanner/rr/record_type.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::Answer;
using mxsweep::Asked;
using mxsweep::Header;
using mxsweep::LookupStatus;
using mxsweep::Name;
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
         status == LookupStatus::kMalformed;
}

void require_valid_records(const Answer& answer, const Header& header) {
  for (const auto& mx : answer.mx) {
    require_round_trip(mx.exchange.view());
    require(mx.index < header.answers);
    const auto same = [&mx](const mxsweep::MxData& other) {
      return other.preference == mx.preference && other.exchange == mx.exchange;
    };
    require(std::count_if(answer.mx.begin(), answer.mx.end(), same) == 1);
  }
  for (const auto& address : answer.addresses) {
    require(address.family == 4 || address.family == 6);
    require(address.index < header.answers);
    require(address.ttl_s >= answer.ttl_s && address.ttl_s <= 0x7FFFFFFFU);
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
  const bool has_records = !answer.mx.empty() || !answer.addresses.empty();
  require(has_records == (answer.status == LookupStatus::kNoError));
  require(type == mxsweep::kTypeMx ? answer.addresses.empty()
                                   : answer.mx.empty());
  require_valid_records(answer, header);
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

bool same_records(const Answer& a, const Answer& b) {
  const auto same_mx = [](const auto& x, const auto& y) {
    return x.preference == y.preference && x.exchange == y.exchange &&
           x.index == y.index;
  };
  const auto same_address = [](const auto& x, const auto& y) {
    return x.bytes == y.bytes && x.family == y.family && x.ttl_s == y.ttl_s &&
           x.index == y.index;
  };
  return std::equal(a.mx.begin(), a.mx.end(), b.mx.begin(), b.mx.end(),
                    same_mx) &&
         std::equal(a.addresses.begin(), a.addresses.end(), b.addresses.begin(),
                    b.addresses.end(), same_address);
}

bool same_but_for_opt(const Answer& a, const Answer& b) {
  return a.status == b.status && a.rcode == b.rcode &&
         a.soa_present == b.soa_present && a.ttl_s == b.ttl_s &&
         a.stray_records == b.stray_records &&
         a.duplicate_records == b.duplicate_records &&
         a.unfinished == b.unfinished && a.ends_early == b.ends_early &&
         a.edns_fault == b.edns_fault && a.negative_ttl_s == b.negative_ttl_s &&
         a.cname_chain == b.cname_chain && same_records(a, b);
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
