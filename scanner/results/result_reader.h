// ResultReader: the records of a result, whatever its format and the shape of
// its rows, one MailState each: neighbouring rows of one record are put
// together. Files are hostile. One thread. Errors are ErrorCode::kInput, and
// say of a column that is missing how to get it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/base/result.h"

#include "scanner/results/mail_state.h"
#include "scanner/results/result_rows.h"

namespace mxsweep {

class ResultReader {
 public:
  // All of one result, read one after the other.
  explicit ResultReader(ResultFiles files);

  // False when there is no more. Rows without a name are left out.
  [[nodiscard]] io::Result<bool> next(MailState& state);

  // Rows of input that was no name, and was not asked.
  [[nodiscard]] std::uint64_t nameless() const { return nameless_; }

  // Whether a column says who runs the mail hosts, in all files so far.
  [[nodiscard]] bool has_operators() const { return operators_.value(); }

 private:
  [[nodiscard]] io::Result<bool> read_row(MailState& state);
  [[nodiscard]] io::Status check_columns();
  [[nodiscard]] io::Status take_row(MailState& state) const;
  [[nodiscard]] io::Status take_host(MailState& state) const;
  [[nodiscard]] io::Status take_list(MailState& state) const;
  [[nodiscard]] io::Status take_structs(MailState& state) const;

  ResultRows rows_;
  RowJoiner<MailState> records_;
  ColumnThere operators_;
  bool has_mx_ = false;  // so that there must be mail hosts
  std::uint64_t nameless_ = 0;
};

}  // namespace mxsweep
