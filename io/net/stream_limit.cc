#include "io/net/stream_limit.h"

#include <algorithm>

namespace mxsweep::io {
namespace {

// After a cut the window rises by one for so many windows of answers, after
// each further one that made it less for twice as many.
constexpr std::uint32_t kWindowsPerRise = 16;
constexpr std::uint32_t kWindowsPerRiseMost = 1024;

// After so many connections that carried the quota it is doubled, to find out
// whether the peer still has it.
constexpr std::uint32_t kFillsPerRise = 16;

// Whether two counts of answers are the same bound. Answers may be lost with
// the connection, so they need not be equal.
bool near(std::uint32_t a, std::uint32_t b) {
  return (std::max(a, b) - std::min(a, b)) * 8 <= std::max(a, b);
}

}  // namespace

void StreamLimit::answered() {
  ++answers_;
  const std::uint32_t needed = std::max(windows_per_rise_ * window_, 1U);
  if (answers_ >= needed && window_ < kWindowMax) {
    ++window_;
    answers_ = 0;
    risen_ = true;
  }
}

void StreamLimit::filled() {
  if (++fills_ < kFillsPerRise) {
    return;
  }
  fills_ = 0;
  quota_ = quota_ > kNoQuota / 2 ? kNoQuota : quota_ * 2;
}

bool StreamLimit::cut(std::uint32_t answers, std::uint32_t outstanding) {
  const std::uint32_t before = window_;
  const bool counts = answers > 0 && near(answers, last_cut_);
  if (counts) {
    quota_ = answers;
    fills_ = 0;
  }
  // A connection that carried more answers than the window was not ended
  // because of the window.
  if (!counts || answers < window_) {
    window_ = std::clamp(outstanding / 2, 1U, std::max(window_ / 2, 1U));
  }
  last_cut_ = answers;
  answers_ = 0;
  if (windows_per_rise_ == 0) {
    windows_per_rise_ = kWindowsPerRise;
  } else if (window_ < before && risen_) {
    windows_per_rise_ = std::min(windows_per_rise_ * 2, kWindowsPerRiseMost);
  }
  risen_ = risen_ && window_ >= before;
  return window_ < before;
}

}  // namespace mxsweep::io
