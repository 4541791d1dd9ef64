// The array of the kinds of compression; a new one is one row here and one
// file.

#include <algorithm>
#include <array>

#include "io/file/compression.h"

namespace mxsweep::io {
namespace {

constexpr std::array kKinds = {
    CompressionKind{"gzip", ".gz", &open_gzip_compressor},
    CompressionKind{"zstd", ".zst", &open_zstd_compressor},
};

}  // namespace

std::span<const CompressionKind> compression_kinds() {
  return kKinds;
}

const CompressionKind* find_compression_for_path(std::string_view path) {
  const auto* found = std::find_if(
      kKinds.begin(), kKinds.end(),
      [path](const auto& kind) { return path.ends_with(kind.extension); });
  return found == kKinds.end() ? nullptr : found;
}

std::string_view without_compression(std::string_view path) {
  const CompressionKind* kind = find_compression_for_path(path);
  path.remove_suffix(kind == nullptr ? 0 : kind->extension.size());
  return path;
}

}  // namespace mxsweep::io
