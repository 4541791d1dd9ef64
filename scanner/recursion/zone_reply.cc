#include "scanner/recursion/zone_reply.h"

#include <algorithm>

#include "scanner/dns/response.h"

namespace mxsweep {
namespace {

// What the authority section says of name servers.
enum class Servers : std::uint8_t { kNone, kBelow, kSame, kAbove };

class ReferralReader {
 public:
  // Name servers are those of one section.
  ReferralReader(const ZoneQuestion& asked, const ReplyMessage& message,
                 Section section, Referral& out)
      : asked_(asked), message_(message), section_(section), out_(out) {}

  // Takes those of the kind that is wanted.
  [[nodiscard]] Servers read_servers(Servers wanted) {
    out_.count = 0;
    out_.cut.clear();
    Servers seen = Servers::kNone;
    RecordReader reader = from_the_first();
    while (reader.next(record_) == RecordReader::Step::kRecord &&
           record_.section != Section::kAdditional) {
      if (record_.section != section_ || record_.type != kTypeNs ||
          record_.klass != kClassIn) {
        continue;
      }
      const Servers kind = kind_of(record_.owner);
      if (kind == wanted) {
        take_server(reader);
      }
      seen = seen == Servers::kNone || kind == wanted ? kind : seen;
    }
    return out_.count != 0 ? wanted : seen == wanted ? Servers::kNone : seen;
  }

  void read_glue() {
    RecordReader reader = from_the_first();
    while (reader.next(record_) == RecordReader::Step::kRecord) {
      const bool address = record_.type == kTypeA || record_.type == kTypeAaaa;
      if (record_.section == Section::kAdditional && address &&
          record_.klass == kClassIn &&
          record_.owner.is_at_or_below(asked_.zone)) {
        take_glue(reader);
      }
    }
  }

 private:
  [[nodiscard]] RecordReader from_the_first() const {
    return {message_.octets, message_.header, asked_.name, message_.records_at};
  }

  // Of zones beside the question nothing is believed.
  [[nodiscard]] Servers kind_of(NameView owner) const {
    if (owner == asked_.zone) {
      return Servers::kSame;
    }
    if (asked_.zone.is_at_or_below(owner)) {
      return Servers::kAbove;
    }
    return owner.is_at_or_below(asked_.zone) &&
                   asked_.name.is_at_or_below(owner)
               ? Servers::kBelow
               : Servers::kNone;
  }

  void take_server(const RecordReader& reader) {
    const bool first = out_.cut.empty();
    if ((!first && !(out_.cut.view() == record_.owner)) ||
        out_.count == kDelegatedMax) {
      return;
    }
    Cursor rdata = reader.rdata(record_);
    if (out_.count == out_.servers.size()) {
      out_.servers.emplace_back();
    }
    Referral::Server& server = out_.servers[out_.count];
    rdata.name(server.name);
    if (rdata.malformed() || !rdata.at_end() || is_known(server.name)) {
      return;
    }
    server.glue_count = 0;
    ++out_.count;
    const std::uint32_t ttl_s = effective_ttl_s(record_.ttl_s);
    out_.ttl_s = first ? ttl_s : std::min(out_.ttl_s, ttl_s);
    out_.cut.assign(record_.owner);
  }

  [[nodiscard]] bool is_known(const Name& name) const {
    const auto end =
        out_.servers.begin() + static_cast<std::ptrdiff_t>(out_.count);
    return std::any_of(
        out_.servers.begin(), end,
        [&name](const Referral::Server& each) { return each.name == name; });
  }

