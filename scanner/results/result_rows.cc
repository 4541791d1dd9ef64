#include "scanner/results/result_rows.h"

#include "io/table/read/records.h"

namespace mxsweep {

io::Result<ResultRows::Step> ResultRows::next() {
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

}  // namespace mxsweep
