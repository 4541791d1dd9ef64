// Zone files, answers that are written like one (dig, massdns -o S) and
// response policy zones.
#include <algorithm>
#include <string>
#include <unordered_set>

#include "io/base/number_text.h"

#include "scanner/list/cell_look.h"
#include "scanner/list/line_words.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/zone_list.h"

namespace mxsweep {
namespace {

struct ZoneLook {
  std::size_t lines = 0;  // with something on them that is no comment
  std::size_t mine = 0;
  std::size_t records = 0;
  std::size_t questions = 0;
  std::size_t includes = 0;
  std::size_t apex_records = 0;  // SOA and NS
  std::size_t directives = 0;
  std::size_t actions = 0;  // CNAMEs as only a policy zone has them
  std::size_t cnames = 0;
  std::size_t relative = 0;        // owners without a final dot
  std::size_t relative_names = 0;  // of these, whole names by their look
  std::string apex;                // of the first SOA, as written
  std::string origin;              // of the first $ORIGIN
  bool soa = false;
  std::unordered_set<std::string> owners;
  std::unordered_set<std::string> delegated;  // owners of NS, not the apex
};

bool is_policy_action(std::string_view target) {
  return target == "." || target == "*." || target.starts_with("rpz-");
}

void count_owner(std::string_view owner, ZoneLook& look) {
  if (owner.empty() || owner == "@" || owner.ends_with('.')) {
    return;
  }
  ++look.relative;
  look.relative_names += is_usable(look_at(owner).kind) ? 1 : 0;
}

void count_record(const ZoneLine& line, std::string& owner, ZoneLook& look) {
  if (!line.owner.empty()) {
    owner = line.owner;
    count_owner(line.owner, look);
  }
  look.owners.insert(owner);
  look.apex_records +=
      equal_words(line.type, "soa") || equal_words(line.type, "ns") ? 1 : 0;
  if (equal_words(line.type, "soa") && !look.soa) {
    look.soa = true;
    look.apex = owner;
  }
  if (equal_words(line.type, "cname")) {
    ++look.cnames;
    look.actions += is_policy_action(line.data) ? 1 : 0;
  }
  if (equal_words(line.type, "ns") && owner != "@" &&
      !equal_words(owner, look.apex)) {
    look.delegated.insert(owner);
  }
}

void count_line(ZoneLineKind kind, ZoneLook& look) {
  const bool says = kind != ZoneLineKind::kNothing;
  look.lines += says ? 1 : 0;
  look.mine += says && kind != ZoneLineKind::kForeign ? 1 : 0;
  look.directives += kind == ZoneLineKind::kDirective ? 1 : 0;
  look.records += kind == ZoneLineKind::kRecord ? 1 : 0;
  look.questions += kind == ZoneLineKind::kQuestion ? 1 : 0;
}

ZoneLook look_at_zone(const ListSample& sample) {
  ZoneLook look;
  ZoneLines zone;
  std::string owner;
  for (const std::string_view text : sample.lines) {
    const ZoneLine line = zone.take(text);
    count_line(line.kind, look);
    if (line.kind == ZoneLineKind::kDirective) {
      look.includes += equal_words(line.owner, "$include") ? 1 : 0;
      look.records += equal_words(line.owner, "$generate") ? 1 : 0;
    }
    if (look.origin.empty()) {
      look.origin = zone.origin();
    }
    if (line.kind == ZoneLineKind::kRecord ||
        line.kind == ZoneLineKind::kQuestion) {
      count_record(line, owner, look);
    }
  }
  return look;
}

bool is_policy_zone(const ZoneLook& look) {
  if (look.apex.starts_with("rpz.") || look.origin.starts_with("rpz.") ||
      look.apex.find(".rpz.") != std::string::npos) {
    return true;
  }
  return look.actions != 0 && 2 * look.actions >= look.cnames;
}

// At least nine of ten lines; fewer where a directive stands before them, since
// a zone may have long strings over lines.
bool is_zone(const ZoneLook& look) {
  const std::size_t tenths = look.directives != 0 && look.soa ? 5 : 9;
  return look.records != 0 && 10 * look.mine >= tenths * look.lines;
}

std::string without_dot(std::string name) {
  if (name.ends_with('.')) {
    name.pop_back();
  }
  return name == "@" ? std::string() : name;
}

bool is_registry_zone(const ZoneLook& look) {
  return 10 * look.delegated.size() >= 3 * look.owners.size() &&
         look.delegated.size() > 1;
}

ListVerdict no_zone(const ZoneLook& look, bool as_policy) {
  return refuse("none of its first " + io::with_commas(look.lines) +
                " lines is a record of a " +
                (as_policy ? "response policy zone" : "zone file") +
                " that says a name; without --input-format it is found out "
                "what they are");
}

// Owners of services and policies only (_dmarc.NAME), which nobody mails to.
bool has_only_underscores(const ZoneLook& look) {
  return !look.owners.empty() &&
         std::all_of(look.owners.begin(), look.owners.end(),
                     [](const std::string& owner) {
                       return has_underscore_label(owner);
                     });
}

// Names that are not whole, and nothing that completes them.
bool is_without_origin(const ZoneLook& look, bool as_policy) {
  const bool whole = 10 * look.relative_names >= 8 * look.relative;
  return !as_policy && look.relative != 0 && !whole;
}

// What is read, in words.
std::string_view set_names(const ZoneLook& look, bool as_policy,
                           ZonePlan& plan) {
  if (as_policy) {
    plan.names = ZoneNames::kTriggers;
    return "the triggers of a response policy zone";
  }
  if (is_registry_zone(look)) {
    plan.names = ZoneNames::kDelegations;
    return "the delegations of a zone file";
  }
  return "the owners of a zone file";
}

ListVerdict read_zone(const ListInput& input, const ZoneLook& look,
                      bool as_policy) {
  // Of a policy zone, those that are none: SOA and NS.
  const std::size_t records =
      look.questions + look.records - (as_policy ? look.apex_records : 0);
  if (records == 0 && look.lines != 0 && !input.wishes.force) {
    return no_zone(look, as_policy);
  }
  if (!as_policy && input.sample.whole && has_only_underscores(look) &&
      !input.wishes.force) {
    return refuse(
        "all owners of this zone file have labels with _, which are of "
        "services and policies, and not asked; take the domains out: sed "
        "'s/^[^ ]*_[^.]*[.]//' FILE");
  }
  ZonePlan plan;
  const bool has_apex = look.apex.ends_with('.');
  plan.origin = without_dot(has_apex ? look.apex : look.origin);
  plan.completes = !plan.origin.empty();
  ListVerdict verdict;
  verdict.text = set_names(look, as_policy, plan);
  if (is_without_origin(look, as_policy) && plan.origin.empty() &&
      !input.wishes.force) {
    return refuse(
        "it is a zone file with relative names and no $ORIGIN; put "
        "the line $ORIGIN NAME. before it, as in: (echo '$ORIGIN "
        "example.com.'; cat FILE) | mxsweep -");
  }
  // Without a word of the file names are as they look.
  plan.completes = plan.completes && (look.soa || !look.origin.empty());
  if (!plan.origin.empty() && !as_policy) {
    verdict.text += " of ";
    verdict.text += shown_word(plan.origin);
  }
  verdict.text += look.includes != 0 ? ", $INCLUDE is not followed" : "";
  verdict.text += other_lines_text(look.mine, look.lines);
  verdict.reader = std::make_unique<ZoneList>(input.lines, std::move(plan));
  return verdict;
}

}  // namespace

ListVerdict recognise_zone(const ListInput& input) {
  const ZoneLook look = look_at_zone(input.sample);
  const bool wished = input.wishes.format != nullptr;
  if (!is_zone(look) && !wished) {
    return not_mine();
  }
  return read_zone(input, look, !wished && is_policy_zone(look));
}

ListVerdict recognise_rpz(const ListInput& input) {
  return read_zone(input, look_at_zone(input.sample), true);
}

}  // namespace mxsweep
