#include "scanner/results/result_reader.h"

#include <array>
#include <utility>

#include "scanner/mail/best_exchange.h"
#include "scanner/results/passed_over.h"

namespace mxsweep {
namespace {

enum Wanted : std::size_t {
  kDomain,
  kSeq,
  kKind,
  kOperator,
  kPreference,
  kExchange,
  kExchanges,
  kMxExchange,
  kMxPreference,
  kMxOperator,
  kStatus,
  kAStatus,
  kAaaaStatus,
  kFindings,
  kMxStatus,
  kMxAStatus,
  kMxAaaaStatus,
};

constexpr std::array kWanted = {
    io::WantedColumn{"domain"},
    io::WantedColumn{"seq"},
    io::WantedColumn{"mail_kind"},
    io::WantedColumn{"mx_operator"},
    io::WantedColumn{"preference"},
    io::WantedColumn{"exchange"},
    io::WantedColumn{"exchanges", true},
    io::WantedColumn{"mx", true, "exchange"},
    io::WantedColumn{"mx", true, "preference"},
    io::WantedColumn{"mx", true, "operator"},
    io::WantedColumn{"exchange_status"},
    io::WantedColumn{"a_status"},
    io::WantedColumn{"aaaa_status"},
    io::WantedColumn{"findings", true},
    io::WantedColumn{"mx", true, "status"},
    io::WantedColumn{"mx", true, "a_status"},
    io::WantedColumn{"mx", true, "aaaa_status"},
};

constexpr HostColumns kOfRow = {kExchange, kStatus, kAStatus, kAaaaStatus,
                                kFindings};
constexpr HostColumns kOfStructs = {kMxExchange, kMxStatus, kMxAStatus,
                                    kMxAaaaStatus, kFindings};

constexpr std::string_view kColumns =
    "seq,domain,mail_kind,preference,exchange,mx_operator";

}  // namespace

ResultReader::ResultReader(ResultFiles files)
    : rows_(std::move(files), kWanted) {}

io::Status ResultReader::check_columns() {
  for (const std::size_t needed : {kDomain, kKind}) {
    if (!rows_.has(needed)) {
      return rows_.lacks(kWanted[needed].name, kColumns);
    }
  }
  io::Status types = rows_.check_types();
  if (!types.ok()) {
    return types;
  }
  if (!rows_.has(kExchange) && !rows_.has(kExchanges) &&
      !rows_.has(kMxExchange)) {
    types = rows_.check_type(kMxExchange);
    const bool is_needed = has_mx_ || !rows_.rows_tell_columns();
    if (!types.ok() || is_needed) {
      return types.ok()
                 ? rows_.lacks("exchange (or exchanges, or mx)", kColumns)
                 : types;
    }
  }
  operators_.add(rows_.has(kOperator) || rows_.has(kMxOperator), rows_);
  return {};
}

io::Status ResultReader::take_host(MailState& state) const {
  const io::Result<std::optional<std::int64_t>> preference =
      rows_.number(kPreference, kPreferenceMax);
  if (!preference.ok()) {
    return preference.error();
  }
  const std::string_view exchange = rows_.text(kExchange);
  const auto order =
      static_cast<std::int32_t>(preference.value().value_or(kNoPreference));
  if (!exchange.empty()) {
    state.add_host({exchange, order});
    state.add_operator(rows_.text(kOperator),
                       rank_of(order, is_passed_over(rows_, kOfRow)));
  }
  return {};
}

io::Status ResultReader::take_structs(MailState& state) const {
  const io::FieldTexts exchanges = rows_.values(kMxExchange);
  for (std::size_t index = 0; index < exchanges.size(); ++index) {
    const io::Result<std::optional<std::int64_t>> preference =
        rows_.number(kMxPreference, kPreferenceMax, index);
    if (!preference.ok()) {
      return preference.error();
    }
    const auto order =
        static_cast<std::int32_t>(preference.value().value_or(kNoPreference));
    state.add_host({exchanges[index], order});
    state.add_operator(
        rows_.text(kMxOperator, index),
        rank_of(order, is_passed_over(rows_, kOfStructs, index)));
  }
  return {};
}

io::Status ResultReader::take_list(MailState& state) const {
  for (const std::string_view exchange : rows_.values(kExchanges)) {
    state.add_host({exchange});
  }
  state.add_operator(rows_.text(kOperator), kNoPreference);
  return {};
}

io::Status ResultReader::take_row(MailState& state) const {
  const io::Result<std::size_t> kind = rows_.word(kKind, kMailKindLabels);
  if (!kind.ok()) {
    return kind.error();
  }
  const io::Result<std::optional<std::int64_t>> seq =
      rows_.number(kSeq, kSeqMax);
  if (!seq.ok()) {
    return seq.error();
  }
  const std::string_view domain = rows_.text(kDomain);
  if (domain.find('\0') != std::string_view::npos) {
    return io::Error{io::ErrorCode::kInput, 0,
                     rows_.path() + ": a domain holds an octet 0"};
  }
  state.begin(domain, seq.value(), static_cast<MailKind>(kind.value()));
  if (rows_.has(kExchange)) {
    return take_host(state);
  }
  if (rows_.has(kMxExchange)) {
    return take_structs(state);
  }
  return rows_.has(kExchanges) ? take_list(state) : io::Status();
}

io::Result<bool> ResultReader::read_row(MailState& state) {
  io::Result<bool> more = false;
  do {
    more = rows_.next([this] { return check_columns(); });
    if (!more.ok() || !more.value()) {
      return more;
    }
    if (!rows_.has(kKind)) {  // which no row is without
      return rows_.lacks(kWanted[rows_.has(kDomain) ? kKind : kDomain].name,
                         kColumns);
    }
    nameless_ += rows_.text(kDomain).empty() ? 1 : 0;
  } while (rows_.text(kDomain).empty());
  const io::Status taken = take_row(state);
  has_mx_ = has_mx_ || state.kind() == MailKind::kMx;
  return taken.ok() ? more : taken.error();
}

io::Result<bool> ResultReader::next(MailState& state) {
  return records_.next([this](MailState& row) { return read_row(row); }, state);
}

}  // namespace mxsweep
