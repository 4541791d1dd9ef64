// See zone.h.
#include "tests/support/zone.h"

#include <cstdlib>
#include <optional>
#include <sstream>

#include "io/base/check.h"
#include "io/base/endpoint.h"

#include "tests/support/packet_builder.h"

namespace mxsweep::sim {
namespace {

std::optional<std::uint32_t> parse_number(const std::string& text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') {
    return std::nullopt;
  }
  char* end = nullptr;
  const unsigned long value = std::strtoul(text.c_str(), &end, 0);
  return *end == '\0' ? std::optional(static_cast<std::uint32_t>(value))
                      : std::nullopt;
}

bool parse_address(const std::string& text, std::uint8_t family,
                   std::string& octets) {
  const auto endpoint = io::parse_endpoint(text, 53);
  if (!endpoint.has_value() || endpoint->family != family) {
    return false;
  }
  octets.assign(reinterpret_cast<const char*>(endpoint->address.data()),
                family == 4 ? 4 : 16);
  return true;
}

// Strings in quotes, which may hold blanks; or one word.
std::string parse_strings(std::istringstream& in, std::string& octets) {
  const auto add = [&octets](const std::string& string) {
    octets += static_cast<char>(string.size());
    octets += string;
    return string.size() < 256;
  };
  std::string word;
  while (in >> std::ws && in.peek() == '"') {
    in.get();
    std::getline(in, word, '"');
    if (in.eof() || !add(word)) {
      return "a string of TXT does not end, or is too long";
    }
  }
  if (octets.empty() && (!(in >> word) || !add(word))) {
    return "TXT needs a string";
  }
  return in >> word ? "something behind the RDATA: " + word : "";
}

// Three numbers and the data in hexadecimal.
std::string parse_tlsa(std::istringstream& in, std::string& octets) {
  std::string word;
  for (int number = 0; number < 3; ++number) {
    const auto value = in >> word ? parse_number(word) : std::nullopt;
    if (!value.has_value() || *value > 255) {
      return "TLSA needs usage, selector and matching type";
    }
    octets += static_cast<char>(*value);
  }
  return in >> word && parse_hex(word, octets) ? "" : "TLSA needs data";
}

// The rest of the line behind the type.
std::string parse_rdata(std::istringstream& in, ZoneRecord& out) {
  if (out.type == kTxt) {
    return parse_strings(in, out.octets);
  }
  if (out.type == kTlsa) {
    return parse_tlsa(in, out.octets);
  }
  std::string word;
  if (!(in >> word)) {
    return "no RDATA";
  }
  if (out.type == kMx) {
    const auto preference = parse_number(word);
    if (!preference.has_value() || *preference > 65535 || !(in >> word)) {
      return "MX needs a preference and an exchange";
    }
    out.preference = static_cast<std::uint16_t>(*preference);
  }
  if (out.type == kMx || out.type == kCname || out.type == kNs) {
    out.target = wire_name(word);
  } else if (out.type == kA || out.type == kAaaa) {
    if (!parse_address(word, out.type == kA ? 4 : 6, out.octets)) {
      return "bad address " + word;
    }
  } else {
    out.octets = static_cast<char>(word.size());
    out.octets += word;
  }
  return in >> word ? "something behind the RDATA: " + word : "";
}

}  // namespace

std::string parse_record(std::string_view line, ZoneRecord& out) {
  std::istringstream in{std::string(line)};
  std::string owner;
  std::string word;
  if (!(in >> owner >> word)) {
    return "a record is: owner [ttl] TYPE rdata";
  }
  out.owner = wire_name(owner);
  if (const auto ttl = parse_number(word); ttl.has_value()) {
    out.ttl = *ttl;
    in >> word;
  }
  out.type = type_from_text(word);
  if (out.type == 0) {
    return "unknown type " + word;
  }
  return parse_rdata(in, out);
}

void Zone::add(const ZoneRecord& record) {
  std::string name = name_text(record.owner);
  records_[{name, record.type}].push_back(record);
  // Every name above exists too (RFC 8020).
  while (true) {
    names_.insert(name);
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) {
      return;
    }
    name.erase(0, dot + 1);
  }
}

std::string Zone::add_text(std::string_view line) {
  ZoneRecord record;
  std::string problem = parse_record(line, record);
  if (problem.empty()) {
    add(record);
  }
  return problem;
}

void Zone::add_mx(std::string_view owner, std::uint16_t preference,
                  std::string_view exchange, std::uint32_t ttl) {
  ZoneRecord record;
  record.owner = wire_name(owner);
  record.type = kMx;
  record.ttl = ttl;
  record.preference = preference;
  record.target = wire_name(exchange);
  add(record);
}

void Zone::add_address(std::string_view owner, std::string_view address,
                       std::uint32_t ttl) {
  ZoneRecord record;
  record.owner = wire_name(owner);
  record.ttl = ttl;
  const bool ipv6 = address.find(':') != std::string_view::npos;
  record.type = ipv6 ? kAaaa : kA;
  MXSWEEP_CHECK(
      parse_address(std::string(address), ipv6 ? 6 : 4, record.octets));
  add(record);
}

void Zone::add_cname(std::string_view owner, std::string_view target) {
  ZoneRecord record;
  record.owner = wire_name(owner);
  record.type = kCname;
  record.target = wire_name(target);
  add(record);
}

const std::vector<ZoneRecord>* Zone::find(const std::string& name,
                                          std::uint16_t type) const {
  const auto found = records_.find({name, type});
  return found == records_.end() ? nullptr : &found->second;
}

}  // namespace mxsweep::sim
