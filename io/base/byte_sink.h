// Where finished bytes go: a file under a temporary name, standard output, a
// buffer in a test. Used by one thread at a time. Writers of tables know only
// this interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "io/base/result.h"

namespace mxsweep::io {

class ByteSink {
 public:
  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  // Takes all of `bytes` or fails with ErrorCode::kOutput (full disk, closed
  // pipe); after a failure the sink must not be written again.
  [[nodiscard]] virtual Status write(std::span<const std::byte> bytes) = 0;

  // Bytes taken so far.
  [[nodiscard]] virtual std::uint64_t position() const = 0;

  // Of the terminal that shows them, at this moment; 0: there is none.
  [[nodiscard]] virtual std::size_t columns() const { return 0; }
};

}  // namespace mxsweep::io
