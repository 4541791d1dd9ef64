// Zstandard (RFC 8878), skippable frames included, by libzstd.

#include <zstd.h>
#include <zstd_errors.h>

#include <memory>
#include <string>

#include "io/file/codec_source.h"
#include "io/file/source_kinds.h"

namespace mxsweep::io {
namespace {

// Of the window, within kCodecBytesMax: 128 MiB.
constexpr int kWindowLogMax = 27;

class ZstdCodec final : public Codec {
 public:
  ZstdCodec() = default;
  ZstdCodec(const ZstdCodec&) = delete;
  ZstdCodec& operator=(const ZstdCodec&) = delete;

  ~ZstdCodec() override { ::ZSTD_freeDCtx(context_); }

  [[nodiscard]] bool begin_member() override {
    begun_ = false;
    if (context_ == nullptr) {
      context_ = ::ZSTD_createDCtx();
    }
    return context_ != nullptr &&
           ::ZSTD_isError(
               ::ZSTD_DCtx_reset(context_, ZSTD_reset_session_only)) == 0 &&
           ::ZSTD_isError(::ZSTD_DCtx_setParameter(
               context_, ZSTD_d_windowLogMax, kWindowLogMax)) == 0;
  }

  [[nodiscard]] CodecStep step(std::span<const char> encoded,
                               std::span<char> room) override {
    ZSTD_inBuffer in{encoded.data(), encoded.size(), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const std::size_t left = ::ZSTD_decompressStream(context_, &out, &in);
    CodecStep step{.taken = in.pos, .given = out.pos};
    if (::ZSTD_isError(left) != 0) {
      const ZSTD_ErrorCode code = ::ZSTD_getErrorCode(left);
      step.fault = fault(code);
      step.no_member = code == ZSTD_error_prefix_unknown && !begun_;
    } else {
      step.member_ended = left == 0;
    }
    begun_ = begun_ || step.taken > 0;
    return step;
  }

 private:
  static std::string_view fault(ZSTD_ErrorCode code) {
    if (code == ZSTD_error_frameParameter_windowTooLarge) {
      return "want more than 128 MiB of memory (--long?)";
    }
    if (code == ZSTD_error_memory_allocation) {
      return "cannot be decoded: there is no memory";
    }
    return code == ZSTD_error_checksum_wrong
               ? "are damaged: their checksum is wrong"
               : "are damaged";
  }

  ZSTD_DCtx* context_ = nullptr;
  bool begun_ = false;
};

}  // namespace

OpenedSource open_zstd(ByteSource& encoded, const std::string& input) {
  return std::unique_ptr<ByteSource>(std::make_unique<CodecSource>(
      encoded, input, "zstd", std::make_unique<ZstdCodec>()));
}

}  // namespace mxsweep::io
