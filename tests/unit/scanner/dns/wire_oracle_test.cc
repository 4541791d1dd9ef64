// The wire codec against an independent implementation, NLnet Labs' ldns:
// it writes random replies (with compression) that read_answer() must
// understand as ldns does, damaged ones included, and it reads our queries.
#include <gtest/gtest.h>
#include <ldns/ldns.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/base/limits.h"
#include "io/base/prng.h"

#include "scanner/dns/query.h"
#include "scanner/dns/response.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/rr_address.h"
#include "scanner/rr/rr_mx.h"

namespace mxsweep {
namespace {

using Octets = std::vector<std::uint8_t>;

struct PacketDeleter {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};

using Packet = std::unique_ptr<ldns_pkt, PacketDeleter>;

Packet parse(const Octets& octets) {
  ldns_pkt* packet = nullptr;
  if (ldns_wire2pkt(&packet, octets.data(), octets.size()) != LDNS_STATUS_OK) {
    return nullptr;
  }
  return Packet(packet);
}

// The oracle lets a name in RDATA run on over RDLENGTH and takes what follows
// for the next record; we do not look into records nobody asked for. False
// for a message in which it did so.
bool keeps_to_rdlength(const Octets& octets, const ldns_pkt* packet) {
  const unsigned records = unsigned{ldns_pkt_ancount(packet)} +
                           ldns_pkt_nscount(packet) + ldns_pkt_arcount(packet);
  std::size_t at = kHeaderOctets;
  for (unsigned i = 0; i <= records; ++i) {
    std::size_t end = at;
    ldns_rdf* owner = nullptr;
    ldns_rr* rr = nullptr;
    const bool question = i == 0;
    const bool read =
        ldns_wire2dname(&owner, octets.data(), octets.size(), &end) ==
            LDNS_STATUS_OK &&
        ldns_wire2rr(&rr, octets.data(), octets.size(), &at,
                     question ? LDNS_SECTION_QUESTION : LDNS_SECTION_ANSWER) ==
            LDNS_STATUS_OK;
    ldns_rdf_deep_free(owner);
    ldns_rr_free(rr);
    if (!read) {
      return false;
    }
    end += question ? 4U : 10U + octets[end + 8] * 256U + octets[end + 9];
    if (at != end) {
      return false;
    }
  }
  return true;
}

// Wire form in lower case; the oracle keeps the case.
std::string key_of(const ldns_rdf* name) {
  const auto* octets = ldns_rdf_data(name);
  std::string out(octets, octets + ldns_rdf_size(name));
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

// What an answer says, in a form both sides can be brought to.
struct Told {
  unsigned rcode = 0;
  bool edns = false;
  bool stray = false;
  bool duplicate = false;
  std::uint32_t ttl_s = 0;
  std::int64_t negative_ttl_s = -1;
  std::vector<std::string> chain;
  std::vector<std::string> records;  // "preference name" or octets

  bool operator==(const Told&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Told& told) {
  out << "rcode " << told.rcode << " edns " << told.edns << " stray "
      << told.stray << " duplicate " << told.duplicate << " ttl " << told.ttl_s
      << " negative " << told.negative_ttl_s;
  for (const std::string& name : told.chain) {
    out << " -> " << testing::PrintToString(name);
  }
  for (const std::string& record : told.records) {
    out << " | " << testing::PrintToString(record);
  }
  return out;
}

std::string octets_text(const std::uint8_t* octets, std::size_t size) {
  return {octets, octets + size};
}

std::string record_text(const ldns_rr* rr) {
  const ldns_rdf* first = ldns_rr_rdf(rr, 0);
  if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_MX) {
    return octets_text(ldns_rdf_data(first), ldns_rdf_size(first));
  }
  return std::to_string(ldns_rdf2native_int16(first)) + " " +
         key_of(ldns_rr_rdf(rr, 1));
}

// RFC 2181 section 8, written once more.
std::uint32_t ttl_of(std::uint32_t wire) {
  return wire > 0x7FFFFFFFU ? 0 : wire;
}

// Follows the aliases among the answers of class IN; false when there are
// more than the limit, as in a circle.
bool follow(const ldns_rr_list* answers, std::string& name, Told& out) {
  std::map<std::string, std::string> aliases;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(answers); ++i) {
    const ldns_rr* rr = ldns_rr_list_rr(answers, i);
    if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME &&
        ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN) {
      aliases.emplace(key_of(ldns_rr_owner(rr)), key_of(ldns_rr_rdf(rr, 0)));
    }
  }
  for (auto at = aliases.find(name); at != aliases.end();
       at = aliases.find(name)) {
    name = at->second;
    out.chain.push_back(name);
    if (out.chain.size() > kCnameChainMax) {
      return false;
    }
  }
  return true;
}

void collect(const ldns_rr_list* answers, ldns_rr_type type,
             const std::string& owner, Told& out) {
  std::uint32_t lowest = 0xFFFFFFFFU;
  bool found = false;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(answers); ++i) {
    const ldns_rr* rr = ldns_rr_list_rr(answers, i);
    if (ldns_rr_get_type(rr) != type ||
        ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN) {
      continue;
    }
    if (key_of(ldns_rr_owner(rr)) != owner) {
      out.stray = true;
      continue;
    }
    found = true;
    lowest = std::min(lowest, ttl_of(ldns_rr_ttl(rr)));
    const std::string text = record_text(rr);
    if (std::find(out.records.begin(), out.records.end(), text) ==
        out.records.end()) {
      out.records.push_back(text);
    } else {
      out.duplicate = true;
    }
  }
  out.ttl_s = found ? lowest : 0;
}

