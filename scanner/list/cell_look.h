// What one cell of a list looks like, by which the column of the names is
// found. A cell counts as a name only if parse_cell() would ask something for
// it that has two labels and ends like a domain does: a single label may be a
// top-level domain, but hardly anybody has a table of these. Also how numbers
// are written that are ranks. Hostile octets; pure but for a scratch record of
// the thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mxsweep {

enum class CellKind : std::uint8_t {
  kEmpty,    // nothing, or a word for it: NULL, NA, -
  kName,     // a name and nothing else, also *.NAME
  kUrl,      // a URL with a name
  kMail,     // a mail address with a name
  kAddress,  // an IP address, also in a URL
  kNumber,   // a number, with thousands separators, exponent or fraction
  kOther,    // a word, a sentence, a date, anything
};

struct CellLook {
  CellKind kind = CellKind::kEmpty;
  bool known_top = false;  // of a usable one: see known_tops.h
  // One label, which would be asked as a top-level domain; and it is one.
  bool single = false;
  bool single_top = false;
  // Of a name whose top-level domain is neither known nor one of the private
  // ones: a hash of that, never zero.
  std::size_t strange_top = 0;
  // It begins with a known top-level domain and ends with none, as COM.EXAMPLE.
  bool backwards = false;
  std::size_t name = 0;  // a hash of what would be asked for a usable one
};

[[nodiscard]] CellLook look_at(std::string_view cell);

[[nodiscard]] constexpr bool is_usable(CellKind kind) {
  return kind == CellKind::kName || kind == CellKind::kUrl ||
         kind == CellKind::kMail;
}

// Takes the first word off a cell of several; empty: there is none.
[[nodiscard]] std::string_view next_of_several(std::string_view& rest);

// Of a cell with nothing but names, by blanks, commas or semicolons: how many.
[[nodiscard]] std::size_t names_in(std::string_view cell);

// 7, 7.0, 1e+05, "1,000" or 1 000; nothing where it is no whole number.
[[nodiscard]] std::optional<std::int64_t> rank_of(std::string_view cell);

}  // namespace mxsweep
