#include "scanner/dns/header.h"

#include "scanner/dns/cursor.h"

namespace mxsweep {

std::optional<Header> read_header(std::span<const std::byte> message) {
  if (message.size() < kHeaderOctets) {
    return std::nullopt;
  }
  Cursor cursor(message);
  Header header;
  header.id = cursor.u16();
  const unsigned flags = cursor.u16();
  header.response = (flags & 0x8000U) != 0;
  header.opcode = static_cast<std::uint8_t>((flags >> 11U) & 15U);
  header.authoritative = (flags & 0x0400U) != 0;
  header.truncated = (flags & 0x0200U) != 0;
  header.recursion_desired = (flags & 0x0100U) != 0;
  header.recursion_available = (flags & 0x0080U) != 0;
  header.authentic_data = (flags & 0x0020U) != 0;
  header.rcode = static_cast<std::uint8_t>(flags & 15U);
  header.questions = cursor.u16();
  header.answers = cursor.u16();
  header.authorities = cursor.u16();
  header.additionals = cursor.u16();
  return header;
}

std::uint16_t peek_id(std::span<const std::byte> message) {
  return Cursor(message).u16();
}

}  // namespace mxsweep
