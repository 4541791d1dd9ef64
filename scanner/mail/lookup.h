// Lookup: all that is known about one name while it is being worked on, from
// the job to its rows. Lookups live in a pool that grows up to its limit
// (LookupTable) and are reused; their vectors keep their capacity, so that a
// usual name allocates nothing. Owned by one shard.
//
// Thousands of other lookups are used between a question and its answer, so
// each use of a lookup begins with cache misses: what most names need lies in a
// few adjacent cache lines, exchanges and their names included, and a free
// lookup is left as reset() makes it.
#pragma once

#include <absl/container/inlined_vector.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "io/base/limits.h"
#include "io/base/prefetch.h"
#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/mail/findings.h"
#include "scanner/mail/host_cache.h"
#include "scanner/mail/inline_arena.h"
#include "scanner/mail/operator_table.h"
#include "scanner/query/final_reply.h"
#include "scanner/rr/status.h"

namespace mxsweep {

namespace io {
struct Endpoint;
}

// What the answer means for mail (RFC 5321 section 5.1, RFC 7505).
enum class MailKind : std::uint8_t {
  kMx,
  kImplicitMx,
  kNullMx,
  kNone,
  kUnusable,
  kUnknown,
  kCount,
};

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(MailKind::kCount)>
    kMailKindLabels = {"mx",   "implicit_mx", "null_mx",
                       "none", "unusable",    "unknown"};

// Why a mail host's addresses are not asked.
enum class HostSkip : std::uint8_t {
  kAsked,
  kNotWanted,      // --addresses none, or a null MX
  kNeverResolves,  // localhost, .invalid and the like, or an address literal
  kBlocklisted,    // by its name
};

// A name kept in Lookup::octets.
struct OctetSpan {
  std::uint32_t at = 0;
  std::uint8_t size = 0;
  LabelClass label_class = LabelClass::kOther;
};

// One MX record, or the implicit one.
struct Exchange {
  OctetSpan name;
  HostSkip skip = HostSkip::kAsked;
  std::uint16_t preference = 0;
  std::uint16_t index = 0;       // position in the answer
  OperatorId mail_operator = 0;  // who runs it, once concluded
  FindingSet findings;
  HostEntry* host = nullptr;  // held by a reference once resolved
};

struct LookupPolicies;

struct alignas(io::kCacheLineBytes) Lookup {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  void reset();

  // What a job fills: the first line, and that of the name.
  void prefetch() const {
    io::prefetch(this);
    io::prefetch(&octets);
  }

  // What an answer fills, too.
  void prefetch_all() const {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(this, 1));
    for (std::size_t at = 0; at < bytes.size(); at += io::kCacheLineBytes) {
      io::prefetch(&bytes[at]);
    }
  }

  // The name that is asked about, and its class as far as it is known: kOther
  // promises nothing. REQUIRES: no text() is held
  void set_name(NameView name, LabelClass label_class) {
    name_span = put(name, label_class);
  }

  // Keeps a name in `octets`; views that text() gave may end.
  OctetSpan put(NameView name) { return put(name, label_class_of(name)); }

  // What was given, if it is not the name's text, and why it is not asked.
  // REQUIRES: less than 64 KiB each
  void set_texts(std::string_view input, std::string_view error) {
    put_text(Part::kInput, input);
    put_text(Part::kError, error);
  }

  // What goes into the rows as it is, as io::packed_text() reads it.
  // REQUIRES: less than 64 KiB
  void set_passed(std::string_view passed) { put_text(Part::kPassed, passed); }

  [[nodiscard]] std::string_view passed() const { return text(Part::kPassed); }

  // The authoritative server that was asked last, where no resolver was; else
  // there is none.
  void set_server(const io::Endpoint& server);

  [[nodiscard]] std::string_view server() const {
    const std::string_view piece = text(Part::kServer);
    return piece.empty() ? piece : piece.substr(1, server_size());
  }

  // What is known of the delegation of that server, as delegation.h packs it.
  // It stands in the piece of the server, so that a lookup keeps its size.
  void set_delegation(std::string_view packed);

  // Empty where nothing is kept.
  [[nodiscard]] std::span<const std::uint8_t> delegation() const {
    const std::span<const std::uint8_t> piece = octets_of(Part::kServer);
    return piece.empty() ? piece : piece.subspan(1U + server_size());
  }

  [[nodiscard]] std::string_view input() const { return text(Part::kInput); }

  [[nodiscard]] std::string_view error() const { return text(Part::kError); }

  [[nodiscard]] NameView name() const { return text(name_span); }

  [[nodiscard]] NameView text(OctetSpan span) const {
    return {octets.at(span.at), span.size};
  }

  // The name that the MX question was about in the end (S2).
  [[nodiscard]] NameView owner() const {
    return chain.empty() ? name() : text(chain.back());
  }

  // Texts in `octets`, each less than 64 KiB.
  enum class Part : std::uint8_t { kInput, kError, kPassed, kServer };
  static constexpr std::size_t kParts = 4;

  struct Texts {
    std::array<std::uint32_t, kParts> at{};
    std::array<std::uint16_t, kParts> size{};
  };

  std::int64_t seq = 0;
  OctetSpan name_span;
  std::uint32_t name_hash = 0;
  std::uint32_t next_in_index = kNone;   // NameIndex
  std::uint32_t next_duplicate = kNone;  // same name, shares the answer
  std::uint32_t next_finished = kNone;
  std::uint32_t open = 0;  // hosts and policies still being asked for
  std::uint32_t mx_ttl_s = 0;
  FindingSet findings;
  std::uint16_t mx_count = 0;
  MailKind mail_kind = MailKind::kUnknown;
  bool implicit = false;  // the only exchange is the domain itself

  // The name, input and error, exchange names, CNAME targets.
  InlineArena octets;
  const LookupPolicies* policies = nullptr;  // null: none were asked for
  Texts texts;
  std::optional<std::uint32_t> negative_ttl_s;
  std::optional<std::int64_t> rank;
  FinalReply reply;
  std::vector<std::uint16_t> ede_codes;  // of the reply; seldom any

  // Sorted by preference, then name. Two are the most that are usual.
  absl::InlinedVector<Exchange, 2> exchanges;
  std::vector<OctetSpan> chain;  // CNAME targets in order

 private:
  OctetSpan put(NameView name, LabelClass label_class) {
    return {octets.add(name.key()), static_cast<std::uint8_t>(name.size()),
            label_class};
  }

  void put_text(Part part, std::string_view text) {
    const auto which = static_cast<std::size_t>(part);
    texts.at[which] = octets.add(text);
    texts.size[which] = static_cast<std::uint16_t>(text.size());
  }

  [[nodiscard]] std::string_view text(Part part) const {
    const std::span<const std::uint8_t> piece = octets_of(part);
    return NameView(piece.data(), piece.size()).key();
  }

  [[nodiscard]] std::span<const std::uint8_t> octets_of(Part part) const {
    const auto which = static_cast<std::size_t>(part);
    return {octets.at(texts.at[which]), texts.size[which]};
  }

  // What the piece of the server begins with. REQUIRES: there is one
  [[nodiscard]] std::uint8_t server_size() const {
    return octets_of(Part::kServer).front();
  }
};

static_assert(sizeof(Lookup) == 6 * io::kCacheLineBytes);

}  // namespace mxsweep
