#include "scanner/rr/message_text.h"

#include <array>
#include <string_view>

#include "io/base/endpoint.h"

#include "scanner/dns/response.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/rr_txt.h"

namespace mxsweep {
namespace {

struct Code {
  std::uint16_t code;
  std::string_view name;
};

constexpr std::array kTypeNames = {
    Code{kTypeA, "A"},       Code{kTypeNs, "NS"},     Code{kTypeCname, "CNAME"},
    Code{kTypeSoa, "SOA"},   Code{12, "PTR"},         Code{kTypeMx, "MX"},
    Code{kTypeTxt, "TXT"},   Code{kTypeAaaa, "AAAA"}, Code{39, "DNAME"},
    Code{kTypeOpt, "OPT"},   Code{43, "DS"},          Code{46, "RRSIG"},
    Code{47, "NSEC"},        Code{48, "DNSKEY"},      Code{50, "NSEC3"},
    Code{kTypeTlsa, "TLSA"}, Code{64, "SVCB"},        Code{65, "HTTPS"}};

constexpr std::array kRcodeNames = {
    Code{0, "NOERROR"},   Code{1, "FORMERR"},  Code{2, "SERVFAIL"},
    Code{3, "NXDOMAIN"},  Code{4, "NOTIMP"},   Code{5, "REFUSED"},
    Code{6, "YXDOMAIN"},  Code{7, "YXRRSET"},  Code{8, "NXRRSET"},
    Code{9, "NOTAUTH"},   Code{10, "NOTZONE"}, Code{16, "BADVERS"},
    Code{23, "BADCOOKIE"}};

// IANA's extended errors.
constexpr std::array<std::string_view, 30> kExtendedErrors = {
    "Other Error",
    "Unsupported DNSKEY Algorithm",
    "Unsupported DS Digest Type",
    "Stale Answer",
    "Forged Answer",
    "DNSSEC Indeterminate",
    "DNSSEC Bogus",
    "Signature Expired",
    "Signature Not Yet Valid",
    "DNSKEY Missing",
    "RRSIGs Missing",
    "No Zone Key Bit Set",
    "NSEC Missing",
    "Cached Error",
    "Not Ready",
    "Blocked",
    "Censored",
    "Filtered",
    "Prohibited",
    "Stale NXDOMAIN Answer",
    "Not Authoritative",
    "Not Supported",
    "No Reachable Authority",
    "Network Error",
    "Invalid Data",
    "Signature Expired before Valid",
    "Too Early",
    "Unsupported NSEC3 Iterations Value",
    "Unable to conform to policy",
    "Synthesized"};

constexpr std::uint16_t kOptionExtendedError = 15;
constexpr std::uint32_t kDnssecOk = 0x8000;

template <std::size_t kSize>
std::string name_of_code(const std::array<Code, kSize>& names,
                         std::uint16_t code, std::string_view otherwise) {
  for (const Code& known : names) {
    if (known.code == code) {
      return std::string(known.name);
    }
  }
  return std::string(otherwise) + std::to_string(code);
}

std::string name_text(Cursor& rdata) {
  Name name;
  rdata.name(name);
  return rdata.malformed() ? "(malformed)" : to_text(name.view());
}

std::string address_of(Cursor& rdata, std::size_t size, std::uint8_t family) {
  const std::span<const std::byte> octets = rdata.bytes(size);
  if (octets.size() != size) {
    return "(malformed)";
  }
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = std::to_integer<std::uint8_t>(octets[i]);
  }
  return io::address_text(bytes.data(), family);
}

std::string soa_text(Cursor& rdata) {
  std::string text = name_text(rdata);
  text += ' ' + name_text(rdata);
  for (int number = 0; number < 5; ++number) {
    text += ' ' + std::to_string(rdata.u32());
  }
  return text;
}

std::string octets_text(std::size_t count) {
  std::string text("(");
  text += std::to_string(count);
  text += " octets)";
  return text;
}

// Strings in quotes.
std::string strings_text(Cursor& rdata) {
  std::string text;
  while (!rdata.at_end() && !rdata.malformed()) {
    text += text.empty() ? "\"" : " \"";
    for (const std::byte octet : rdata.bytes(rdata.u8())) {
      append_shown(std::to_integer<char>(octet), text);
    }
    text += '"';
  }
  return rdata.malformed() ? "(malformed)" : text;
}

std::string tlsa_text(Cursor& rdata) {
  std::string text;
  for (int number = 0; number < 3; ++number) {
    text += std::to_string(rdata.u8()) + ' ';
  }
  const std::size_t data = rdata.rest().size();
  return rdata.malformed() ? "(malformed)" : text + octets_text(data);
}

std::string rdata_text(const Record& record, Cursor rdata) {
  switch (record.type) {
    case kTypeA:
      return address_of(rdata, 4, 4);
    case kTypeAaaa:
      return address_of(rdata, 16, 6);
    case kTypeMx: {
      const std::string preference = std::to_string(rdata.u16());
      return preference + ' ' + name_text(rdata);
    }
    case kTypeNs:
    case kTypeCname:
      return name_text(rdata);
    case kTypeSoa:
      return soa_text(rdata);
    case kTypeTxt:
      return strings_text(rdata);
    case kTypeTlsa:
      return tlsa_text(rdata);
    default:
      return octets_text(record.rdata_size);
  }
}

void add_extended_error(Cursor& option, MessageText& out) {
  const std::uint16_t code = option.u16();
  if (option.malformed()) {
    out.remarks.emplace_back("an extended error that cannot be read");
    return;
  }
  std::string text = "extended error " + std::to_string(code);
  if (code < kExtendedErrors.size()) {
    text += " (";
    text += kExtendedErrors[code];
    text += ')';
  }
  out.remarks.push_back(std::move(text));
  const std::array<std::uint16_t, 1> codes = {code};
  out.filtered = out.filtered || has_filter_code(codes);
}

// RFC 6891 section 6.1: class and TTL of OPT mean other things.
void add_opt(const Record& record, Cursor rdata, MessageText& out) {
  out.edns = true;
  out.rcode =
      static_cast<std::uint16_t>(out.rcode | (record.ttl_s >> 24U) << 4U);
  std::string text = "EDNS, payload " + std::to_string(record.klass);
  text += (record.ttl_s & kDnssecOk) != 0 ? ", do" : "";
  out.remarks.push_back(std::move(text));
  while (!rdata.at_end() && !rdata.malformed()) {
    const std::uint16_t code = rdata.u16();
    const std::uint16_t size = rdata.u16();
    Cursor option = rdata.sub(size);
    if (code == kOptionExtendedError && !rdata.malformed()) {
      add_extended_error(option, out);
    }
  }
}

// What the sections hold, as far as a referral is told by it.
struct Seen {
  bool answer = false;
  bool soa = false;
  bool name_servers = false;
};

void note(const Record& record, Seen& seen) {
  seen.answer = seen.answer || record.section == Section::kAnswer;
  if (record.section == Section::kAuthority) {
    seen.soa = seen.soa || record.type == kTypeSoa;
    seen.name_servers = seen.name_servers || record.type == kTypeNs;
  }
}

void add_record(const Record& record, Cursor rdata, MessageText& out) {
  std::string text = to_text(record.owner);
  text += ' ' + std::to_string(effective_ttl_s(record.ttl_s)) + ' ' +
          type_text(record.type) + ' ' + rdata_text(record, rdata);
  if (record.section == Section::kAuthority) {
    text += "  (authority)";
  } else if (record.section == Section::kAdditional) {
    text += "  (additional)";
  }
  out.records.push_back(std::move(text));
}

void add_records(RecordReader reader, MessageText& out) {
  Record record;
  Seen seen;
  RecordReader::Step step = reader.next(record);
  while (step == RecordReader::Step::kRecord) {
    note(record, seen);
    if (record.type == kTypeOpt) {
      add_opt(record, reader.rdata(record), out);
    } else {
      add_record(record, reader.rdata(record), out);
    }
    step = reader.next(record);
  }
  if (step == RecordReader::Step::kMalformed) {
    out.remarks.emplace_back("the rest cannot be read");
  } else if (step == RecordReader::Step::kCut) {
    out.remarks.emplace_back("it ends before its counts do");
  }
  out.broken = step == RecordReader::Step::kMalformed ||
               step == RecordReader::Step::kCut;
  out.referral = out.rcode == kRcodeNoError && !seen.answer && !seen.soa &&
                 seen.name_servers;
}

std::string flags_text(const Header& header) {
  std::string text;
  const auto add = [&text](bool set, std::string_view name) {
    if (set) {
      text += text.empty() ? "" : " ";
      text += name;
    }
  };
  add(header.response, "qr");
  add(header.authoritative, "aa");
  add(header.truncated, "tc");
  add(header.recursion_desired, "rd");
  add(header.recursion_available, "ra");
  add(header.authentic_data, "ad");
  return text;
}

}  // namespace

std::string type_text(std::uint16_t type) {
  return name_of_code(kTypeNames, type, "TYPE");
}

std::string rcode_text(std::uint16_t rcode) {
  return name_of_code(kRcodeNames, rcode, "RCODE");
}

MessageText describe_message(std::span<const std::byte> message) {
  MessageText out;
  const std::optional<Header> header = read_header(message);
  if (!header.has_value()) {
    return out;
  }
  out.id = header->id;
  out.rcode = header->rcode;
  out.truncated = header->truncated;
  out.flags = flags_text(*header);
  Question question;
  std::size_t records_at = 0;
  if (!read_question(message, *header, question, records_at)) {
    return out;
  }
  out.readable = true;
  out.name = to_text(question.name.view());
  out.type = question.type;
  add_records({message, *header, question.name.view(), records_at}, out);
  if (header->response && out.rcode == 0 && header->answers == 0 &&
      !out.truncated && !out.referral && !out.broken) {
    out.remarks.push_back("no " + type_text(out.type) + " record");
  }
  return out;
}

}  // namespace mxsweep
