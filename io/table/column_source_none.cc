// In place of Parquet in a build without it.

#include "io/table/column_source.h"

namespace mxsweep::io {

Result<std::unique_ptr<ColumnSource>> open_parquet_columns(
    const std::string& path) {
  return Error{ErrorCode::kInput, 0,
               "cannot read " + path +
                   ": this build knows no Parquet (MXSWEEP_PARQUET)"};
}

}  // namespace mxsweep::io
