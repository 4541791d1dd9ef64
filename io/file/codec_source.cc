#include "io/file/codec_source.h"

#include <algorithm>
#include <utility>

namespace mxsweep::io {
namespace {

constexpr std::string_view kCutOff = "end in the middle: is the file whole?";
constexpr std::string_view kDamaged = "are damaged";

}  // namespace

CodecSource::CodecSource(ByteSource& encoded, std::string input,
                         std::string_view kind, std::unique_ptr<Codec> codec)
    : encoded_(encoded),
      input_(std::move(input)),
      kind_(kind),
      codec_(std::move(codec)) {}

Error CodecSource::failure(std::string_view reason) const {
  return {ErrorCode::kInput, 0,
          "cannot read " + input_ + " after byte " + std::to_string(place_) +
              ": its " + std::string(kind_) + " data " + std::string(reason)};
}

bool CodecSource::is_ready() const {
  return pending_ || !rest_.empty() || ended_ || encoded_.is_ready();
}

// REQUIRES: nothing is left of the buffer
Result<SourceState> CodecSource::fetch() {
  const Result<SourceRead> got = encoded_.read(buffer_);
  if (!got.ok()) {
    return got.error();
  }
  rest_ = std::span<const char>(buffer_).first(got.value().bytes);
  ended_ = got.value().state == SourceState::kEnd;
  return got.value().state;
}

// Between members: skips padding and begins the next one, if there is one.
Result<SourceState> CodecSource::find_member() {
  while (true) {
    const auto next = std::find_if(rest_.begin(), rest_.end(),
                                   [](char octet) { return octet != '\0'; });
    const auto padding = static_cast<std::size_t>(next - rest_.begin());
    rest_ = rest_.subspan(padding);
    place_ += padding;
    if (!rest_.empty()) {
      break;
    }
    const Result<SourceState> got = fetch();
    if (!got.ok() || got.value() != SourceState::kBytes) {
      return got;
    }
  }
  if (!codec_->begin_member()) {
    return failure("cannot be decoded: there is no memory");
  }
  in_member_ = true;
  return SourceState::kBytes;
}

// Keeps the books of a step into `room` octets.
Status CodecSource::take(const CodecStep& step, std::size_t room) {
  rest_ = rest_.subspan(step.taken);
  place_ += step.taken;
  pending_ = step.given == room && !step.member_ended;
  if (step.member_ended) {
    in_member_ = false;
    ++members_;
  }
  fault_ = step.fault;
  if (step.no_member && members_ > 0) {
    fault_ = "are followed by something else";
  } else if (fault_.empty() && step.given == 0 && step.taken == 0 &&
             !step.member_ended) {
    // Nobody gets on: that is only right while more octets can come.
    fault_ = !rest_.empty() ? kDamaged : ended_ ? kCutOff : "";
  }
  return fault_.empty() || step.given > 0 ? Status() : failure(fault_);
}

Result<SourceRead> CodecSource::read(std::span<char> room) {
  while (fault_.empty()) {
    if (in_member_ && rest_.empty() && !pending_ && !ended_) {
      const Result<SourceState> got = fetch();
      if (!got.ok()) {
        return got.error();
      }
      if (got.value() == SourceState::kStopped) {
        return SourceRead{.state = SourceState::kStopped};
      }
    }
    if (!in_member_) {
      const Result<SourceState> found = find_member();
      if (!found.ok()) {
        return found.error();
      }
      if (found.value() != SourceState::kBytes) {
        return SourceRead{.state = found.value()};
      }
    }
    const CodecStep step = codec_->step(rest_, room);
    const Status taken = take(step, room.size());
    if (!taken.ok()) {
      return taken.error();
    }
    if (step.given > 0) {
      return SourceRead{.state = SourceState::kBytes, .bytes = step.given};
    }
  }
  return failure(fault_);
}

}  // namespace mxsweep::io
