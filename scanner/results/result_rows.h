// ResultRows: the rows of all files of a result, one after the other. Owns the
// file that is open; main thread. Errors are those of io::open_records().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/result.h"
#include "io/table/record_source.h"

namespace mxsweep {

class ResultRows {
 public:
  // `wanted` outlives it.
  ResultRows(std::vector<std::string> files,
             std::span<const io::WantedColumn> wanted)
      : files_(std::move(files)), wanted_(wanted) {}

  enum class Step : std::uint8_t {
    kFile,  // the next one is open: look whether it has the columns
    kRow,
    kEnd,
  };

  [[nodiscard]] io::Result<Step> next();

  // Of the file that is open. REQUIRES: there is one
  [[nodiscard]] const std::string& path() const {
    return files_[next_file_ - 1];
  }

  [[nodiscard]] bool has(std::size_t wanted) const {
    return source_->has(wanted);
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

  // The same where the column has whole numbers from 0 on; nothing where it is
  // empty. Error when it is something else, with its place and what it is.
  [[nodiscard]] io::Result<std::optional<std::int64_t>> number(
      std::size_t wanted, std::size_t index = 0) const;

 private:
  const std::vector<std::string> files_;
  const std::span<const io::WantedColumn> wanted_;
  std::size_t next_file_ = 0;
  std::unique_ptr<io::RecordSource> source_;  // null: none is open
};

}  // namespace mxsweep
