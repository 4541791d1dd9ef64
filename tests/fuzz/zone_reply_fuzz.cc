// Any octets as the reply of an authoritative server, and what of it enters the
// cache of delegations. The first octet says of which zone the server was
// asked, the second what was asked, the third which of the zones entered lately
// somebody works with. Only what lies below the zone is believed, all of it is
// bounded, and the cache stays within its octets and finds what was entered.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scanner/dns/response.h"
#include "scanner/recursion/delegation_cache.h"
#include "scanner/recursion/zone_reply.h"
#include "scanner/rr/answer.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::Answer;
using mxsweep::DelegationCache;
using mxsweep::LookupStatus;
using mxsweep::Name;
using mxsweep::NameView;
using mxsweep::Referral;
using mxsweep::ReplyMessage;
using mxsweep::ZoneQuestion;
using mxsweep::ZoneReply;
using mxsweep::fuzz::require;
using mxsweep::fuzz::require_round_trip;

constexpr std::size_t kCacheOctets = 16'384;

// What the largest delegation takes.
constexpr std::size_t kOneCut = 16'384;

constexpr mxsweep::io::Instant kNow{1'000'000'000'000};

bool same(const Referral& a, const Referral& b) {
  bool same = a.count == b.count && a.cut == b.cut && a.ttl_s == b.ttl_s;
  for (std::size_t i = 0; same && i < a.count; ++i) {
    const Referral::Server& x = a.servers[i];
    const Referral::Server& y = b.servers[i];
    same = x.name == y.name && x.glue_count == y.glue_count;
    for (std::size_t j = 0; same && j < x.glue_count; ++j) {
      same = x.glue[j].bytes == y.glue[j].bytes &&
             x.glue[j].family == y.glue[j].family;
    }
  }
  return same;
}

void require_valid(const Referral& referral, const ZoneQuestion& asked) {
  const NameView cut = referral.cut.view();
  require_round_trip(cut);
  require(cut.is_at_or_below(asked.zone) && !(cut == asked.zone));
  require(asked.name.is_at_or_below(cut));
  require(referral.count > 0 && referral.count <= mxsweep::kDelegatedMax);
  require(referral.ttl_s <= 0x7FFFFFFFU);
  for (std::size_t i = 0; i < referral.count; ++i) {
    const Referral::Server& server = referral.servers[i];
    require_round_trip(server.name.view());
    require(server.glue_count <= mxsweep::kGlueMax);
    require(server.glue_count == 0 ||
            (server.glue_ttl_s <= 0x7FFFFFFFU &&
             server.name.view().is_at_or_below(asked.zone)));
    for (std::size_t j = 0; j < server.glue_count; ++j) {
      require(server.glue[j].family == 4 || server.glue[j].family == 6);
    }
    for (std::size_t j = 0; j < i; ++j) {
      require(!(referral.servers[j].name == server.name));
    }
  }
}

// The server may speak about the owner of each link that is believed.
void require_inside(const ZoneQuestion& asked, const std::vector<Name>& chain) {
  const std::size_t links = mxsweep::links_inside(asked, chain);
  require(links <= chain.size());
  NameView owner = asked.name;
  for (std::size_t i = 0; i < links; ++i) {
    require(owner.is_at_or_below(asked.zone));
    owner = chain[i].view();
  }
  require(links == chain.size() || !owner.is_at_or_below(asked.zone));
}

void require_fitting(ZoneReply reply, const Answer& answer,
                     const ReplyMessage& message) {
  const bool said = mxsweep::is_conclusive(answer.status) ||
                    answer.status == LookupStatus::kReferral;
  require(said || reply == ZoneReply::kLame);
  require(reply != ZoneReply::kNoData || message.header.authoritative);
  require(reply != ZoneReply::kAlias || !answer.cname_chain.empty());
  const bool cached = message.header.recursion_available &&
                      !message.header.authoritative &&
                      answer.status != LookupStatus::kReferral;
  require(!cached || reply == ZoneReply::kLame);
}

