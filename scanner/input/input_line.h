// One line of input to one record: a name to ask about or the reason why it
// cannot be asked. Understands plain names, "rank,domain" lines, e-mail
// addresses and URLs (the local part and everything else of them is dropped),
// CRLF, a byte order mark, surrounding blanks, comments (#) and blank lines;
// U-labels go through libidn2 as UTS #46 non-transitional. Rules I1-I6 of
// docs/rules.md. Lines are hostile: any octets may come. Reader thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/dns/name.h"

namespace mxsweep {

struct InputOptions {
  bool allow_special = false;  // ask special-use names too (RFC 6761)
  bool lenient = false;        // ask names whose A-labels are not valid
};

struct InputRecord {
  Name name;                                    // empty when `error` is not
  LabelClass label_class = LabelClass::kOther;  // of the name
  std::optional<std::int64_t> rank;
  std::string input;  // the line as given, made printable UTF-8; empty when
                      // it equals the name's text
  std::string error;  // why the name is not asked; empty when it is
};

enum class LineKind : std::uint8_t { kRecord, kNothing };

// kNothing for blank lines and comments. `first_line` allows a byte order
// mark. `out` is reused: its strings keep their capacity.
[[nodiscard]] LineKind parse_input_line(std::string_view line, bool first_line,
                                        const InputOptions& options,
                                        InputRecord& out);

}  // namespace mxsweep
