// See authority.h.
#include "tests/support/authority.h"

#include "tests/support/packet_builder.h"

namespace mxsweep::sim {
namespace {

constexpr std::uint16_t kNameError = 3;
constexpr std::uint16_t kRefusal = 5;
constexpr int kLinksMax = 20;

bool is_within(const std::string& name, const std::string& zone) {
  return zone == "." || name == zone || name.ends_with("." + zone);
}

std::string parent(const std::string& name) {
  const std::size_t dot = name.find('.');
  return dot == std::string::npos || name == "." ? "." : name.substr(dot + 1);
}

const AuthZone* deepest(const std::vector<const AuthZone*>& zones,
                        const std::string& name) {
  const AuthZone* best = nullptr;
  for (const AuthZone* zone : zones) {
    const bool deeper = best == nullptr || best->apex == "." ||
                        zone->apex.size() > best->apex.size();
    if (is_within(name, zone->apex) && deeper) {
      best = zone;
    }
  }
  return best;
}

class Look {
 public:
  Look(const AuthZone& zone, std::uint16_t type) : zone_(zone), type_(type) {}

  Findings at(std::string name) {
    for (int link = 0; link < kLinksMax; ++link) {
      if (refers(name)) {
        return out_;
      }
      const std::string found = source_of(name);
      const auto* alias = zone_.records.find(found, kCname);
      if (alias == nullptr || type_ == kCname) {
        take_records(name, found);
        return out_;
      }
      put(alias->front(), name);
      name = name_text(alias->front().target);
      if (!is_within(name, zone_.apex)) {
        return out_;
      }
    }
    return out_;
  }

 private:
  void put(ZoneRecord record, const std::string& name) {
    record.owner = wire_name(name);
    out_.answer.push_back(record);
  }

  // A zone cut between the apex and the name, the highest one.
  bool refers(const std::string& name) {
    std::string cut;
    for (std::string at = name; at != zone_.apex && at != ".";
         at = parent(at)) {
      cut = zone_.records.find(at, kNs) != nullptr ? at : cut;
    }
    if (cut.empty()) {
      return false;
    }
    out_.authoritative = !out_.answer.empty();
    for (const ZoneRecord& server : *zone_.records.find(cut, kNs)) {
      out_.authority.push_back(server);
      const std::string target = name_text(server.target);
      for (const std::uint16_t type : {kA, kAaaa}) {
        const auto* glue = zone_.records.find(target, type);
        if (glue != nullptr) {
          out_.additional.insert(out_.additional.end(), glue->begin(),
                                 glue->end());
        }
      }
    }
    return true;
  }

  // The name itself, or the wildcard that stands for it (RFC 4592).
  std::string source_of(const std::string& name) const {
    if (zone_.records.exists(name)) {
      return name;
    }
    std::string encloser = parent(name);
    while (encloser != zone_.apex && !zone_.records.exists(encloser)) {
      encloser = parent(encloser);
    }
    return encloser == "." ? "*" : "*." + encloser;
  }

  // As many servers do, beside an answer.
  void take_own_servers() {
    const auto* servers = zone_.records.find(zone_.apex, kNs);
    if (servers != nullptr && type_ != kNs) {
      out_.authority = *servers;
    }
  }

  void take_records(const std::string& name, const std::string& found) {
    const auto* records = zone_.records.find(found, type_);
    if (records != nullptr) {
      for (const ZoneRecord& record : *records) {
        put(record, name);
      }
      take_own_servers();
      return;
    }
    out_.soa = zone_.records.with_soa ? &zone_ : nullptr;
    const bool exists = zone_.records.exists(found) || name == zone_.apex;
    out_.rcode = exists ? std::uint16_t{0} : kNameError;
  }

  const AuthZone& zone_;
  const std::uint16_t type_;
  Findings out_;
};

}  // namespace

Findings look_up(const std::vector<const AuthZone*>& zones,
                 const std::string& name, std::uint16_t type) {
  const AuthZone* zone = deepest(zones, name);
  if (zone == nullptr) {
    Findings refused;
    refused.authoritative = false;
    refused.rcode = kRefusal;
    return refused;
  }
  return Look(*zone, type).at(name);
}

}  // namespace mxsweep::sim
