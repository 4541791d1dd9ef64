#include "io/table/parquet/rle_encoder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace mxsweep::io {
namespace {

// Packed values come in groups of this many.
constexpr std::size_t kGroup = 8;

void append_varint(TextBuffer& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) {
    out.append(static_cast<char>((value & 0x7FU) | 0x80U));
  }
  out.append(static_cast<char>(value));
}

template <class T>
void append_run(TextBuffer& out, T value, std::size_t count, unsigned bits) {
  append_varint(out, count << 1U);
  std::uint32_t rest = value;
  for (unsigned written = 0; written < bits; written += 8) {
    out.append(static_cast<char>(rest & 0xFFU));
    rest >>= 8U;
  }
}

// REQUIRES: 0 <= bits <= 64. The last byte is filled with zeros.
template <class T>
void pack(TextBuffer& out, std::span<const T> values, unsigned bits) {
  constexpr unsigned kWordBits = 64;
  char* at = out.room((values.size() * bits + 7) / 8 + sizeof(std::uint64_t));
  std::uint64_t word = 0;
  unsigned used = 0;
  for (const T value : values) {
    const std::uint64_t wide = value;
    word |= wide << used;
    used += bits;
    if (used >= kWordBits) {
      std::memcpy(at, &word, sizeof(word));
      at += sizeof(word);
      used -= kWordBits;
      word = used == 0 ? 0 : wide >> (bits - used);
    }
  }
  std::memcpy(at, &word, sizeof(word));
  out.commit(at + (used + 7) / 8);
}

// The last group is filled with zeros.
template <class T>
void append_packed(TextBuffer& out, std::span<const T> values, unsigned bits) {
  if (values.empty()) {
    return;
  }
  const std::size_t groups = (values.size() + kGroup - 1) / kGroup;
  append_varint(out, (groups << 1U) | 1U);
  const std::size_t end = out.size() + groups * bits;
  pack(out, values, bits);
  while (out.size() < end) {
    out.append('\0');
  }
}

template <class T>
std::size_t run_length(std::span<const T> values, std::size_t from) {
  constexpr std::size_t kStep = 64;
  std::size_t end = from + 1;
  // Long runs in steps: a step behind a run's first value equals it shifted.
  while (end + kStep <= values.size() &&
         std::memcmp(&values[end], &values[end - 1], kStep * sizeof(T)) == 0) {
    end += kStep;
  }
  while (end < values.size() && values[end] == values[from]) {
    ++end;
  }
  return end - from;
}

// A run ends the packed values before it, which must be whole groups: it lends
// them what they lack, and is worth it if a group or more is left.
template <class T>
void append_hybrid(TextBuffer& out, std::span<const T> values, unsigned bits) {
  std::size_t packed_from = 0;
  std::size_t at = 0;
  while (at < values.size()) {
    const std::size_t run = run_length(values, at);
    const std::size_t lent = (packed_from - at) % kGroup;
    if (run >= lent + kGroup) {
      append_packed(out, values.subspan(packed_from, at + lent - packed_from),
                    bits);
      append_run(out, values[at], run - lent, bits);
      packed_from = at + run;
    }
    at += run;
  }
  append_packed(out, values.subspan(packed_from), bits);
}

// So that small numbers of either sign have small codes.
std::uint64_t zigzag(std::uint64_t value) {
  return (value << 1U) ^ (0 - (value >> 63U));
}

constexpr std::size_t kDeltaBlock = 128;
constexpr std::size_t kDeltaPart = 32;  // values of equal width in a block
using DeltaBlock = std::array<std::uint64_t, kDeltaBlock>;

// REQUIRES: deltas are 1 to kDeltaBlock of the block's; the others are unused.
void append_delta_block(TextBuffer& out, DeltaBlock& block,
                        std::size_t deltas) {
  const std::span used(block.data(), deltas);
  const auto min = *std::min_element(
      used.begin(), used.end(), [](std::uint64_t a, std::uint64_t b) {
        return static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b);
      });
  append_varint(out, zigzag(min));
  for (std::uint64_t& delta : used) {
    delta -= min;
  }
  // A part that is begun is whole: zeros need no bits of their own.
  std::fill(block.begin() + static_cast<std::ptrdiff_t>(deltas), block.end(),
            0);
  std::array<unsigned, kDeltaBlock / kDeltaPart> widths{};
  for (std::size_t part = 0; part < widths.size(); ++part) {
    std::uint64_t all = 0;
    for (std::size_t at = 0; at < kDeltaPart; ++at) {
      all |= block[part * kDeltaPart + at];
    }
    widths[part] = bits_for(all);
    out.append(static_cast<char>(widths[part]));
  }
  for (std::size_t part = 0; part * kDeltaPart < deltas; ++part) {
    pack(out,
         std::span<const std::uint64_t>(block).subspan(part * kDeltaPart,
                                                       kDeltaPart),
         widths[part]);
  }
}

}  // namespace

// Differences are taken modulo 2^64, so that none is too large.
void append_delta(TextBuffer& out, std::span<const std::int64_t> values) {
  append_varint(out, kDeltaBlock);
  append_varint(out, kDeltaBlock / kDeltaPart);
  append_varint(out, values.size());
  auto last = values.empty() ? 0 : static_cast<std::uint64_t>(values.front());
  append_varint(out, zigzag(last));
  DeltaBlock block{};
  for (std::size_t from = 1; from < values.size(); from += kDeltaBlock) {
    const std::size_t count = std::min(kDeltaBlock, values.size() - from);
    for (std::size_t at = 0; at < count; ++at) {
      const auto value = static_cast<std::uint64_t>(values[from + at]);
      block[at] = value - last;
      last = value;
    }
    append_delta_block(out, block, count);
  }
}

unsigned bits_for(std::uint64_t largest) {
  return static_cast<unsigned>(std::bit_width(largest));
}

void append_rle(TextBuffer& out, std::span<const std::uint8_t> values,
                unsigned bits) {
  append_hybrid(out, values, bits);
}

void append_rle(TextBuffer& out, std::span<const std::uint32_t> values,
                unsigned bits) {
  append_hybrid(out, values, bits);
}

void append_bits(TextBuffer& out, std::span<const std::uint8_t> flags) {
  const std::size_t bytes = (flags.size() + 7) / 8;
  char* const begin = out.room(bytes);
  std::memset(begin, 0, bytes);
  for (std::size_t at = 0; at < flags.size(); ++at) {
    begin[at / 8] = static_cast<char>(
        static_cast<unsigned char>(begin[at / 8]) | (flags[at] << (at % 8)));
  }
  out.commit(begin + bytes);
}

void append_le32(TextBuffer& out, std::uint32_t value) {
  for (int byte = 0; byte < 4; ++byte) {
    out.append(static_cast<char>(value & 0xFFU));
    value >>= 8U;
  }
}

}  // namespace mxsweep::io
