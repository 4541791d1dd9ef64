// StreamLimit: how much one peer accepts on a stream, learned from when it
// ended connections before everything was answered. There are two bounds: how
// many messages may be outstanding at once (the window), and how many one
// connection carries (the quota). Servers have either bound: some close after a
// fixed number of answers, some when too many bytes are unread. Counted in
// messages. Plain values, owned by the TcpPool, on its thread.
//
// A server that closes twice after about the same number of answers counts
// them: that number becomes the quota, and TcpPool ends connections that have
// carried it. Any other end halves the window, down to one. Both bounds rise
// again with success, slowly, since with a bound that is too high a whole
// window of messages must be repeated; and more slowly each time that the
// window has proved too high.
#pragma once

#include <cstdint>
#include <limits>

namespace mxsweep::io {

class StreamLimit {
 public:
  static constexpr std::uint32_t kWindowStart = 16;
  static constexpr std::uint32_t kWindowMax = 128;
  static constexpr std::uint32_t kNoQuota =
      std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t window() const { return window_; }

  [[nodiscard]] std::uint32_t quota() const { return quota_; }

  // A message that was outstanding is answered.
  void answered();

  // A connection carried its quota and ended well.
  void filled();

  // The peer ended a connection that had carried `answers` and left so many
  // messages unanswered. True when the window has become less, so that they may
  // fare better. REQUIRES: outstanding > 0
  bool cut(std::uint32_t answers, std::uint32_t outstanding);

 private:
  std::uint32_t window_ = kWindowStart;
  std::uint32_t quota_ = kNoQuota;
  std::uint32_t last_cut_ = 0;  // answers of the last connection that was cut
  std::uint32_t answers_ = 0;   // since the window last rose
  std::uint32_t fills_ = 0;     // since the quota last changed
  // So many windows of answers let the window rise by one; 0: one answer does.
  std::uint32_t windows_per_rise_ = 0;
  bool risen_ = false;  // since the window last became less
};

}  // namespace mxsweep::io
