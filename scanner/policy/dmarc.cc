// DMARC (RFC 9989, which replaces RFC 7489): "v=DMARC1; p=reject; rua=...".
// A record without a usable p, or with a bad sp or np, counts as p=none if it
// names somebody to report to, and else as no policy (section 4.10.1). Other
// tags that cannot be read, or are not known, count as not there. No tag may
// stand twice (RFC 6376 section 3.2).

#include <algorithm>
#include <array>
#include <charconv>

#include "scanner/policy/fields.h"
#include "scanner/policy/policy.h"

namespace mxsweep {
namespace {

constexpr std::string_view kVersion = "DMARC1";
constexpr std::uint8_t kPctMax = 100;

// The tags that are made use of, by the text of each; and which piece of the
// record is the first p, sp or np that cannot be read, 0: none.
struct DmarcTags {
  std::optional<std::string_view> p;
  std::optional<std::string_view> sp;
  std::optional<std::string_view> np;
  std::optional<std::string_view> pct;
  std::optional<std::string_view> t;
  std::optional<std::string_view> psd;
  std::optional<std::string_view> rua;
  std::uint16_t bad_wish = 0;
};

std::optional<std::string_view>* find_tag(DmarcTags& tags,
                                          std::string_view name) {
  struct Known {
    std::string_view name;
    std::optional<std::string_view> DmarcTags::*value;
  };

  constexpr std::array kKnown = {
      Known{"p", &DmarcTags::p},     Known{"sp", &DmarcTags::sp},
      Known{"np", &DmarcTags::np},   Known{"pct", &DmarcTags::pct},
      Known{"t", &DmarcTags::t},     Known{"psd", &DmarcTags::psd},
      Known{"rua", &DmarcTags::rua},
  };
  const auto* found =
      std::find_if(kKnown.begin(), kKnown.end(),
                   [name](const Known& known) { return known.name == name; });
  return found == kKnown.end() ? nullptr : &(tags.*found->value);
}

std::optional<DmarcWish> wish_of(std::optional<std::string_view> value) {
  const std::string wanted = io::ascii_lower(value.value_or(""));
  for (std::size_t i = 0; i < kDmarcWishLabels.size(); ++i) {
    if (kDmarcWishLabels[i] == wanted) {
      return static_cast<DmarcWish>(i);
    }
  }
  return std::nullopt;
}

bool is_wish(std::string_view name) {
  return name == "p" || name == "sp" || name == "np";
}

PolicyFault read_tags(std::string_view text, DmarcTags& tags) {
  static_cast<void>(take_field(text));
  for (std::uint16_t piece = 2; !text.empty(); ++piece) {
    const std::optional<Tag> tag = as_tag(take_field(text));
    std::optional<std::string_view>* const value =
        tag.has_value() ? find_tag(tags, tag->name) : nullptr;
    if (value == nullptr) {
      continue;
    }
    if (value->has_value()) {
      return {"the tag stands there twice", piece};
    }
    *value = tag->value;
    if (tags.bad_wish == 0 && is_wish(tag->name) && !wish_of(*value)) {
      tags.bad_wish = piece;
    }
  }
  return {};
}

std::optional<std::uint8_t> percent_of(std::optional<std::string_view> value) {
  const std::string_view text = value.value_or("");
  unsigned number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number <= kPctMax
             ? std::optional(static_cast<std::uint8_t>(number))
             : std::nullopt;
}

// y or n; anything else says nothing.
std::optional<bool> answer_of(std::optional<std::string_view> value) {
  const std::string text = io::ascii_lower(value.value_or(""));
  return text == "y"   ? std::optional(true)
         : text == "n" ? std::optional(false)
                       : std::nullopt;
}

bool has_uri(std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = list.find(',');
    if (is_uri(io::trimmed(list.substr(0, end), kWsp))) {
      return true;
    }
    list = end == std::string_view::npos ? std::string_view()
                                         : list.substr(end + 1);
  }
  return false;
}

// Why the record is of no use, as no rua names somebody to report to.
PolicyFault without_report(const DmarcTags& tags) {
  return tags.bad_wish != 0
             ? PolicyFault{"this wants none, quarantine or reject, and no rua "
                           "names somebody to report to",
                           tags.bad_wish}
             : PolicyFault{"it has no p, and no rua that names somebody to "
                           "report to"};
}

}  // namespace

bool claims_dmarc(std::string_view text) {
  return has_version_tag(text, kVersion);
}

PolicyFault parse_dmarc(std::string_view text, PolicyValues& values) {
  DmarcTags tags;
  const PolicyFault fault = read_tags(text, tags);
  if (!fault.none()) {
    return fault;
  }
  DmarcPolicy policy;
  policy.rua = has_uri(tags.rua.value_or(""));
  const std::optional<DmarcWish> p = wish_of(tags.p);
  policy.sp = wish_of(tags.sp);
  policy.np = wish_of(tags.np);
  const bool good = p.has_value() &&
                    policy.sp.has_value() == tags.sp.has_value() &&
                    policy.np.has_value() == tags.np.has_value();
  policy.p = p.value_or(DmarcWish::kNone);
  if (!good) {
    policy.p = DmarcWish::kNone;
    policy.sp.reset();
    policy.np.reset();
  }
  policy.pct = percent_of(tags.pct);
  policy.t = answer_of(tags.t);
  const std::optional<bool> psd = answer_of(tags.psd);
  if (psd.has_value()) {
    policy.role = *psd ? DmarcRole::kSuffix : DmarcRole::kOrganizational;
  }
  if (!good && !policy.rua) {
    return without_report(tags);
  }
  values = policy;
  return {};
}

}  // namespace mxsweep
