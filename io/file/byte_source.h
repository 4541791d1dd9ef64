// Where the bytes of an input come from: a file or pipe as it is, or what a
// decoder makes of one. The counterpart of ByteSink. Whoever reads decides when
// and whereto, so that a plain file is read straight into the reader's buffer.
// One thread. SourceKind: one row of the table of what can be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep::io {

enum class SourceState : std::uint8_t {
  kBytes,    // one or more
  kEnd,      // no bytes, and none will come
  kStopped,  // no bytes: the stop flag of the run was set
};

struct SourceRead {
  SourceState state = SourceState::kEnd;
  std::size_t bytes = 0;
};

class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  // Puts what there is at the front of `room`, and waits only when there is
  // nothing. Errors are ErrorCode::kInput with the name of the input, the
  // place and the reason, and are final. A decoder passes on kStopped and the
  // errors of the source below it, and says so when that ends too early.
  // REQUIRES: `room` is not empty
  [[nodiscard]] virtual Result<SourceRead> read(std::span<char> room) = 0;

  // Whether read() would not wait, be it that it fails. A guess is enough for
  // a decoder: "no" costs its reader a hand-over, a wrong "yes" lets finished
  // lines wait for the next bytes.
  [[nodiscard]] virtual bool is_ready() const = 0;

  // Octets of the source below that were read and of which nothing has come
  // out yet: to tell how far a file was used that was read further.
  [[nodiscard]] virtual std::uint64_t held() const { return 0; }

  // For decoders that must see the end before the beginning: the size of a
  // file whose bytes can be read in any order, which a pipe's cannot.
  [[nodiscard]] virtual std::optional<std::uint64_t> seekable_bytes() const {
    return std::nullopt;
  }

  // What stands from `place` on, as much as fits or is there; read() goes on
  // where it was. REQUIRES: seekable_bytes() has a value
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t place,
                                                    std::span<char> room);
};

inline constexpr std::size_t kBeginBytesMax = 16;

struct SourceKind {
  std::string_view name;
  // What such a file begins with, one of these, and no line of text does.
  // None: the last row, plain.
  std::span<const std::string_view> beginnings;
  // A decoder of `encoded`, which has such a beginning and outlives it;
  // `input` is the name for messages. Null: the bytes are taken as they are.
  Result<std::unique_ptr<ByteSource>> (*open)(ByteSource& encoded,
                                              const std::string& input);
};

// Every kind that is compiled in; the last is plain.
[[nodiscard]] std::span<const SourceKind> source_kinds();

}  // namespace mxsweep::io
