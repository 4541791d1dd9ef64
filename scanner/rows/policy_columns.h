// The columns of mail policies (docs/results.md), which stand in columns.h
// among the others. They are in a table only where they are named, and NULL
// where the policy was not asked for, or is not valid, so that its record says
// nothing (but spf_lookups tells of SPF that asks too often). Constants, any
// thread.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "scanner/mail/lookup_policies.h"
#include "scanner/policy/spf_operators.h"
#include "scanner/rows/result_column.h"

namespace mxsweep {

template <>
inline constexpr EnumLabels kLabelsOf<PolicyStatus> = kPolicyStatusLabels;
template <>
inline constexpr EnumLabels kLabelsOf<SpfAll> = kSpfAllLabels;
template <>
inline constexpr EnumLabels kLabelsOf<DmarcWish> = kDmarcWishLabels;

// Null when it was not asked for.
[[nodiscard]] inline const PolicyReport* report_of(const RowSource& row,
                                                   Policy policy) {
  const LookupPolicies* const policies = row.asked.policies;
  return policies == nullptr ? nullptr : policies->find(policy);
}

// The row's mail host; in the row of a whole domain, the best one. Null where
// nothing of it was asked for or is to be shown.
[[nodiscard]] inline const HostEntry* tlsa_host_of(const RowSource& row) {
  const HostEntry* const host = row.best == nullptr ? row.host : row.best->host;
  return host == nullptr || host->tlsa == nullptr || host->blocklisted ? nullptr
                                                                       : host;
}

[[nodiscard]] inline const PolicyReport* tlsa_report_of(const RowSource& row) {
  const HostEntry* const host = tlsa_host_of(row);
  return host == nullptr ? nullptr : &host->tlsa->report;
}

// What `each` makes of what there is; NULL when there is nothing.
template <class Source, class Each>
[[nodiscard]] auto if_there(const Source* source, Each each) {
  using Value = std::invoke_result_t<Each, const Source&>;
  return source == nullptr ? std::optional<Value>()
                           : std::optional<Value>(each(*source));
}

[[nodiscard]] inline std::optional<PolicyStatus> policy_status(
    const PolicyReport* report) {
  return if_there(report, [](const PolicyReport& it) { return it.status; });
}

[[nodiscard]] inline std::optional<Text> policy_record(
    const PolicyReport* report) {
  return report == nullptr
             ? std::nullopt
             : null_if(report->record.empty(), Text{report->record});
}

// What a policy says; null where it says nothing.
template <class Values>
[[nodiscard]] const Values* values_of(const PolicyReport* report) {
  return report == nullptr ? nullptr : report->get<Values>();
}

[[nodiscard]] inline const SpfPolicy* spf_of(const RowSource& row) {
  return values_of<SpfPolicy>(report_of(row, Policy::kSpf));
}

[[nodiscard]] inline const DmarcPolicy* dmarc_of(const RowSource& row) {
  return values_of<DmarcPolicy>(report_of(row, Policy::kDmarc));
}

[[nodiscard]] inline const BimiPolicy* bimi_of(const RowSource& row) {
  return values_of<BimiPolicy>(report_of(row, Policy::kBimi));
}

namespace columns {

constexpr ColumnHead policy_head(std::string_view name,
                                 std::string_view meaning,
                                 Subject subject = Subject::kLookup) {
  return {name, meaning, kEveryShape, subject, kNoField, kRepeats, kOnRequest};
}

inline constexpr std::tuple kOfPolicies = {
    ResultColumn(
        policy_head("spf_status", "whether its SPF record is valid (--spf)"),
        [](Row row) { return policy_status(report_of(row, Policy::kSpf)); }),
    ResultColumn(policy_head("spf_all", "what SPF says of all other senders"),
                 [](Row row) -> Maybe<SpfAll> {
                   const SpfPolicy* const spf = spf_of(row);
                   return spf == nullptr || spf->asks_too_often()
                              ? Maybe<SpfAll>()
                              : spf->all;
                 }),
    ResultColumn(
        policy_head("spf_lookups", "terms of the record that ask the DNS"),
        [](Row row) {
          return if_there(spf_of(row), [](const SpfPolicy& spf) -> Int32 {
            return spf.lookups;
          });
        }),
    ResultColumn(policy_head("spf_mailbox_operator",
                             "whose mailboxes that record points to"),
                 [](Row row) {
                   const std::string_view found =
                       spf_of(row) == nullptr
                           ? std::string_view()
                           : mailbox_operator_of(
                                 report_of(row, Policy::kSpf)->record);
                   return null_if(found.empty(), Text{found});
                 }),
    ResultColumn(
        policy_head("spf_record", "the SPF record"),
        [](Row row) { return policy_record(report_of(row, Policy::kSpf)); }),
    ResultColumn(
        policy_head("dmarc_status",
                    "whether its DMARC record is valid (--dmarc)"),
        [](Row row) { return policy_status(report_of(row, Policy::kDmarc)); }),
    ResultColumn(
        policy_head("dmarc_domain", "the domain whose DMARC record applies"),
        [](Row row) -> Maybe<AnyName> {
          const NameView domain = row.asked.policies == nullptr
                                      ? NameView()
                                      : row.asked.policies->dmarc_domain;
          return null_if(domain.empty(), AnyName{domain});
        }),
    ResultColumn(
        policy_head("dmarc_p", "its policy: none, quarantine or reject"),
        [](Row row) {
          return if_there(dmarc_of(row),
                          [](const DmarcPolicy& dmarc) { return dmarc.p; });
        }),
    ResultColumn(policy_head("dmarc_sp", "its policy for subdomains"),
                 [](Row row) -> Maybe<DmarcWish> {
                   const DmarcPolicy* const dmarc = dmarc_of(row);
                   return dmarc == nullptr ? std::nullopt : dmarc->sp;
                 }),
    ResultColumn(
        policy_head("dmarc_np", "its policy for subdomains that do not exist"),
        [](Row row) -> Maybe<DmarcWish> {
          const DmarcPolicy* const dmarc = dmarc_of(row);
          return dmarc == nullptr ? std::nullopt : dmarc->np;
        }),
    ResultColumn(policy_head("dmarc_pct", "its pct, of RFC 7489"),
                 [](Row row) -> Maybe<Int32> {
                   const DmarcPolicy* const dmarc = dmarc_of(row);
                   return dmarc == nullptr ? std::nullopt : dmarc->pct;
                 }),
    ResultColumn(policy_head("dmarc_t", "its t: the policy is only tested"),
                 [](Row row) -> Maybe<bool> {
                   const DmarcPolicy* const dmarc = dmarc_of(row);
                   return dmarc == nullptr ? std::nullopt : dmarc->t;
                 }),
    ResultColumn(policy_head("dmarc_rua", "it names somebody to report to"),
                 [](Row row) {
                   return if_there(dmarc_of(row), [](const DmarcPolicy& dmarc) {
                     return dmarc.rua;
                   });
                 }),
    ResultColumn(
        policy_head("dmarc_record", "the DMARC record that applies"),
        [](Row row) { return policy_record(report_of(row, Policy::kDmarc)); }),
    ResultColumn(
        policy_head("mta_sts_status",
                    "whether its MTA-STS record is valid (--mta-sts)"),
        [](Row row) { return policy_status(report_of(row, Policy::kMtaSts)); }),
    ResultColumn(policy_head("mta_sts_id", "the id of its MTA-STS policy"),
                 [](Row row) {
                   return if_there(
                       values_of<MtaStsPolicy>(report_of(row, Policy::kMtaSts)),
                       [](const MtaStsPolicy& policy) -> Text {
                         return {policy.id(), true};
                       });
                 }),
    ResultColumn(
        policy_head("tls_rpt_status",
                    "whether its TLSRPT record is valid (--tls-rpt)"),
        [](Row row) { return policy_status(report_of(row, Policy::kTlsRpt)); }),
    ResultColumn(
        policy_head("tls_rpt_rua", "places that it wants TLS reports at"),
        [](Row row) {
          return if_there(
              values_of<TlsRptPolicy>(report_of(row, Policy::kTlsRpt)),
              [](const TlsRptPolicy& policy) -> Int32 { return policy.rua; });
        }),
    ResultColumn(
        policy_head("bimi_status", "whether its BIMI record is valid (--bimi)"),
        [](Row row) { return policy_status(report_of(row, Policy::kBimi)); }),
    ResultColumn(policy_head("bimi_l", "its BIMI record names a logo"),
                 [](Row row) {
                   return if_there(bimi_of(row), [](const BimiPolicy& bimi) {
                     return bimi.l;
                   });
                 }),
    ResultColumn(policy_head("bimi_a", "its BIMI record names evidence"),
                 [](Row row) {
                   return if_there(bimi_of(row), [](const BimiPolicy& bimi) {
                     return bimi.a;
                   });
                 }),
    ResultColumn(policy_head("tlsa_status",
                             "whether the mail host has usable TLSA (--tlsa)",
                             Subject::kRow),
                 [](Row row) { return policy_status(tlsa_report_of(row)); }),
    ResultColumn(policy_head("tlsa_count", "TLSA records of the mail host",
                             Subject::kRow),
                 [](Row row) -> Maybe<Int32> {
                   const PolicyReport* const report = tlsa_report_of(row);
                   return report == nullptr ||
                                  report->status == PolicyStatus::kUnknown
                              ? Maybe<Int32>()
                              : Maybe<Int32>(report->count);
                 }),
    ResultColumn(policy_head("tlsa_usable", "of these: such as SMTP can use",
                             Subject::kRow),
                 [](Row row) {
                   return if_there(values_of<TlsaPolicy>(tlsa_report_of(row)),
                                   [](const TlsaPolicy& tlsa) -> Int32 {
                                     return tlsa.usable;
                                   });
                 }),
    ResultColumn(
        policy_head("tlsa_ad", "the resolver says that it validated them",
                    Subject::kRow),
        [](Row row) -> Maybe<bool> {
          const PolicyReport* const report = tlsa_report_of(row);
          return report == nullptr || report->status == PolicyStatus::kUnknown
                     ? Maybe<bool>()
                     : Maybe<bool>(report->authentic_data);
        }),
    ResultColumn(policy_head("tlsa_exchange_ad",
                             "the same of the addresses of the mail host",
                             Subject::kRow),
                 [](Row row) -> Maybe<bool> {
                   const HostEntry* const host = tlsa_host_of(row);
                   return host == nullptr || host->addresses.empty()
                              ? Maybe<bool>()
                              : Maybe<bool>(host->authentic);
                 })};

}  // namespace columns
}  // namespace mxsweep
