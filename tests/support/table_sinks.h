// ByteSinks for tests of table writers: one that keeps everything, and one
// that fails after so many bytes and counts the calls after that. Each is
// owned by its test, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "io/base/byte_sink.h"

namespace mxsweep::test {

class MemorySink final : public io::ByteSink {
 public:
  [[nodiscard]] io::Status write(std::span<const std::byte> bytes) override {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    ++calls;
    return {};
  }

  [[nodiscard]] std::uint64_t position() const override { return text.size(); }

  [[nodiscard]] std::size_t columns() const override { return terminal; }

  std::string text;
  int calls = 0;
  std::size_t terminal = 0;  // columns
};

class FailingSink final : public io::ByteSink {
 public:
  static constexpr int kErrno = 28;
  static constexpr const char* kWhat = "cannot write 'out': disk is full";

  explicit FailingSink(std::size_t room) : room_(room) {}

  [[nodiscard]] io::Status write(std::span<const std::byte> bytes) override {
    if (failures > 0) {
      ++calls_after_failure;
    }
    if (taken_ + bytes.size() > room_) {
      ++failures;
      return io::Error{io::ErrorCode::kOutput, kErrno, kWhat};
    }
    taken_ += bytes.size();
    return {};
  }

  [[nodiscard]] std::uint64_t position() const override { return taken_; }

  int failures = 0;
  int calls_after_failure = 0;

 private:
  std::size_t room_;
  std::uint64_t taken_ = 0;
};

}  // namespace mxsweep::test
