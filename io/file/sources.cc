// The array of the kinds of input; a new one is one row here, with what it
// begins with, and one file, which defines what source_kinds.h declares.

#include <array>

#include "io/file/byte_source.h"
#include "io/file/source_kinds.h"

namespace mxsweep::io {
namespace {

using namespace std::string_view_literals;

// RFC 1952 section 2.3.1; deflate is the only method there is.
constexpr std::array kGzip = {"\x1F\x8B\x08"sv};

// RFC 8878 sections 3.1.1 and 3.1.2: a frame, or one of 16 that are skipped.
constexpr std::array kZstd = {
    "\x28\xB5\x2F\xFD"sv, "\x50\x2A\x4D\x18"sv, "\x51\x2A\x4D\x18"sv,
    "\x52\x2A\x4D\x18"sv, "\x53\x2A\x4D\x18"sv, "\x54\x2A\x4D\x18"sv,
    "\x55\x2A\x4D\x18"sv, "\x56\x2A\x4D\x18"sv, "\x57\x2A\x4D\x18"sv,
    "\x58\x2A\x4D\x18"sv, "\x59\x2A\x4D\x18"sv, "\x5A\x2A\x4D\x18"sv,
    "\x5B\x2A\x4D\x18"sv, "\x5C\x2A\x4D\x18"sv, "\x5D\x2A\x4D\x18"sv,
    "\x5E\x2A\x4D\x18"sv, "\x5F\x2A\x4D\x18"sv};

// The size of its blocks, then pi, or the square root of pi where there is no
// block. "BZh" alone is what a line may begin with.
constexpr std::array kBzip2 = {
    "BZh11AY&SY"sv,       "BZh21AY&SY"sv,       "BZh31AY&SY"sv,
    "BZh41AY&SY"sv,       "BZh51AY&SY"sv,       "BZh61AY&SY"sv,
    "BZh71AY&SY"sv,       "BZh81AY&SY"sv,       "BZh91AY&SY"sv,
    "BZh1\x17rE8P\x90"sv, "BZh2\x17rE8P\x90"sv, "BZh3\x17rE8P\x90"sv,
    "BZh4\x17rE8P\x90"sv, "BZh5\x17rE8P\x90"sv, "BZh6\x17rE8P\x90"sv,
    "BZh7\x17rE8P\x90"sv, "BZh8\x17rE8P\x90"sv, "BZh9\x17rE8P\x90"sv};

constexpr std::array kXz = {
    "\xFD"
    "7zXZ\0"sv};

// A member, or the end of an archive that has none.
constexpr std::array kZip = {"PK\x03\x04"sv, "PK\x05\x06"sv};

constexpr std::array kKinds = {
    SourceKind{"gzip", kGzip, &open_gzip},
    SourceKind{"zstd", kZstd, &open_zstd},
    SourceKind{"bzip2", kBzip2, &open_bzip2},
    SourceKind{"xz", kXz, &open_xz},
    SourceKind{"zip", kZip, &open_zip},
    SourceKind{"plain", {}, nullptr},
};

}  // namespace

std::span<const SourceKind> source_kinds() {
  return kKinds;
}

}  // namespace mxsweep::io
