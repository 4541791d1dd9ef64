// FileSource: the bytes of a file, a pipe or standard input ("-") as they are.
// It owns the descriptor and does all waiting for input, so that a stop flag
// ends the wait whatever decodes the bytes above it. One thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/base/wake_up.h"
#include "io/file/byte_source.h"

namespace mxsweep::io {

class FileSource final : public ByteSource {
 public:
  // `stop` may be null and must outlive the source; once it is true, read()
  // returns even if no byte ever arrives: at once when `wake_up`, of the thread
  // that reads, is notified, else within a second.
  [[nodiscard]] static Result<std::unique_ptr<FileSource>> open(
      const std::string& path, const std::atomic<bool>* stop, WakeUp* wake_up);

  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override;
  [[nodiscard]] bool is_ready() const override;

  [[nodiscard]] std::optional<std::uint64_t> seekable_bytes() const override;
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t place,
                                            std::span<char> room) override;

  // In place of those given to open(). Between two reads only.
  void wait_by(const std::atomic<bool>* stop, WakeUp* wake_up) {
    stop_ = stop;
    wake_up_ = wake_up;
  }

  [[nodiscard]] bool stop_requested() const {
    return stop_ != nullptr && stop_->load(std::memory_order_relaxed);
  }

  // For messages.
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

  // Size of a regular file; nothing for pipes and files that do not know.
  [[nodiscard]] std::optional<std::uint64_t> bytes_total() const {
    return bytes_total_;
  }

 private:
  FileSource(UniqueFd fd, std::string name, const std::atomic<bool>* stop,
             WakeUp* wake_up);

  [[nodiscard]] bool is_readable(Duration wait) const;
  [[nodiscard]] Error failure(int error) const;

  // Constant after open().
  UniqueFd owned_fd_;  // empty when reading standard input
  int fd_;
  std::string name_;
  std::optional<std::uint64_t> bytes_total_;
  bool regular_ = false;
  bool from_start_ = false;  // of a regular file: nobody read before us

  const std::atomic<bool>* stop_;
  WakeUp* wake_up_;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace mxsweep::io
