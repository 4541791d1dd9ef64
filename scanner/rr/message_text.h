// A message in words, as the tools of the field write them: flags, sections and
// records, one line each. For people only; what is broken is said so. Pure, any
// thread; messages may hold any octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mxsweep {

// "MX", or "TYPE65" as RFC 3597 has it.
[[nodiscard]] std::string type_text(std::uint16_t type);

// "NOERROR", or "RCODE23".
[[nodiscard]] std::string rcode_text(std::uint16_t rcode);

struct MessageText {
  bool readable = false;  // it has a header and one question
  std::string name;       // of the question
  std::uint16_t type = 0;
  std::uint16_t id = 0;
  std::uint16_t rcode = 0;  // OPT's bits included
  bool edns = false;
  bool truncated = false;            // TC
  bool broken = false;               // not readable to its end
  bool referral = false;             // no answer, no SOA, but NS
  bool filtered = false;             // an extended error says so (E2)
  std::string flags;                 // "qr rd ra ad"
  std::vector<std::string> records;  // of all sections, in order
  std::vector<std::string> remarks;  // EDNS, extended errors, faults
};

[[nodiscard]] MessageText describe_message(std::span<const std::byte> message);

}  // namespace mxsweep
