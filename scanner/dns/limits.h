// Sizes of the protocol (RFC 1035 section 2.3.4, RFC 6891) in octets, and our
// choices within them, with their relations asserted. Constants only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "io/base/limits.h"

namespace mxsweep {

inline constexpr std::size_t kNameOctetsMax = 255;  // wire form, root included
inline constexpr std::size_t kLabelOctetsMax = 63;
inline constexpr std::size_t kHeaderOctets = 12;
inline constexpr std::uint16_t kEdnsPayloadOctets = 1232;  // RFC 9715
inline constexpr int kPointerHopsMax = 127;

// CNAMEs from a name to its records, those of all replies together (S2).
// Resolvers that pass on 17 to 20 exist. The limit also bounds the queries that
// a hostile server can cause by answering each with one more CNAME.
inline constexpr std::size_t kCnameChainMax = 32;

// Header, longest name, type, class, and an OPT record without options.
static_assert(kHeaderOctets + kNameOctetsMax + 4 + 11 <=
              io::kTxDatagramBytesMax);
static_assert(kEdnsPayloadOctets <= io::kRxDatagramBytesMax);

}  // namespace mxsweep
