// ResultRows: the rows of all files of a result, one after the other. Owns the
// file that is open. One that ends too early is an Error, unless somebody wants
// what is there: then a warning says how much that was. RowJoiner: the rows of
// one record, put together. One thread. Errors are ErrorCode::kInput and name
// the file, of a row its line, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/result.h"
#include "io/table/record_source.h"

#include "scanner/results/result_files.h"

namespace mxsweep {

inline constexpr std::int64_t kSeqMax =
    std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kPreferenceMax = 65'535;
inline constexpr std::int64_t kTtlMax = 4'294'967'295;

// "10" of "10.0", as some write whole numbers; else the text itself.
[[nodiscard]] std::string_view without_zero_fraction(std::string_view text);

class ResultRows {
 public:
  // `wanted` outlives it.
  ResultRows(ResultFiles files, std::span<const io::WantedColumn> wanted)
      : files_(std::move(files)), wanted_(wanted) {}

  // Moves on to the next row; false when there is none. Of each file `check`
  // says whether it has the columns: first, or behind its last row where rows
  // tell.
  template <class Check>
  [[nodiscard]] io::Result<bool> next(const Check& check) {
    while (true) {
      const io::Result<Step> step = next_step();
      if (!step.ok()) {
        return step.error();
      }
      if (step.value() == Step::kEnd) {
        return false;
      }
      if (step.value() == Step::kRow) {
        return true;
      }
      if (step.value() == Step::kOpened) {
        continue;
      }
      const io::Status checked = check();
      if (!checked.ok()) {
        return checked.error();
      }
    }
  }

  // That the file has no such column, which a scan with these has.
  [[nodiscard]] io::Error lacks(std::string_view column,
                                std::string_view columns) const;

  // Error when a wanted column is there and of a type that is not read as what
  // is wanted; the other is of all but lists of structs, for which other
  // columns stand in.
  [[nodiscard]] io::Status check_type(std::size_t wanted) const;
  [[nodiscard]] io::Status check_types() const;

  // Of the file that is open. REQUIRES: there is one
  [[nodiscard]] const std::string& path() const {
    return files_.paths[next_file_ - 1];
  }

  // Results are wanted that are not whole (--force).
  [[nodiscard]] bool takes_cut() const { return files_.takes_cut; }

  // In the rows so far, where these tell.
  [[nodiscard]] bool has(std::size_t wanted) const {
    return source_->has(wanted);
  }

  [[nodiscard]] bool rows_tell_columns() const {
    return source_->rows_tell_columns();
  }

  [[nodiscard]] io::FieldTexts values(std::size_t wanted) const {
    return source_->values(wanted);
  }

  // Of several the one at `index`; empty where there is none.
  [[nodiscard]] std::string_view text(std::size_t wanted,
                                      std::size_t index = 0) const {
    const io::FieldTexts texts = values(wanted);
    return index < texts.size() ? texts[index] : std::string_view();
  }

  // The same where the column has whole numbers from 0 on, 10.0 among them;
  // nothing where it is empty. Error when it is something else, with its place
  // and what it is.
  [[nodiscard]] io::Result<std::optional<std::int64_t>> number(
      std::size_t wanted, std::int64_t largest, std::size_t index = 0) const;

  // The place of the column's word among these. Error when it is none of them.
  [[nodiscard]] io::Result<std::size_t> word(
      std::size_t wanted, std::span<const std::string_view> words,
      std::size_t index = 0) const;

 private:
  enum class Step : std::uint8_t { kOpened, kFile, kRow, kEnd };

  [[nodiscard]] io::Result<Step> next_step();
  [[nodiscard]] io::Result<Step> next_row();
  [[nodiscard]] io::Result<Step> open_file(const std::string& path);
  [[nodiscard]] io::Result<Step> end() const;
  [[nodiscard]] io::Status end_of_file(const io::Error& error);
  [[nodiscard]] io::Error wrong(std::size_t wanted, std::string_view text,
                                std::string_view why) const;

  const ResultFiles files_;
  const std::span<const io::WantedColumn> wanted_;
  std::size_t next_file_ = 0;
  std::uint64_t rows_ = 0;  // of the file that is open, so far
  bool has_rows_ = false;   // any file
  bool is_over_ = false;    // the file that is open
  std::unique_ptr<io::RecordSource> source_;  // null: none is open
};

// Whether the files of a result have a column: one has it, and none is known
// to be without. Where rows tell, a file that never has it may have had NULL.
class ColumnThere {
 public:
  void add(bool is_there, const ResultRows& rows) {
    some_ = some_ || is_there;
    all_ = all_ && (is_there || rows.rows_tell_columns());
  }

  [[nodiscard]] bool value() const { return some_ && all_; }

 private:
  bool some_ = false;
  bool all_ = true;
};

// Rows of one record stand together. A Record has is_same_record() and add(),
// of what is such a row.
template <class Record>
class RowJoiner {
 public:
  // False when there is no more. `read` makes a record of the next row, and is
  // false when there is none.
  template <class Read>
  [[nodiscard]] io::Result<bool> next(const Read& read, Record& record) {
    io::Result<bool> more = has_ahead_ ? io::Result<bool>(true) : read(ahead_);
    if (!more.ok() || !more.value()) {
      return more;
    }
    std::swap(record, ahead_);
    while (true) {
      more = read(ahead_);
      has_ahead_ = more.ok() && more.value();
      if (!more.ok() || !has_ahead_ || !record.is_same_record(ahead_)) {
        return more.ok() ? io::Result<bool>(true) : more;
      }
      record.add(ahead_);
    }
  }

 private:
  Record ahead_;  // a row of the record after the one that is handed out
  bool has_ahead_ = false;
};

}  // namespace mxsweep
