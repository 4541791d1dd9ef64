// zip by libarchive: the content of its only member. Where the file is no pipe
// its list of members, which stands at the end, is looked at before anything is
// handed out; else a second member shows only behind the first.

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/file/source_kinds.h"

namespace mxsweep::io {
namespace {

// Of the list of members; libarchive takes some three times as much memory.
constexpr std::uint64_t kListBytesMax = std::uint64_t{4} << 20U;

constexpr std::size_t kNamesShown = 5;
constexpr std::size_t kNameOctetsShown = 80;

struct ArchiveDeleter {
  void operator()(archive* what) const { ::archive_read_free(what); }
};

using ArchivePtr = std::unique_ptr<archive, ArchiveDeleter>;

ArchivePtr new_zip_reader() {
  ArchivePtr reader(::archive_read_new());
  if (reader != nullptr &&
      ::archive_read_support_format_zip(reader.get()) != ARCHIVE_OK) {
    reader.reset();
  }
  return reader;
}

// For messages: nothing in it that a terminal obeys.
std::string printable(std::string_view name) {
  std::string text;
  for (const char octet : name.substr(0, kNameOctetsShown)) {
    const bool plain = octet >= 0x20 && octet < 0x7F;
    text += plain ? octet : '?';
  }
  return text;
}

// The members that hold something for us, and what they say of the whole.
class Members {
 public:
  void add(archive_entry* entry) {
    const char* path = ::archive_entry_pathname(entry);
    const std::string_view name = path == nullptr ? "?" : path;
    // What macOS keeps beside a file is no list of anybody's.
    if (name.ends_with('/') || name.starts_with("__MACOSX/")) {
      return;
    }
    is_wanted_ = true;
    document_ = document_ || name == "[Content_Types].xml" ||
                (count_ == 0 && name == "mimetype");
    ++count_;
    if (names_.size() < kNamesShown) {
      names_.push_back(printable(name));
    }
  }

  // Whether the last one added counts.
  [[nodiscard]] bool take_wanted() { return std::exchange(is_wanted_, false); }

  void give_up_counting() { count_ += kNamesShown; }

  // Empty: there is nothing against reading it.
  [[nodiscard]] std::string refusal() const {
    if (document_) {
      return "it is an office document; if it is an Excel workbook, save the "
             "sheet as CSV";
    }
    return count_ <= 1 ? ""
                       : "it is a zip archive of several files (" + listed() +
                             "); unpack the one to be read";
  }

  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  [[nodiscard]] std::string listed() const {
    std::string list;
    for (const std::string& name : names_) {
      list += (list.empty() ? "" : ", ") + name;
    }
    return list + (count_ > names_.size() ? ", ..." : "");
  }

  std::vector<std::string> names_;
  std::size_t count_ = 0;
  bool document_ = false;
  bool is_wanted_ = false;
};

// ---- the list of a file that can be read in any order ----------------------

class MemberList {
 public:
  MemberList(ByteSource& whole, std::uint64_t size)
      : whole_(whole), size_(size) {}

  // The members, as far as libarchive finds any: what is wrong with the file
  // shows when it is read.
  Members members() {
    Members found;
    const ArchivePtr reader = new_zip_reader();
    if (reader == nullptr ||
        ::archive_read_set_callback_data(reader.get(), this) != ARCHIVE_OK ||
        ::archive_read_set_read_callback(reader.get(), &on_read) !=
            ARCHIVE_OK ||
        ::archive_read_set_seek_callback(reader.get(), &on_seek) !=
            ARCHIVE_OK ||
        ::archive_read_open1(reader.get()) != ARCHIVE_OK) {
      return found;
    }
    archive_entry* entry = nullptr;
    int code = ARCHIVE_OK;
    while ((code = ::archive_read_next_header(reader.get(), &entry)) ==
               ARCHIVE_OK ||
           code == ARCHIVE_WARN) {
      found.add(entry);
    }
    if (bytes_ > kListBytesMax) {
      found.give_up_counting();
    }
    return found;
  }

 private:
  static la_ssize_t on_read(archive* /*reader*/, void* self, const void** out) {
    return static_cast<MemberList*>(self)->give(out);
  }

  static la_int64_t on_seek(archive* /*reader*/, void* self, la_int64_t to,
                            int whence) {
    return static_cast<MemberList*>(self)->seek(to, whence);
  }

  la_ssize_t give(const void** out) {
    const Result<std::size_t> got = whole_.read_at(place_, buffer_);
    if (!got.ok() || bytes_ > kListBytesMax) {
      return ARCHIVE_FATAL;
    }
    bytes_ += got.value();
    place_ += got.value();
    *out = buffer_.data();
    return static_cast<la_ssize_t>(got.value());
  }

  la_int64_t seek(la_int64_t to, int whence) {
    const auto size = static_cast<la_int64_t>(size_);
    const auto here = static_cast<la_int64_t>(place_);
    const la_int64_t from = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? here
                                                 : size;
    place_ =
        static_cast<std::uint64_t>(std::clamp<la_int64_t>(from + to, 0, size));
    return static_cast<la_int64_t>(place_);
  }

