#include "scanner/rr/answer.h"

#include <algorithm>

#include "scanner/dns/response.h"
#include "scanner/rr/record_type.h"

namespace mxsweep {
namespace {

constexpr std::size_t kEdeCodesMax = 8;

LookupStatus status_of(std::uint16_t rcode) {
  switch (rcode) {
    case kRcodeNoError:
      return LookupStatus::kNoError;
    case kRcodeFormErr:
      return LookupStatus::kFormErr;
    case kRcodeServFail:
      return LookupStatus::kServFail;
    case kRcodeNxDomain:
      return LookupStatus::kNxDomain;
    case kRcodeNotImp:
      return LookupStatus::kNotImp;
    case kRcodeRefused:
      return LookupStatus::kRefused;
    case kRcodeYxDomain:
      return LookupStatus::kYxDomain;
    default:
      return LookupStatus::kOtherRcode;
  }
}

// OPT: the class is a payload size, the TTL holds the high rcode bits.
bool read_opt(const Record& record, Cursor rdata, Answer& out) {
  if (out.edns || !record.owner.is_root()) {
    return false;
  }
  out.edns = true;
  out.rcode =
      static_cast<std::uint16_t>(out.rcode | ((record.ttl_s >> 24U) << 4U));
  while (!rdata.malformed() && !rdata.at_end()) {
    const std::uint16_t code = rdata.u16();
    const std::uint16_t size = rdata.u16();
    if (code == kOptionCookie) {
      out.cookie = rdata.bytes(size);
      continue;
    }
    Cursor option = rdata.sub(size);
    if (code != kOptionEde || rdata.malformed()) {
      continue;
    }
    const std::uint16_t info = option.u16();
    if (option.malformed()) {
      return false;
    }
    if (out.ede_codes.size() < kEdeCodesMax) {
      out.ede_codes.push_back(info);
    }
  }
  return !rdata.malformed();
}

bool read_soa(const Record& record, Cursor rdata, Answer& out) {
  rdata.skip_name();
  rdata.skip_name();
  rdata.skip(16);
  const std::uint32_t minimum = rdata.u32();
  if (rdata.malformed() || !rdata.at_end()) {
    return false;
  }
  out.soa_present = true;
  out.soa_owner.assign(record.owner);
  out.negative_ttl_s =
      std::min(effective_ttl_s(record.ttl_s), effective_ttl_s(minimum));
  return true;
}

// The last target is the name asked or an earlier target.
bool leads_back(NameView qname, const std::vector<Name>& chain) {
  const NameView last = chain.back().view();
  return last == qname ||
         std::any_of(chain.begin(), chain.end() - 1,
                     [last](const Name& each) { return each.view() == last; });
}

class AnswerReader {
 public:
  AnswerReader(std::span<const std::byte> message, const Header& header,
               const Asked& asked)
      : message_(message), header_(header), asked_(asked) {}

  // OPT, SOA, and the frame of every record. False when the sections that
  // answer cannot be read whole.
  [[nodiscard]] bool read_envelope(Answer& out) {
    RecordReader reader = from_the_first();
    for (;;) {
      const RecordReader::Step step = reader.next(record_);
      if (step == RecordReader::Step::kEnd) {
        return true;
      }
      if (step != RecordReader::Step::kRecord) {
        additional_broken_ = record_.section == Section::kAdditional;
        out.ends_early =
            !additional_broken_ && step == RecordReader::Step::kCut;
        return additional_broken_;
      }
      if (!take_surrounding(reader, out)) {
        return false;
      }
    }
  }

  // Follows aliases from `qname`; the records may stand in any order, so the
  // section is read once per link. False when one is malformed.
  [[nodiscard]] bool follow_aliases(NameView qname, Answer& out) {
    NameView now = qname;
    while ((has_cname_ && find_cname(now, out)) ||
           (ok_ && has_dname_ && substitute(now, out))) {
      now = out.cname_chain.back().view();
      if (out.cname_chain.size() > kCnameChainMax) {
        out.cname_chain.pop_back();
        out.status = LookupStatus::kCnameLoop;
        break;
      }
      if (leads_back(qname, out.cname_chain)) {
        out.status = LookupStatus::kCnameLoop;
        break;
      }
    }
    return ok_;
  }

