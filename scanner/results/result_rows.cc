#include "scanner/results/result_rows.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "io/base/log.h"
#include "io/base/number_text.h"
#include "io/table/read/records.h"

namespace mxsweep {
namespace {

constexpr std::size_t kShownMax = 40;  // of what is wrong

constexpr std::string_view kRunAgain =
    "; run the scan again (one with -o DIR/ goes on with --resume)";
constexpr std::string_view kOrForce = ", or take these with --force";

}  // namespace

std::string_view without_zero_fraction(std::string_view text) {
  const std::size_t point = text.find('.');
  const bool is_whole =
      point != std::string_view::npos && point > 0 && point + 1 < text.size() &&
      text.find_first_not_of('0', point + 1) == std::string_view::npos;
  return is_whole ? text.substr(0, point) : text;
}

io::Result<ResultRows::Step> ResultRows::next_step() {
  if (source_ != nullptr && !is_over_) {
    return next_row();
  }
  source_.reset();
  return next_file_ == files_.paths.size()
             ? end()
             : open_file(files_.paths[next_file_++]);
}

io::Result<ResultRows::Step> ResultRows::next_row() {
  const io::Result<bool> more = source_->next();
  if (more.ok() && more.value()) {
    ++rows_;
    has_rows_ = true;
    return Step::kRow;
  }
  const io::Status ended = more.ok() ? io::Status() : end_of_file(more.error());
  is_over_ = true;
  if (!ended.ok()) {
    return ended.error();
  }
  return source_->rows_tell_columns() ? Step::kFile : Step::kOpened;
}

// A run that had no name to ask has no whole result.
io::Result<ResultRows::Step> ResultRows::end() const {
  if (has_rows_ || files_.takes_cut) {
    return Step::kEnd;
  }
  const std::size_t others = files_.paths.size() - 1;
  return io::Error{
      io::ErrorCode::kInput, 0,
      files_.paths.front() +
          (others == 0 ? std::string(" has")
                       : " and " + io::with_commas(others) + " more have") +
          " no row, which no whole result is; --force takes it all the same"};
}

io::Result<ResultRows::Step> ResultRows::open_file(const std::string& path) {
  io::Result<std::unique_ptr<io::RecordSource>> opened =
      io::open_records(path, wanted_);
  if (!opened.ok()) {
    return opened.error();
  }
  rows_ = 0;
  is_over_ = false;
  source_ = opened.take();
  const io::Status begun = source_->begin();
  if (begun.ok()) {
    return source_->rows_tell_columns() ? Step::kOpened : Step::kFile;
  }
  return end_of_file(begun.error()).error();  // there is no row
}

// What becomes of an error: a file that was cut may do as far as it goes.
io::Status ResultRows::end_of_file(const io::Error& error) {
  if (!source_->is_cut()) {
    return error;
  }
  const std::string before =
      rows_ == 0 ? "" : "; whole rows before that: " + io::with_commas(rows_);
  if (files_.takes_cut && rows_ != 0) {
    io::log_warning(error.what + before + "; only these are taken");
    return {};
  }
  return io::Error{error.code, error.sys_errno,
                   error.what + before + std::string(kRunAgain) +
                       std::string(rows_ == 0 ? "" : kOrForce)};
}

io::Result<std::optional<std::int64_t>> ResultRows::number(
    std::size_t wanted, std::int64_t largest, std::size_t index) const {
  const std::string_view text = this->text(wanted, index);
  const std::string_view whole = without_zero_fraction(text);
  if (text.empty()) {
    return std::optional<std::int64_t>();
  }
  std::int64_t value = 0;
  const char* const end = whole.data() + whole.size();
  const auto read = std::from_chars(whole.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < 0) {
    return wrong(wanted, text, "no whole number");
  }
  return value <= largest
             ? io::Result<std::optional<std::int64_t>>(std::optional(value))
             : wrong(wanted, text, "more than " + std::to_string(largest));
}

io::Result<std::size_t> ResultRows::word(
    std::size_t wanted, std::span<const std::string_view> words,
    std::size_t index) const {
  const std::string_view text = this->text(wanted, index);
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

io::Status ResultRows::check_type(std::size_t wanted) const {
  const io::WantedColumn& column = wanted_[wanted];
  const std::string type = source_->other_type(wanted);
  if (type.empty()) {
    return {};
  }
  std::string what = path() + ": the column ";
  what.append(column.name).append(" is ").append(type);
  what.append(", which is not read as ");
  what.append(!column.field.empty() ? "a list of structs"
              : column.is_list      ? "a list"
                                    : "one value");
  return io::Error{io::ErrorCode::kInput, 0, std::move(what)};
}

io::Status ResultRows::check_types() const {
  io::Status right;
  for (std::size_t i = 0; i < wanted_.size() && right.ok(); ++i) {
    right = wanted_[i].field.empty() ? check_type(i) : io::Status();
  }
  return right;
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
