// BinaryKind: what a file is that is no text and that nothing here unpacks, by
// the octets it begins with. Pure, any thread.
#pragma once

#include <string_view>

namespace mxsweep::io {

struct BinaryKind {
  std::string_view begins;
  std::string_view what;  // "an SQLite database"
  std::string_view hint;  // how to get a list of names out of it
};

// Null where the octets are of no kind that is known.
[[nodiscard]] const BinaryKind* binary_kind_of(std::string_view head);

}  // namespace mxsweep::io
