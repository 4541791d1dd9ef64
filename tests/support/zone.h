// Zone: the records that fake resolvers know, as a flat table of absolute
// names. Read from text lines "owner [ttl] TYPE rdata" or filled by code.
// Owners and targets keep their case; they are found without regard to it.
// Immutable while resolvers use it; then any thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mxsweep::sim {

struct ZoneRecord {
  std::string owner;  // wire form, case kept
  std::uint16_t type = 0;
  std::uint32_t ttl = 3600;
  std::uint16_t preference = 0;  // MX
  std::string target;            // MX, CNAME, NS: wire form
  std::string octets;            // everything else: the RDATA
};

// Empty on success, else what is wrong. The TTL may be given in hexadecimal.
[[nodiscard]] std::string parse_record(std::string_view line, ZoneRecord& out);

class Zone {
 public:
  void add(const ZoneRecord& record);

  // Empty on success, else what is wrong with the line.
  [[nodiscard]] std::string add_text(std::string_view line);

  // Shorthands for code. Names in presentation form.
  void add_mx(std::string_view owner, std::uint16_t preference,
              std::string_view exchange, std::uint32_t ttl = 3600);
  void add_address(std::string_view owner, std::string_view address,
                   std::uint32_t ttl = 3600);
  void add_cname(std::string_view owner, std::string_view target);

  // `name` is in lower-case presentation form without the final dot.
  [[nodiscard]] const std::vector<ZoneRecord>* find(const std::string& name,
                                                    std::uint16_t type) const;

  // Whether anything stands at or below the name.
  [[nodiscard]] bool exists(const std::string& name) const {
    return names_.contains(name);
  }

  // The SOA of negative answers.
  bool with_soa = true;
  std::uint32_t soa_ttl = 900;
  std::uint32_t soa_minimum = 300;

 private:
  std::map<std::pair<std::string, std::uint16_t>, std::vector<ZoneRecord>>
      records_;
  std::set<std::string> names_;
};

}  // namespace mxsweep::sim
