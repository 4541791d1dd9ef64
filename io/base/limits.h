// Sizes that several parts must agree on, with the relations between them
// asserted. Units are in the names; whoever changes one reads all asserts.
// Constants only.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mxsweep::io {

// libstdc++ hides hardware_destructive_interference_size from clang 14.
inline constexpr std::size_t kCacheLineBytes = 64;

// One datagram we send: header, name of 255 bytes, type, class, options.
inline constexpr std::size_t kTxDatagramBytesMax = 512;

// The longest datagram that is received whole; of a longer one the rest is cut
// off. Queries announce less: 1232 bytes (RFC 9715).
inline constexpr std::size_t kRxDatagramBytesMax = 1400;

// Datagrams handed over in one submit() or one receive().
inline constexpr std::uint32_t kTxBatchMax = 256;
inline constexpr std::uint32_t kRxBatchMax = 512;

static_assert((kTxBatchMax & (kTxBatchMax - 1)) == 0);
static_assert(kRxDatagramBytesMax >= 1232);

// Numbers of peers have 16 bits, and 65,535 says that there is none.
inline constexpr std::size_t kPeersMax = 65535;

}  // namespace mxsweep::io
