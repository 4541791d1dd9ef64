// OutputSink: a ByteSink that knows how a run ends. open_output() chooses the
// kind by the path: AtomicFile for regular files, DirectSink for "-" (standard
// output), pipes and devices. One thread at a time; errors are
// ErrorCode::kOutput.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/base/byte_sink.h"
#include "io/base/result.h"
#include "io/base/wake_up.h"

namespace mxsweep::io {

struct CompressionKind;

// How long to wait for somebody to read a named pipe: until `stop` is set,
// which `wake_up` of the calling thread tells at once. Without `stop`, for
// ever.
struct OutputWait {
  const std::atomic<bool>* stop = nullptr;
  WakeUp* wake_up = nullptr;
  std::function<void(std::string_view path)> begins = {};  // may be empty
};

// What a result is written to, as a run ends it.
class OutputPlace {
 public:
  OutputPlace() = default;
  OutputPlace(const OutputPlace&) = delete;
  OutputPlace& operator=(const OutputPlace&) = delete;
  virtual ~OutputPlace() = default;

  // The result is complete: it gets its final name and survives a power cut.
  // No write() afterwards.
  [[nodiscard]] virtual Status commit() = 0;

  // The run was interrupted but what was written is well formed: it is kept
  // as "<path>.partial". No write() afterwards.
  [[nodiscard]] virtual Status commit_partial() = 0;

  // Where the bytes are now, for messages.
  [[nodiscard]] virtual std::string location() const = 0;

  // Whether destruction without a commit leaves a file at location().
  [[nodiscard]] virtual bool leaves_file() const = 0;
};

class OutputSink : public ByteSink, public OutputPlace {};

// Compressed, where a kind of compression is given.
[[nodiscard]] Result<std::unique_ptr<OutputSink>> open_output(
    const std::string& path, const CompressionKind* compression = nullptr,
    const OutputWait& wait = {});

}  // namespace mxsweep::io
