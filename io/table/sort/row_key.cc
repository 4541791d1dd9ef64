#include "io/table/sort/row_key.h"

#include <algorithm>

#include "io/base/ascii.h"

namespace mxsweep::io {
namespace {

// The most significant octet first, negative numbers before others.
void append_number(std::int64_t number, std::string& octets) {
  constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63U;
  const std::uint64_t bits = static_cast<std::uint64_t>(number) ^ kSignBit;
  for (unsigned shift = 64; shift != 0; shift -= 8) {
    octets += static_cast<char>(bits >> (shift - 8U));
  }
}

void append_text(std::string_view text, std::string& octets) {
  octets += text;
  octets += '\0';
}

}  // namespace

std::string_view text_tail(std::string_view text) {
  constexpr std::size_t kMost = 63;
  const std::string_view tail = text.substr(text.rfind('.') + 1);
  const bool plain =
      tail.size() <= kMost && std::all_of(tail.begin(), tail.end(), [](char c) {
        return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '_';
      });
  return plain ? tail : std::string_view();
}

void append_key(const RowKey& key, const RowBatch& rows, std::size_t row,
                std::string& octets) {
  for (const RowKeyPart& part : key) {
    const RowColumn column = rows.column(part.column);
    switch (part.kind) {
      case RowKeyPart::Kind::kNumber:
        append_number(column.int_at(row), octets);
        break;
      case RowKeyPart::Kind::kText:
        append_text(column.string_at(row), octets);
        break;
      case RowKeyPart::Kind::kTextTail:
        append_text(text_tail(column.string_at(row)), octets);
        break;
    }
  }
}

}  // namespace mxsweep::io
