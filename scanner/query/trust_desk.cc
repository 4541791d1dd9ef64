#include "scanner/query/trust_desk.h"

#include <algorithm>
#include <string>

namespace mxsweep {
namespace {

constexpr int kRandomDigits = 16;

// A portal that was logged into or a filter that was mended shall be noticed
// within minutes, and one that never is shall not be asked all the time.
constexpr io::Duration kFirstPause = io::Duration::seconds(10);
constexpr io::Duration kPauseMax = io::Duration::seconds(300);

}  // namespace

Name invented_name(std::string_view ending, io::Prng& prng) {
  std::string text = "mxsweep-";
  for (int i = 0; i < kRandomDigits; ++i) {
    text += "0123456789abcdef"[prng.below(16)];
  }
  text += ending;
  Name name;
  static_cast<void>(Name::from_text(text, name));  // it is a good one
  return name;
}

TrustDesk::TrustDesk(const std::vector<std::uint16_t>& distrusted,
                     io::Prng prng, io::Instant start)
    : prng_(prng), suspects_(distrusted.size()) {
  for (std::size_t i = 0; i < distrusted.size(); ++i) {
    suspects_[i].resolver = distrusted[i];
    suspects_[i].pause = kFirstPause;
    suspects_[i].due = start + kFirstPause;
  }
  find_next_due();
}

void TrustDesk::find_next_due() {
  next_due_ = io::Instant::never();
  for (const Suspect& suspect : suspects_) {
    next_due_ = std::min(next_due_, suspect.due);
  }
}

TrustDesk::Question TrustDesk::next_question(io::Instant now) {
  const auto found =
      std::find_if(suspects_.begin(), suspects_.end(),
                   [now](const Suspect& each) { return now >= each.due; });
  Suspect& suspect = *found;
  const std::size_t which = suspect.asked++;
  suspect.names[which] = invented_name(kInventedEndings[which], prng_);
  if (suspect.asked == kInventedEndings.size()) {
    suspect.due = io::Instant::never();
    find_next_due();
  }
  return {suspect.resolver,
          static_cast<std::uint32_t>(found - suspects_.begin()),
          suspect.names[which].view()};
}

std::optional<std::uint16_t> TrustDesk::take_answer(std::uint32_t suspect,
                                                    LookupStatus status,
                                                    io::Instant now) {
  Suspect& one = suspects_[suspect];
  ++one.ended;
  if (is_answer(status) && status != LookupStatus::kNoError) {
    ++one.not_found;
  }
  if (one.ended < kInventedEndings.size()) {
    return std::nullopt;
  }
  if (one.not_found == kInventedEndings.size()) {
    return one.resolver;
  }
  one.asked = 0;
  one.ended = 0;
  one.not_found = 0;
  one.pause = std::min(one.pause * 2, kPauseMax);
  one.due = now + one.pause;
  find_next_due();
  return std::nullopt;
}

}  // namespace mxsweep