class Entered {
 public:
  Entered() {
    const std::uint8_t root = 0;
    Name server;
    require(Name::from_text("a.root", server) == mxsweep::NameProblem::kNone);
    const std::array<const Name*, 1> servers = {&server};
    require(cache_.enter({&root, 1}, servers, mxsweep::io::Instant::never()) ==
            DelegationCache::kRoot);
    cache_.pin(DelegationCache::kRoot);
  }

  void enter(const Referral& referral, std::uint8_t pin) {
    std::vector<const Name*> names;
    for (std::size_t i = 0; i < referral.count; ++i) {
      names.push_back(&referral.servers[i].name);
    }
    const NameView zone = referral.cut.view();
    const std::uint32_t cut = cache_.enter(zone, names, kNow + kHour);
    require(cache_.cut(cut).name() == zone);
    require(cache_.cut(cut).count == referral.count);
    require(cache_.find(zone, kNow) == cut);
    require(cache_.find(zone, kNow + kHour) != cut);
    for (std::size_t i = 0; i < referral.count; ++i) {
      take_glue(cache_.cut(cut).hosts[i], referral.servers[i]);
    }
    require(cache_.bytes() <= kCacheOctets + (kPins + 1) * kOneCut);
    hold(cut, pin);
  }

 private:
  static constexpr std::size_t kPins = 4;
  static constexpr mxsweep::io::Duration kHour =
      mxsweep::io::Duration::seconds(3600);

  void take_glue(std::uint32_t host, const Referral::Server& server) {
    require(cache_.host(host).name() == server.name.view());
    std::vector<mxsweep::io::Endpoint> all;
    for (std::size_t i = 0; i < server.glue_count; ++i) {
      mxsweep::io::Endpoint& endpoint = all.emplace_back();
      endpoint.address = server.glue[i].bytes;
      endpoint.family = server.glue[i].family;
    }
    cache_.set_addresses(host, all, kNow + kHour);
    require(cache_.host(host).count == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      require(cache_.host(host).addresses[i].endpoint == all[i]);
    }
  }

  // Somebody works with it, and with the other one no longer.
  void hold(std::uint32_t cut, std::uint8_t pin) {
    cache_.pin(cut);
    std::uint32_t& place = pinned_[pin % kPins];
    if (place != DelegationCache::kNone) {
      cache_.unpin(place);
    }
    place = cut;
    if ((pin & 0x80U) != 0) {
      cache_.forget(cut);
    }
    require(!cache_.cut(cut).name().empty());
  }

  DelegationCache cache_{kCacheOctets, 1};
  std::array<std::uint32_t, kPins> pinned_{
      DelegationCache::kNone, DelegationCache::kNone, DelegationCache::kNone,
      DelegationCache::kNone};
};

NameView ancestor(NameView name, int labels) {
  while (name.label_count() > labels) {
    name = name.parent();
  }
  return name;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  constexpr std::size_t kHead = 3;
  constexpr std::array kTypes = {mxsweep::kTypeMx, mxsweep::kTypeA,
                                 mxsweep::kTypeAaaa};
  static Referral reused;
  static Entered entered;
  if (size < kHead) {
    return 0;
  }
  ReplyMessage message;
  message.octets = std::as_bytes(std::span(data, size).subspan(kHead));
  const std::optional<mxsweep::Header> header =
      mxsweep::read_header(message.octets);
  mxsweep::Question question;
  if (!header.has_value() ||
      !read_question(message.octets, *header, question, message.records_at)) {
    return 0;
  }
  message.header = *header;
  const NameView name = question.name.view();
  const ZoneQuestion asked{name,
                           ancestor(name, data[0] % (name.label_count() + 1))};
  Answer answer;
  read_answer(message.octets, message.header,
              {name, kTypes[data[1] % kTypes.size()], message.records_at},
              answer);
  Referral referral;
  const ZoneReply reply = read_zone_reply(asked, answer, message, referral);
  require(read_zone_reply(asked, answer, message, reused) == reply);
  require_fitting(reply, answer, message);
  require_inside(asked, answer.cname_chain);
  if (reply == ZoneReply::kReferral) {
    require(same(referral, reused));
    require_valid(referral, asked);
    entered.enter(referral, data[2]);
  }
  return 0;
}
