// BIMI (draft-brand-indicators-for-message-identification section 4): where the
// logo of a domain is, and what proves that it may show that. An empty l= says
// that it shows none.

#include "scanner/policy/fields.h"
#include "scanner/policy/policy.h"

namespace mxsweep {
namespace {

constexpr std::string_view kVersion = "BIMI1";

bool is_place(std::string_view value) {
  return value.empty() || has_scheme(value, "https");
}

struct BimiTags {
  std::optional<std::string_view> l;
  std::optional<std::string_view> a;
};

// Unknown ones are ignored.
std::string_view take_tag(const Tag& tag, BimiTags& tags) {
  if (tag.name != "l" && tag.name != "a") {
    return {};
  }
  std::optional<std::string_view>& value = tag.name == "l" ? tags.l : tags.a;
  const bool first = !value.has_value();
  value = tag.value;
  return first ? std::string_view() : "the tag stands there twice";
}

}  // namespace

bool claims_bimi(std::string_view text) {
  return has_version_tag(text, kVersion);
}

PolicyFault parse_bimi(std::string_view text, PolicyValues& values) {
  BimiTags tags;
  const PolicyFault fault = take_tags(
      text, as_tag, [&tags](const Tag& tag) { return take_tag(tag, tags); });
  if (!fault.none()) {
    return fault;
  }
  const std::string_view evidence = tags.a.value_or("");
  if (!tags.l.has_value()) {
    return {"it has no l, where the logo is"};
  }
  if (!is_place(*tags.l) || !is_place(evidence)) {
    return {"l and a want an address that begins with https"};
  }
  values = BimiPolicy{!tags.l->empty(), !evidence.empty()};
  return {};
}

}  // namespace mxsweep
