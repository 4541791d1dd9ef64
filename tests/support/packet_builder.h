// PacketBuilder: makes messages octet by octet for tests, with or without
// name compression, and lets the caller break any rule on purpose. Written
// apart from the product's own code, so that the two check each other. Names
// are given in wire form, case kept (see wire_name). One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep::sim {

using Bytes = std::vector<std::byte>;

inline constexpr std::uint16_t kMx = 15;
inline constexpr std::uint16_t kA = 1;
inline constexpr std::uint16_t kAaaa = 28;
inline constexpr std::uint16_t kCname = 5;
inline constexpr std::uint16_t kSoa = 6;
inline constexpr std::uint16_t kNs = 2;
inline constexpr std::uint16_t kTxt = 16;
inline constexpr std::uint16_t kTlsa = 52;
inline constexpr std::uint16_t kOpt = 41;
inline constexpr std::uint16_t kIn = 1;

// Header flag bits.
inline constexpr std::uint16_t kQr = 0x8000;
inline constexpr std::uint16_t kAa = 0x0400;
inline constexpr std::uint16_t kTc = 0x0200;
inline constexpr std::uint16_t kRd = 0x0100;
inline constexpr std::uint16_t kRa = 0x0080;
inline constexpr std::uint16_t kAd = 0x0020;

// Wire form of a name in presentation form: case kept, \. and \DDD escapes,
// final dot optional. Limits are not checked, so that they can be broken.
[[nodiscard]] std::string wire_name(std::string_view text);

// Presentation form in lower case without the final dot; "." is the root.
[[nodiscard]] std::string name_text(std::string_view wire);

[[nodiscard]] std::string lower_case(std::string_view text);

// "MX" and the like; decimal for others.
[[nodiscard]] std::string type_text(std::uint16_t type);

// 0 when unknown.
[[nodiscard]] std::uint16_t type_from_text(std::string_view text);

// Pairs of hexadecimal digits, "_" ignored; false when it is not that.
[[nodiscard]] bool parse_hex(std::string_view text, std::string& out);

enum class Part : std::uint8_t { kAnswer, kAuthority, kAdditional };

class PacketBuilder {
 public:
  explicit PacketBuilder(bool compress = true) : compress_(compress) {}

  void header(std::uint16_t id, std::uint16_t flags);
  void question(std::string_view name, std::uint16_t type,
                std::uint16_t klass = kIn);

  // Records must come in the order of their sections. Between the two calls
  // the RDATA is appended; `length_error` makes RDLENGTH wrong by so much.
  void begin_record(Part part, std::string_view owner, std::uint16_t type,
                    std::uint32_t ttl);
  void end_record(int length_error = 0);

  // OPT with a payload size, the high bits of `rcode`, and EDE options.
  void opt(std::uint16_t payload, std::uint16_t rcode,
           std::span<const std::uint16_t> ede_codes);

  void u8(unsigned value);
  void u16(unsigned value);
  void u32(std::uint32_t value);
  void raw(std::string_view octets);

  // Compressed against any name that stands before, if that was wanted.
  void name(std::string_view wire);

  void set_u16(std::size_t at, unsigned value);

  // Raises ARCOUNT.
  void add_additionals(std::uint16_t count);

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  bool compress_;
  Bytes bytes_;
  std::size_t length_at_ = 0;
  std::map<std::string, std::size_t, std::less<>> suffixes_;
};

}  // namespace mxsweep::sim
