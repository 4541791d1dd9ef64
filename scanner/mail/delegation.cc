#include "scanner/mail/delegation.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "scanner/mail/operator_matcher.h"

namespace mxsweep {
namespace {

// The piece: a status, two hashes, the name.
constexpr std::size_t kHashAt = 1;
constexpr std::size_t kOwnHashAt = kHashAt + sizeof(std::uint64_t);
constexpr std::size_t kNameAt = kOwnHashAt + sizeof(std::uint64_t);
constexpr std::size_t kNameMax = kNameOctetsMax;

// In place of a status.
constexpr char kNoStatus = static_cast<char>(DelegationStatus::kCount);

// A zone of a registry says nothing of the domain.
constexpr int kRegistryLabels = 1;

void keep(const DelegationReport& report, Lookup& lookup) {
  std::array<char, kNameAt + kNameMax> piece{};
  piece[0] =
      report.status.has_value() ? static_cast<char>(*report.status) : kNoStatus;
  std::memcpy(&piece[kHashAt], &report.servers_hash,
              sizeof(report.servers_hash));
  std::memcpy(&piece[kOwnHashAt], &report.own_servers_hash,
              sizeof(report.own_servers_hash));
  std::memcpy(&piece[kNameAt], report.zone.data(), report.zone.size());
  lookup.set_delegation({piece.data(), kNameAt + report.zone.size()});
}

// The name servers lie in one registrable domain, which is not that of the
// zone: below that anybody's servers may have names. A registry's zone that
// answers for a name below it says nothing of that name. The list of suffixes
// is looked into last, since that takes longest.
bool has_one_operator(const DelegationReport& report, const Lookup& lookup,
                      const PublicSuffixes& suffixes) {
  if (!report.answered || report.servers < 2 ||
      report.servers_below.label_count() < 2 ||
      report.zone.label_count() <= kRegistryLabels) {
    return false;
  }
  const NameView operated = suffixes.registrable(report.servers_below);
  return !operated.empty() && !report.zone.is_at_or_below(operated) &&
         (report.zone == lookup.owner() ||
          !suffixes.registrable(report.zone).empty());
}

}  // namespace

void take_delegation(const DelegationReport& report, const MailOptions& options,
                     Lookup& lookup) {
  if (report.lame && report.zone.label_count() > kRegistryLabels) {
    lookup.findings.add(Finding::kLameDelegation);
  }
  if (options.operators != nullptr &&
      has_one_operator(report, lookup, options.operators->suffixes())) {
    lookup.findings.add(Finding::kSingleNsOperator);
  }
  if (report.detailed) {
    keep(report, lookup);
  }
}

std::optional<KeptDelegation> delegation_of(const Lookup& lookup) {
  const std::span<const std::uint8_t> piece = lookup.delegation();
  if (piece.empty()) {
    return std::nullopt;
  }
  KeptDelegation kept;
  if (piece[0] != kNoStatus) {
    kept.status = static_cast<DelegationStatus>(piece[0]);
  }
  std::memcpy(&kept.servers_hash, &piece[kHashAt], sizeof(kept.servers_hash));
  std::memcpy(&kept.own_servers_hash, &piece[kOwnHashAt],
              sizeof(kept.own_servers_hash));
  kept.zone = NameView(piece.data() + kNameAt, piece.size() - kNameAt);
  return kept;
}

}  // namespace mxsweep
