#include "io/file/line_share.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace mxsweep::io {

bool LineShare::survey(ByteSource& file, std::uint64_t size, char line_end) {
  part_octets_ = static_cast<double>(size) / kParts;
  std::array<char, kLookedAt> octets{};
  for (std::size_t part = 0; part < kParts; ++part) {
    const double middle = (static_cast<double>(part) + 0.5) * part_octets_;
    const Result<std::size_t> got = file.read_at(
        static_cast<std::uint64_t>(middle - static_cast<double>(kLookedAt) / 2),
        octets);
    if (!got.ok() || got.value() == 0) {
      return false;
    }
    const auto seen = std::span<const char>(octets).first(got.value());
    const auto ends = std::count(seen.begin(), seen.end(), line_end);
    lines_[part] = static_cast<double>(ends) * part_octets_ /
                   static_cast<double>(seen.size());
  }
  return std::accumulate(lines_.begin(), lines_.end(), 0.0) > 0;
}

double LineShare::used(std::uint64_t lines, std::uint64_t place) const {
  double left = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    const double end = static_cast<double>(part + 1) * part_octets_;
    const double ahead = end - static_cast<double>(place);
    left += lines_[part] * std::clamp(ahead / part_octets_, 0.0, 1.0);
  }
  const auto before = static_cast<double>(lines);
  return before + left > 0 ? before / (before + left) : 1;
}

}  // namespace mxsweep::io
