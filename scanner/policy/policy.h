// What a domain, or a mail host, publishes besides its MX about how its mail is
// to be treated: one policy for each Policy, and for each what its record says
// where it is valid. What counts as a record, and what makes it valid, is said
// beside each parser (policies.cc has all of them). Plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mxsweep {

enum class Policy : std::uint8_t {
  kSpf,
  kDmarc,
  kMtaSts,
  kTlsRpt,
  kBimi,
  kTlsa,  // of a mail host; the others are of a domain
  kCount,
};

inline constexpr std::size_t kPolicyCount =
    static_cast<std::size_t>(Policy::kCount);

// Some policies.
class PolicySet {
 public:
  constexpr void add(Policy policy) { bits_ |= bit(policy); }

  [[nodiscard]] constexpr bool has(Policy policy) const {
    return (bits_ & bit(policy)) != 0;
  }

  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

 private:
  [[nodiscard]] static constexpr unsigned bit(Policy policy) {
    return 1U << static_cast<unsigned>(policy);
  }

  unsigned bits_ = 0;
};

enum class PolicyStatus : std::uint8_t {
  kAbsent,    // the DNS says that there is no such record
  kValid,     // one record, as the standard wants it
  kInvalid,   // one record, which the standard forbids to use
  kMultiple,  // several records, of which none may be used
  kUnknown,   // the question failed
  kCount,
};

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(PolicyStatus::kCount)>
    kPolicyStatusLabels = {"absent", "valid", "invalid", "multiple", "unknown"};

// What SPF says of senders that no mechanism before matched.
enum class SpfAll : std::uint8_t {
  kFail,
  kSoftFail,
  kNeutral,
  kPass,
  kRedirect,  // what another record says
  kNone,      // nothing, which is neutral (RFC 7208 section 4.7)
  kCount,
};

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(SpfAll::kCount)>
    kSpfAllLabels = {"-all", "~all", "?all", "+all", "redirect", "none"};

struct SpfPolicy {
  static constexpr std::uint16_t kLookupsMax = 10;

  // For whom no term before the eleventh matches, the check ends in permerror
  // (RFC 7208 section 4.6.4).
  [[nodiscard]] bool asks_too_often() const { return lookups > kLookupsMax; }

  SpfAll all = SpfAll::kNone;
  // Terms that ask the DNS, of this record alone and up to `all`.
  std::uint16_t lookups = 0;
};

enum class DmarcWish : std::uint8_t { kNone, kQuarantine, kReject, kCount };

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(DmarcWish::kCount)>
    kDmarcWishLabels = {"none", "quarantine", "reject"};

// What RFC 9989 calls psd: whether the domain is a public suffix.
enum class DmarcRole : std::uint8_t { kUnsaid, kOrganizational, kSuffix };

struct DmarcPolicy {
  DmarcWish p = DmarcWish::kNone;
  std::optional<DmarcWish> sp;      // of subdomains
  std::optional<DmarcWish> np;      // of subdomains that do not exist
  std::optional<std::uint8_t> pct;  // RFC 7489
  std::optional<bool> t;            // only a test
  bool rua = false;                 // there is somebody to report to
  DmarcRole role = DmarcRole::kUnsaid;
};

struct MtaStsPolicy {
  static constexpr std::size_t kIdMax = 32;

  [[nodiscard]] std::string_view id() const {
    return {octets.data(), octets_used};
  }

  std::array<char, kIdMax> octets{};
  std::uint8_t octets_used = 0;
};

struct TlsRptPolicy {
  std::uint16_t rua = 0;  // where reports may be sent
};

struct BimiPolicy {
  bool l = false;  // a logo
  bool a = false;  // evidence for it
};

struct TlsaPolicy {
  std::uint16_t usable = 0;  // for SMTP
};

using PolicyValues =
    std::variant<std::monostate, SpfPolicy, DmarcPolicy, MtaStsPolicy,
                 TlsRptPolicy, BimiPolicy, TlsaPolicy>;

// Why the standard forbids to use a record.
struct PolicyFault {
  std::string_view why;     // for people, a constant; empty: there is no fault
  std::uint16_t piece = 0;  // of the record, from 1, the version; 0: all of it

  [[nodiscard]] bool none() const { return why.empty(); }
};

// What became of one question about a policy.
struct PolicyReport {
  PolicyStatus status = PolicyStatus::kUnknown;
  bool authentic_data = false;  // the reply's AD bit
  std::uint16_t count = 0;      // of records that count
  // The only record of TXT, as read_policy() writes it; else empty.
  std::string record;
  PolicyFault fault;  // why it is invalid; of TLSA, why the first one is
  // Of the policy if it is valid, or SPF that asks too often; else monostate.
  PolicyValues values;

  // Null where there are none.
  template <class Values>
  [[nodiscard]] const Values* get() const {
    return std::get_if<Values>(&values);
  }
};

}  // namespace mxsweep
