// gzip (RFC 1952) by zlib, one member. No time and no name in its header, so
// that equal tables are equal files.
#include <zlib.h>

#include <algorithm>
#include <array>

#include "io/base/check.h"
#include "io/file/compression.h"

namespace mxsweep::io {
namespace {

// The thread that writes the table compresses it, too: this level keeps up with
// a scan at full speed (120 MB a second), as lower ones do, and the next one
// takes half as long again for 7 % less.
constexpr int kLevel = 3;

constexpr int kGzipHeader = 16;  // added to the bits of the window
constexpr int kMemoryLevel = 8;
constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;

class GzipCompressor final : public Compressor {
 public:
  GzipCompressor() {
    // Fails without memory only.
    MXSWEEP_CHECK(::deflateInit2(&stream_, kLevel, Z_DEFLATED,
                                 MAX_WBITS + kGzipHeader, kMemoryLevel,
                                 Z_DEFAULT_STRATEGY) == Z_OK);
  }

  GzipCompressor(const GzipCompressor&) = delete;
  GzipCompressor& operator=(const GzipCompressor&) = delete;

  ~GzipCompressor() override { ::deflateEnd(&stream_); }

  [[nodiscard]] Status write(std::span<const std::byte> bytes,
                             ByteSink& sink) override {
    while (!bytes.empty()) {
      const std::span<const std::byte> piece =
          bytes.first(std::min(bytes.size(), kPieceBytes));
      bytes = bytes.subspan(piece.size());
      if (Status status = run(piece, Z_NO_FLUSH, sink); !status.ok()) {
        return status;
      }
    }
    return {};
  }

  [[nodiscard]] Status finish(ByteSink& sink) override {
    return run({}, Z_FINISH, sink);
  }

 private:
  Status run(std::span<const std::byte> bytes, int flush, ByteSink& sink) {
    stream_.next_in =
        static_cast<const Bytef*>(static_cast<const void*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int result = ::deflate(&stream_, flush);
      MXSWEEP_CHECK(result != Z_STREAM_ERROR);
      const std::size_t ready = out_.size() - stream_.avail_out;
      if (ready != 0) {
        Status status = sink.write(std::as_bytes(std::span(out_).first(ready)));
        if (!status.ok()) {
          return status;
        }
      }
    } while (stream_.avail_out == 0);
    return {};
  }

  z_stream stream_{};
  std::array<Bytef, kPieceBytes> out_;
};

}  // namespace

std::unique_ptr<Compressor> open_gzip_compressor() {
  return std::make_unique<GzipCompressor>();
}

}  // namespace mxsweep::io