// What the oracle makes of a reply; nothing when the chain is too long.
std::optional<Told> told_by_oracle(const ldns_pkt* packet, ldns_rr_type type) {
  Told out;
  out.edns = ldns_pkt_edns(packet);
  out.rcode = static_cast<unsigned>(ldns_pkt_get_rcode(packet)) |
              unsigned{ldns_pkt_edns_extended_rcode(packet)} << 4U;
  const ldns_rr_list* authority = ldns_pkt_authority(packet);
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(authority); ++i) {
    const ldns_rr* rr = ldns_rr_list_rr(authority, i);
    if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_SOA &&
        ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN) {
      out.negative_ttl_s =
          std::min(ttl_of(ldns_rr_ttl(rr)),
                   ttl_of(ldns_rdf2native_int32(ldns_rr_rdf(rr, 6))));
    }
  }
  const ldns_rr* question = ldns_rr_list_rr(ldns_pkt_question(packet), 0);
  std::string name = key_of(ldns_rr_owner(question));
  if (!follow(ldns_pkt_answer(packet), name, out)) {
    return std::nullopt;
  }
  if (out.rcode == LDNS_RCODE_NOERROR) {
    collect(ldns_pkt_answer(packet), type, name, out);
  }
  return out;
}

bool has_record(const ldns_rr_list* section, ldns_rr_type type,
                ldns_rr_class klass) {
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr* rr = ldns_rr_list_rr(section, i);
    if (ldns_rr_get_class(rr) == klass &&
        (type == LDNS_RR_TYPE_ANY || ldns_rr_get_type(rr) == type)) {
      return true;
    }
  }
  return false;
}

