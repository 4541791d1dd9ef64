#include "bench/loopback/zone.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace mxsweep::bench {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::uint16_t kA = 1;
constexpr std::uint16_t kSoa = 6;
constexpr std::uint16_t kNs = 2;
constexpr std::uint16_t kMx = 15;
constexpr std::uint16_t kAaaa = 28;
constexpr std::uint8_t kRcodeServFail = 2;
constexpr std::uint8_t kNxDomain = 3;
constexpr std::uint8_t kRcodeRefused = 5;
constexpr std::uint32_t kTtl = 3600;
constexpr std::uint32_t kWhole = 10'000;

// Shares from published counts of top lists and zones.
constexpr std::array kProfiles = {
    ZoneProfile{"toplist", 6700, 150, 270, 7600, 7000, 6400},
    ZoneProfile{"gtld", 4000, 250, 100, 8800, 7600, 6400},
    ZoneProfile{"cctld", 8200, 200, 200, 7500, 7600, 6400},
    ZoneProfile{"mx", 10'000, 0, 0, 0, 7000, 10'000},
};

// Distinct shared hosts; the head gets most of the names.
constexpr std::uint64_t kSharedHosts = 2000;

// FNV-1a with a final mix, so that any bits may be used for choices.
std::uint64_t hash_of(std::span<const std::uint8_t> octets) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::uint8_t octet : octets) {
    hash = (hash ^ octet) * 0x100000001B3U;
  }
  hash ^= hash >> 33U;
  hash *= 0xFF51AFD7ED558CCDU;
  return hash ^ (hash >> 33U);
}

// A new choice from the same name.
std::uint64_t next_hash(std::uint64_t hash) {
  hash = hash * 0x9E3779B97F4A7C15U + 0x7F4A7C15U;
  return hash ^ (hash >> 29U);
}

// Writes records; the caller has made sure of the room.
class Out {
 public:
  explicit Out(std::uint8_t* at) : at_(at) {}

  void u8(std::uint64_t value) { *at_++ = static_cast<std::uint8_t>(value); }

  void u16(std::uint64_t value) {
    u8(value >> 8U);
    u8(value);
  }

  void u32(std::uint64_t value) {
    u16(value >> 16U);
    u16(value);
  }

  void label(std::string_view text) {
    u8(text.size());
    put(text);
  }

  // Text and four digits.
  void numbered_label(std::string_view text, std::uint64_t number) {
    u8(text.size() + 4);
    put(text);
    for (std::uint64_t power = 1000; power != 0; power /= 10) {
      u8('0' + number / power % 10);
    }
  }

  // A compression pointer to the name that was asked.
  void question_name() { u16(0xC000U | kHeader); }

  // Everything of a record before its RDATA; end_record() sets its length.
  void begin_record(std::uint16_t type) {
    question_name();
    u16(type);
    u16(1);
    u32(kTtl);
    rdata_ = at_;
    u16(0);
  }

  void end_record() {
    const auto size = static_cast<std::size_t>(at_ - rdata_ - 2);
    rdata_[0] = static_cast<std::uint8_t>(size >> 8U);
    rdata_[1] = static_cast<std::uint8_t>(size);
  }

  [[nodiscard]] std::uint8_t* at() const { return at_; }

 private:
  void put(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }

  std::uint8_t* at_;
  std::uint8_t* rdata_ = nullptr;
};

struct Asked {
  std::span<const std::uint8_t> name;  // wire form, root included
  int labels = 0;
  std::uint16_t type = 0;
  std::uint64_t hash = 0;
  bool edns = false;
  std::size_t end = 0;  // of the question
};

std::optional<Asked> read_query(std::span<const std::uint8_t> query) {
  if (query.size() < kHeader || query.size() > kQueryBytesMax ||
      (query[2] & 0xF8U) != 0 || query[4] != 0 || query[5] != 1) {
    return std::nullopt;
  }
  Asked asked;
  std::size_t at = kHeader;
  while (at < query.size() && query[at] != 0) {
    if (query[at] > 63) {
      return std::nullopt;
    }
    at += 1U + query[at];
    asked.labels += 1;
  }
  asked.end = at + 5;
  if (asked.end > query.size()) {
    return std::nullopt;
  }
  asked.name = query.subspan(kHeader, at + 1 - kHeader);
  asked.type = static_cast<std::uint16_t>(query[at + 1] << 8U | query[at + 2]);
  asked.hash = hash_of(asked.name);
  asked.edns = query[11] != 0;
  return asked;
}

