#include "scanner/results/result_rows.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "io/table/read/records.h"

namespace mxsweep {
namespace {

constexpr std::size_t kShownMax = 40;  // of what is wrong

}  // namespace

io::Result<ResultRows::Step> ResultRows::next_step() {
  if (source_ != nullptr) {
    const io::Result<bool> more = source_->next();
    if (!more.ok()) {
      return more.error();
    }
    if (more.value()) {
      return Step::kRow;
    }
    source_.reset();
  }
  while (next_file_ != files_.size()) {
    io::Result<std::unique_ptr<io::RecordSource>> opened =
        io::open_records(files_[next_file_++], wanted_);
    if (!opened.ok()) {
      return opened.error();
    }
    source_ = opened.take();
    if (!source_->is_void()) {
      return Step::kFile;
    }
    source_.reset();  // JSON lines of an empty list
  }
  return Step::kEnd;
}

io::Result<std::optional<std::int64_t>> ResultRows::number(
    std::size_t wanted, std::size_t index) const {
  const std::string_view text = this->text(wanted, index);
  if (text.empty()) {
    return std::optional<std::int64_t>();
  }
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end && value >= 0) {
    return std::optional(value);
  }
  return wrong(wanted, text, "no whole number");
}

io::Result<std::size_t> ResultRows::word(
    std::size_t wanted, std::span<const std::string_view> words) const {
  const std::string_view text = this->text(wanted);
  const auto found = std::find(words.begin(), words.end(), text);
  return found == words.end()
             ? io::Result<std::size_t>(wrong(wanted, text, "unknown"))
             : static_cast<std::size_t>(found - words.begin());
}

io::Error ResultRows::wrong(std::size_t wanted, std::string_view text,
                            std::string_view why) const {
  const io::WantedColumn& column = wanted_[wanted];
  std::string what = source_->place();
  what.append(": ").append(column.name);
  if (!column.field.empty()) {
    what.append(1, '.').append(column.field);
  }
  what.append(" is '").append(text.substr(0, kShownMax));
  what.append("', which is ").append(why);
  return {io::ErrorCode::kInput, 0, std::move(what)};
}

io::Error ResultRows::lacks(std::string_view column,
                            std::string_view columns) const {
  return {io::ErrorCode::kInput, 0,
          path() + " has no column " + std::string(column) +
              ", so that it is no result of mxsweep or not all of one; a scan "
              "without --columns has it, or one with --columns " +
              std::string(columns)};
}

}  // namespace mxsweep
