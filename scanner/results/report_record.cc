#include "scanner/results/report_record.h"

#include <algorithm>
#include <array>

#include "scanner/mail/best_exchange.h"
#include "scanner/results/passed_over.h"

namespace mxsweep {
namespace {

enum Wanted : std::size_t {
  kDomain,
  kSeq,
  kStatus,
  kKind,
  kFindings,
  kTtl,
  kExchange,
  kPreference,
  kOperator,
  kCategory,
  kCountry,
  kAaaa,
  kMxExchange,
  kMxPreference,
  kMxOperator,
  kMxCategory,
  kMxAaaa,
  kAsn,
  kAsOrg,
  kPlace,
  kAsns,
  kPlaces,
  kExchangeStatus,
  kAStatus,
  kMxStatus,
  kMxAStatus,
  kRtt,
  kPolicies,  // and those behind it
};

constexpr std::array kOwnWanted = {
    io::WantedColumn{"domain"},
    io::WantedColumn{"seq"},
    io::WantedColumn{"status"},
    io::WantedColumn{"mail_kind"},
    io::WantedColumn{"findings", true},
    io::WantedColumn{"mx_ttl_s"},
    io::WantedColumn{"exchange"},
    io::WantedColumn{"preference"},
    io::WantedColumn{"mx_operator"},
    io::WantedColumn{"mx_operator_category"},
    io::WantedColumn{"mx_operator_country"},
    io::WantedColumn{"aaaa_status"},
    io::WantedColumn{"mx", true, "exchange"},
    io::WantedColumn{"mx", true, "preference"},
    io::WantedColumn{"mx", true, "operator"},
    io::WantedColumn{"mx", true, "operator_category"},
    io::WantedColumn{"mx", true, "aaaa_status"},
    io::WantedColumn{"address_asn"},
    io::WantedColumn{"address_as_org"},
    io::WantedColumn{"address_country"},
    io::WantedColumn{"address_asns", true},
    io::WantedColumn{"address_countries", true},
    io::WantedColumn{"exchange_status"},
    io::WantedColumn{"a_status"},
    io::WantedColumn{"mx", true, "status"},
    io::WantedColumn{"mx", true, "a_status"},
    io::WantedColumn{"rtt_us"},
};

constexpr auto kWanted = [] {
  std::array<io::WantedColumn, kOwnWanted.size() + kPolicyColumns.size()> all{};
  std::copy(kPolicyColumns.begin(), kPolicyColumns.end(),
            std::copy(kOwnWanted.begin(), kOwnWanted.end(), all.begin()));
  return all;
}();

static_assert(kOwnWanted.size() == kPolicies);

// Half an hour, longer than any run waits.
constexpr std::int64_t kRttMax = 1'800'000'000;

constexpr HostColumns kOfRow = {kExchange, kExchangeStatus, kAStatus, kAaaa,
                                kFindings};
constexpr HostColumns kOfStructs = {kMxExchange, kMxStatus, kMxAStatus, kMxAaaa,
                                    kFindings};

constexpr std::string_view kResolved = "NOERROR";

struct Host {
  std::int64_t rank = 0;  // best_exchange.h
  std::string_view mail_operator;
  std::string_view category;
  std::string_view country;
  std::optional<PolicyStatus> tlsa{};
};

// The first one with the lowest rank stays.
void add_host(const Host& host, ReportRecord& record) {
  if (record.has_host && host.rank >= record.rank) {
    return;
  }
  record.has_host = true;
  record.rank = host.rank;
  record.mail_operator = host.mail_operator;
  record.category = host.category;
  record.country = host.country;
  record.policies.tlsa() = host.tlsa;
}

void add_network(std::string_view asn, std::string_view org,
                 std::vector<ReportNetwork>& networks) {
  asn = without_zero_fraction(asn);
  if (!asn.empty() && std::none_of(networks.begin(), networks.end(),
                                   [asn](const ReportNetwork& one) {
                                     return one.asn == asn;
                                   })) {
    networks.push_back({std::string(asn), std::string(org)});
  }
}

void add_place(std::string_view country, std::vector<std::string>& places) {
  if (!country.empty() &&
      std::find(places.begin(), places.end(), country) == places.end()) {
    places.emplace_back(country);
  }
}

constexpr std::string_view kColumns =
    "seq,domain,status,mail_kind,mx_operator,findings";

}  // namespace

bool ReportRecord::is_same_record(const ReportRecord& other) const {
  return seq == other.seq && domain == other.domain &&
         (seq.has_value() || !domain.empty());
}

void ReportRecord::add(const ReportRecord& row) {
  findings.add(row.findings);
  has_ipv6 = has_ipv6 || row.has_ipv6;
  ttl_s = ttl_s.has_value() ? ttl_s : row.ttl_s;
  if (row.has_host) {
    add_host({row.rank, row.mail_operator, row.category, row.country,
              row.policies.tlsa()},
             *this);
  }
  for (const ReportNetwork& network : row.networks) {
    add_network(network.asn, network.org, networks);
  }
  for (const std::string& place : row.places) {
    add_place(place, places);
  }
}

ReportReader::ReportReader(ResultFiles files)
    : rows_(std::move(files), kWanted) {}

io::Status ReportReader::check_columns() {
  io::Status types = check_needed();
  if (types.ok()) {
    types = rows_.check_types();
  }
  if (types.ok() && !rows_.has(kExchange)) {
    types = rows_.check_type(kMxExchange);
  }
  if (!types.ok()) {
    return types;
  }
  operators_.add(rows_.has(kMxOperator) || rows_.has(kOperator), rows_);
  countries_.add(rows_.has(kCountry), rows_);
  findings_.add(rows_.has(kFindings), rows_);
  ttl_.add(rows_.has(kTtl), rows_);
  networks_.add(rows_.has(kAsn) || rows_.has(kAsns), rows_);
  places_.add(rows_.has(kPlace) || rows_.has(kPlaces), rows_);
  rtt_.add(rows_.has(kRtt), rows_);
  policies_.add(has_policies(rows_, kPolicies), rows_);
  return {};
}

io::Status ReportReader::check_needed() const {
  for (const std::size_t needed : {kDomain, kStatus, kKind}) {
    if (!rows_.has(needed)) {
      return rows_.lacks(kWanted[needed].name, kColumns);
    }
  }
  return {};
}

io::Status ReportReader::take_host(ReportRecord& record) const {
  const io::Result<std::optional<std::int64_t>> preference =
      rows_.number(kPreference, kPreferenceMax);
  if (!preference.ok()) {
    return preference.error();
  }
  const bool is_domain_row = !rows_.has(kExchange);
  if (is_domain_row || !rows_.text(kExchange).empty()) {
    const auto order =
        static_cast<std::int32_t>(preference.value().value_or(0));
    add_host({rank_of(order, !is_domain_row && is_passed_over(rows_, kOfRow)),
              rows_.text(kOperator), rows_.text(kCategory),
              rows_.text(kCountry), record.policies.tlsa()},
             record);
  }
  record.has_ipv6 = rows_.text(kAaaa) == kResolved;
  return {};
}

io::Status ReportReader::take_structs(ReportRecord& record) const {
  const std::size_t hosts = rows_.values(kMxExchange).size();
  for (std::size_t index = 0; index < hosts; ++index) {
    const io::Result<std::optional<std::int64_t>> preference =
        rows_.number(kMxPreference, kPreferenceMax, index);
    if (!preference.ok()) {
      return preference.error();
    }
    const auto order =
        static_cast<std::int32_t>(preference.value().value_or(0));
    add_host({rank_of(order, is_passed_over(rows_, kOfStructs, index)),
              rows_.text(kMxOperator, index),
              rows_.text(kMxCategory, index),
              {},
              record.policies.tlsa()},
             record);
    record.has_ipv6 =
        record.has_ipv6 || rows_.text(kMxAaaa, index) == kResolved;
  }
  return {};
}

void ReportReader::take_places(ReportRecord& record) const {
  record.networks.clear();
  record.places.clear();
  add_network(rows_.text(kAsn), rows_.text(kAsOrg), record.networks);
  add_place(rows_.text(kPlace), record.places);
  for (const std::string_view asns : rows_.values(kAsns)) {
    add_network(asns, {}, record.networks);
  }
  for (const std::string_view country : rows_.values(kPlaces)) {
    add_place(country, record.places);
  }
}

io::Status ReportReader::take_findings(ReportRecord& record) const {
  record.findings = {};
  for (std::size_t i = 0; i < rows_.values(kFindings).size(); ++i) {
    const io::Result<std::size_t> finding =
        rows_.word(kFindings, kFindingLabels, i);
    if (!finding.ok()) {
      return finding.error();
    }
    record.findings.add(static_cast<Finding>(finding.value()));
  }
  return {};
}

io::Status ReportReader::take_numbers(ReportRecord& record) const {
  struct Number {
    std::size_t column;
    std::int64_t largest;
    std::optional<std::int64_t>& out;
  };

  for (const Number& each :
       {Number{kSeq, kSeqMax, record.seq}, Number{kTtl, kTtlMax, record.ttl_s},
        Number{kRtt, kRttMax, record.rtt_us}}) {
    const io::Result<std::optional<std::int64_t>> number =
        rows_.number(each.column, each.largest);
    if (!number.ok()) {
      return number.error();
    }
    each.out = number.value();
  }
  return {};
}

io::Status ReportReader::take_row(ReportRecord& record) const {
  io::Status needed = check_needed();  // which no row is without
  if (!needed.ok()) {
    return needed;
  }
  const io::Result<std::size_t> status =
      rows_.word(kStatus, kLookupStatusLabels);
  const io::Result<std::size_t> kind = rows_.word(kKind, kMailKindLabels);
  if (!status.ok() || !kind.ok()) {
    return status.ok() ? kind.error() : status.error();
  }
  io::Status numbers = take_numbers(record);
  if (!numbers.ok()) {
    return numbers;
  }
  const io::Result<RecordPolicies> policies = policies_of(rows_, kPolicies);
  if (!policies.ok()) {
    return policies.error();
  }
  record.domain = rows_.text(kDomain);
  record.policies = policies.value();
  record.status = static_cast<LookupStatus>(status.value());
  record.kind = static_cast<MailKind>(kind.value());
  io::Status findings = take_findings(record);
  if (!findings.ok()) {
    return findings;
  }
  record.has_host = false;
  record.has_ipv6 = false;
  record.mail_operator.clear();
  take_places(record);
  return rows_.has(kMxExchange) ? take_structs(record) : take_host(record);
}

io::Error ReportReader::comes_again(const ReportRecord& record) const {
  return {io::ErrorCode::kInput, 0,
          rows_.path() + ": record " + std::to_string(*record.seq) +
              (record.domain.empty() ? "" : " (" + record.domain + ")") +
              " comes again behind others, and would be counted twice; sort "
              "the table by seq, or, if it is of several runs, report each by "
              "itself; --force counts it all the same"};
}

io::Result<bool> ReportReader::next(ReportRecord& record) {
  io::Result<bool> found = records_.next(
      [this](ReportRecord& row) -> io::Result<bool> {
        io::Result<bool> more = rows_.next([this] { return check_columns(); });
        if (!more.ok() || !more.value()) {
          return more;
        }
        const io::Status taken = take_row(row);
        return taken.ok() ? more : taken.error();
      },
      record);
  if (found.ok() && found.value() && record.seq.has_value() &&
      !rows_.takes_cut() && seen_.add(*record.seq)) {
    return comes_again(record);
  }
  return found;
}

}  // namespace mxsweep
