// See fake_resolver.h.
#include "tests/support/fake_resolver.h"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <set>

namespace mxsweep::sim {
namespace {

constexpr std::size_t kUdpWithoutEdns = 512;
constexpr std::uint16_t kOwnPayload = 1232;
constexpr int kChainMax = 80;
constexpr std::uint16_t kNxDomain = 3;

std::uint16_t u16_at(std::span<const std::byte> message, std::size_t at) {
  return static_cast<std::uint16_t>(
      (std::to_integer<unsigned>(message[at]) << 8U) |
      std::to_integer<unsigned>(message[at + 1]));
}

std::string spelled(std::string_view wire, Spelling spelling) {
  std::string out(wire);
  std::size_t letters = 0;
  for (char& c : out) {
    const bool letter = c >= 'a' && c <= 'z';
    letters += letter ? 1 : 0;
    if (letter && (spelling == Spelling::kUpper ||
                   (spelling == Spelling::kMixed && letters % 2 == 1))) {
      c = static_cast<char>(c - 32);
    }
  }
  return out;
}

void put_record(PacketBuilder& out, Part part, const ZoneRecord& record,
                const Rule& rule) {
  out.begin_record(part, spelled(record.owner, rule.spelling), record.type,
                   record.ttl);
  if (record.type == kMx) {
    out.u16(record.preference);
  }
  if (record.target.empty()) {
    out.raw(record.octets);
  } else {
    out.name(spelled(record.target, rule.spelling));
  }
  out.end_record(part == Part::kAnswer ? rule.length_error : 0);
}

// The zone cut is taken to be the last two labels, if there is anything.
std::string cut_of(const Zone& zone, const std::string& name) {
  const std::size_t last = name.rfind('.');
  const std::size_t dot =
      last == std::string::npos || last == 0 ? last : name.rfind('.', last - 1);
  std::string cut = dot == std::string::npos ? name : name.substr(dot + 1);
  if (!zone.exists(cut) && last != std::string::npos) {
    cut = name.substr(last + 1);
  }
  return cut;
}

void put_soa(PacketBuilder& out, const Zone& zone, const std::string& cut) {
  const std::string below = cut == "." ? "" : cut;
  out.begin_record(Part::kAuthority, wire_name(cut), kSoa, zone.soa_ttl);
  out.name(wire_name("ns." + below));
  out.name(wire_name("admin." + below));
  for (int field = 0; field < 4; ++field) {
    out.u32(7200);
  }
  out.u32(zone.soa_minimum);
  out.end_record();
}

void put_root_server(PacketBuilder& out, Part part) {
  out.begin_record(part, wire_name("."), kNs, 3600);
  out.name(wire_name("a.root.test"));
  out.end_record();
}

void put_opt(PacketBuilder& out, const Query& query, const Rule& rule,
             std::uint16_t rcode) {
  if (query.edns && !rule.no_opt) {
    out.opt(kOwnPayload, rcode, rule.ede_codes);
  }
}

std::uint16_t flags_of(const Rule& rule, std::uint16_t rcode) {
  return static_cast<std::uint16_t>(kQr | kRd | (rule.no_recursion ? 0U : kRa) |
                                    (rule.authentic ? kAd : 0U) |
                                    (rcode & 0xFU));
}

void put_extra(PacketBuilder& out, Part part, const Rule& rule) {
  for (const auto& [where, record] : rule.extra) {
    if (where == part) {
      put_record(out, part, record, rule);
    }
  }
}

// Changes one thing about a query so that its answer does not fit.
Query bent(const Query& query, Forgery forgery) {
  Query other = query;
  if (forgery == Forgery::kId) {
    other.id = static_cast<std::uint16_t>(query.id ^ 0x5A5AU);
  } else if (forgery == Forgery::kName) {
    other.wire = wire_name("forged.test");
  } else if (forgery == Forgery::kType) {
    other.type = query.type == kMx ? kA : kMx;
  }
  return other;
}

Bytes forged_message(const Query& query, Forgery forgery) {
  const Query shown = bent(query, forgery);
  PacketBuilder out;
  std::uint16_t flags = kQr | kRd | kRa;
  if (forgery == Forgery::kQuery) {
    flags = kRd;
  } else if (forgery == Forgery::kOpcode) {
    flags = static_cast<std::uint16_t>(flags | 0x2000U);
  }
  out.header(shown.id, flags);
  if (forgery != Forgery::kNoQuestion) {
    out.question(shown.wire, shown.type,
                 forgery == Forgery::kClass ? std::uint16_t{3} : kIn);
  }
  // The data answer the real question, so that believing them shows.
  out.begin_record(Part::kAnswer, query.wire, query.type, 3600);
  if (query.type == kMx) {
    out.u16(1);
    out.name(wire_name(kForgedExchange));
  } else if (query.type == kA) {
    out.raw("\xCB\x00\x71\x42");
  } else {
    out.raw(std::string_view("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x66", 16));
  }
  out.end_record();
  return out.take();
}

// Draws nothing for what never happens, so that a seed means the same as before
// there was such a whim.
bool happens(double chance, io::Prng& prng) {
  return chance > 0 && prng.unit() < chance;
}

}  // namespace

std::string read_query(std::span<const std::byte> message, Query& out) {
  if (message.size() < 17) {
    return "too short";
  }
  out.id = u16_at(message, 0);
  if ((u16_at(message, 2) | kRd) != (kRd | kAd)) {
    return "flags are not AD, with or without RD";
  }
  out.recursion = (u16_at(message, 2) & kRd) != 0;
  if (u16_at(message, 4) != 1 || u16_at(message, 6) != 0 ||
      u16_at(message, 8) != 0 || u16_at(message, 10) > 1) {
    return "counts are not one question and at most one OPT";
  }
  std::size_t at = 12;
  out.wire.clear();
  while (at < message.size() && message[at] != std::byte{0}) {
    const auto length = std::to_integer<std::size_t>(message[at]);
    if (length > 63 || at + length + 1 >= message.size()) {
      return "bad label";
    }
    for (std::size_t i = 0; i <= length; ++i) {
      out.wire += static_cast<char>(message[at + i]);
    }
    at += length + 1;
  }
  out.wire += '\0';
  ++at;
  out.edns = u16_at(message, 10) == 1;
  if (message.size() != at + (out.edns ? 15 : 4)) {
    return "wrong length";
  }
  out.type = u16_at(message, at);
  if (u16_at(message, at + 2) != kIn) {
    return "class is not IN";
  }
  out.name = name_text(out.wire);
  out.payload = kUdpWithoutEdns;
  if (!out.edns) {
    return "";
  }
  at += 4;
  out.payload = u16_at(message, at + 3);
  const bool good =
      message[at] == std::byte{0} && u16_at(message, at + 1) == kOpt &&
      out.payload == 1232 && u16_at(message, at + 5) == 0 &&
      (u16_at(message, at + 7) & 0x7FFFU) == 0 && u16_at(message, at + 9) == 0;
  out.dnssec_ok = u16_at(message, at + 7) != 0;
  return good ? "" : "OPT is not plain EDNS(0) with 1232 octets (T1)";
}

namespace {

// "*" matches any name, "*.bad.test" any name below bad.test.
bool matches(std::string_view pattern, std::string_view name) {
  if (!pattern.starts_with('*')) {
    return pattern == name;
  }
  return name.ends_with(pattern.substr(1));
}

}  // namespace

Rule FakeResolver::whim(const Query& query, io::Prng& prng) const {
  Rule rule;
  const double chosen =
      static_cast<double>(std::hash<std::string>{}(query.name) % 1000) / 1000;
  if (query.edns && chosen < whims.dislike_edns) {
    rule.act = Act::kRcode;
    rule.rcode = 1;
    rule.no_opt = true;
    return rule;
  }
  if (prng.unit() < whims.servfail) {
    rule.act = Act::kRcode;
    rule.rcode = 2;
  } else if (prng.unit() < whims.silence) {
    rule.act = Act::kSilence;
  } else if (!query.stream && prng.unit() < whims.truncate) {
    rule.act = Act::kTruncate;
  } else if (happens(whims.refer, prng)) {
    rule.act = Act::kRefer;
  } else {
    rule.links = happens(whims.cut_chain, prng) ? 1 : -1;
    rule.cut = happens(whims.cut_datagram, prng) ? 20 + prng.below(200) : 0;
    rule.no_opt = 1 - chosen < whims.break_edns;
    rule.more_additionals = query.edns && rule.no_opt ? 1 : 0;
  }
  return rule;
}

Rule FakeResolver::choose(const Query& query, io::Duration since_start,
                          std::uint32_t tries, io::Prng& prng) const {
  for (const Rule& rule : rules) {
    if (matches(rule.name, query.name) &&
        (rule.type == 0 || rule.type == query.type) && tries >= rule.try_from &&
        tries <= rule.try_to &&
        (rule.stream < 0 || (rule.stream == 1) == query.stream) &&
        (rule.edns < 0 || (rule.edns == 1) == query.edns) &&
        (!rule.dnssec_ok || query.dnssec_ok) && since_start >= rule.after &&
        since_start < rule.before) {
      return rule;
    }
  }
  Rule rule = whim(query, prng);
  if (whims.forge > 0 && prng.unit() < whims.forge) {
    rule.forgeries.push_back(static_cast<Forgery>(prng.below(kForgeryCount)));
  }
  return rule;
}

bool FakeResolver::put_chain(const Query& query, const Rule& rule,
                             std::size_t& room, PacketBuilder& out,
                             std::string& name) const {
  std::set<std::string> seen;
  int link = 0;
  for (; link < kChainMax && query.type != kCname; ++link) {
    const auto* alias = zone_->find(name, kCname);
    if (alias == nullptr || link == rule.links || !seen.insert(name).second) {
      break;
    }
    if (room > 0) {
      put_record(out, Part::kAnswer, alias->front(), rule);
      --room;
    }
    name = name_text(alias->front().target);
  }
  return link != rule.links;
}

Bytes FakeResolver::authority_answer(const Query& query, const Rule& rule,
                                     std::size_t records_max) const {
  const Findings found = look_up(served, query.name, query.type);
  PacketBuilder out(rule.compress);
  out.header(query.id, 0);
  out.question(spelled(query.wire, rule.spelling), query.type);
  std::size_t room = records_max;
  const auto put_all = [&](Part part, const std::vector<ZoneRecord>& records) {
    for (std::size_t i = 0; i < records.size() && room > 0; ++i, --room) {
      put_record(out, part, records[i], rule);
    }
    put_extra(out, part, rule);
  };
  put_all(Part::kAnswer, found.answer);
  if (found.soa != nullptr && !rule.no_soa) {
    put_soa(out, found.soa->records, found.soa->apex);
  }
  put_all(Part::kAuthority, found.authority);
  put_all(Part::kAdditional, found.additional);
  put_opt(out, query, rule, found.rcode);
  constexpr unsigned kAuthoritative = 0x0400U;
  const unsigned flags = kQr | (query.recursion ? kRd : 0U) |
                         (found.authoritative ? kAuthoritative : 0U) |
                         (found.rcode & 0xFU);
  out.set_u16(2, static_cast<std::uint16_t>(flags));
  return out.take();
}

Bytes FakeResolver::zone_answer(const Query& query, const Rule& rule,
                                std::size_t records_max) const {
  if (!served.empty()) {
    return authority_answer(query, rule, records_max);
  }
  PacketBuilder out(rule.compress);
  out.header(query.id, 0);
  out.question(spelled(query.wire, rule.spelling), query.type);
  std::size_t room = records_max;
  std::string name = query.name;
  const bool whole = put_chain(query, rule, room, out, name);
  const auto* records = whole ? zone_->find(name, query.type) : nullptr;
  const bool root = name == "." && query.type == kNs && records == nullptr;
  if (root && rule.rcode == 0) {  // every resolver knows them
    put_root_server(out, Part::kAnswer);
  }
  for (std::size_t i = 0; records != nullptr && i < records->size(); ++i) {
    if (room > 0) {
      put_record(out, Part::kAnswer, (*records)[i], rule);
      --room;
    }
  }
  put_extra(out, Part::kAnswer, rule);
  if (records == nullptr && !root && whole && zone_->with_soa && !rule.no_soa) {
    put_soa(out, *zone_, cut_of(*zone_, name));
  }
  put_extra(out, Part::kAuthority, rule);
  put_extra(out, Part::kAdditional, rule);
  std::uint16_t rcode = rule.rcode;
  if (rcode == 0 && records == nullptr && !root && whole &&
      !zone_->exists(name)) {
    rcode = kNxDomain;
  }
  put_opt(out, query, rule, rcode);
  out.raw(rule.behind);
  out.add_additionals(rule.more_additionals);
  out.set_u16(2, flags_of(rule, rcode));
  return out.take();
}

Bytes FakeResolver::message(const Query& query, const Rule& rule) const {
  PacketBuilder out(rule.compress);
  switch (rule.act) {
    case Act::kAnswer: {
      Bytes whole = zone_answer(query, rule, ~std::size_t{0});
      if (!query.stream && whole.size() > query.payload) {
        whole = zone_answer(query, rule, 1);
        whole[2] |= static_cast<std::byte>(kTc >> 8U);
      }
      return whole;
    }
    case Act::kTruncate: {
      Bytes part = zone_answer(query, rule, 1);
      part[2] |= static_cast<std::byte>(kTc >> 8U);
      return part;
    }
    case Act::kRefer:
      out.header(query.id, flags_of(rule, rule.rcode));
      out.question(spelled(query.wire, rule.spelling), query.type);
      put_root_server(out, Part::kAuthority);
      put_opt(out, query, rule, rule.rcode);
      return out.take();
    case Act::kRcode:
      out.header(query.id, flags_of(rule, rule.rcode));
      out.question(spelled(query.wire, rule.spelling), query.type);
      put_opt(out, query, rule, rule.rcode);
      return out.take();
    case Act::kTail:
      out.header(query.id, flags_of(rule, rule.rcode));
      out.question(query.wire, query.type);
      out.raw(rule.octets);
      for (std::size_t i = 0; i < 3; ++i) {
        out.set_u16(6 + 2 * i, rule.counts[i]);
      }
      return out.take();
    case Act::kHex:
      out.u16(query.id);
      out.raw(rule.octets);
      return out.take();
    case Act::kSilence:
    case Act::kRefusePort:
    case Act::kReset:
      break;
  }
  return {};
}

void FakeResolver::add_forgeries(const Query& query, const Rule& rule,
                                 std::vector<Reply>& out) const {
  for (const Forgery forgery : rule.forgeries) {
    Reply reply;
    reply.payload = forged_message(query, forgery);
    reply.from = endpoint_;
    reply.forged = true;
    if (forgery == Forgery::kSource) {
      reply.from.address[3] ^= 0x40U;
    } else if (forgery == Forgery::kPort) {
      reply.from.port ^= 0x100U;
    }
    out.push_back(std::move(reply));
  }
}

Reply FakeResolver::failure(const Query& query, std::uint16_t rcode) const {
  Rule rule;
  rule.act = Act::kRcode;
  rule.rcode = rcode;
  Reply reply;
  reply.from = endpoint_;
  reply.payload = message(query, rule);
  return reply;
}

std::uint32_t FakeResolver::count_try(const Query& query) {
  const bool matters =
      std::any_of(rules.begin(), rules.end(), [](const Rule& rule) {
        return rule.try_from != Rule().try_from || rule.try_to != Rule().try_to;
      });
  return matters ? ++tries_[{query.name, query.type}] : 1;
}

void FakeResolver::answer(const Query& query, io::Duration since_start,
                          io::Prng& prng, std::vector<Reply>& out) {
  const Rule rule = choose(query, since_start, count_try(query), prng);
  add_forgeries(query, rule, out);
  if (rule.act == Act::kSilence) {
    return;
  }
  Reply reply;
  reply.from = endpoint_;
  reply.delay = rule.delay;
  if (rule.act == Act::kRefusePort) {
    reply.error = ECONNREFUSED;
  } else if (rule.act == Act::kReset) {
    reply.error = ECONNRESET;
  } else {
    reply.payload = message(query, rule);
    reply.payload.resize(std::max(reply.payload.size(), rule.pad));
    if (rule.cut != 0 && !query.stream) {
      reply.payload.resize(std::min(reply.payload.size(), rule.cut));
    }
  }
  for (int copy = 0; copy < rule.copies; ++copy) {
    out.push_back(reply);
    reply.delay = reply.delay + rule.gap;
  }
}

}  // namespace mxsweep::sim
