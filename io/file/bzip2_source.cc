// bzip2 by libbz2.

#include <bzlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>

#include "io/file/codec_source.h"
#include "io/file/source_kinds.h"

namespace mxsweep::io {
namespace {

unsigned bounded(std::size_t bytes) {
  return static_cast<unsigned>(
      std::min<std::size_t>(bytes, std::numeric_limits<unsigned>::max()));
}

class Bzip2Codec final : public Codec {
 public:
  Bzip2Codec() = default;
  Bzip2Codec(const Bzip2Codec&) = delete;
  Bzip2Codec& operator=(const Bzip2Codec&) = delete;

  ~Bzip2Codec() override { end(); }

  [[nodiscard]] bool begin_member() override {
    end();
    stream_ = {};
    return ::BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
  }

  [[nodiscard]] CodecStep step(std::span<const char> encoded,
                               std::span<char> room) override {
    const unsigned in = bounded(encoded.size());
    const unsigned out = bounded(room.size());
    // libbz2 reads there and writes not, whatever it says.
    stream_.next_in = const_cast<char*>(encoded.data());
    stream_.avail_in = in;
    stream_.next_out = room.data();
    stream_.avail_out = out;
    const int code = ::BZ2_bzDecompress(&stream_);
    CodecStep step{.taken = in - stream_.avail_in,
                   .given = out - stream_.avail_out,
                   .member_ended = code == BZ_STREAM_END};
    if (code != BZ_OK && code != BZ_STREAM_END) {
      step.no_member = code == BZ_DATA_ERROR_MAGIC;
      step.fault = code == BZ_MEM_ERROR
                       ? "cannot be decoded: there is no memory"
                       : "are damaged";
    }
    return step;
  }

 private:
  void end() {
    if (stream_.state != nullptr) {
      ::BZ2_bzDecompressEnd(&stream_);
    }
  }

  bz_stream stream_{};
};

}  // namespace

OpenedSource open_bzip2(ByteSource& encoded, const std::string& input) {
  return std::unique_ptr<ByteSource>(std::make_unique<CodecSource>(
      encoded, input, "bzip2", std::make_unique<Bzip2Codec>()));
}

}  // namespace mxsweep::io
