// Internationalised names: U-labels to A-labels (RFC 5890 section 2.3.2.1) by
// UTS #46, non-transitional, through libidn2 (I1-I3). Stateless apart from
// libidn2's constant tables, any thread. Errors are texts for the result row.
#pragma once

#include <string>
#include <string_view>

namespace mxsweep {

// `text` is valid UTF-8. On success `out` holds lower-case ASCII and the
// result is empty; else the result says what is wrong with the name.
[[nodiscard]] std::string_view to_ascii_name(std::string_view text,
                                             std::string& out);

// Checks the "xn--" labels of a lower-case ASCII name by converting them to
// U-labels and back. Empty when they are valid.
[[nodiscard]] std::string_view check_a_labels(std::string_view text);

}  // namespace mxsweep