  ByteSource& whole_;
  std::uint64_t size_;
  std::uint64_t place_ = 0;
  std::uint64_t bytes_ = 0;  // given so far
  std::array<char, std::size_t{16} << 10U> buffer_;
};

// ---- the content -----------------------------------------------------------

class ZipSource final : public ByteSource {
 public:
  ZipSource(ByteSource& encoded, std::string input)
      : encoded_(encoded), input_(std::move(input)) {}

  [[nodiscard]] Status open() {
    const std::optional<std::uint64_t> size = encoded_.seekable_bytes();
    if (size.has_value()) {
      const std::string refusal =
          MemberList(encoded_, *size).members().refusal();
      if (!refusal.empty()) {
        return Error{ErrorCode::kInput, 0,
                     "cannot read " + input_ + ": " + refusal};
      }
    }
    reader_ = new_zip_reader();
    if (reader_ == nullptr) {
      return Error{ErrorCode::kInput, 0,
                   "cannot read " + input_ + ": there is no memory to unpack"};
    }
    return {};
  }

  [[nodiscard]] Result<SourceRead> read(std::span<char> room) override {
    while (true) {
      const Result<SourceState> found =
          in_member_ ? SourceState::kBytes : find_member();
      if (!found.ok()) {
        return found.error();
      }
      if (found.value() != SourceState::kBytes) {
        return SourceRead{.state = found.value()};
      }
      const la_ssize_t got =
          ::archive_read_data(reader_.get(), room.data(), room.size());
      if (got > 0) {
        return SourceRead{.state = SourceState::kBytes,
                          .bytes = static_cast<std::size_t>(got)};
      }
      if (got < 0 && got != ARCHIVE_RETRY) {
        return failed();
      }
      in_member_ = got != 0;
    }
  }

  [[nodiscard]] bool is_ready() const override { return encoded_.is_ready(); }

  [[nodiscard]] std::uint64_t held() const override {
    const auto used = ::archive_filter_bytes(reader_.get(), 0);
    return place_ - std::min(static_cast<std::uint64_t>(used), place_);
  }

 private:
  static la_ssize_t on_read(archive* /*reader*/, void* self, const void** out) {
    return static_cast<ZipSource*>(self)->give(out);
  }

  la_ssize_t give(const void** out) {
    const Result<SourceRead> got = encoded_.read(buffer_);
    if (!got.ok()) {
      below_ = got.error();
      return ARCHIVE_FATAL;
    }
    stopped_ = got.value().state == SourceState::kStopped;
    if (stopped_) {
      return ARCHIVE_FATAL;
    }
    place_ += got.value().bytes;
    *out = buffer_.data();
    return static_cast<la_ssize_t>(got.value().bytes);
  }

  // What a call of libarchive that failed means.
  [[nodiscard]] Result<SourceRead> failed() const {
    if (stopped_) {
      return SourceRead{.state = SourceState::kStopped};
    }
    if (below_.has_value()) {
      return *below_;
    }
    const char* given = ::archive_error_string(reader_.get());
    // Some are none, and some end with a line end.
    std::string text = "its zip data are cut off or damaged";
    if (given != nullptr) {
      const std::string_view reason = given;
      text += " (" + printable(reason.substr(0, reason.find('\n'))) + ")";
    }
    return failure(text);
  }

  [[nodiscard]] Error failure(const std::string& reason) const {
    return {ErrorCode::kInput, 0,
            "cannot read " + input_ + " after byte " + std::to_string(place_) +
                ": " + reason};
  }

  // The next member that counts, which must be the only one.
  [[nodiscard]] Result<SourceState> find_member() {
    if (!opened_) {
      opened_ = true;
      if (::archive_read_open(reader_.get(), this, nullptr, &on_read,
                              nullptr) != ARCHIVE_OK) {
        return state_of_failure();
      }
    }
    while (!members_.take_wanted()) {
      archive_entry* entry = nullptr;
      const int code = ::archive_read_next_header(reader_.get(), &entry);
      if (code == ARCHIVE_EOF) {
        return state_at_end();
      }
      if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
        return state_of_failure();
      }
      members_.add(entry);
    }
    const std::string refusal = members_.refusal();
    if (!refusal.empty()) {
      return failure(refusal);
    }
    in_member_ = true;
    return SourceState::kBytes;
  }

  [[nodiscard]] Result<SourceState> state_at_end() const {
    if (members_.empty()) {
      return failure("the zip archive is empty");
    }
    return SourceState::kEnd;
  }

  [[nodiscard]] Result<SourceState> state_of_failure() const {
    const Result<SourceRead> what = failed();
    return what.ok() ? Result<SourceState>(what.value().state)
                     : Result<SourceState>(what.error());
  }

  ByteSource& encoded_;
  std::string input_;
  ArchivePtr reader_;
  Members members_;
  std::array<char, std::size_t{32} << 10U> buffer_;
  std::uint64_t place_ = 0;  // octets given to libarchive
  std::optional<Error> below_;
  bool opened_ = false;
  bool in_member_ = false;
  bool stopped_ = false;
};

}  // namespace

OpenedSource open_zip(ByteSource& encoded, const std::string& input) {
  auto source = std::make_unique<ZipSource>(encoded, input);
  const Status opened = source->open();
  if (!opened.ok()) {
    return opened.error();
  }
  return std::unique_ptr<ByteSource>(std::move(source));
}

}  // namespace mxsweep::io
