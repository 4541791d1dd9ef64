// One cell of a list to the name that it means, or the reason why it cannot be
// asked: a line of a plain list, a field of a table, a string of JSON.
// Understands plain names, e-mail addresses and URLs (the local part and
// everything else of them is dropped) and names of certificates (*.NAME);
// U-labels go through ICU as UTS #46 non-transitional. Rules I1-I6 of
// docs/rules.md. Cells are hostile: any octets may come. Reader thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/dns/name.h"

namespace mxsweep {

inline constexpr std::string_view kBlanks = " \t\r\v\f";

// Without the blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

struct InputOptions {
  bool allow_special = false;  // ask special-use names too (RFC 6761)
  bool lenient = false;        // ask names whose A-labels are not valid
};

struct InputRecord {
  Name name;                                    // empty when `error` is not
  LabelClass label_class = LabelClass::kOther;  // of the name
  std::optional<std::int64_t> rank;
  std::string input;  // the cell as given, made printable UTF-8; empty when
                      // it equals the name's text
  std::string error;  // why the name is not asked; empty when it is
  bool blocklisted = false;  // not asked by the user's wish; set by NameFilter
};

// Nearly every cell is a host name and nothing else: this function reads such a
// cell in one pass, as parse_cell() would. False for every other cell, and
// `out` is empty then, but for its rank.
[[nodiscard]] bool take_usual_name(std::string_view cell,
                                   const InputOptions& options,
                                   InputRecord& out);

// Sets everything in `out` but the rank. `out` is reused: its strings keep
// their capacity.
void parse_cell(std::string_view cell, const InputOptions& options,
                InputRecord& out);

}  // namespace mxsweep