// The fourth power leans to the head: a tenth of the hosts gets more than
// half of the names.
std::uint64_t shared_host(std::uint64_t choice) {
  const double unit = static_cast<double>(choice >> 11U) * 0x1p-53;
  const double leant = unit * unit * unit * unit;
  return static_cast<std::uint64_t>(leant * kSharedHosts);
}

void put_mx(const ZoneProfile& profile, std::uint64_t choice,
            std::uint32_t index, Out& out) {
  out.begin_record(kMx);
  out.u16(10ULL * (index + 1));
  if (choice % kWhole < profile.shared_host) {
    const std::uint64_t host = shared_host(next_hash(choice));
    out.numbered_label("mx", index);
    out.numbered_label("shared-mail-", host);
    out.label("net");
    out.u8(0);
  } else {
    out.numbered_label("mail", index);
    out.question_name();
  }
  out.end_record();
}

// Roughly as published counts say: mostly one, then 2, 5 and 3.
std::uint32_t mx_records(const ZoneProfile& profile, std::uint64_t choice) {
  const std::uint64_t part = choice % kWhole;
  if (part < profile.one_mx) {
    return 1;
  }
  const std::uint64_t percent =
      (part - profile.one_mx) * 100 / (kWhole - profile.one_mx);
  if (percent < 55) {
    return 2;
  }
  return percent < 91 ? 5 : 3;
}

bool is_null_mx(const ZoneProfile& profile, std::uint64_t hash) {
  return hash % kWhole < profile.null_mx;
}

std::uint32_t put_mx_set(const ZoneProfile& profile, std::uint64_t hash,
                         Out& out) {
  if (is_null_mx(profile, hash)) {
    out.begin_record(kMx);
    out.u16(0);
    out.u8(0);
    out.end_record();
    return 1;
  }
  const std::uint32_t count = mx_records(profile, next_hash(hash));
  // All records of a name are of one kind and provider.
  const std::uint64_t choice = next_hash(next_hash(hash));
  for (std::uint32_t index = 0; index < count; ++index) {
    put_mx(profile, choice, index, out);
  }
  return count;
}

void put_address(const Asked& asked, Out& out) {
  out.begin_record(asked.type);
  if (asked.type == kA) {
    out.u32(0x08000000U | (asked.hash & 0xFFFFFFU));
  } else {
    out.u32(0x2A000000U | (asked.hash & 0xFFFFFFU));
    out.u32(0);
    out.u32(0);
    out.u32(asked.hash >> 32U);
  }
  out.end_record();
}

void put_soa(Out& out) {
  out.begin_record(kSoa);
  out.label("ns");
  out.question_name();
  out.label("hostmaster");
  out.question_name();
  out.u32(2024010100);
  for (const std::uint32_t time : {7200U, 3600U, 1209600U, 300U}) {
    out.u32(time);
  }
  out.end_record();
}

void put_root_server(Out& out) {
  out.begin_record(kNs);
  out.label("a");
  out.question_name();
  out.end_record();
}

struct Verdict {
  bool exists = true;
  bool has_mx = false;
  bool has_a = false;
  bool has_aaaa = false;
};

Verdict verdict_of(const ZoneProfile& profile, const Asked& asked) {
  Verdict verdict;
  const std::uint64_t choice = next_hash(asked.hash >> 7U) >> 20U;
  if (asked.labels == 0) {
    verdict.exists = true;
    return verdict;
  }
  if (asked.labels > 2) {
    verdict.exists = choice % kWhole >= 70;
    verdict.has_a = choice % kWhole >= 120;
    verdict.has_aaaa = choice / kWhole % 4 == 0;
    return verdict;
  }
  const std::uint64_t part = choice % kWhole;
  verdict.has_mx = part < profile.mx;
  verdict.exists = verdict.has_mx || part < kWhole - profile.nxdomain;
  verdict.has_a = verdict.has_mx || choice / kWhole % kWhole < profile.implicit;
  return verdict;
}