// RFC 2308 section 2.2 over what the oracle read.
LookupStatus status_by_oracle(const ldns_pkt* packet, const Told& told) {
  if (told.rcode == LDNS_RCODE_NXDOMAIN) {
    return LookupStatus::kNxDomain;
  }
  if (!told.records.empty()) {
    return LookupStatus::kNoError;
  }
  const ldns_rr_list* answer = ldns_pkt_answer(packet);
  const ldns_rr_list* authority = ldns_pkt_authority(packet);
  if (has_record(authority, LDNS_RR_TYPE_SOA, LDNS_RR_CLASS_IN)) {
    return LookupStatus::kNoData;
  }
  if (!told.chain.empty() ||
      has_record(authority, LDNS_RR_TYPE_NS, LDNS_RR_CLASS_IN)) {
    return LookupStatus::kReferral;
  }
  const bool in = has_record(answer, LDNS_RR_TYPE_ANY, LDNS_RR_CLASS_IN) ||
                  has_record(authority, LDNS_RR_TYPE_ANY, LDNS_RR_CLASS_IN);
  const bool any = ldns_pkt_ancount(packet) + ldns_pkt_nscount(packet) > 0;
  return any && !in ? LookupStatus::kMalformed : LookupStatus::kNoData;
}

Told told_by_us(const Answer& answer) {
  Told out;
  out.edns = answer.edns;
  out.rcode = answer.rcode;
  out.stray = answer.stray_records;
  out.duplicate = answer.duplicate_records;
  out.ttl_s = answer.records.ttl_s();
  if (answer.negative_ttl_s.has_value()) {
    out.negative_ttl_s = *answer.negative_ttl_s;
  }
  for (const Name& name : answer.cname_chain) {
    out.chain.emplace_back(name.view().key());
  }
  for (const MxData& mx : answer.records.as<MxData>()) {
    out.records.push_back(std::to_string(mx.preference) + " " +
                          std::string(mx.exchange.key()));
  }
  for (const AddressData& address : answer.records.as<AddressData>()) {
    out.records.push_back(
        octets_text(address.bytes.data(), address.family == 4 ? 4 : 16));
  }
  return out;
}

// Reads as the engine does; kMalformed when there is no question.
Answer read_reply(const Octets& octets, std::uint16_t type) {
  Answer answer;
  const auto message = std::as_bytes(std::span(octets));
  const auto header = read_header(message);
  Question question;
  std::size_t records_at = 0;
  if (header.has_value() &&
      read_question(message, *header, question, records_at)) {
    read_answer(message, *header, {question.name.view(), type, records_at},
                answer);
  }
  return answer;
}

// Writes random replies with the oracle's own encoder.
class ReplyMaker {
 public:
  explicit ReplyMaker(std::uint64_t seed) : prng_(seed) {}

  Octets make(ldns_rr_type type) {
    packet_ = Packet(ldns_pkt_new());
    names_.clear();
    ldns_pkt_set_id(packet_.get(), below(65536));
    ldns_pkt_set_qr(packet_.get(), true);
    ldns_pkt_set_ad(packet_.get(), chance(2));
    const Octets asked = random_name();
    ldns_rr* question = ldns_rr_new();
    ldns_rr_set_question(question, true);
    ldns_rr_set_owner(question, dname(asked));
    ldns_rr_set_type(question, type);
    ldns_rr_set_class(question, LDNS_RR_CLASS_IN);
    ldns_pkt_push_rr(packet_.get(), LDNS_SECTION_QUESTION, question);
    fill_answer(asked, type);
    fill_authority();
    additional_at_ = written().size();
    fill_rest();
    return written();
  }

  // Octets of the last reply up to its additional section.
  [[nodiscard]] std::size_t additional_at() const { return additional_at_; }

  std::uint16_t below(std::uint32_t bound) {
    return static_cast<std::uint16_t>(prng_.below(bound));
  }

  bool chance(std::uint32_t one_in) { return prng_.below(one_in) == 0; }

 private:
  // Letters of both cases for the most part, any octet now and then.
  std::uint8_t random_octet() {
    constexpr std::string_view kUsual = "abcdefXYZ019-_";
    return chance(12) ? static_cast<std::uint8_t>(prng_.below(256))
                      : static_cast<std::uint8_t>(kUsual[prng_.below(14)]);
  }

