// gzip (RFC 1952) by zlib's inflate, which checks the CRC and the length at the
// end of each member.

// NOLINTNEXTLINE(readability-identifier-naming): the name is zlib's
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>

#include "io/file/codec_source.h"
#include "io/file/source_kinds.h"

namespace mxsweep::io {
namespace {

// The largest window, and a gzip header rather than zlib's own.
constexpr int kWindowBits = 15 + 16;

uInt bounded(std::size_t bytes) {
  return static_cast<uInt>(
      std::min<std::size_t>(bytes, std::numeric_limits<uInt>::max()));
}

class GzipCodec final : public Codec {
 public:
  GzipCodec() = default;
  GzipCodec(const GzipCodec&) = delete;
  GzipCodec& operator=(const GzipCodec&) = delete;

  ~GzipCodec() override { ::inflateEnd(&stream_); }

  [[nodiscard]] bool begin_member() override {
    begun_ = false;
    return (stream_.state == nullptr
                ? ::inflateInit2(&stream_, kWindowBits)
                : ::inflateReset2(&stream_, kWindowBits)) == Z_OK;
  }

  [[nodiscard]] CodecStep step(std::span<const char> encoded,
                               std::span<char> room) override {
    const uInt in = bounded(encoded.size());
    const uInt out = bounded(room.size());
    stream_.next_in =
        static_cast<const Bytef*>(static_cast<const void*>(encoded.data()));
    stream_.avail_in = in;
    stream_.next_out = static_cast<Bytef*>(static_cast<void*>(room.data()));
    stream_.avail_out = out;
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    CodecStep step{.taken = in - stream_.avail_in,
                   .given = out - stream_.avail_out,
                   .member_ended = code == Z_STREAM_END};
    // Z_BUF_ERROR: nothing could be done, which shows in the counts.
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      step.fault = fault(code);
      step.no_member = !begun_ && stream_.total_in <= 2;
    }
    begun_ = begun_ || step.taken > 2;
    return step;
  }

 private:
  [[nodiscard]] std::string_view fault(int code) const {
    if (code == Z_MEM_ERROR) {
      return "cannot be decoded: there is no memory";
    }
    const std::string_view reason = stream_.msg == nullptr ? "" : stream_.msg;
    return reason == "incorrect data check" ||
                   reason == "incorrect length check"
               ? "are damaged: their checksum is wrong"
               : "are damaged";
  }

  z_stream stream_{};
  bool begun_ = false;
};

}  // namespace

OpenedSource open_gzip(ByteSource& encoded, const std::string& input) {
  return std::unique_ptr<ByteSource>(std::make_unique<CodecSource>(
      encoded, input, "gzip", std::make_unique<GzipCodec>()));
}

}  // namespace mxsweep::io