  [[nodiscard]] bool read_records(NameView owner, const RecordType& type,
                                  Answer& out) {
    RecordReader reader = from_the_first();
    std::uint16_t index = 0;
    out.records.begin(type.code);
    for (unsigned left = header_.answers;
         left > 0 && reader.next(record_) == RecordReader::Step::kRecord;
         --left) {
      if (record_.type != type.code || record_.klass != kClassIn) {
        continue;
      }
      if (!(record_.owner == owner)) {
        out.stray_records = true;
        continue;
      }
      Cursor rdata = reader.rdata(record_);
      type.decode(rdata, out.records.rdata());
      if (rdata.malformed() || !rdata.at_end()) {
        return false;
      }
      const RrSet::Added added =
          out.records.add(effective_ttl_s(record_.ttl_s), index++, type.most);
      out.duplicate_records =
          out.duplicate_records || added == RrSet::Added::kDuplicate;
      out.cut = out.cut || added == RrSet::Added::kFull;
    }
    if (index != 0) {
      return true;
    }
    out.status = status_without_records(out);
    return out.status != LookupStatus::kMalformed;
  }

  // What stands behind the authority section is broken: OPT, and with it the
  // upper bits of the response code, may be lost.
  [[nodiscard]] bool additional_broken() const { return additional_broken_; }

 private:
  // RFC 2308 section 2.2. Only class IN counts; records of other classes alone
  // say nothing at all. Seldom needed, so that the usual answer pays nothing.
  [[nodiscard]] LookupStatus status_without_records(Answer& out) {
    if (out.soa_present) {
      return LookupStatus::kNoData;
    }
    if (!out.cname_chain.empty()) {
      out.unfinished = true;
      return LookupStatus::kReferral;
    }
    bool class_in = false;
    bool other_class = false;
    RecordReader reader = from_the_first();
    while (reader.next(record_) == RecordReader::Step::kRecord &&
           record_.section != Section::kAdditional) {
      const bool in = record_.klass == kClassIn;
      if (in && record_.section == Section::kAuthority &&
          record_.type == kTypeNs) {
        return LookupStatus::kReferral;
      }
      class_in = class_in || in;
      other_class = other_class || !in;
    }
    return other_class && !class_in ? LookupStatus::kMalformed
                                    : LookupStatus::kNoData;
  }

  [[nodiscard]] RecordReader from_the_first() const {
    return {message_, header_, asked_.name, asked_.records_at};
  }

  [[nodiscard]] bool take_surrounding(const RecordReader& reader, Answer& out) {
    switch (record_.section) {
      case Section::kAnswer:
        if (record_.type == asked_.type) {
          return true;
        }
        has_cname_ = has_cname_ || record_.type == kTypeCname;
        has_dname_ = has_dname_ || record_.type == kTypeDname;
        return record_.type != kTypeOpt || misplaced_opt(out);
      case Section::kAuthority:
        if (record_.type == kTypeSoa && record_.klass == kClassIn) {
          return read_soa(record_, reader.rdata(record_), out);
        }
        return record_.type != kTypeOpt || misplaced_opt(out);
      case Section::kAdditional:
        break;
    }
    if (record_.type == kTypeOpt &&
        !read_opt(record_, reader.rdata(record_), out)) {
      additional_broken_ = true;
    }
    return true;
  }

  // RFC 6891 section 6.1.1: OPT stands in the additional section.
  [[nodiscard]] static bool misplaced_opt(Answer& out) {
    out.edns_fault = true;
    return false;
  }

  [[nodiscard]] bool find_cname(NameView owner, Answer& out) {
    RecordReader reader = from_the_first();
    while (reader.next(record_) == RecordReader::Step::kRecord &&
           record_.section == Section::kAnswer) {
      if (record_.type != kTypeCname || record_.klass != kClassIn ||
          !(record_.owner == owner)) {
        continue;
      }
      Cursor rdata = reader.rdata(record_);
      out.cname_chain.emplace_back();
      rdata.name(out.cname_chain.back());
      ok_ = ok_ && !rdata.malformed() && rdata.at_end();
      return ok_;
    }
    return false;
  }

