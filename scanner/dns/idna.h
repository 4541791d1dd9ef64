// Internationalised names: U-labels to A-labels (RFC 5890 section 2.3.2.1) by
// UTS #46, non-transitional, through ICU (I1-I3). So emoji and other symbols,
// which IDNA2008 forbids to register, are names: they are registered
// (docs/decisions/017).
// Stateless apart from ICU's constant tables, any thread. Errors are texts for
// the result row.
#pragma once

#include <string>
#include <string_view>

namespace mxsweep {

// `text` is valid UTF-8. On success `out` holds lower-case ASCII and the
// result is empty; else the result says what is wrong with the name. `lenient`
// asks for what is written soundly but against the rules about hyphens,
// directions, joiners and combining marks.
[[nodiscard]] std::string_view to_ascii_name(std::string_view text,
                                             bool lenient, std::string& out);

// Checks the "xn--" labels of a lower-case ASCII name by converting them to
// U-labels and back. Empty when they are valid.
[[nodiscard]] std::string_view check_a_labels(std::string_view text);

}  // namespace mxsweep