  // Often below a name used before, so that there is much to compress.
  Octets random_name() {
    Octets tail = {0};
    if (!names_.empty() && !chance(4)) {
      tail = names_[prng_.below(static_cast<std::uint32_t>(names_.size()))];
    }
    Octets name;
    for (std::uint32_t labels = prng_.below(4); labels > 0; --labels) {
      const std::uint32_t size = 1 + prng_.below(chance(9) ? 63 : 8);
      if (name.size() + size + 1 + tail.size() > kNameOctetsMax) {
        break;
      }
      name.push_back(static_cast<std::uint8_t>(size));
      for (std::uint32_t i = 0; i < size; ++i) {
        name.push_back(random_octet());
      }
    }
    name.insert(name.end(), tail.begin(), tail.end());
    names_.push_back(name);
    return name;
  }

  static ldns_rdf* dname(const Octets& name) {
    return ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, name.size(), name.data());
  }

  // Upper and lower case changed at random: the same name all the same.
  Octets recased(Octets name) {
    for (std::size_t at = 0; name[at] != 0;) {
      const std::size_t end = at + 1 + name[at];
      for (++at; at < end; ++at) {
        const bool letter = (name[at] | 0x20U) >= 'a' &&
                            (name[at] | 0x20U) <= 'z' && name[at] < 0x80;
        if (letter && chance(2)) {
          name[at] ^= 0x20U;
        }
      }
    }
    return name;
  }

  std::uint32_t random_ttl() {
    return chance(8) ? static_cast<std::uint32_t>(prng_.next())
                     : prng_.below(90000);
  }

  ldns_rr* record(const Octets& owner, ldns_rr_type type) {
    ldns_rr* rr = ldns_rr_new();
    ldns_rr_set_owner(rr, dname(chance(2) ? owner : recased(owner)));
    ldns_rr_set_type(rr, type);
    ldns_rr_set_class(rr, chance(30) ? LDNS_RR_CLASS_CH : LDNS_RR_CLASS_IN);
    ldns_rr_set_ttl(rr, random_ttl());
    return rr;
  }

  ldns_rr* wanted(const Octets& owner, ldns_rr_type type) {
    ldns_rr* rr = record(owner, type);
    if (type == LDNS_RR_TYPE_MX) {
      ldns_rr_push_rdf(
          rr, ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, below(65536)));
      ldns_rr_push_rdf(rr, dname(random_name()));
      return rr;
    }
    std::array<std::uint8_t, 16> octets{};
    for (std::uint8_t& octet : octets) {
      octet = static_cast<std::uint8_t>(prng_.below(4));
    }
    const bool ipv4 = type == LDNS_RR_TYPE_A;
    ldns_rr_push_rdf(
        rr, ldns_rdf_new_frm_data(ipv4 ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA,
                                  ipv4 ? 4 : 16, octets.data()));
    return rr;
  }

  ldns_rr* with_target(const Octets& owner, ldns_rr_type type,
                       const Octets& target) {
    ldns_rr* rr = record(owner, type);
    ldns_rr_push_rdf(rr, dname(target));
    return rr;
  }

  // Chain, wanted records, duplicates, strays; then shuffled.
  void fill_answer(const Octets& asked, ldns_rr_type type) {
    std::vector<ldns_rr*> records;
    Octets owner = asked;
    for (std::uint32_t links = chance(3) ? prng_.below(6) : 0; links > 0;
         --links) {
      const Octets target = random_name();
      records.push_back(with_target(owner, LDNS_RR_TYPE_CNAME, target));
      owner = target;
    }
    for (std::uint32_t count = prng_.below(12); count > 0; --count) {
      records.push_back(wanted(owner, type));
      if (chance(5)) {
        records.push_back(ldns_rr_clone(records.back()));
        ldns_rr_set_ttl(records.back(), random_ttl());
      }
      if (chance(6)) {
        records.push_back(wanted(random_name(), type));
      }
      if (chance(6)) {
        records.push_back(
            with_target(random_name(), LDNS_RR_TYPE_NS, random_name()));
      }
    }
    if (chance(2)) {
      std::shuffle(records.begin(), records.end(), prng_);
    }
    for (ldns_rr* rr : records) {
      ldns_pkt_push_rr(packet_.get(), LDNS_SECTION_ANSWER, rr);
    }
  }

  ldns_rr* soa() {
    ldns_rr* rr = with_target(random_name(), LDNS_RR_TYPE_SOA, random_name());
    ldns_rr_push_rdf(rr, dname(random_name()));
    for (int i = 0; i < 5; ++i) {
      ldns_rr_push_rdf(
          rr, ldns_native2rdf_int32(LDNS_RDF_TYPE_INT32, random_ttl()));
    }
    return rr;
  }

  [[nodiscard]] Octets written() const {
    std::uint8_t* octets = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(ldns_pkt2wire(&octets, packet_.get(), &size), LDNS_STATUS_OK);
    const std::unique_ptr<std::uint8_t, decltype(&std::free)> owner(octets,
                                                                    &std::free);
    return {octets, octets + size};
  }

  void fill_authority() {
    if (chance(3)) {
      ldns_pkt_push_rr(packet_.get(), LDNS_SECTION_AUTHORITY, soa());
    }
    if (chance(4)) {
      ldns_pkt_push_rr(
          packet_.get(), LDNS_SECTION_AUTHORITY,
          with_target(random_name(), LDNS_RR_TYPE_NS, random_name()));
    }
  }

  void fill_rest() {
    if (chance(3)) {
      ldns_pkt_push_rr(packet_.get(), LDNS_SECTION_ADDITIONAL,
                       wanted(random_name(), LDNS_RR_TYPE_A));
    }
    if (chance(6)) {
      ldns_pkt_set_rcode(packet_.get(), LDNS_RCODE_NXDOMAIN);
    }
    if (chance(2)) {
      ldns_pkt_set_edns_udp_size(packet_.get(), 1232);
      ldns_pkt_set_edns_extended_rcode(packet_.get(), chance(9) ? 1 : 0);
    }
  }

  io::Prng prng_;
  Packet packet_;
  std::size_t additional_at_ = 0;
  std::vector<Octets> names_;
};

