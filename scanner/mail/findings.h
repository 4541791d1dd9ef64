// Findings: flags of a result row that say what is remarkable about a domain
// or one of its mail hosts (docs/results.md lists the conditions). A set is one
// word of 64 bits; results list its labels in the order of the enum. Plain
// values, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mxsweep {

enum class Finding : std::uint8_t {
  kNullMx,
  kNullMxNonzeroPref,
  kNullMxWithOthers,
  kImplicitMx,
  kNoMail,
  kDomainIsCname,
  kCnameLoop,
  kMxIsCname,
  kMxIsIpLiteral,
  kMxLocalhost,
  kMxSingleLabel,
  kMxSpecialUse,
  kMxBadHostname,
  kMxUnderscore,
  kMxNxDomain,
  kMxUnregistered,
  kMxNoAddress,
  kMxLookupFailed,
  kPrivateAddress,
  kLoopbackAddress,
  kNonGlobalAddress,
  kNameCollision,
  kMxNoGlobalAddress,
  kSingleMx,
  kSingleAddress,
  kSingleNetwork,
  kSingleAsn,
  kSharedAddress,
  kSingleOperator,
  kMixedOperators,
  kBackupMxForeign,
  kDaneIncomplete,
  kNoIpv6,
  kMxIpv6Only,
  kDuplicateExchange,
  kSpfMxLimit,
  kLowTtl,
  kHighTtl,
  kManyMx,
  kManyAddresses,
  kMsVerificationMx,
  kDnssecBogus,
  kResolverFiltered,
  kStaleAnswer,
  kTldDomain,
  kStrayAnswer,
  kLameDelegation,
  kSingleNsOperator,
  kCount,
};

inline constexpr std::size_t kFindingCount =
    static_cast<std::size_t>(Finding::kCount);

inline constexpr std::array<std::string_view, kFindingCount> kFindingLabels = {
    "null_mx",
    "null_mx_nonzero_pref",
    "null_mx_with_others",
    "implicit_mx",
    "no_mail",
    "domain_is_cname",
    "cname_loop",
    "mx_is_cname",
    "mx_is_ip_literal",
    "mx_localhost",
    "mx_single_label",
    "mx_special_use",
    "mx_bad_hostname",
    "mx_underscore",
    "mx_nxdomain",
    "mx_unregistered",
    "mx_no_address",
    "mx_lookup_failed",
    "private_address",
    "loopback_address",
    "non_global_address",
    "name_collision",
    "mx_no_global_address",
    "single_mx",
    "single_address",
    "single_network",
    "single_asn",
    "shared_address",
    "single_operator",
    "mixed_operators",
    "backup_mx_foreign",
    "dane_incomplete",
    "no_ipv6",
    "mx_ipv6_only",
    "duplicate_exchange",
    "spf_mx_limit",
    "low_ttl",
    "high_ttl",
    "many_mx",
    "many_addresses",
    "ms_verification_mx",
    "dnssec_bogus",
    "resolver_filtered",
    "stale_answer",
    "tld_domain",
    "stray_answer",
    "lame_delegation",
    "single_ns_operator"};

class FindingSet {
 public:
  void add(Finding finding) { bits_ |= bit(finding); }

  void add(FindingSet other) { bits_ |= other.bits_; }

  void remove(Finding finding) { bits_ &= ~bit(finding); }

  [[nodiscard]] bool has(Finding finding) const {
    return (bits_ & bit(finding)) != 0;
  }

  [[nodiscard]] std::uint64_t bits() const { return bits_; }

 private:
  static constexpr std::uint64_t bit(Finding finding) {
    return std::uint64_t{1} << static_cast<unsigned>(finding);
  }

  std::uint64_t bits_ = 0;
};

static_assert(kFindingCount <= 64);

}  // namespace mxsweep
