#include "io/net/error_inbox.h"

#include <algorithm>
#include <cstring>

#include "io/base/check.h"

namespace mxsweep::io {

ErrorEntry& ErrorInbox::next() {
  MXSWEEP_DCHECK(!full());
  return at(count_);
}

void ErrorInbox::add(const ErrorEntry& about,
                     std::span<const std::byte> datagram) {
  if (full()) {
    return;
  }
  ErrorEntry& entry = next();
  const std::size_t kept = std::min(datagram.size(), entry.bytes.size());
  std::memcpy(entry.bytes.data(), datagram.data(), kept);
  entry.size = static_cast<std::uint16_t>(kept);
  entry.from = about.from;
  entry.error = about.error;
  entry.lane = about.lane;
  commit();
}

void ErrorInbox::lend(std::vector<RxMessage>& messages) {
  while (lent_ < count_ && messages.size() < kRxBatchMax) {
    const ErrorEntry& entry = at(lent_);
    RxMessage message;
    message.payload = std::span(entry.bytes).first(entry.size);
    message.from = entry.from;
    message.error = entry.error;
    message.lane = entry.lane;
    messages.push_back(message);
    lent_ += 1;
  }
}

void ErrorInbox::release() {
  first_ = (first_ + lent_) & (kEntriesMax - 1);
  count_ -= lent_;
  lent_ = 0;
}

}  // namespace mxsweep::io
