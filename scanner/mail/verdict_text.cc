#include "scanner/mail/verdict_text.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "io/base/endpoint.h"

#include "scanner/mail/finding_meanings.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/rr/address_places.h"
#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

std::string_view label_of(MailKind kind) {
  return kMailKindLabels[static_cast<std::size_t>(kind)];
}

std::string why_none(const Lookup& lookup) {
  if (lookup.findings.has(Finding::kNameCollision)) {
    return "(I7): all that it has is ICANN's sign of a name collision";
  }
  if (lookup.reply.status == LookupStatus::kNxDomain) {
    return lookup.chain.empty()
               ? "(S4): there is no such name"
               : "(X3): the name is an alias of one that does not exist";
  }
  return "(S7): the name has no MX, and for certain neither A nor AAAA";
}

std::string why_unknown(const Lookup& lookup) {
  const LookupStatus status = lookup.reply.status;
  if (lookup.findings.has(Finding::kResolverFiltered)) {
    return "(E2): the resolver says that it filtered the answer";
  }
  if (status == LookupStatus::kCnameLoop) {
    return "(S2): its aliases come to no end, so no mail host of it is known";
  }
  if (!is_answer(status)) {
    std::string text = "(S5): the question about its MX ended as ";
    text += to_text(status);
    return text + ", which says nothing about the domain";
  }
  return "(S7): it has no MX, and whether it has an address is not known";
}

std::string describe_kind(const Lookup& lookup) {
  std::string text(label_of(lookup.mail_kind));
  text += ' ';
  switch (lookup.mail_kind) {
    case MailKind::kMx:
      return text + "(S1): mail goes to the hosts that its MX records name";
    case MailKind::kImplicitMx:
      return text +
             "(S6): no MX, but an address, so the name is its own mail host";
    case MailKind::kNullMx:
      return text + "(N1): the domain says that it takes no mail";
    case MailKind::kUnusable:
      return text + "(S8): it has MX records, and every host in them is dead";
    case MailKind::kNone:
      return text + why_none(lookup);
    case MailKind::kUnknown:
    case MailKind::kCount:
      break;
  }
  return text + why_unknown(lookup);
}

void add_findings(FindingSet findings, std::string_view about,
                  std::vector<std::string>& out) {
  std::uint64_t bits = findings.bits();
  while (bits != 0) {
    const auto at = static_cast<std::size_t>(std::countr_zero(bits));
    bits &= bits - 1;
    const FindingMeaning& meaning = kFindingMeanings[at];
    std::string line(kFindingLabels[at]);
    if (!meaning.rule.empty()) {
      line.append(" (").append(meaning.rule).append(")");
    }
    line.append(", ").append(label_of(meaning.severity)).append(": ");
    line.append(meaning.text);
    if (!about.empty()) {
      line.append(" [").append(about).append("]");
    }
    if (!meaning.advice.empty()) {
      line.append(". ").append(meaning.advice);
    }
    out.push_back(std::move(line));
  }
}

// An implicit exchange without an address is none (S7).
bool has_exchanges(const Lookup& lookup) {
  return !lookup.exchanges.empty() &&
         (!lookup.implicit || lookup.mail_kind == MailKind::kImplicitMx);
}

std::string why_skipped(const Exchange& exchange) {
  switch (exchange.skip) {
    case HostSkip::kAsked:
      break;
    case HostSkip::kNotWanted:
      return "its addresses were not asked for";
    case HostSkip::kNeverResolves:
      return "skipped: nobody outside can resolve its name";
    case HostSkip::kBlocklisted:
      return "not asked: it is on the blocklist";
  }
  const ExchangeStatus status = exchange_status(exchange);
  if (status == ExchangeStatus::kNxDomain) {
    return "skipped: there is no such host";
  }
  if (status == ExchangeStatus::kNoData) {
    return "skipped: it has no address";
  }
  return "not now: its addresses could not be found out (" +
         std::string(kExchangeStatusLabels[static_cast<std::size_t>(status)]) +
         "); later it is tried again";
}