  void take_glue(const RecordReader& reader) {
    const std::uint16_t size = record_.type == kTypeA ? 4 : 16;
    for (std::size_t i = 0; i < out_.count; ++i) {
      Referral::Server& server = out_.servers[i];
      if (!(server.name.view() == record_.owner) ||
          record_.rdata_size != size || server.glue_count == kGlueMax) {
        continue;
      }
      Referral::Glue& glue = server.glue[server.glue_count];
      glue = {};
      glue.family = record_.type == kTypeA ? 4 : 6;
      Cursor rdata = reader.rdata(record_);
      const std::span<const std::byte> bytes = rdata.bytes(size);
      std::transform(
          bytes.begin(), bytes.end(), glue.bytes.begin(),
          [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
      const std::uint32_t ttl_s = effective_ttl_s(record_.ttl_s);
      server.glue_ttl_s =
          server.glue_count == 0 ? ttl_s : std::min(server.glue_ttl_s, ttl_s);
      ++server.glue_count;
    }
  }

  const ZoneQuestion& asked_;
  const ReplyMessage& message_;
  const Section section_;
  Referral& out_;
  Record record_;
};

// RFC 2308 section 2.2: that there is nothing is said by the SOA of a zone that
// the name is in, or by a server that claims to be of the zone. A SOA of a zone
// above, which balancers of load send, is none that it may speak of and counts
// as none: then its claim decides, as with resolvers.
ZoneReply negative(const ZoneQuestion& asked, const Answer& answer,
                   const Header& header) {
  const bool has_soa =
      answer.soa_present && answer.soa_owner.view().is_at_or_below(asked.zone);
  return has_soa || header.authoritative ? ZoneReply::kAnswer
                                         : ZoneReply::kLame;
}

ZoneReply referral(const ZoneQuestion& asked, const ReplyMessage& message,
                   Referral& out) {
  ReferralReader reader(asked, message, Section::kAuthority, out);
  switch (reader.read_servers(Servers::kBelow)) {
    case Servers::kBelow:
      reader.read_glue();
      return ZoneReply::kReferral;
    case Servers::kSame:
      return message.header.authoritative ? ZoneReply::kNoData
                                          : ZoneReply::kLame;
    case Servers::kNone:
    case Servers::kAbove:
      break;
  }
  return ZoneReply::kLame;
}

// What an authoritative reply says of the servers of the zone itself.
bool read_own(const ZoneQuestion& asked, const ReplyMessage& message,
              Section section, Referral& out) {
  if (!message.header.authoritative) {
    return false;
  }
  ReferralReader reader(asked, message, section, out);
  if (reader.read_servers(Servers::kSame) != Servers::kSame) {
    return false;
  }
  reader.read_glue();
  return true;
}

}  // namespace

ZoneReply read_zone_reply(const ZoneQuestion& asked, const Answer& answer,
                          const ReplyMessage& message, Referral& out) {
  const Header& header = message.header;
  const bool plain_referral =
      answer.status == LookupStatus::kReferral && answer.cname_chain.empty();
  if (is_cached(answer, header) && !asked.takes_cached) {
    return ZoneReply::kLame;  // it speaks of what others said
  }
  const std::size_t links = answer.cname_chain.size();
  if (links != 0 && is_conclusive(answer.status) &&
      (links_inside(asked, answer.cname_chain) < links ||
       !answer.cname_chain.back().view().is_at_or_below(asked.zone))) {
    return ZoneReply::kAlias;
  }
  if (answer.status == LookupStatus::kReferral) {
    return plain_referral ? referral(asked, message, out) : ZoneReply::kAlias;
  }
  if (answer.status == LookupStatus::kNoData ||
      answer.status == LookupStatus::kNxDomain) {
    return negative(asked, answer, header);
  }
  return is_conclusive(answer.status) ? ZoneReply::kAnswer : ZoneReply::kLame;
}

bool is_cached(const Answer& answer, const Header& header) {
  const bool alias =
      answer.status == LookupStatus::kReferral && !answer.cname_chain.empty();
  return header.recursion_available && !header.authoritative &&
         (is_conclusive(answer.status) || alias);
}

bool read_own_servers(const ZoneQuestion& asked, const ReplyMessage& message,
                      Referral& out) {
  return read_own(asked, message, Section::kAuthority, out);
}

bool read_root_servers(const ReplyMessage& message, Referral& out) {
  const std::uint8_t root = 0;
  const NameView name{&root, 1};
  return message.header.rcode == kRcodeNoError &&
         read_own({name, name}, message, Section::kAnswer, out);
}

std::size_t links_inside(const ZoneQuestion& asked,
                         const std::vector<Name>& chain) {
  NameView owner = asked.name;
  std::size_t links = 0;
  while (links < chain.size() && owner.is_at_or_below(asked.zone)) {
    owner = chain[links].view();
    ++links;
  }
  return links;
}

}  // namespace mxsweep