std::uint32_t put_answers(const ZoneProfile& profile, const Asked& asked,
                          const Verdict& verdict, Out& out) {
  if (asked.type == kMx && verdict.has_mx) {
    return put_mx_set(profile, asked.hash, out);
  }
  if (asked.type == kNs && asked.labels == 0) {
    put_root_server(out);
    return 1;
  }
  if ((asked.type == kA && verdict.has_a) ||
      (asked.type == kAaaa && verdict.has_aaaa)) {
    put_address(asked, out);
    return 1;
  }
  return 0;
}

void put_opt(Out& out) {
  out.u8(0);
  out.u16(41);
  out.u16(1232);
  out.u32(0);
  out.u16(0);
}

enum class Fault : std::uint8_t { kNone, kServFail, kRefused, kSilence };

// By how the first label begins.
Fault fault_of(std::span<const std::uint8_t> query) {
  const std::size_t size =
      std::min<std::size_t>(query[kHeader], query.size() - kHeader - 1);
  const std::span label = query.subspan(kHeader + 1, size);
  const auto begins = [label](std::string_view text) {
    return label.size() >= text.size() &&
           std::memcmp(label.data(), text.data(), text.size()) == 0;
  };
  if (begins("servfail-")) {
    return Fault::kServFail;
  }
  if (begins("refused-")) {
    return Fault::kRefused;
  }
  return begins("silent-") ? Fault::kSilence : Fault::kNone;
}

AnsweredQuery put_failure(const Asked& asked, std::uint8_t rcode,
                          std::span<std::uint8_t> out) {
  Out header(out.data() + 2);
  header.u8(0x81);
  header.u8(0x80U | rcode);
  header.u16(1);
  header.u16(0);
  header.u16(0);
  header.u16(0);
  return {.size = asked.end, .type = asked.type};
}

AnsweredQuery answer_fault(const Asked& asked, Fault fault,
                           std::span<std::uint8_t> out) {
  if (fault == Fault::kSilence) {
    return {.size = asked.end, .type = asked.type, .silent = true};
  }
  return put_failure(
      asked, fault == Fault::kServFail ? kRcodeServFail : kRcodeRefused, out);
}

}  // namespace

std::span<const ZoneProfile> zone_profiles() {
  return kProfiles;
}

const ZoneProfile* find_zone_profile(std::string_view name) {
  for (const ZoneProfile& profile : kProfiles) {
    if (profile.name == name) {
      return &profile;
    }
  }
  return nullptr;
}

std::optional<AnsweredQuery> answer_query(const ZoneProfile& profile,
                                          std::span<const std::uint8_t> query,
                                          std::span<std::uint8_t> out) {
  const std::optional<Asked> asked = read_query(query);
  if (!asked.has_value()) {
    return std::nullopt;
  }
  std::memcpy(out.data(), query.data(), asked->end);
  if (const Fault fault = fault_of(query); fault != Fault::kNone) {
    return answer_fault(*asked, fault, out);
  }
  Verdict verdict = verdict_of(profile, *asked);
  verdict.has_a = verdict.has_a && verdict.exists;
  verdict.has_aaaa = verdict.has_aaaa && verdict.exists;
  Out records(out.data() + asked->end);
  const std::uint32_t answers = put_answers(profile, *asked, verdict, records);
  if (answers == 0) {
    put_soa(records);
  }
  if (asked->edns) {
    put_opt(records);
  }
  // QR and RD, RA and the response code, one question, then the counts.
  Out header(out.data() + 2);
  header.u8(0x81);
  header.u8(0x80U | (verdict.exists ? 0U : kNxDomain));
  header.u16(1);
  header.u16(answers);
  header.u16(answers == 0 ? 1 : 0);
  header.u16(asked->edns ? 1 : 0);
  return AnsweredQuery{
      .size = static_cast<std::size_t>(records.at() - out.data()),
      .type = asked->type,
      .of_host = asked->labels > 2,
      .exchanges = asked->type == kMx && verdict.has_mx &&
                   !is_null_mx(profile, asked->hash)};
}

std::optional<AnsweredQuery> answer_failure(std::span<const std::uint8_t> query,
                                            std::uint8_t rcode,
                                            std::span<std::uint8_t> out) {
  const std::optional<Asked> asked = read_query(query);
  if (!asked.has_value()) {
    return std::nullopt;
  }
  std::memcpy(out.data(), query.data(), asked->end);
  return put_failure(*asked, rcode, out);
}

}  // namespace mxsweep::bench
