#include "io/file/recognised_source.h"

#include <algorithm>
#include <string>
#include <utility>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

// A file of which the first bytes have been read.
class BegunSource final : public ByteSource {
 public:
  BegunSource(std::string_view head, FileSource& file)
      : head_(head), file_(file) {}

  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override {
    if (at_ == head_.size()) {
      return file_.read(room);
    }
    const std::size_t bytes = head_.copy(room.data(), room.size(), at_);
    at_ += bytes;
    return SourceRead{.state = SourceState::kBytes, .bytes = bytes};
  }

  [[nodiscard]] bool is_ready() const override {
    return at_ < head_.size() || file_.is_ready();
  }

 private:
  std::string head_;
  std::size_t at_ = 0;
  FileSource& file_;
};

}  // namespace

Result<SourceRead> RecognisedSource::read(std::span<char> room) {
  if (content_ == nullptr) {
    return begin(room);
  }
  return ended_ ? SourceRead{.state = SourceState::kEnd} : content_->read(room);
}

bool RecognisedSource::is_ready() const {
  return content_ == nullptr ? file_.is_ready() : content_->is_ready();
}

// Null when more bytes must be seen. No line of text is kept waiting for that:
// its first bytes decide.
const SourceKind* RecognisedSource::kind_of(std::string_view head) const {
  for (const SourceKind& kind : kinds_.first(kinds_.size() - 1)) {
    if (head.starts_with(kind.begins_with)) {
      return &kind;
    }
    if (!ended_ && kind.begins_with.starts_with(head)) {
      return nullptr;
    }
  }
  return &kinds_.back();
}

Result<SourceRead> RecognisedSource::begin(std::span<char> room) {
  MXSWEEP_CHECK(room.size() >= kBeginBytesMax);
  const SourceKind* kind = nullptr;
  std::size_t bytes = 0;
  while (kind == nullptr) {
    Result<SourceRead> got = file_.read(room.subspan(bytes));
    if (!got.ok() || got.value().state == SourceState::kStopped) {
      return got;
    }
    bytes += got.value().bytes;
    ended_ = got.value().state == SourceState::kEnd;
    kind = kind_of({room.data(), bytes});
  }
  if (kind->open == nullptr) {
    content_ = &file_;
    return SourceRead{
        .state = bytes == 0 ? SourceState::kEnd : SourceState::kBytes,
        .bytes = bytes};
  }
  ended_ = false;  // that is the decoder's to say
  head_ = std::make_unique<BegunSource>(std::string_view(room.data(), bytes),
                                        file_);
  auto opened = kind->open(*head_, file_.name());
  if (!opened.ok()) {
    return opened.error();
  }
  decoder_ = opened.take();
  content_ = decoder_.get();
  return content_->read(room);
}

}  // namespace mxsweep::io
