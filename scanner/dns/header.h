// The fixed 12-octet header (RFC 1035 section 4.1.1) and the numbers that
// occur in messages: types, classes, options, response codes (IANA's DNS
// parameters). Plain values, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace mxsweep {

struct Header {
  std::uint16_t id = 0;
  bool response = false;  // QR
  std::uint8_t opcode = 0;
  bool authoritative = false;        // AA
  bool truncated = false;            // TC
  bool recursion_desired = false;    // RD
  bool recursion_available = false;  // RA
  bool authentic_data = false;       // AD
  std::uint8_t rcode = 0;            // low four bits only
  std::uint16_t questions = 0;
  std::uint16_t answers = 0;
  std::uint16_t authorities = 0;
  std::uint16_t additionals = 0;
};

// The header, or nothing when the message is shorter than one.
[[nodiscard]] std::optional<Header> read_header(
    std::span<const std::byte> message);

// The id alone; REQUIRES: at least two octets.
[[nodiscard]] std::uint16_t peek_id(std::span<const std::byte> message);

inline constexpr std::uint16_t kTypeA = 1;
inline constexpr std::uint16_t kTypeNs = 2;
inline constexpr std::uint16_t kTypeCname = 5;
inline constexpr std::uint16_t kTypeSoa = 6;
inline constexpr std::uint16_t kTypeMx = 15;
inline constexpr std::uint16_t kTypeTxt = 16;
inline constexpr std::uint16_t kTypeAaaa = 28;
inline constexpr std::uint16_t kTypeDname = 39;
inline constexpr std::uint16_t kTypeOpt = 41;
inline constexpr std::uint16_t kTypeTlsa = 52;
inline constexpr std::uint16_t kClassIn = 1;

inline constexpr std::uint16_t kOptionCookie = 10;
inline constexpr std::uint16_t kOptionEde = 15;

inline constexpr std::uint16_t kRcodeNoError = 0;
inline constexpr std::uint16_t kRcodeFormErr = 1;
inline constexpr std::uint16_t kRcodeServFail = 2;
inline constexpr std::uint16_t kRcodeNxDomain = 3;
inline constexpr std::uint16_t kRcodeNotImp = 4;
inline constexpr std::uint16_t kRcodeRefused = 5;
inline constexpr std::uint16_t kRcodeYxDomain = 6;
inline constexpr std::uint16_t kRcodeBadVers = 16;
inline constexpr std::uint16_t kRcodeBadCookie = 23;

}  // namespace mxsweep
