#include "scanner/run/names_wanted.h"

#include <algorithm>

namespace mxsweep {

double names_wanted(const ScanPlan& plan, std::uint64_t records) {
  double wanted =
      static_cast<double>(std::min(records, plan.limit.value_or(records)));
  wanted *= plan.sample_share / plan.shard_count;
  return plan.sample_count.has_value()
             ? std::min(wanted, static_cast<double>(*plan.sample_count))
             : wanted;
}

std::optional<double> share_read(const ScanPlan& plan, std::uint64_t records,
                                 std::optional<double> octets) {
  if (!octets.has_value() || !plan.limit.has_value()) {
    return octets;
  }
  const double of_limit =
      static_cast<double>(records) / static_cast<double>(*plan.limit);
  return std::min(std::max(*octets, of_limit), 1.0);
}

}  // namespace mxsweep
