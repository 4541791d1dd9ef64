// What each finding means, in a few words, how bad it is, what whoever runs the
// domain should do about it, and the rule that it comes from
// (docs/rules.md; empty: none). In the order of the enum. Constants, any
// thread.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/mail/findings.h"

namespace mxsweep {

enum class Severity : std::uint8_t {
  kError,    // mail is lost, or could be taken by others
  kWarning,  // mail may be lost, or another standard is broken
  kNote,     // good to know
  kCount,
};

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(Severity::kCount)>
    kSeverityLabels = {"error", "warning", "note"};

[[nodiscard]] constexpr std::string_view label_of(Severity severity) {
  return kSeverityLabels[static_cast<std::size_t>(severity)];
}

struct FindingMeaning {
  Severity severity = Severity::kNote;
  std::string_view text;
  std::string_view advice;
  std::string_view rule{};
};

inline constexpr std::array<FindingMeaning, kFindingCount> kFindingMeanings = {{
    {Severity::kNote, "the domain says that it takes no mail",
     "Leave it so, unless the domain should get mail.", "N1"},
    {Severity::kWarning, "its null MX has a preference other than 0",
     "Give the null MX the preference 0, as RFC 7505 has it.", "N3"},
    {Severity::kError, "a null MX stands beside others, which count",
     "Remove the null MX, or all others: senders read the two differently.",
     "N2"},
    {Severity::kNote, "mail goes to the domain's own address",
     "Add an MX record, or a null MX if the domain takes no mail.", "S6"},
    {Severity::kNote, "the name exists, but has neither MX nor address",
     "Add a null MX to say that the domain takes no mail.", "S7"},
    {Severity::kNote, "the domain is an alias",
     "See that the mail hosts of the name it leads to are meant for it, too.",
     "S2"},
    {Severity::kError, "the aliases lead in a circle, or are too many",
     "Correct the CNAME records: nothing is found at the end of them.", "S2"},
    {Severity::kError, "a mail host is an alias, against RFC 2181 section 10.3",
     "Name the host in the MX record that the alias leads to.", "S9"},
    {Severity::kError,
     "a mail host is the text of an address, which is no name",
     "Give the address a name, and put that into the MX record.", "S14"},
    {Severity::kError, "a mail host is localhost",
     "Name a host that others reach, or use a null MX.", "N5"},
    {Severity::kError, "a mail host is a single label",
     "Write the whole name of the mail host, often with a dot at its end.",
     "S13"},
    {Severity::kError,
     "a mail host has a special-use name that nobody outside resolves",
     "Name a host that others can resolve.", "I4"},
    {Severity::kWarning, "a mail host's name is none that a host may have",
     "Rename the host: letters, digits and hyphens only (RFC 1123).", "W6"},
    {Severity::kWarning, "a mail host's name has an underscore",
     "Rename the host: some senders refuse an underscore.", "W6"},
    {Severity::kError, "a mail host does not exist",
     "Create the host's addresses, or remove the MX record.", "S8"},
    {Severity::kError,
     "a mail host's domain is not registered: who registers it gets the mail",
     "Remove the MX record now, or register that domain yourself.", "S8"},
    {Severity::kError, "a mail host has no address, for certain",
     "Create the host's addresses, or remove the MX record.", "S8"},
    {Severity::kNote,
     "an address question failed: nothing is known of that host",
     "Ask again later; if it stays so, see whether the host's name servers "
     "answer.",
     "S5"},
    {Severity::kError, "a mail host has a private address",
     "Publish addresses that the world reaches, and keep others inside."},
    {Severity::kError, "a mail host has a loopback address",
     "Publish an address that the world reaches, or remove the MX record."},
    {Severity::kError,
     "a mail host has an address that is not reachable from everywhere",
     "Publish addresses that the world reaches only."},
    {Severity::kNote, "ICANN's sign of a name collision",
     "Rename what is called so inside: the name is a public one now.", "I7"},
    {Severity::kError,
     "no mail host has an address that is reachable from everywhere",
     "Publish a mail host that the world reaches, or use a null MX.", "S8"},
    {Severity::kNote, "there is one MX record only",
     "Think of a second mail host, in another network."},
    {Severity::kNote, "all mail hosts have one address only, together",
     "Think of a second mail host at an address of its own, in another "
     "network."},
    {Severity::kNote, "all mail hosts are in one network (/24, /48)",
     "Put one of the mail hosts into another network."},
    {Severity::kNote,
     "all mail hosts are in one autonomous system, by --asn-db",
     "Put one of the mail hosts into somebody else's network."},
    {Severity::kWarning, "two mail hosts have an address in common",
     "Remove one of the MX records, or give its host a machine of its own."},
    {Severity::kNote, "one operator runs all mail hosts",
     "See whether mail may wait for as long as this operator is out."},
    {Severity::kNote, "several operators run the mail hosts",
     "See that all of them are wanted: spam goes to the weakest."},
    {Severity::kNote, "another operator runs a backup mail host",
     "See that the backup knows the domain's addresses, and filters as well."},
    {Severity::kNote, "some mail hosts have TLSA that can be used, others none",
     "Publish TLSA at all of them: who is in between leads mail to the others.",
     "P4"},
    {Severity::kNote, "no mail host has IPv6",
     "Give a mail host an IPv6 address.", "S12"},
    {Severity::kWarning, "no mail host has IPv4",
     "Give a mail host an IPv4 address: many senders have no IPv6.", "S12"},
    {Severity::kWarning, "the same mail host or record more than once",
     "Leave the host in one MX record: its preferences contradict each other.",
     "W7"},
    {Severity::kWarning,
     "more than 10 MX, which is what SPF's mx mechanism takes",
     "Leave 10 MX records at most, or avoid mx in the SPF record."},
    {Severity::kNote, "the TTL is under 60 s, or what a cache left of it",
     "See the TTL at a name server of the zone, and raise it when nothing is "
     "about to change."},
    {Severity::kNote, "the TTL is over 7 days",
     "Lower the TTL before anything is about to change."},
    {Severity::kNote, "more than 20 MX", "Leave fewer MX records."},
    {Severity::kNote, "a mail host has more addresses than are kept",
     "Leave a few addresses: senders try no more.", "S11"},
    {Severity::kNote,
     "an MX that proves ownership to Microsoft and takes no mail",
     "Remove it once the domain is verified."},
    {Severity::kWarning, "DNSSEC validation failed",
     "Correct the domain's signatures or its DS record.", "E2"},
    {Severity::kWarning, "the resolver filtered or forged the answer",
     "Ask another resolver: this answer says nothing of the domain.", "E2"},
    {Severity::kWarning, "the answer was stale",
     "See whether the domain's name servers answer.", "E3"},
    {Severity::kWarning, "a top-level domain",
     "Expect trouble: many programs refuse addresses without a dot.", "I6"},
    {Severity::kWarning,
     "MX records of another owner stood in the answer and are ignored",
     "Correct the name server that adds them.", "W9"},
    {Severity::kWarning,
     "a name server of the zone replied to no avail: a lame delegation",
     "Have that server serve the zone, or take it out of the delegation.",
     "R9"},
    {Severity::kNote, "all name servers of the zone are one operator's",
     "Think of name servers of a second operator.", "R9"},
}};

// The worst of them; nothing for none.
[[nodiscard]] inline std::optional<Severity> worst_of(FindingSet findings) {
  std::optional<Severity> worst;
  for (std::uint64_t bits = findings.bits(); bits != 0; bits &= bits - 1) {
    const Severity its =
        kFindingMeanings[static_cast<std::size_t>(std::countr_zero(bits))]
            .severity;
    worst = worst.has_value() && *worst <= its ? worst : its;
  }
  return worst;
}

}  // namespace mxsweep
