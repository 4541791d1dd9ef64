#include "scanner/query/rewrite_probe.h"

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

RewriteProbe::RewriteProbe(const std::vector<std::uint16_t>& rewriting,
                           io::Prng prng, io::Instant start)
    : prng_(prng), probed_(rewriting.size()) {
  for (std::size_t i = 0; i < rewriting.size(); ++i) {
    probed_[i].resolver = rewriting[i];
    probed_[i].pause = kFirstPause;
    probed_[i].due = start + kFirstPause;
  }
  find_next_due();
}

void RewriteProbe::find_next_due() {
  next_due_ = io::Instant::never();
  for (const Probed& probed : probed_) {
    next_due_ = std::min(next_due_, probed.due);
  }
}

RewriteProbe::Question RewriteProbe::next_question(io::Instant now) {
  const auto found =
      std::find_if(probed_.begin(), probed_.end(),
                   [now](const Probed& each) { return now >= each.due; });
  Probed& probed = *found;
  const std::size_t which = probed.asked++;
  probed.names[which] = invented_name(kInventedEndings[which], prng_);
  if (probed.asked == kInventedEndings.size()) {
    probed.due = io::Instant::never();
    find_next_due();
  }
  return {probed.resolver, static_cast<std::uint32_t>(found - probed_.begin()),
          probed.names[which].view()};
}

std::optional<std::uint16_t> RewriteProbe::take_answer(std::uint32_t probed,
                                                       LookupStatus status,
                                                       io::Instant now) {
  Probed& one = probed_[probed];
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
