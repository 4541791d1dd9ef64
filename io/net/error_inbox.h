// ErrorInbox: errors that concern one datagram, kept until receive() hands
// them over. Fixed memory, owned by one transport, used by its thread. Each
// entry keeps the start of the datagram it is about. When the inbox is full,
// further errors are dropped: the caller's timeouts cover them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/limits.h"
#include "io/net/transport.h"

namespace mxsweep::io {

struct ErrorEntry {
  std::array<std::byte, kTxDatagramBytesMax> bytes{};
  Endpoint from;
  int error = 0;
  std::uint16_t size = 0;
  std::uint16_t lane = 0;
};

class ErrorInbox {
 public:
  static constexpr std::size_t kEntriesMax = 1024;

  ErrorInbox() : entries_(kEntriesMax) {}

  [[nodiscard]] bool empty() const { return count_ == 0; }

  [[nodiscard]] bool full() const { return count_ == kEntriesMax; }

  // The entry to fill; commit() keeps it. REQUIRES: !full()
  [[nodiscard]] ErrorEntry& next();

  void commit() { count_ += 1; }

  // Keeps an error of our own; `datagram` is what we tried to send.
  void add(const ErrorEntry& about, std::span<const std::byte> datagram);

  // Appends a message for each entry while `messages` is below kRxBatchMax.
  // They point into this object until release().
  void lend(std::vector<RxMessage>& messages);

  // Drops the entries that lend() handed out.
  void release();

 private:
  static_assert((kEntriesMax & (kEntriesMax - 1)) == 0);
  static_assert(kEntriesMax >= std::size_t{2} * kTxBatchMax);

  [[nodiscard]] ErrorEntry& at(std::size_t offset) {
    return entries_[(first_ + offset) & (kEntriesMax - 1)];
  }

  std::vector<ErrorEntry> entries_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::size_t lent_ = 0;  // entries handed out by lend(), the oldest ones
};

}  // namespace mxsweep::io
