// Where the bytes of an input come from: a file or pipe as it is, or what a
// decoder makes of one. The counterpart of ByteSink. Whoever reads decides when
// and whereto, so that a plain file is read straight into the reader's buffer.
// One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

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
};

}  // namespace mxsweep::io
