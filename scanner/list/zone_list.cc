#include "scanner/list/zone_list.h"

#include <optional>

#include "scanner/list/line_words.h"
#include "scanner/list/zone_generate.h"

namespace mxsweep {
namespace {

std::string_view without_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

bool is_below(std::string_view name, std::string_view zone) {
  return name.size() > zone.size() &&
         name[name.size() - zone.size() - 1] == '.' &&
         equal_words(name.substr(name.size() - zone.size()), zone);
}

// Proofs, signatures and hints about other records: nobody's names.
bool is_about_others(std::string_view type) {
  return equal_words(type, "rrsig") || equal_words(type, "nsec") ||
         equal_words(type, "nsec3") || equal_words(type, "nsec3param") ||
         equal_words(type, "tsig");
}

// rpz-ip, rpz-nsdname and the like: triggers that are no names.
bool is_other_trigger(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::string_view last =
      dot == std::string_view::npos ? name : name.substr(dot + 1);
  return last.starts_with("rpz-");
}

}  // namespace

bool name_of_owner(const ZonePlan& plan, std::string_view owner,
                   std::string& name) {
  const bool is_absolute = owner.ends_with('.');
  name.assign(owner == "@" ? std::string_view(plan.origin)
                           : without_dot(owner));
  if (plan.names == ZoneNames::kTriggers) {
    if (owner == "@" || equal_words(name, plan.origin)) {
      return false;
    }
    if (is_absolute && is_below(name, plan.origin)) {
      name.resize(name.size() - plan.origin.size() - 1);
    }
    if (is_other_trigger(name)) {
      return false;
    }
  } else if (!is_absolute && owner != "@" && plan.completes) {
    name += '.';
    name += plan.origin;
  }
  if (name.starts_with("*.")) {
    name.erase(0, 2);
  }
  return !name.empty() && name != "*" && !has_underscore_label(name);
}

bool ZoneList::wants(const ZoneLine& line) const {
  if (line.kind != ZoneLineKind::kRecord &&
      line.kind != ZoneLineKind::kQuestion) {
    return false;
  }
  switch (plan_.names) {
    case ZoneNames::kDelegations:
      return equal_words(line.type, "ns");
    case ZoneNames::kOwners:
      return !is_about_others(line.type);
    case ZoneNames::kTriggers:
      return !equal_words(line.type, "soa") && !equal_words(line.type, "ns");
  }
  return false;
}

// A line without an owner belongs to the last stated one (RFC 1035
// section 5.1), which $ORIGIN completes as it was when that one was stated.
void ZoneList::complete_owner() {
  if (plan_.origin.empty() || owner_.empty() || owner_.ends_with('.')) {
    return;
  }
  if (owner_ == "@") {
    owner_ = plan_.origin + '.';
  } else if (plan_.completes) {
    owner_ += '.' + plan_.origin + '.';
  }
}

void ZoneList::take_origin() {
  seen_origin_ = zone_.origin();
  std::string origin(without_dot(seen_origin_));
  if (!seen_origin_.ends_with('.') && !plan_.origin.empty()) {
    origin += '.' + plan_.origin;
  }
  if (plan_.names != ZoneNames::kTriggers) {
    complete_owner();
    plan_.origin = origin;
    plan_.completes = true;
  }
}

// The record is written like any other, but for its owner.
bool ZoneList::take_generator(std::string_view text) {
  const std::optional<ZoneGenerate> all = parse_generate(text);
  if (!all.has_value()) {
    return false;
  }
  const ZoneLine line = zone_.take(all->record, true);
  for (std::uint64_t number = all->first; number <= all->last;
       number += all->step) {
    if (!generate_owner(line.owner, number, owner_)) {
      return false;
    }
    if (!wants(line)) {
      return line.kind == ZoneLineKind::kRecord;
    }
    take_owner();
  }
  return true;
}

void ZoneList::take_directive(const ZoneLine& line) {
  if (zone_.origin() != seen_origin_) {
    take_origin();
  }
  includes_ += equal_words(line.owner, "$include") ? 1 : 0;
  if (equal_words(line.owner, "$generate") && !take_generator(line.data)) {
    ++generators_;
  }
}

void ZoneList::take_owner() {
  if (owner_.empty() || !name_of_owner(plan_, owner_, name_) ||
      (plan_.names == ZoneNames::kDelegations &&
       equal_words(name_, plan_.origin)) ||
      repeats_.is_repeat(name_)) {
    return;
  }
  cells_.add(name_);
}

void ZoneList::take_line(std::string_view text) {
  const ZoneLine line = zone_.take(text);
  if (line.kind == ZoneLineKind::kDirective) {
    take_directive(line);
    return;
  }
  if (!line.owner.empty() && line.kind != ZoneLineKind::kForeign) {
    owner_.assign(line.owner);
  }
  if (wants(line)) {
    take_owner();
  }
}

bool ZoneList::take(std::span<const io::Line> lines, CellSink& sink) {
  for (const io::Line& line : lines) {
    take_line(line.text);
  }
  return cells_.flush(sink);
}

}  // namespace mxsweep
