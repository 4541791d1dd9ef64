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
    Result<SourceState> got = fetch();
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

std::string_view CodecSource::fault_of(const CodecStep& step) const {
  if (step.no_member && members_ > 0) {
    return "are followed by something else";
  }
  const bool got_on = step.given > 0 || step.taken > 0 || step.member_ended;
  if (got_on || !step.fault.empty()) {
    return step.fault;
  }
  // A step without progress is valid only if more input can follow.
  if (!rest_.empty()) {
    return kDamaged;
  }
  return ended_ ? kCutOff : std::string_view{};
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
  fault_ = fault_of(step);
  return fault_.empty() || step.given > 0 ? Status() : failure(fault_);
}

// kBytes: there is something to decode, or an end to be noticed.
Result<SourceState> CodecSource::prepare() {
  if (!in_member_) {
    return find_member();
  }
  if (!rest_.empty() || pending_ || ended_) {
    return SourceState::kBytes;
  }
  Result<SourceState> got = fetch();
  if (got.ok() && got.value() == SourceState::kEnd) {
    return SourceState::kBytes;
  }
  return got;
}

Result<SourceRead> CodecSource::read(std::span<char> room) {
  while (fault_.empty()) {
    const Result<SourceState> ready = prepare();
    if (!ready.ok()) {
      return ready.error();
    }
    if (ready.value() != SourceState::kBytes) {
      return SourceRead{.state = ready.value()};
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
