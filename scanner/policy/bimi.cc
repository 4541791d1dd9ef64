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

// False when it stands there twice. Unknown ones are ignored.
bool take_tag(const Tag& tag, BimiTags& tags) {
  if (tag.name != "l" && tag.name != "a") {
    return true;
  }
  std::optional<std::string_view>& value = tag.name == "l" ? tags.l : tags.a;
  const bool first = !value.has_value();
  value = tag.value;
  return first;
}

}  // namespace

bool claims_bimi(std::string_view text) {
  return has_version_tag(text, kVersion);
}

bool parse_bimi(std::string_view text, PolicyValues& values) {
  BimiTags tags;
  if (!take_tags(text, as_tag,
                 [&tags](const Tag& tag) { return take_tag(tag, tags); })) {
    return false;
  }
  const std::string_view evidence = tags.a.value_or("");
  if (!tags.l.has_value() || !is_place(*tags.l) || !is_place(evidence)) {
    return false;
  }
  values = BimiPolicy{!tags.l->empty(), !evidence.empty()};
  return true;
}

}  // namespace mxsweep
