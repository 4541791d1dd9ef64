// How the characters of a list are encoded, by the names that users type.
// Constants, any thread.
#pragma once

#include <array>
#include <cstdint>

#include "io/base/named.h"

namespace mxsweep::io {

enum class TextEncoding : std::uint8_t { kUtf8, kLatin1, kUtf16Le, kUtf16Be };

inline constexpr std::array kTextEncodings = {
    Named<TextEncoding>{TextEncoding::kUtf8, "utf-8",
                        "or what a byte order mark says"},
    Named<TextEncoding>{TextEncoding::kLatin1, "latin1",
                        "Western European, ISO 8859-1 or Windows-1252"},
    Named<TextEncoding>{TextEncoding::kUtf16Le, "utf-16le",
                        "as Windows writes it"},
    Named<TextEncoding>{TextEncoding::kUtf16Be, "utf-16be",
                        "with the high octets first"},
};

}  // namespace mxsweep::io
