// RowKey: by what rows are ordered: the values of some columns, one after the
// other, as octets that compare as the values do. Made before the rows; any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/table/row_batch.h"

namespace mxsweep::io {

struct RowKeyPart {
  enum class Kind : std::uint8_t {
    kNumber,    // of a kInt64 column that is never NULL
    kText,      // of a kString column, in the order of its octets
    kTextTail,  // what of it is behind the last dot, see text_tail()
  };

  std::size_t column = 0;
  Kind kind = Kind::kNumber;
};

using RowKey = std::vector<RowKeyPart>;

// Appends the key of a row. Texts must be without NUL: that ends them here.
void append_key(const RowKey& key, const RowBatch& rows, std::size_t row,
                std::string& octets);

// What is behind the last dot, or all of a text without one, if that can be
// part of the name of a file everywhere: letters, digits, hyphens and
// underscores, up to 63. Else nothing.
[[nodiscard]] std::string_view text_tail(std::string_view text);

}  // namespace mxsweep::io
