#include "scanner/results/result_reader.h"

#include <algorithm>
#include <array>
#include <utility>

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
};

std::optional<MailKind> kind_of(std::string_view label) {
  const auto* const found =
      std::find(kMailKindLabels.begin(), kMailKindLabels.end(), label);
  return found == kMailKindLabels.end() ? std::nullopt
                                        : std::optional(static_cast<MailKind>(
                                              found - kMailKindLabels.begin()));
}

bool is_same_record(const MailState& one, const MailState& other) {
  return one.seq() == other.seq() && one.domain() == other.domain();
}

}  // namespace

ResultReader::ResultReader(std::vector<std::string> files)
    : rows_(std::move(files), kWanted) {}

io::Error ResultReader::no_result(const std::string& why) const {
  return {io::ErrorCode::kInput, 0,
          rows_.path() + " is no result of mxsweep: " + why};
}

io::Status ResultReader::check_columns() {
  if (!rows_.has(kDomain)) {
    return no_result("it has no column domain");
  }
  std::string missing;
  if (!rows_.has(kKind)) {
    missing = "mail_kind";
  } else if (!rows_.has(kExchange) && !rows_.has(kExchanges) &&
             !rows_.has(kMxExchange)) {
    missing = "exchange (or exchanges, or mx)";
  }
  has_operators_ =
      has_operators_ && (rows_.has(kOperator) || rows_.has(kMxOperator));
  return missing.empty()
             ? io::Status()
             : io::Error{io::ErrorCode::kInput, 0,
                         rows_.path() + " has no column " + missing +
                             "; a scan without --columns has it, or one with "
                             "--columns "
                             "seq,domain,mail_kind,preference,exchange,"
                             "mx_operator"};
}

io::Result<bool> ResultReader::next_row() {
  while (true) {
    const io::Result<ResultRows::Step> step = rows_.next();
    if (!step.ok()) {
      return step.error();
    }
    if (step.value() == ResultRows::Step::kEnd) {
      return false;
    }
    if (step.value() == ResultRows::Step::kRow) {
      if (!rows_.text(kDomain).empty()) {
        return true;
      }
      ++nameless_;
      continue;
    }
    const io::Status checked = check_columns();
    if (!checked.ok()) {
      return checked.error();
    }
  }
}

io::Status ResultReader::take_host(MailState& state) const {
  const io::Result<std::optional<std::int64_t>> preference =
      rows_.number(kPreference);
  if (!preference.ok()) {
    return preference.error();
  }
  const std::string_view exchange = rows_.text(kExchange);
  const auto order =
      static_cast<std::int32_t>(preference.value().value_or(kNoPreference));
  if (!exchange.empty()) {
    state.add_host({exchange, order});
    state.add_operator(rows_.text(kOperator), order);
  }
  return {};
}

io::Status ResultReader::take_structs(MailState& state) const {
  const io::FieldTexts exchanges = rows_.values(kMxExchange);
  for (std::size_t index = 0; index < exchanges.size(); ++index) {
    const io::Result<std::optional<std::int64_t>> preference =
        rows_.number(kMxPreference, index);
    if (!preference.ok()) {
      return preference.error();
    }
    const auto order =
        static_cast<std::int32_t>(preference.value().value_or(kNoPreference));
    state.add_host({exchanges[index], order});
    state.add_operator(rows_.text(kMxOperator, index), order);
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
  const std::string_view domain = rows_.text(kDomain);
  const std::string_view label = rows_.text(kKind);
  const std::optional<MailKind> kind = kind_of(label);
  if (!kind.has_value() || domain.find('\0') != std::string_view::npos) {
    return no_result(kind.has_value()
                         ? "a domain holds an octet 0"
                         : "mail_kind '" + std::string(label.substr(0, 40)) +
                               "' is unknown");
  }
  const io::Result<std::optional<std::int64_t>> seq = rows_.number(kSeq);
  if (!seq.ok()) {
    return seq.error();
  }
  state.begin(domain, seq.value(), *kind);
  if (rows_.has(kExchange)) {
    return take_host(state);
  }
  return rows_.has(kMxExchange) ? take_structs(state) : take_list(state);
}

io::Result<bool> ResultReader::next(MailState& state) {
  if (!has_ahead_) {
    io::Result<bool> more = next_row();
    if (!more.ok() || !more.value()) {
      return more;
    }
    io::Status taken = take_row(ahead_);
    if (!taken.ok()) {
      return taken.error();
    }
  }
  std::swap(state, ahead_);
  while (true) {
    io::Result<bool> more = next_row();
    if (!more.ok()) {
      return more;
    }
    has_ahead_ = more.value();
    if (!has_ahead_) {
      return true;
    }
    io::Status taken = take_row(ahead_);
    if (!taken.ok()) {
      return taken.error();
    }
    if (!is_same_record(state, ahead_)) {
      return true;
    }
    state.add(ahead_);
  }
}

}  // namespace mxsweep
