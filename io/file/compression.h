// Compression of what is written: each kind is a row of an array and one file,
// which alone knows its library. A Compressor turns the bytes of one output
// into one stream of its format, in pieces, in bounded memory. One thread at a
// time; errors are those of the sink (ErrorCode::kOutput).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "io/base/byte_sink.h"
#include "io/base/result.h"

namespace mxsweep::io {

class Compressor {
 public:
  Compressor() = default;
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  virtual ~Compressor() = default;

  // Takes all of `bytes`. What comes of them reaches the sink now or later.
  [[nodiscard]] virtual Status write(std::span<const std::byte> bytes,
                                     ByteSink& sink) = 0;

  // Ends the stream, which can be read from then on, and only then without
  // a complaint. Nothing may follow.
  [[nodiscard]] virtual Status finish(ByteSink& sink) = 0;
};

struct CompressionKind {
  std::string_view name;
  std::string_view extension;  // with the dot
  std::unique_ptr<Compressor> (*open)();
};

// Every kind there is.
[[nodiscard]] std::span<const CompressionKind> compression_kinds();

// By the end of a file name; null when no kind claims it.
[[nodiscard]] const CompressionKind* find_compression_for_path(
    std::string_view path);

// `path` without the extension of its compression.
[[nodiscard]] std::string_view without_compression(std::string_view path);

// For the array: of files of their own.
[[nodiscard]] std::unique_ptr<Compressor> open_gzip_compressor();
[[nodiscard]] std::unique_ptr<Compressor> open_zstd_compressor();

}  // namespace mxsweep::io
