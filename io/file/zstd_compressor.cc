// Zstandard (RFC 8878) by libzstd: one frame with a checksum.
#include <zstd.h>

#include <array>

#include "io/base/check.h"
#include "io/file/compression.h"

namespace mxsweep::io {
namespace {

constexpr int kLevel = 3;  // zstd's own default
constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ::ZSTD_freeCCtx(context); }
};

class ZstdCompressor final : public Compressor {
 public:
  ZstdCompressor() : context_(::ZSTD_createCCtx()) {
    MXSWEEP_CHECK(context_ != nullptr);  // fails without memory only
    set(ZSTD_c_compressionLevel, kLevel);
    set(ZSTD_c_checksumFlag, 1);
  }

  [[nodiscard]] Status write(std::span<const std::byte> bytes,
                             ByteSink& sink) override {
    ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) {
      const Result<std::size_t> left = run(in, ZSTD_e_continue, sink);
      if (!left.ok()) {
        return left.error();
      }
    }
    return {};
  }

  [[nodiscard]] Status finish(ByteSink& sink) override {
    ZSTD_inBuffer in = {nullptr, 0, 0};
    std::size_t left = 1;
    while (left != 0) {
      const Result<std::size_t> more = run(in, ZSTD_e_end, sink);
      if (!more.ok()) {
        return more.error();
      }
      left = more.value();
    }
    return {};
  }

 private:
  void set(ZSTD_cParameter parameter, int value) {
    MXSWEEP_CHECK(::ZSTD_isError(::ZSTD_CCtx_setParameter(
                      context_.get(), parameter, value)) == 0);
  }

  // At least so many bytes are still to come.
  Result<std::size_t> run(ZSTD_inBuffer& in, ZSTD_EndDirective end,
                          ByteSink& sink) {
    ZSTD_outBuffer out = {out_.data(), out_.size(), 0};
    const std::size_t left =
        ::ZSTD_compressStream2(context_.get(), &out, &in, end);
    MXSWEEP_CHECK(::ZSTD_isError(left) == 0);
    if (out.pos != 0) {
      const Status status = sink.write(std::span(out_).first(out.pos));
      if (!status.ok()) {
        return status.error();
      }
    }
    return left;
  }

  std::unique_ptr<ZSTD_CCtx, FreeContext> context_;
  std::array<std::byte, kPieceBytes> out_;
};

}  // namespace

std::unique_ptr<Compressor> open_zstd_compressor() {
  return std::make_unique<ZstdCompressor>();
}

}  // namespace mxsweep::io
