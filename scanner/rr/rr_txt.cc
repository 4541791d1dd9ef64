// TXT: strings of up to 255 octets, at least one (RFC 1035 section 3.3.14).

#include "scanner/rr/rr_txt.h"

#include <array>

#include "scanner/rr/record_type.h"

namespace mxsweep {

void TxtData::append_to(std::string& text) const {
  for (std::size_t at = 0; at < strings.size(); at += 1 + strings[at]) {
    const auto string = strings.subspan(at + 1, strings[at]);
    text.append(string.begin(), string.end());
  }
}

void append_shown(char octet, std::string& out) {
  const auto code = static_cast<unsigned char>(octet);
  if (octet == '\\') {
    out += "\\\\";
  } else if (code >= 0x20 && code <= 0x7E) {
    out += octet;
  } else {
    out += '\\';
    out += static_cast<char>('0' + code / 100);
    out += static_cast<char>('0' + code / 10 % 10);
    out += static_cast<char>('0' + code % 10);
  }
}

// As they stand, so that equal RDATA are equal octets.
void decode_txt(Cursor& rdata, RdataBuffer& out) {
  do {
    const std::uint8_t size = rdata.u8();
    const std::span<const std::byte> string = rdata.bytes(size);
    if (rdata.malformed()) {
      return;
    }
    const std::array<std::byte, 1> length = {std::byte{size}};
    out.put(std::span(length));
    out.put(string);
  } while (!rdata.at_end());
}

}  // namespace mxsweep
