// CodecSource: the content of data in members that a codec decodes one after
// another, as gzip, zstd, bzip2 and xz files are when they were put together
// with cat or written by several threads. Octets of zero between members are
// padding; anything else that is no member is an error, since half a list would
// look whole. What was decoded before an error is handed out before it. Memory
// is one buffer and the codec's, whatever the data blow up to. Borrows the
// source below, owns the codec. One thread (docs/decisions/016).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/file/byte_source.h"

namespace mxsweep::io {

// Data that want more memory than this to be decoded are refused: what `xz -9`
// and `zstd --ultra -22` write wants 65 and 128 MiB.
inline constexpr std::uint64_t kCodecBytesMax = std::uint64_t{160} << 20U;

// What came of one step; nothing taken and nothing given means that more
// encoded octets are wanted.
struct CodecStep {
  std::size_t taken = 0;  // of the encoded octets
  std::size_t given = 0;  // of the room
  bool member_ended = false;
  bool no_member = false;    // the octets do not begin a member
  std::string_view fault{};  // what is wrong with the data; else empty
};

class Codec {
 public:
  Codec() = default;
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;
  virtual ~Codec() = default;

  // Before each member. False: no memory.
  [[nodiscard]] virtual bool begin_member() = 0;

  // REQUIRES: `room` is not empty; begun and not ended
  [[nodiscard]] virtual CodecStep step(std::span<const char> encoded,
                                       std::span<char> room) = 0;
};

class CodecSource final : public ByteSource {
 public:
  // `kind` for messages: "gzip".
  CodecSource(ByteSource& encoded, std::string input, std::string_view kind,
              std::unique_ptr<Codec> codec);

  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override;
  [[nodiscard]] bool is_ready() const override;

  [[nodiscard]] std::uint64_t held() const override { return rest_.size(); }

 private:
  [[nodiscard]] Result<SourceState> fetch();
  [[nodiscard]] Result<SourceState> find_member();
  [[nodiscard]] Result<SourceState> prepare();
  [[nodiscard]] std::string_view fault_of(const CodecStep& step) const;
  [[nodiscard]] Status take(const CodecStep& step, std::size_t room);
  [[nodiscard]] Error failure(std::string_view reason) const;

  ByteSource& encoded_;
  std::string input_;
  std::string_view kind_;
  std::unique_ptr<Codec> codec_;
  std::array<char, std::size_t{32} << 10U> buffer_;
  std::span<const char> rest_;  // of the buffer, not decoded yet
  std::uint64_t place_ = 0;     // encoded octets before `rest_`
  std::uint64_t members_ = 0;   // that ended
  bool in_member_ = false;
  bool pending_ = false;  // the codec may have more for the last octets
  bool ended_ = false;    // nothing follows `rest_`
  std::string_view fault_;
};

}  // namespace mxsweep::io
