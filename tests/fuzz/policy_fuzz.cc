// Any octets as the records of a mail policy: the first octet says of which
// policy, the second how many records the others are cut into; they are read
// twice, and what is said of them must agree. And the walk over the names above
// one, past records of all kinds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <variant>
#include <vector>

#include "scanner/policy/dmarc_walk.h"
#include "scanner/policy/policies.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::Answer;
using mxsweep::DmarcWalk;
using mxsweep::Name;
using mxsweep::NameView;
using mxsweep::Policy;
using mxsweep::PolicyKind;
using mxsweep::PolicyReport;
using mxsweep::PolicyStatus;
using mxsweep::fuzz::require;

using Octets = std::span<const std::uint8_t>;

constexpr std::size_t kStringMax = 255;
constexpr std::size_t kTlsaFixed = 3;

void add_record(const PolicyKind& kind, Octets octets, Answer& answer) {
  mxsweep::RrSet& records = answer.records;
  if (kind.type == mxsweep::kTypeTxt) {
    do {
      const Octets string = octets.first(std::min(kStringMax, octets.size()));
      const std::array<std::uint8_t, 1> length = {
          static_cast<std::uint8_t>(string.size())};
      records.rdata().put(std::as_bytes(std::span(length)));
      records.rdata().put(std::as_bytes(string));
      octets = octets.subspan(string.size());
    } while (!octets.empty());
  } else {
    std::vector<std::uint8_t> whole(octets.begin(), octets.end());
    whole.resize(std::max(whole.size(), kTlsaFixed));
    records.rdata().put(std::as_bytes(std::span(whole)));
  }
  const auto index = static_cast<std::uint16_t>(records.size());
  records.add(60, index, std::numeric_limits<std::size_t>::max());
}

// An invalid record says why and has no values, but for one that asks too
// often: how often is what its reader wants to know.
void require_fitting_values(const PolicyReport& report) {
  const bool valid = report.status == PolicyStatus::kValid;
  const auto* spf = std::get_if<mxsweep::SpfPolicy>(&report.values);
  const bool asks_too_often = spf != nullptr && spf->asks_too_often();
  require(!(valid && asks_too_often));
  require(valid || asks_too_often == (report.values.index() != 0));
  require(!valid || report.values.index() != 0);
  require(report.fault.none() != (report.status == PolicyStatus::kInvalid));
}

void require_sane(const PolicyReport& report) {
  require(report.status != PolicyStatus::kUnknown);
  require((report.status == PolicyStatus::kAbsent) == (report.count == 0));
  require_fitting_values(report);
  require(report.record.size() <= mxsweep::kPolicyTextMax);
  for (const char c : report.record) {
    require(c >= ' ' && c <= '~');
  }
}

void try_records(const PolicyKind& kind, Octets octets, std::size_t records) {
  static PolicyReport reused;
  Answer answer;
  answer.clear();
  answer.status = mxsweep::LookupStatus::kNoError;
  answer.records.begin(kind.type);
  const std::size_t each = octets.size() / records;
  for (std::size_t i = 0; i < records; ++i) {
    const std::size_t at = i * each;
    const bool last = i + 1 == records;
    add_record(kind, octets.subspan(at, last ? octets.size() - at : each),
               answer);
  }
  PolicyReport report;
  read_policy(kind, answer, report);
  require_sane(report);
  read_policy(kind, answer, reused);
  require(report.status == reused.status && report.count == reused.count &&
          report.record == reused.record &&
          report.values.index() == reused.values.index());
}

// What an octet says that there is at a name.
PolicyReport report_for(std::uint8_t octet) {
  PolicyReport report;
  report.status = static_cast<PolicyStatus>(
      octet % static_cast<unsigned>(PolicyStatus::kCount));
  if (report.status == PolicyStatus::kValid) {
    mxsweep::DmarcPolicy policy;
    policy.role = static_cast<mxsweep::DmarcRole>((octet >> 4U) % 3);
    report.values = policy;
  }
  return report;
}

void try_walk(Octets octets) {
  constexpr int kQuestionsMax = 7;
  Name name;
  const std::string_view text(reinterpret_cast<const char*>(octets.data()),
                              octets.size());
  if (Name::from_text(text, name) != mxsweep::NameProblem::kNone) {
    return;
  }
  DmarcWalk walk(name.view());
  int questions = 0;
  while (!walk.target().empty()) {
    const NameView target = walk.target();
    require(++questions <= kQuestionsMax);
    require(!target.is_root() && !(target == name.view()) &&
            name.view().is_at_or_below(target));
    const bool found =
        walk.take(report_for(octets[target.size() % octets.size()]));
    require(!found || walk.found() == target);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  constexpr std::size_t kHead = 2;
  constexpr std::size_t kRecordsMax = 3;
  if (size > kHead) {
    const Octets octets = Octets(data, size).subspan(kHead);
    try_records(mxsweep::policy_kinds()[data[0] % mxsweep::kPolicyCount],
                octets, 1 + data[1] % kRecordsMax);
    try_walk(octets);
  }
  return 0;
}
