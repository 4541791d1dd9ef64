// MTA-STS (RFC 8461 section 3.1): "v=STSv1; id=20260101". The policy itself
// stands on a web server, so that nothing is said of what it demands.

#include <algorithm>

#include "scanner/policy/fields.h"
#include "scanner/policy/policy.h"

namespace mxsweep {
namespace {

constexpr std::string_view kVersion = "v=STSv1";
constexpr std::size_t kExtensionNameMax = 32;

bool is_alphanumeric(char c) {
  return io::is_ascii_letter(c) || io::is_ascii_digit(c);
}

bool is_id(std::string_view value) {
  return !value.empty() && value.size() <= MtaStsPolicy::kIdMax &&
         std::all_of(value.begin(), value.end(), is_alphanumeric);
}

bool is_extension(const Tag& field) {
  return field.name.size() <= kExtensionNameMax &&
         is_alphanumeric(field.name.front()) &&
         std::all_of(field.name.begin(), field.name.end(),
                     [](char c) {
                       return is_alphanumeric(c) || c == '_' || c == '-' ||
                              c == '.';
                     }) &&
         !field.value.empty() &&
         std::all_of(field.value.begin(), field.value.end(), [](char c) {
           return c > ' ' && c <= '~' && c != '=' && c != ';';
         });
}

// False when the field is not as it should be, or is the second id.
bool take_tag(const Tag& tag, std::optional<MtaStsPolicy>& policy) {
  if (tag.name != "id") {
    return is_extension(tag);
  }
  if (policy.has_value() || !is_id(tag.value)) {
    return false;
  }
  policy.emplace();
  policy->octets_used = static_cast<std::uint8_t>(tag.value.size());
  std::copy(tag.value.begin(), tag.value.end(), policy->octets.begin());
  return true;
}

}  // namespace

bool claims_mta_sts(std::string_view text) {
  return has_version(text, kVersion);
}

bool parse_mta_sts(std::string_view text, PolicyValues& values) {
  std::optional<MtaStsPolicy> policy;
  const bool good = take_tags(text, as_tight_tag, [&policy](const Tag& tag) {
    return take_tag(tag, policy);
  });
  if (!good || !policy.has_value()) {
    return false;
  }
  values = *policy;
  return true;
}

}  // namespace mxsweep
