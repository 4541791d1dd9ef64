// MTA-STS (RFC 8461 section 3.1): "v=STSv1; id=20260101". The policy itself
// stands on a web server, so that nothing is said of what it demands.

#include <algorithm>

#include "scanner/policy/fields.h"
#include "scanner/policy/policy.h"

namespace mxsweep {
namespace {

constexpr std::string_view kVersion = "v=STSv1";

bool is_id(std::string_view value) {
  return !value.empty() && value.size() <= MtaStsPolicy::kIdMax &&
         std::all_of(value.begin(), value.end(), is_alphanumeric);
}

std::string_view take_tag(const Tag& tag, std::optional<MtaStsPolicy>& policy) {
  if (tag.name != "id") {
    return is_extension(tag) ? std::string_view() : kNoExtension;
  }
  if (policy.has_value()) {
    return "id stands there twice";
  }
  if (!is_id(tag.value)) {
    return "id wants 1 to 32 letters and digits";
  }
  policy.emplace();
  policy->octets_used = static_cast<std::uint8_t>(tag.value.size());
  std::copy(tag.value.begin(), tag.value.end(), policy->octets.begin());
  return {};
}

}  // namespace

bool claims_mta_sts(std::string_view text) {
  return has_version(text, kVersion);
}

PolicyFault parse_mta_sts(std::string_view text, PolicyValues& values) {
  std::optional<MtaStsPolicy> policy;
  const PolicyFault fault =
      take_tags(text, as_tight_tag,
                [&policy](const Tag& tag) { return take_tag(tag, policy); });
  if (!fault.none()) {
    return fault;
  }
  if (!policy.has_value()) {
    return {"it has no id"};
  }
  values = *policy;
  return {};
}

}  // namespace mxsweep