constexpr std::array kTypes = {LDNS_RR_TYPE_MX, LDNS_RR_TYPE_A,
                               LDNS_RR_TYPE_AAAA};

std::string where(std::uint64_t seed, int round) {
  return "seed " + std::to_string(seed) + " round " + std::to_string(round);
}

// Compares; false when either side refuses the message.
bool agree(const Octets& octets, ldns_rr_type type, const std::string& label) {
  const Packet packet = parse(octets);
  const Answer answer = read_reply(octets, static_cast<std::uint16_t>(type));
  if (packet == nullptr || !is_answer(answer.status) ||
      !keeps_to_rdlength(octets, packet.get())) {
    return false;
  }
  const auto expected = told_by_oracle(packet.get(), type);
  EXPECT_TRUE(expected.has_value()) << label;
  if (expected.has_value()) {
    Told told = told_by_us(answer);
    // The oracle tells OPT by its payload size; ours may be damaged to zero.
    told.edns = told.edns && ldns_pkt_edns(packet.get());
    EXPECT_EQ(told, *expected) << label;
    EXPECT_EQ(answer.authentic_data, ldns_pkt_ad(packet.get())) << label;
  }
  return true;
}

TEST(WireOracleTest, RandomRepliesAreUnderstoodAlike) {
  constexpr std::uint64_t kSeed = 1035;
  ReplyMaker maker(kSeed);
  std::map<LookupStatus, int> seen;
  for (int round = 0; round < 6000; ++round) {
    const ldns_rr_type type = kTypes[maker.below(3)];
    const Octets octets = maker.make(type);
    const Packet packet = parse(octets);
    ASSERT_NE(packet, nullptr) << where(kSeed, round);
    const auto expected = told_by_oracle(packet.get(), type);
    if (!expected.has_value()) {
      continue;  // an alias that leads back to itself
    }
    const Answer answer = read_reply(octets, static_cast<std::uint16_t>(type));
    ASSERT_EQ(answer.edns, expected->edns) << where(kSeed, round);
    ASSERT_EQ(answer.rcode, expected->rcode) << where(kSeed, round);
    ++seen[answer.status];
    if (expected->rcode < 16) {
      ASSERT_EQ(answer.status, status_by_oracle(packet.get(), *expected))
          << where(kSeed, round);
    }
    if (is_answer(answer.status)) {
      ASSERT_TRUE(agree(octets, type, where(kSeed, round)));
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(seen[LookupStatus::kNoError], 3000);
  for (const LookupStatus status :
       {LookupStatus::kNoData, LookupStatus::kNxDomain, LookupStatus::kReferral,
        LookupStatus::kMalformed}) {
    EXPECT_GT(seen[status], 0) << to_text(status);
  }
}

TEST(WireOracleTest, DamagedRepliesAreNeverUnderstoodDifferently) {
  constexpr std::uint64_t kSeed = 9267;
  ReplyMaker maker(kSeed);
  int compared = 0;
  for (int round = 0; round < 12000; ++round) {
    const ldns_rr_type type = kTypes[maker.below(3)];
    Octets octets = maker.make(type);
    const auto size = static_cast<std::uint32_t>(octets.size());
    for (std::uint32_t hits = 1 + maker.below(3); hits > 0; --hits) {
      // Not the header's flags and counts: they are tested elsewhere.
      const std::size_t at = 12U + maker.below(size - 12U);
      octets[at] = static_cast<std::uint8_t>(
          maker.chance(2) ? octets[at] ^ (1U << maker.below(8))
                          : maker.below(256));
    }
    compared += agree(octets, type, where(kSeed, round)) ? 1 : 0;
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(compared, 3000);
}

// The oracle refuses every one that is cut; we take what stands whole before
// the additional section.
TEST(WireOracleTest, CutRepliesAreNeverUnderstoodDifferently) {
  constexpr std::uint64_t kSeed = 7766;
  ReplyMaker maker(kSeed);
  int taken = 0;
  for (int round = 0; round < 60; ++round) {
    const ldns_rr_type type = kTypes[maker.below(3)];
    const Octets octets = maker.make(type);
    const Answer whole = read_reply(octets, static_cast<std::uint16_t>(type));
    const std::size_t sound = maker.additional_at();
    for (std::size_t size = 0; size < octets.size(); ++size) {
      const Octets cut(octets.begin(),
                       octets.begin() + static_cast<std::ptrdiff_t>(size));
      const Answer answer = read_reply(cut, static_cast<std::uint16_t>(type));
      SCOPED_TRACE(where(kSeed, round) + " size " + std::to_string(size));
      if (size < sound) {
        ASSERT_FALSE(is_answer(answer.status));
        ASSERT_FALSE(answer.unfinished);
      }
      if (is_answer(answer.status) && whole.rcode < 16) {
        Told ours = told_by_us(answer);
        ours.edns = whole.edns;
        ASSERT_EQ(ours, told_by_us(whole));
        ++taken;
      } else if (!is_answer(answer.status)) {
        ASSERT_TRUE(answer.records.empty());
      }
    }
  }
  EXPECT_GT(taken, 100);
}

TEST(WireOracleTest, E1ExtendedErrorsOfTheOracleAreRead) {
  for (const std::uint16_t code :
       std::vector<std::uint16_t>{0, 6, 22, 30, 300, 65535}) {
    const Packet packet(ldns_pkt_new());
    ldns_pkt_set_qr(packet.get(), true);
    ldns_rr* question = ldns_rr_new();
    ldns_rr_set_question(question, true);
    const Octets name = {1, 'e', 0};
    ldns_rr_set_owner(
        question,
        ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, name.size(), name.data()));
    ldns_rr_set_type(question, LDNS_RR_TYPE_MX);
    ldns_rr_set_class(question, LDNS_RR_CLASS_IN);
    ldns_pkt_push_rr(packet.get(), LDNS_SECTION_QUESTION, question);
    std::array<std::uint8_t, 4> data = {static_cast<std::uint8_t>(code >> 8U),
                                        static_cast<std::uint8_t>(code & 0xFFU),
                                        'h', 'i'};
    ldns_edns_option_list* options = ldns_edns_option_list_new();
    ldns_edns_option_list_push(
        options,
        ldns_edns_new_from_data(LDNS_EDNS_EDE, data.size(), data.data()));
    ldns_pkt_set_edns_udp_size(packet.get(), 1232);
    ldns_pkt_set_edns_option_list(packet.get(), options);
    std::uint8_t* octets = nullptr;
    std::size_t size = 0;
    ASSERT_EQ(ldns_pkt2wire(&octets, packet.get(), &size), LDNS_STATUS_OK);
    const Octets message(octets, octets + size);
    std::free(octets);
    const Answer answer = read_reply(message, kTypeMx);
    EXPECT_EQ(answer.ede_codes, std::vector<std::uint16_t>{code});
    EXPECT_EQ(answer.status, LookupStatus::kNoData);
  }
}

TEST(WireOracleTest, T1OracleReadsOurQueries) {
  constexpr std::uint64_t kSeed = 6891;
  io::Prng prng(kSeed);
  for (int round = 0; round < 5000; ++round) {
    Name name;
    for (std::uint32_t labels = prng.below(6); labels > 0; --labels) {
      Octets label(1 + prng.below(63));
      for (std::uint8_t& octet : label) {
        octet = static_cast<std::uint8_t>(prng.below(256));
      }
      if (!name.add_label(label)) {
        break;
      }
    }
    ASSERT_TRUE(name.finish());
    const QuerySpec spec{
        name.view(), static_cast<std::uint16_t>(kTypes[prng.below(3)]),
        static_cast<std::uint16_t>(prng.below(65536)), prng.below(2) == 0};
    std::array<std::byte, io::kTxDatagramBytesMax> buffer;
    const std::size_t size = write_query(spec, buffer);
    const auto* octets = reinterpret_cast<const std::uint8_t*>(buffer.data());
    const Packet packet = parse({octets, octets + size});
    ASSERT_NE(packet, nullptr) << where(kSeed, round);
    const ldns_pkt* query = packet.get();
    ASSERT_EQ(ldns_pkt_id(query), spec.id);
    ASSERT_TRUE(ldns_pkt_rd(query) && ldns_pkt_ad(query));
    ASSERT_FALSE(ldns_pkt_qr(query) || ldns_pkt_aa(query) ||
                 ldns_pkt_tc(query) || ldns_pkt_cd(query) ||
                 ldns_pkt_ra(query) || ldns_pkt_edns_do(query));
    ASSERT_EQ(ldns_pkt_get_opcode(query), LDNS_PACKET_QUERY);
    ASSERT_EQ(ldns_pkt_qdcount(query), 1);
    ASSERT_EQ(ldns_pkt_ancount(query) + ldns_pkt_nscount(query), 0);
    const ldns_rr* question = ldns_rr_list_rr(ldns_pkt_question(query), 0);
    ASSERT_EQ(key_of(ldns_rr_owner(question)), name.view().key());
    ASSERT_EQ(ldns_rr_get_type(question), spec.type);
    ASSERT_EQ(ldns_rr_get_class(question), LDNS_RR_CLASS_IN);
    ASSERT_EQ(ldns_pkt_edns(query), spec.edns);
    ASSERT_EQ(ldns_pkt_edns_udp_size(query), spec.edns ? 1232 : 0);
    ASSERT_EQ(ldns_pkt_edns_version(query), 0);
  }
}

}  // namespace
}  // namespace mxsweep
