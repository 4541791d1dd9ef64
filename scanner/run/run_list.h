// RunList: the list that a run reads: its file, its format, and whoever reads
// it in that format. Opened and recognised by the main thread before anything
// is asked; then the reader thread has it, but for share_used().
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/base/result.h"
#include "io/file/line_reader.h"

#include "scanner/input/list_reader.h"
#include "scanner/list/list_format.h"
#include "scanner/run/plan.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

class RunList {
 public:
  // Where the plan has names of its own, they are the list.
  [[nodiscard]] io::Status open(const ScanPlan& plan,
                                const ScanControl& control);

  // Waits for the first lines, says how the list is read, or refuses it
  // (kInput). When the user stops the run meanwhile, it goes on as one that
  // will read nothing.
  [[nodiscard]] io::Status recognise(const ScanPlan& plan,
                                     const ScanControl& control);

  // To the reader thread, which sleeps by `wake_up` and ends at `stop`.
  void hand_over(const std::atomic<bool>& stop, io::WakeUp& wake_up);

  // REQUIRES: recognise() went well.
  [[nodiscard]] ListReader& reader() { return *reader_; }

  // What the columns that the list passes on are called in the table; they stay
  // where they are. REQUIRES: recognise() went well.
  [[nodiscard]] std::span<const std::string> passed() const { return passed_; }

  // Shows the sink what reader() will read, and leaves that as it was. False,
  // and shows nothing, where that cannot be done: of a list that is too long to
  // be held, of which more may come. Errors are left to the reader. REQUIRES:
  // the same; nothing was read
  [[nodiscard]] bool look_over(CellSink& sink);

  // As it was announced.
  [[nodiscard]] const std::string& format() const { return format_; }

  // Of all its records, 0 to 1; nothing for what has no size. Any thread.
  [[nodiscard]] std::optional<double> share_used() const {
    return lines_ == nullptr ? std::nullopt : lines_->share_used();
  }

 private:
  [[nodiscard]] ListVerdict verdict() const;

  std::unique_ptr<io::LineReader> lines_;  // null where names are given
  std::string path_;
  ListWishes wishes_;
  ListSample sample_;
  std::unique_ptr<ListReader> reader_;
  std::string format_;
  std::vector<std::string> passed_;
};

}  // namespace mxsweep
