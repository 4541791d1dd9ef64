#include "io/file/recognised_source.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

// A source of which the first bytes have been read.
class BegunSource final : public ByteSource {
 public:
  BegunSource(std::string_view head, ByteSource& source)
      : head_(head), source_(source) {}

  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override {
    if (at_ == head_.size()) {
      return source_.read(room);
    }
    const std::size_t bytes = head_.copy(room.data(), room.size(), at_);
    at_ += bytes;
    return SourceRead{.state = SourceState::kBytes, .bytes = bytes};
  }

  [[nodiscard]] bool is_ready() const override {
    return at_ < head_.size() || source_.is_ready();
  }

  [[nodiscard]] std::optional<std::uint64_t> seekable_bytes() const override {
    return source_.seekable_bytes();
  }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t place,
                                            std::span<char> room) override {
    return source_.read_at(place, room);
  }

 private:
  std::string head_;
  std::size_t at_ = 0;
  ByteSource& source_;
};

}  // namespace

Result<SourceRead> RecognisedSource::read(std::span<char> room) {
  if (content_ == nullptr) {
    return begin(room);
  }
  return ended_ ? SourceRead{.state = SourceState::kEnd} : content_->read(room);
}

bool RecognisedSource::is_ready() const {
  return content_ == nullptr ? below_.is_ready() : content_->is_ready();
}

std::string RecognisedSource::packed_by() const {
  std::string kinds;
  for (const RecognisedSource* layer = this;
       layer != nullptr && !layer->kind_.empty();
       layer = layer->decoded_.get()) {
    kinds += kinds.empty() ? "" : ", ";
    kinds += layer->kind_;
  }
  return kinds;
}

// Null when more bytes must be seen. No line of text is kept waiting for that:
// its first bytes decide.
const SourceKind* RecognisedSource::kind_of(std::string_view head) const {
  bool may_become = false;
  for (const SourceKind& kind : kinds_) {
    for (const std::string_view beginning : kind.beginnings) {
      if (head.starts_with(beginning)) {
        return &kind;
      }
      may_become = may_become || beginning.starts_with(head);
    }
  }
  return may_become && !ended_ ? nullptr : &kinds_.back();
}

Status RecognisedSource::decode(const SourceKind& kind, std::string_view head) {
  if (depth_ == kEncodingsMax) {
    return Error{ErrorCode::kInput, 0,
                 "cannot read " + input_ + ": it is packed more than " +
                     std::to_string(kEncodingsMax) + " times over"};
  }
  kind_ = kind.name;
  head_ = std::make_unique<BegunSource>(head, below_);
  auto opened = kind.open(*head_, input_);
  if (!opened.ok()) {
    return opened.error();
  }
  decoder_ = opened.take();
  decoded_.reset(new RecognisedSource(
      *decoder_, input_ + " (out of " + std::string(kind.name) + ")", kinds_,
      depth_ + 1));
  content_ = decoded_.get();
  return {};
}

Result<SourceRead> RecognisedSource::begin(std::span<char> room) {
  MXSWEEP_CHECK(room.size() >= kBeginBytesMax);
  const SourceKind* kind = nullptr;
  std::size_t bytes = 0;
  while (kind == nullptr) {
    Result<SourceRead> got = below_.read(room.subspan(bytes));
    if (!got.ok() || got.value().state == SourceState::kStopped) {
      return got;
    }
    bytes += got.value().bytes;
    ended_ = got.value().state == SourceState::kEnd;
    kind = kind_of({room.data(), bytes});
  }
  if (kind->open == nullptr) {
    content_ = &below_;
    return SourceRead{
        .state = bytes == 0 ? SourceState::kEnd : SourceState::kBytes,
        .bytes = bytes};
  }
  ended_ = false;  // that is the decoder's to say
  const Status begun = decode(*kind, {room.data(), bytes});
  return begun.ok() ? content_->read(room) : Result<SourceRead>(begun.error());
}

}  // namespace mxsweep::io
