#include "scanner/dns/header.h"

#include "scanner/dns/cursor.h"

namespace mxsweep {

std::optional<Header> read_header(std::span<const std::byte> message) {
  if (message.size() < kHeaderOctets) {
    return std::nullopt;
  }
  const std::byte* at = message.data();
  Header header;
  header.id = load_u16(at);
  const unsigned flags = load_u16(at + 2);
  header.response = (flags & 0x8000U) != 0;
  header.opcode = static_cast<std::uint8_t>((flags >> 11U) & 15U);
  header.authoritative = (flags & 0x0400U) != 0;
  header.truncated = (flags & 0x0200U) != 0;
  header.recursion_desired = (flags & 0x0100U) != 0;
  header.recursion_available = (flags & 0x0080U) != 0;
  header.authentic_data = (flags & 0x0020U) != 0;
  header.rcode = static_cast<std::uint8_t>(flags & 15U);
  header.questions = load_u16(at + 4);
  header.answers = load_u16(at + 6);
  header.authorities = load_u16(at + 8);
  header.additionals = load_u16(at + 10);
  return header;
}

std::uint16_t peek_id(std::span<const std::byte> message) {
  return load_u16(message.data());
}

}  // namespace mxsweep
