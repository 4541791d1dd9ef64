#include "scanner/recursion/past_servers.h"

#include <algorithm>

namespace mxsweep {
namespace {

constexpr auto kMore = [](const auto& a, const auto& b) {
  return a.asked > b.asked;
};

}  // namespace

void PastServers::add(const io::Endpoint& endpoint, std::uint64_t asked) {
  if (servers_.size() == kMost) {
    ++forgotten_;
    if (asked <= servers_.front().asked) {
      return;
    }
    std::pop_heap(servers_.begin(), servers_.end(), kMore);
    servers_.pop_back();
  }
  servers_.push_back({endpoint, asked});
  std::push_heap(servers_.begin(), servers_.end(), kMore);
}

std::uint64_t PastServers::take(const io::Endpoint& endpoint) {
  const auto found =
      std::find_if(servers_.begin(), servers_.end(),
                   [&](const Server& s) { return s.endpoint == endpoint; });
  if (found == servers_.end()) {
    return 0;
  }
  const std::uint64_t asked = found->asked;
  servers_.erase(found);
  std::make_heap(servers_.begin(), servers_.end(), kMore);
  return asked;
}

}  // namespace mxsweep
