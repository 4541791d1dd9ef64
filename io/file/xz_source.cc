// xz by liblzma.

#include <lzma.h>

#include <cstdint>
#include <memory>
#include <string>

#include "io/file/codec_source.h"
#include "io/file/source_kinds.h"

namespace mxsweep::io {
namespace {

class XzCodec final : public Codec {
 public:
  XzCodec() = default;
  XzCodec(const XzCodec&) = delete;
  XzCodec& operator=(const XzCodec&) = delete;

  ~XzCodec() override { ::lzma_end(&stream_); }

  [[nodiscard]] bool begin_member() override {
    return ::lzma_stream_decoder(&stream_, kCodecBytesMax, 0) == LZMA_OK;
  }

  [[nodiscard]] CodecStep step(std::span<const char> encoded,
                               std::span<char> room) override {
    stream_.next_in = static_cast<const std::uint8_t*>(
        static_cast<const void*>(encoded.data()));
    stream_.avail_in = encoded.size();
    stream_.next_out =
        static_cast<std::uint8_t*>(static_cast<void*>(room.data()));
    stream_.avail_out = room.size();
    const lzma_ret code = ::lzma_code(&stream_, LZMA_RUN);
    CodecStep step{.taken = encoded.size() - stream_.avail_in,
                   .given = room.size() - stream_.avail_out,
                   .member_ended = code == LZMA_STREAM_END};
    // LZMA_BUF_ERROR: nothing could be done, which shows in the counts.
    if (code != LZMA_OK && code != LZMA_STREAM_END && code != LZMA_BUF_ERROR) {
      step.fault = fault(code);
      step.no_member = code == LZMA_FORMAT_ERROR;
    }
    return step;
  }

 private:
  static std::string_view fault(lzma_ret code) {
    if (code == LZMA_MEM_ERROR) {
      return "cannot be decoded: there is no memory";
    }
    if (code == LZMA_MEMLIMIT_ERROR) {
      return "want more than 160 MiB of memory";
    }
    return code == LZMA_OPTIONS_ERROR ? "are of a newer kind than is known"
                                      : "are damaged";
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

OpenedSource open_xz(ByteSource& encoded, const std::string& input) {
  return std::unique_ptr<ByteSource>(std::make_unique<CodecSource>(
      encoded, input, "xz", std::make_unique<XzCodec>()));
}

}  // namespace mxsweep::io