  // RFC 6672 section 3.1: some leave out the CNAME, and section 3.2: the name
  // of the DNAME itself is no alias.
  [[nodiscard]] bool substitute(NameView owner, Answer& out) {
    RecordReader reader = from_the_first();
    while (reader.next(record_) == RecordReader::Step::kRecord &&
           record_.section == Section::kAnswer) {
      if (record_.type != kTypeDname || record_.klass != kClassIn ||
          record_.owner == owner || !owner.is_at_or_below(record_.owner)) {
        continue;
      }
      Cursor rdata = reader.rdata(record_);
      Name target;
      rdata.name(target);
      ok_ = !rdata.malformed() && rdata.at_end();
      return ok_ && add_alias(owner.octets().first(owner.size() -
                                                   record_.owner.size()),
                              target.view(), out);
    }
    return false;
  }

  // False, and the status says so, when it would be longer than names may be.
  [[nodiscard]] static bool add_alias(std::span<const std::uint8_t> labels,
                                      NameView below, Answer& out) {
    Name alias;
    alias.clear();
    if (!alias.add_labels(labels) ||
        !alias.add_labels(below.octets().first(below.size() - 1)) ||
        !alias.finish()) {
      out.status = LookupStatus::kYxDomain;
      return false;
    }
    out.cname_chain.push_back(alias);
    return true;
  }

  std::span<const std::byte> message_;
  const Header& header_;
  const Asked& asked_;
  Record record_;
  bool has_cname_ = false;
  bool has_dname_ = false;
  bool additional_broken_ = false;
  bool ok_ = true;
};

// What cannot be read says nothing.
void spoil(Answer& out) {
  out.status = LookupStatus::kMalformed;
  out.unfinished = false;
  out.cname_chain.clear();
  out.records.clear();
}

}  // namespace

void Answer::clear() {
  status = LookupStatus::kMalformed;
  rcode = 0;
  edns = false;
  authentic_data = false;
  soa_present = false;
  soa_owner.clear();
  stray_records = false;
  duplicate_records = false;
  cut = false;
  unfinished = false;
  ends_early = false;
  edns_fault = false;
  negative_ttl_s.reset();
  cname_chain.clear();
  records.clear();
  ede_codes.clear();
  cookie = {};
}

bool has_filter_code(std::span<const std::uint16_t> ede_codes) {
  return std::any_of(ede_codes.begin(), ede_codes.end(),
                     [](std::uint16_t code) {
                       return code == 4 || (code >= 15 && code <= 17);
                     });
}

void read_answer(std::span<const std::byte> message, const Header& header,
                 const Asked& asked, Answer& out) {
  out.clear();
  out.rcode = header.rcode;
  out.authentic_data = header.authentic_data;
  AnswerReader reader(message, header, asked);
  const bool framed = reader.read_envelope(out);
  out.status = status_of(out.rcode);
  if (out.status == LookupStatus::kYxDomain && framed) {
    return;  // it speaks of the name, so that a part of it is not enough
  }
  if (out.status != LookupStatus::kNoError &&
      out.status != LookupStatus::kNxDomain &&
      out.status != LookupStatus::kYxDomain) {
    out.edns_fault = out.rcode == kRcodeBadVers;
    out.ends_early = false;
    return;  // an error response says no more than its code
  }
  const RecordType* type = find_record_type(asked.type);
  if (!framed || type == nullptr || !reader.follow_aliases(asked.name, out)) {
    spoil(out);
    return;
  }
  if (out.status == LookupStatus::kNoError) {
    const NameView owner =
        out.cname_chain.empty() ? asked.name : out.cname_chain.back().view();
    if (!reader.read_records(owner, *type, out)) {
      spoil(out);
      return;
    }
    if (out.status == LookupStatus::kNoError) {
      return;
    }
  }
  // Nothing was found, and what was lost may have been the upper bits of the
  // response code.
  if (is_answer(out.status) && reader.additional_broken() && !out.soa_present) {
    out.edns_fault = true;
    spoil(out);
  }
}

}  // namespace mxsweep
