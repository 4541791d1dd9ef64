#include "scanner/mail/exchange_names.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "io/base/endpoint.h"

#include "scanner/dns/special_names.h"

namespace mxsweep {
namespace {

// Up to here comparing all pairs is cheaper than a sorted copy.
constexpr std::size_t kFewExchanges = 16;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

enum class LabelKind : std::uint8_t { kHost, kUnderscore, kBad };

bool has_edge_hyphen(std::string_view label) {
  return label.front() == '-' || label.back() == '-';
}

LabelKind kind_of(std::string_view label) {
  if (has_edge_hyphen(label)) {
    return LabelKind::kBad;
  }
  LabelKind kind = LabelKind::kHost;
  for (const char c : label) {
    if (c == '_') {
      kind = LabelKind::kUnderscore;
    } else if (!is_letter_or_digit(c) && c != '-') {
      return LabelKind::kBad;
    }
  }
  return kind;
}

// What one walk over the labels of a name found.
struct LabelWalk {
  bool single = false;
  bool bad = false;
  bool underscore = false;
  std::string_view last;
};

// REQUIRES: the name has letters, digits and hyphens only
LabelWalk walk_host_labels(NameView name) {
  LabelWalk walk;
  const std::uint8_t* next = name.data();
  const std::uint8_t* last = next;
  while (*next != 0) {
    last = next;
    next += 1U + *last;
    if (last[1] == '-' || next[-1] == '-') {
      walk.bad = true;
    }
  }
  walk.single = last == name.data();
  walk.last = NameView(last, *last + std::size_t{2}).first_label();
  return walk;
}

LabelWalk walk_labels(NameView name) {
  LabelWalk walk;
  walk.single = name.parent().is_root();
  for (NameView rest = name; !rest.is_root(); rest = rest.parent()) {
    walk.last = rest.first_label();
    const LabelKind kind = kind_of(walk.last);
    walk.bad = walk.bad || kind != LabelKind::kHost;
    walk.underscore = walk.underscore || kind == LabelKind::kUnderscore;
  }
  return walk;
}

// False for nearly every name, by its first and last label alone; true when
// is_address_literal() has to decide.
bool may_be_address(NameView name, LabelClass label_class,
                    std::string_view last) {
  if (last.front() >= '0' && last.front() <= '9') {
    return true;
  }
  const std::string_view first = name.first_label();
  return label_class == LabelClass::kOther &&
         (first.front() == '[' || first.find(':') != std::string_view::npos);
}

// Address texts as names: "192.0.2.25", "[192.0.2.25]", "2001:db8::1".
bool is_address_literal(NameView name) {
  std::string text;
  for (NameView rest = name; !rest.is_root(); rest = rest.parent()) {
    text += text.empty() ? "" : ".";
    text += rest.first_label();
  }
  if (text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  return io::parse_endpoint(text, 25).has_value();
}

void add_special_findings(NameView name, FindingSet& findings) {
  if (is_localhost(name)) {
    findings.add(Finding::kMxLocalhost);
  } else if (never_resolves(name)) {
    findings.add(Finding::kMxSpecialUse);
  }
  constexpr std::string_view kVerification("\x04msv1\x07invalid", 13);
  const std::string_view key = name.key().substr(0, name.size() - 1);
  if (key.size() > kVerification.size() && key.ends_with(kVerification)) {
    findings.add(Finding::kMsVerificationMx);
  }
}

// The octets of a name's text one by one, without escapes and allocation.
// REQUIRES: not the root
class TextOctets {
 public:
  static constexpr int kEnd = -1;

  explicit TextOctets(NameView name)
      : octets_(name.octets()), left_(octets_[0]) {}

  // Not to be called again after kEnd.
  [[nodiscard]] int next() {
    const int octet = octets_[at_++];
    if (left_ != 0) {
      --left_;
      return octet;
    }
    left_ = octet;  // of the label that follows
    return left_ == 0 ? kEnd : '.';
  }

 private:
  std::span<const std::uint8_t> octets_;
  std::size_t at_ = 1;
  int left_;  // octets of this label still to come
};

bool any_pair_equal(const Lookup& lookup) {
  const std::span<const Exchange> all = lookup.exchanges;
  for (std::size_t one = 1; one < all.size(); ++one) {
    const NameView name = lookup.text(all[one].name);
    for (const Exchange& other : all.first(one)) {
      if (lookup.text(other.name) == name) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

FindingSet exchange_name_findings(NameView name, LabelClass label_class) {
  FindingSet findings;
  if (name.is_root()) {
    return findings;
  }
  const LabelWalk walk = label_class == LabelClass::kLdh
                             ? walk_host_labels(name)
                             : walk_labels(name);
  if (may_be_address(name, label_class, walk.last) &&
      is_address_literal(name)) {
    findings.add(Finding::kMxIsIpLiteral);
    return findings;
  }
  if (walk.single) {
    findings.add(Finding::kMxSingleLabel);
  }
  if (may_be_special(walk.last)) {
    add_special_findings(name, findings);
  }
  if (walk.bad) {
    findings.add(Finding::kMxBadHostname);
  }
  if (walk.underscore) {
    findings.add(Finding::kMxUnderscore);
  }
  return findings;
}

bool is_collision_name(NameView name) {
  return !name.is_root() &&
         name.first_label() == "your-dns-needs-immediate-attention";
}

bool precedes(NameView a, NameView b) {
  if (a.is_root() || b.is_root()) {
    return a.is_root() && !b.is_root();
  }
  TextOctets text_a(a);
  TextOctets text_b(b);
  int next_a = text_a.next();
  int next_b = text_b.next();
  while (next_a == next_b && next_a != TextOctets::kEnd) {
    next_a = text_a.next();
    next_b = text_b.next();
  }
  return next_a != next_b ? next_a < next_b : a.key() < b.key();
}

bool has_repeated_exchange(const Lookup& lookup) {
  const std::span<const Exchange> all = lookup.exchanges;
  if (all.size() <= kFewExchanges) {
    return any_pair_equal(lookup);
  }
  std::vector<std::string_view> names;
  names.reserve(all.size());
  for (const Exchange& exchange : all) {
    names.push_back(lookup.text(exchange.name).key());
  }
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

}  // namespace mxsweep
