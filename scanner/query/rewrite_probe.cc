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

Name root_name() {
  Name root;
  static_cast<void>(root.finish());  // one octet always has room
  return root;
}

bool knows_the_root(const Completion& done) {
  return done.message != nullptr &&
         done.message->header.rcode == kRcodeNoError &&
         done.message->header.answers != 0;
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
  const std::uint32_t which = probed.asked++;
  const bool invented = which < kInventedEndings.size();
  probed.names[which] =
      invented ? invented_name(kInventedEndings[which], prng_) : root_name();
  if (probed.asked == kQuestions) {
    probed.due = io::Instant::never();
    find_next_due();
  }
  const auto number = static_cast<std::uint32_t>(found - probed_.begin());
  return {probed.resolver, number * kQuestions + which,
          probed.names[which].view(), invented ? kTypeA : kTypeNs};
}

std::optional<std::uint16_t> RewriteProbe::take_answer(const Completion& done) {
  Probed& one = probed_[done.owner.index / kQuestions];
  const LookupStatus status = done.reply.status;
  const bool invented = done.owner.index % kQuestions < kInventedEndings.size();
  const bool right = invented
                         ? is_answer(status) && status != LookupStatus::kNoError
                         : knows_the_root(done);
  ++one.ended;
  if (right) {
    ++one.right;
  }
  if (one.ended < kQuestions) {
    return std::nullopt;
  }
  if (one.right == kQuestions) {
    return one.resolver;
  }
  one.asked = 0;
  one.ended = 0;
  one.right = 0;
  one.pause = std::min(one.pause * 2, kPauseMax);
  one.due = done.reply.at + one.pause;
  find_next_due();
  return std::nullopt;
}

}  // namespace mxsweep
