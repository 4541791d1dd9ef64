// ReportRecord: what a report wants to know of one record of a result.
// ReportReader: these, one after the other, whatever the format of the result
// and the shape of its rows. Rows of one record stand together, as a scan
// writes them. Files are hostile. One thread. Errors are ErrorCode::kInput.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/result.h"

#include "scanner/mail/findings.h"
#include "scanner/mail/lookup.h"
#include "scanner/results/record_policies.h"
#include "scanner/results/result_rows.h"
#include "scanner/results/seen_records.h"

namespace mxsweep {

struct ReportNetwork {
  std::string asn;  // digits
  std::string org;  // who runs it; empty where no row says so
};

struct ReportRecord {
  std::string domain;  // empty: what was given is no name
  std::optional<std::int64_t> seq;
  LookupStatus status = LookupStatus::kNotAttempted;
  MailKind kind = MailKind::kUnknown;
  FindingSet findings;
  std::optional<std::int64_t> ttl_s;  // of the MX
  std::optional<std::int64_t> rtt_us;
  bool has_ipv6 = false;  // a mail host is known to have AAAA

  // Of the best mail host; empty where nobody knows.
  std::string mail_operator;
  std::string category;
  std::string country;
  std::int64_t rank = 0;  // best_exchange.h
  bool has_host = false;

  // Where its mail hosts are, each once.
  std::vector<ReportNetwork> networks;
  std::vector<std::string> places;  // countries

  RecordPolicies policies;

  [[nodiscard]] bool is_same_record(const ReportRecord& other) const;

  // Another row of the same record.
  void add(const ReportRecord& row);
};

// Which parts of a report the columns of a result are enough for.
struct ReportColumns {
  bool operators = true;
  bool countries = true;
  bool findings = true;
  bool ttl = true;
  bool networks = true;
  bool places = true;
  bool rtt = true;
  bool policies = true;
};

class ReportReader {
 public:
  explicit ReportReader(ResultFiles files);

  // False when there is no more.
  [[nodiscard]] io::Result<bool> next(ReportRecord& record);

  // What all files so far have.
  [[nodiscard]] ReportColumns columns() const {
    return {.operators = operators_.value(),
            .countries = countries_.value(),
            .findings = findings_.value(),
            .ttl = ttl_.value(),
            .networks = networks_.value(),
            .places = places_.value(),
            .rtt = rtt_.value(),
            .policies = policies_.value()};
  }

 private:
  [[nodiscard]] io::Status check_columns();
  [[nodiscard]] io::Status check_needed() const;
  [[nodiscard]] io::Status take_row(ReportRecord& record) const;
  [[nodiscard]] io::Status take_host(ReportRecord& record) const;
  [[nodiscard]] io::Status take_structs(ReportRecord& record) const;
  [[nodiscard]] io::Status take_findings(ReportRecord& record) const;
  void take_places(ReportRecord& record) const;
  [[nodiscard]] io::Status take_numbers(ReportRecord& record) const;

  [[nodiscard]] io::Error comes_again(const ReportRecord& record) const;

  ResultRows rows_;
  SeenRecords seen_;
  RowJoiner<ReportRecord> records_;
  ColumnThere operators_;
  ColumnThere countries_;
  ColumnThere findings_;
  ColumnThere ttl_;
  ColumnThere networks_;
  ColumnThere places_;
  ColumnThere rtt_;
  ColumnThere policies_;
};

}  // namespace mxsweep
