#include "scanner/results/change.h"

#include <algorithm>
#include <vector>

namespace mxsweep {
namespace {

struct RankedHost {
  std::string_view name;
  std::int32_t preference = kNoPreference;
  std::size_t rank = 0;
};

using RankedHosts = std::vector<RankedHost>;

bool has_preferences(const MailState& state) {
  for (std::size_t index = 0; index < state.hosts(); ++index) {
    if (state.host(index).preference == kNoPreference) {
      return false;
    }
  }
  return true;
}

// By name, each once with its best preference. The rank tells hosts of equal
// preference apart unless preferences decide.
RankedHosts ranked(const MailState& state, bool by_preference) {
  RankedHosts hosts;
  for (std::size_t index = 0; index < state.hosts(); ++index) {
    const MailHost host = state.host(index);
    hosts.push_back({host.name, host.preference, index});
  }
  const auto is_better = [](const RankedHost& one, const RankedHost& other) {
    return one.preference != other.preference
               ? one.preference < other.preference
               : one.rank < other.rank;
  };
  const auto is_before = [&](const RankedHost& one, const RankedHost& other) {
    return one.name != other.name ? one.name < other.name
                                  : is_better(one, other);
  };
  std::sort(hosts.begin(), hosts.end(), is_before);
  hosts.erase(std::unique(hosts.begin(), hosts.end(),
                          [](const RankedHost& one, const RankedHost& other) {
                            return one.name == other.name;
                          }),
              hosts.end());
  std::sort(hosts.begin(), hosts.end(), is_better);
  std::size_t rank = 0;
  for (std::size_t index = 0; index < hosts.size(); ++index) {
    rank += by_preference && index > 0 &&
                    hosts[index].preference == hosts[index - 1].preference
                ? 0
                : 1;
    hosts[index].rank = rank;
  }
  std::sort(hosts.begin(), hosts.end(), is_before);
  return hosts;
}

bool is_equal(const MailState& before, const MailState& now) {
  if (before.hosts() != now.hosts()) {
    return false;
  }
  for (std::size_t index = 0; index < before.hosts(); ++index) {
    const MailHost one = before.host(index);
    const MailHost other = now.host(index);
    if (one.preference != other.preference || one.name != other.name) {
      return false;
    }
  }
  return true;
}

Change compare_hosts(const MailState& before, const MailState& now) {
  if (is_equal(before, now)) {
    return Change::kUnchanged;
  }
  const bool by_preference = has_preferences(before) && has_preferences(now);
  const RankedHosts old_hosts = ranked(before, by_preference);
  const RankedHosts new_hosts = ranked(now, by_preference);
  const auto has_same = [&](const auto member) {
    return std::equal(old_hosts.begin(), old_hosts.end(), new_hosts.begin(),
                      new_hosts.end(),
                      [member](const RankedHost& one, const RankedHost& other) {
                        return one.*member == other.*member;
                      });
  };
  if (!has_same(&RankedHost::name)) {
    return Change::kSetChanged;
  }
  return has_same(&RankedHost::rank) ? Change::kUnchanged
                                     : Change::kOrderChanged;
}

}  // namespace

Change compare(const MailState* before, const MailState* now) {
  if (before == nullptr) {
    return Change::kAdded;
  }
  if (now == nullptr) {
    return Change::kRemoved;
  }
  if (!before->is_known()) {
    return now->is_known() ? Change::kRecovered : Change::kStillFailing;
  }
  if (!now->is_known()) {
    return Change::kNewlyFailing;
  }
  if (before->kind() != now->kind()) {
    return Change::kKindChanged;
  }
  const auto old_operator = before->mail_operator();
  const auto new_operator = now->mail_operator();
  if (old_operator.has_value() && new_operator.has_value() &&
      *old_operator != *new_operator) {
    return Change::kOperatorChanged;
  }
  return compare_hosts(*before, *now);
}

}  // namespace mxsweep
