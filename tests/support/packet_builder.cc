// See packet_builder.h.
#include "tests/support/packet_builder.h"

#include <array>
#include <charconv>
#include <utility>

namespace mxsweep::sim {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint16_t>, 9> kTypes = {
    {{"MX", kMx},
     {"A", kA},
     {"AAAA", kAaaa},
     {"CNAME", kCname},
     {"SOA", kSoa},
     {"NS", kNs},
     {"TXT", kTxt},
     {"TLSA", kTlsa},
     {"OPT", kOpt}}};

constexpr std::size_t kPointerLimit = 0x4000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_digit(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// One octet of presentation form at `at`, which moves behind it.
char read_octet(std::string_view text, std::size_t& at) {
  if (text[at] != '\\' || at + 1 >= text.size()) {
    return text[at++];
  }
  if (at + 3 < text.size() && is_digit(text[at + 1])) {
    const int value = (text[at + 1] - '0') * 100 + (text[at + 2] - '0') * 10 +
                      (text[at + 3] - '0');
    at += 4;
    return static_cast<char>(value);
  }
  at += 2;
  return text[at - 1];
}

}  // namespace

std::string wire_name(std::string_view text) {
  std::string wire;
  std::string label;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] != '.') {
      label += read_octet(text, at);
      continue;
    }
    ++at;
    if (!label.empty()) {
      wire += static_cast<char>(label.size());
      wire += label;
      label.clear();
    }
  }
  if (!label.empty()) {
    wire += static_cast<char>(label.size());
    wire += label;
  }
  wire += '\0';
  return wire;
}

std::string name_text(std::string_view wire) {
  std::string text;
  std::size_t at = 0;
  while (at < wire.size() && wire[at] != '\0') {
    const auto length = static_cast<unsigned char>(wire[at]);
    text += text.empty() ? "" : ".";
    for (const char c : wire.substr(at + 1, length)) {
      text += c == '.' ? "\\." : std::string(1, c);
    }
    at += std::size_t{1} + length;
  }
  return text.empty() ? "." : lower_case(text);
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c + 32);
    }
  }
  return out;
}

std::string type_text(std::uint16_t type) {
  for (const auto& [text, code] : kTypes) {
    if (code == type) {
      return std::string(text);
    }
  }
  return std::to_string(type);
}

std::uint16_t type_from_text(std::string_view text) {
  for (const auto& [name, code] : kTypes) {
    if (name == text) {
      return code;
    }
  }
  std::uint16_t code = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), code);
  return error == std::errc() && end == text.data() + text.size() ? code : 0;
}

bool parse_hex(std::string_view text, std::string& out) {
  int high = -1;
  for (const char c : text) {
    if (c == '_') {
      continue;
    }
    const int digit = hex_digit(c);
    if (digit < 0) {
      return false;
    }
    if (high < 0) {
      high = digit;
    } else {
      out += static_cast<char>(high * 16 + digit);
      high = -1;
    }
  }
  return high < 0;
}

void PacketBuilder::header(std::uint16_t id, std::uint16_t flags) {
  u16(id);
  u16(flags);
  for (int count = 0; count < 4; ++count) {
    u16(0);
  }
}

void PacketBuilder::question(std::string_view wire, std::uint16_t type,
                             std::uint16_t klass) {
  name(wire);
  u16(type);
  u16(klass);
  set_u16(4, 1);
}

void PacketBuilder::begin_record(Part part, std::string_view owner,
                                 std::uint16_t type, std::uint32_t ttl) {
  const std::size_t count_at = 6 + 2 * static_cast<std::size_t>(part);
  set_u16(count_at, (std::to_integer<unsigned>(bytes_[count_at]) << 8U) +
                        std::to_integer<unsigned>(bytes_[count_at + 1]) + 1);
  name(owner);
  u16(type);
  u16(kIn);
  u32(ttl);
  length_at_ = bytes_.size();
  u16(0);
}

void PacketBuilder::end_record(int length_error) {
  const int length =
      static_cast<int>(bytes_.size() - length_at_ - 2) + length_error;
  set_u16(length_at_, static_cast<unsigned>(length));
}

void PacketBuilder::add_additionals(std::uint16_t count) {
  set_u16(10, (std::to_integer<unsigned>(bytes_[10]) << 8U) +
                  std::to_integer<unsigned>(bytes_[11]) + count);
}

void PacketBuilder::opt(std::uint16_t payload, std::uint16_t rcode,
                        std::span<const std::uint16_t> ede_codes) {
  begin_record(Part::kAdditional, std::string_view("\0", 1), kOpt,
               static_cast<std::uint32_t>(rcode >> 4U) << 24U);
  set_u16(length_at_ - 6, payload);
  for (const std::uint16_t code : ede_codes) {
    u16(15);
    u16(2);
    u16(code);
  }
  end_record();
}

void PacketBuilder::u8(unsigned value) {
  bytes_.push_back(static_cast<std::byte>(value));
}

void PacketBuilder::u16(unsigned value) {
  u8((value >> 8U) & 0xFFU);
  u8(value & 0xFFU);
}

void PacketBuilder::u32(std::uint32_t value) {
  u16(value >> 16U);
  u16(value & 0xFFFFU);
}

void PacketBuilder::raw(std::string_view octets) {
  for (const char c : octets) {
    bytes_.push_back(static_cast<std::byte>(c));
  }
}

void PacketBuilder::name(std::string_view wire) {
  std::size_t at = 0;
  while (at < wire.size() && wire[at] != '\0') {
    const std::string_view suffix = wire.substr(at);
    const auto known = suffixes_.find(suffix);
    if (compress_ && known != suffixes_.end()) {
      u16(0xC000U | static_cast<unsigned>(known->second));
      return;
    }
    if (bytes_.size() < kPointerLimit) {
      suffixes_.emplace(std::string(suffix), bytes_.size());
    }
    const std::size_t length = static_cast<unsigned char>(wire[at]);
    raw(wire.substr(at, length + 1));
    at += length + 1;
  }
  u8(0);
}

void PacketBuilder::set_u16(std::size_t at, unsigned value) {
  bytes_[at] = static_cast<std::byte>((value >> 8U) & 0xFFU);
  bytes_[at + 1] = static_cast<std::byte>(value & 0xFFU);
}

}  // namespace mxsweep::sim
