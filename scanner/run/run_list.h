// RunList: the list that a run reads: its file, its format, and whoever reads
// it in that format. Opened and recognised by the main thread before anything
// is asked; then the reader thread has it, but for share_read().
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "io/base/result.h"
#include "io/file/line_reader.h"

#include "scanner/input/list_reader.h"
#include "scanner/run/plan.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

class RunList {
 public:
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

  // As it was announced.
  [[nodiscard]] const std::string& format() const { return format_; }

  // Of the bytes of the file; nothing for what has no size. Any thread.
  [[nodiscard]] std::optional<double> share_read() const;

 private:
  std::unique_ptr<io::LineReader> lines_;
  std::unique_ptr<ListReader> reader_;
  std::string format_;
};

}  // namespace mxsweep
