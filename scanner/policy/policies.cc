// The array of policies; a new one is one row here and one file.

#include "scanner/policy/policies.h"

#include <algorithm>
#include <array>
#include <limits>

#include "scanner/rr/rr_tlsa.h"
#include "scanner/rr/rr_txt.h"

namespace mxsweep {

// The parsers, one file each.
bool claims_spf(std::string_view text);
PolicyFault parse_spf(std::string_view text, PolicyValues& values);
bool claims_dmarc(std::string_view text);
PolicyFault parse_dmarc(std::string_view text, PolicyValues& values);
bool claims_mta_sts(std::string_view text);
PolicyFault parse_mta_sts(std::string_view text, PolicyValues& values);
bool claims_tls_rpt(std::string_view text);
PolicyFault parse_tls_rpt(std::string_view text, PolicyValues& values);
bool claims_bimi(std::string_view text);
PolicyFault parse_bimi(std::string_view text, PolicyValues& values);
std::string_view fault_of(const TlsaData& record);

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array<PolicyKind, kPolicyCount> kKinds = {
    PolicyKind{Policy::kSpf, "--spf", "spf_", "", kTypeTxt, false, claims_spf,
               parse_spf},
    PolicyKind{Policy::kDmarc, "--dmarc", "dmarc_", "\6_dmarc"sv, kTypeTxt,
               false, claims_dmarc, parse_dmarc},
    PolicyKind{Policy::kMtaSts, "--mta-sts", "mta_sts_", "\10_mta-sts"sv,
               kTypeTxt, true, claims_mta_sts, parse_mta_sts, "v=STSv1;"},
    PolicyKind{Policy::kTlsRpt, "--tls-rpt", "tls_rpt_", "\5_smtp\4_tls"sv,
               kTypeTxt, true, claims_tls_rpt, parse_tls_rpt, "v=TLSRPTv1;"},
    PolicyKind{Policy::kBimi, "--bimi", "bimi_", "\7default\5_bimi"sv, kTypeTxt,
               false, claims_bimi, parse_bimi},
    PolicyKind{Policy::kTlsa, "--tlsa", "tlsa_", "\3_25\4_tcp"sv, kTypeTlsa,
               true},
};

std::uint16_t count_text(std::size_t count) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max();
  return static_cast<std::uint16_t>(std::min(count, kMost));
}

void keep_record(std::string_view text, std::string& out) {
  constexpr std::size_t kLongestShown = 4;
  out.clear();
  for (const char octet : text) {
    if (out.size() + kLongestShown > kPolicyTextMax) {
      return;
    }
    append_shown(octet, out);
  }
}

// Of those that begin so; `last` is one of them.
std::size_t count_texts(const PolicyKind& kind, const RrSet& records,
                        std::string_view begins, std::string& last) {
  std::string text;
  std::size_t count = 0;
  for (const TxtData& record : records.as<TxtData>()) {
    text.clear();
    record.append_to(text);
    if (kind.claims(text) &&
        std::string_view(text).substr(0, begins.size()) == begins) {
      ++count;
      last.swap(text);
    }
  }
  return count;
}

void read_texts(const PolicyKind& kind, const RrSet& records,
                PolicyReport& out) {
  std::string only;
  std::size_t count = count_texts(kind, records, "", only);
  if (count > 1 && !kind.begins.empty()) {
    // RFC 8461 section 3.1, RFC 8460 section 3: the others are discarded, and
    // then there is one or there is none.
    std::string left;
    const std::size_t begun = count_texts(kind, records, kind.begins, left);
    if (begun != 0) {
      count = begun;
      only.swap(left);
    }
  }
  out.count = count_text(count);
  if (count == 0) {
    out.status = PolicyStatus::kAbsent;
  } else if (count > 1) {
    out.status = PolicyStatus::kMultiple;
  } else {
    keep_record(only, out.record);
    out.fault = kind.parse(only, out.values);
    out.status =
        out.fault.none() ? PolicyStatus::kValid : PolicyStatus::kInvalid;
  }
}

// Several may stand side by side; one that can be used is enough.
void read_tlsa(const RrSet& records, PolicyReport& out) {
  TlsaPolicy values;
  const RecordsAs<TlsaData> all = records.as<TlsaData>();
  for (const TlsaData& record : all) {
    const std::string_view fault = fault_of(record);
    values.usable =
        static_cast<std::uint16_t>(values.usable + (fault.empty() ? 1 : 0));
    out.fault.why = out.fault.none() ? fault : out.fault.why;
  }
  out.count = count_text(all.size());
  if (all.empty()) {
    out.status = PolicyStatus::kAbsent;
    return;
  }
  out.status = PolicyStatus::kInvalid;
  if (values.usable != 0) {
    out.status = PolicyStatus::kValid;
    out.fault = {};
    out.values = values;
  }
}

}  // namespace

std::span<const PolicyKind> policy_kinds() {
  return kKinds;
}

const PolicyKind* policy_of_column(std::string_view column) {
  const auto* found = std::find_if(
      kKinds.begin(), kKinds.end(), [column](const PolicyKind& kind) {
        return column.substr(0, kind.columns.size()) == kind.columns;
      });
  return found == kKinds.end() ? nullptr : found;
}

void read_policy(const PolicyKind& kind, const Answer& answer,
                 PolicyReport& out) {
  set_unknown(out);
  if (!is_answer(answer.status) || has_filter_code(answer.ede_codes)) {
    return;
  }
  out.authentic_data = answer.authentic_data;
  if (kind.parse == nullptr) {
    read_tlsa(answer.records, out);
  } else {
    read_texts(kind, answer.records, out);
  }
}

void set_unknown(PolicyReport& out) {
  out.status = PolicyStatus::kUnknown;
  out.authentic_data = false;
  out.count = 0;
  out.record.clear();
  out.fault = {};
  out.values = std::monostate();
}

void set_absent(PolicyReport& out) {
  set_unknown(out);
  out.status = PolicyStatus::kAbsent;
}

}  // namespace mxsweep
