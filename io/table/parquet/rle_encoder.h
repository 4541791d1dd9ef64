// Encodings of integers in the Parquet format. The run-length and bit-packing
// hybrid ("RLE"), for levels and dictionary codes: runs of one value, and
// groups of eight values packed one after another, lowest bit first. The
// differences of DELTA_BINARY_PACKED, for integers that grow slowly. Pure
// functions. https://parquet.apache.org/docs/file-format/data-pages/encodings/
#pragma once

#include <cstdint>
#include <span>

#include "io/table/text_format.h"

namespace mxsweep::io {

// Bits that values up to `largest` need.
[[nodiscard]] unsigned bits_for(std::uint64_t largest);

// REQUIRES: 1 <= bits <= 32, and every value fits in them.
void append_rle(TextBuffer& out, std::span<const std::uint8_t> values,
                unsigned bits);
void append_rle(TextBuffer& out, std::span<const std::uint32_t> values,
                unsigned bits);

// Any integers, however far apart.
void append_delta(TextBuffer& out, std::span<const std::int64_t> values);

// Values of 0 or 1 as bits, lowest first; the last byte is filled with zeros.
void append_bits(TextBuffer& out, std::span<const std::uint8_t> flags);

// Lowest byte first.
void append_le32(TextBuffer& out, std::uint32_t value);

}  // namespace mxsweep::io
