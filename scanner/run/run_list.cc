#include "scanner/run/run_list.h"

#include "scanner/input/given_names.h"
#include "scanner/input/line_list.h"

namespace mxsweep {
namespace {

std::string name_of_input(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

}  // namespace

io::Status RunList::open(const ScanPlan& plan, const ScanControl& control) {
  if (!plan.names.empty()) {
    reader_ = std::make_unique<GivenNames>(plan.names);
    format_ =
        plan.names.size() == 1 ? "given as an argument" : "given as arguments";
    return {};
  }
  io::Result<std::unique_ptr<io::LineReader>> input = io::LineReader::open(
      plan.input_path, &control.stop, control.wake_up, plan.encoding);
  if (!input.ok()) {
    return input.error();
  }
  lines_ = input.take();
  path_ = plan.input_path;
  wishes_ = {.format = plan.list_format,
             .column = plan.list_column,
             .header = plan.list_header,
             .force = plan.force,
             .passthrough = plan.passthrough};
  return {};
}

ListVerdict RunList::verdict() const {
  return mxsweep::recognise({*lines_, path_, sample_, wishes_});
}

io::Status RunList::recognise(const ScanPlan& plan,
                              const ScanControl& control) {
  if (lines_ == nullptr) {
    return {};
  }
  io::Result<ListSample> sample = take_sample(*lines_);
  if (!sample.ok()) {
    return sample.error();
  }
  sample_ = sample.take();
  if (sample_.stopped) {
    reader_ = std::make_unique<PlainList>(*lines_);
    for (const std::string& column : plan.passthrough) {
      passed_.push_back(passed_name(column, 0));
    }
    return {};
  }
  ListVerdict verdict = this->verdict();
  if (verdict.reader == nullptr) {
    return io::Error{io::ErrorCode::kInput, 0,
                     "cannot take names from " +
                         name_of_input(plan.input_path) + ": " + verdict.text +
                         "; nothing was asked"};
  }
  reader_ = std::move(verdict.reader);
  format_ = std::move(verdict.text);
  const std::string packed_by = lines_->packed_by();
  if (!packed_by.empty()) {
    format_ += ", packed by " + packed_by;
  }
  passed_ = std::move(verdict.passed);
  control.events.note("names: " + format_);
  if (!plan.list_column.empty() && !verdict.has_columns) {
    control.events.note(
        "warning: --column has no effect: such a list has no columns");
  }
  if (plan.list_header != HeaderWish::kAuto && !verdict.may_have_header) {
    control.events.note(
        "warning: --header has no effect: such a list has no header");
  }
  return {};
}

bool RunList::look_over(CellSink& sink) {
  if (lines_ != nullptr && (!sample_.whole || sample_.stopped)) {
    return false;
  }
  static_cast<void>(reader_->read_all(sink));
  if (lines_ != nullptr) {
    lines_->rewind();
    reader_ = verdict().reader;
  }
  return true;
}

void RunList::hand_over(const std::atomic<bool>& stop, io::WakeUp& wake_up) {
  if (lines_ != nullptr) {
    lines_->wait_by(&stop, &wake_up);
  }
}

}  // namespace mxsweep