// "  AS64496 Example Net, DE"
std::string place_text(const AddressPlaces* places,
                       const AddressData& address) {
  const AddressPlace place =
      places == nullptr ? AddressPlace() : places->find(address);
  std::string text;
  if (place.asn != 0) {
    text.append("  AS").append(std::to_string(place.asn));
    text.append(place.as_org.empty() ? "" : " ").append(place.as_org);
  }
  if (!place.country.empty()) {
    text.append(text.empty() ? "  " : ", ").append(place.country);
  }
  return text;
}

void add_addresses(const HostEntry& host, const AddressPlaces* places,
                   std::vector<std::string>& out) {
  // IPv6 first, as most senders try it (RFC 6724).
  for (const std::uint8_t family : {std::uint8_t{6}, std::uint8_t{4}}) {
    for (const AddressData& address : host.addresses) {
      if (address.family != family) {
        continue;
      }
      std::string line = "       " +
                         io::address_text(address.bytes.data(), family) +
                         place_text(places, address);
      const AddressScope scope = address_scope(address);
      if (!is_reachable(scope)) {
        line +=
            "  (" +
            std::string(kAddressScopeLabels[static_cast<std::size_t>(scope)]) +
            ": not reachable from everywhere)";
      }
      out.push_back(std::move(line));
    }
  }
}

void add_exchange(const Lookup& lookup, const Exchange& exchange,
                  const AddressPlaces* places, std::vector<std::string>& out) {
  std::string line = "     ";
  line += to_text(lookup.text(exchange.name));
  const bool resolved = exchange.host != nullptr &&
                        exchange_status(exchange) == ExchangeStatus::kResolved;
  if (!resolved) {
    line += "  " + why_skipped(exchange);
  } else if (!exchange.host->cname().empty()) {
    line += "  (an alias of " + to_text(exchange.host->cname()) + ")";
  }
  out.push_back(std::move(line));
  if (resolved) {
    add_addresses(*exchange.host, places, out);
  }
}

// Hosts of one preference are a free choice (S10).
void add_attempts(const Lookup& lookup, const AddressPlaces* places,
                  std::vector<std::string>& out) {
  const auto& all = lookup.exchanges;
  std::size_t step = 0;
  for (std::size_t at = 0; at < all.size();) {
    std::size_t end = at;
    while (end < all.size() && all[end].preference == all[at].preference) {
      ++end;
    }
    std::string head = "  ";
    head += std::to_string(++step) + ". preference ";
    head += std::to_string(all[at].preference);
    if (end - at != 1) {
      head += ", " + std::to_string(end - at);
      head += " hosts in random order (S10)";
    }
    out.push_back(head + ":");
    for (; at < end; ++at) {
      add_exchange(lookup, all[at], places, out);
    }
  }
}

std::vector<std::string> describe_sender(const Lookup& lookup,
                                         const AddressPlaces* places) {
  switch (lookup.mail_kind) {
    case MailKind::kNullMx:
      return {"  It gives the mail back at once (RFC 7505: 5.1.10)."};
    case MailKind::kNone:
      return {
          "  It gives the mail back at once: there is nowhere to go "
          "(5.1.2)."};
    case MailKind::kUnknown:
      return {"  It keeps the mail in its queue and asks again later."};
    case MailKind::kMx:
    case MailKind::kImplicitMx:
    case MailKind::kUnusable:
    case MailKind::kCount:
      break;
  }
  std::vector<std::string> out;
  add_attempts(lookup, places, out);
  out.emplace_back(
      lookup.mail_kind == MailKind::kUnusable
          ? "  No host is left to try, so it gives the mail back."
          : "  The first that takes the mail ends it. If none can be reached, "
            "it keeps the");
  if (lookup.mail_kind != MailKind::kUnusable) {
    out.emplace_back("  mail in its queue and begins again later, for days.");
  }
  return out;
}

}  // namespace

VerdictText describe_verdict(const Lookup& lookup,
                             const AddressPlaces* places) {
  VerdictText text;
  text.verdict = describe_kind(lookup);
  FindingSet more = lookup.findings;
  more.remove(Finding::kNullMx);  // the kind says so
  add_findings(more, "", text.findings);
  if (has_exchanges(lookup)) {
    for (const Exchange& exchange : lookup.exchanges) {
      add_findings(exchange.findings, to_text(lookup.text(exchange.name)),
                   text.findings);
    }
  }
  text.sender = describe_sender(lookup, places);
  return text;
}

}  // namespace mxsweep
