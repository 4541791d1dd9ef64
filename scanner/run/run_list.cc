#include "scanner/run/run_list.h"

#include "scanner/input/line_list.h"
#include "scanner/list/list_format.h"

namespace mxsweep {
namespace {

std::string name_of_input(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

}  // namespace

io::Status RunList::open(const ScanPlan& plan, const ScanControl& control) {
  io::Result<std::unique_ptr<io::LineReader>> input = io::LineReader::open(
      plan.input_path, &control.stop, control.wake_up, plan.encoding);
  if (!input.ok()) {
    return input.error();
  }
  lines_ = input.take();
  return {};
}

io::Status RunList::recognise(const ScanPlan& plan,
                              const ScanControl& control) {
  const io::Result<ListSample> sample = take_sample(*lines_);
  if (!sample.ok()) {
    return sample.error();
  }
  if (sample.value().stopped) {
    reader_ = std::make_unique<PlainList>(*lines_);
    return {};
  }
  const ListWishes wishes = {.format = plan.list_format,
                             .column = plan.list_column,
                             .header = plan.list_header,
                             .force = plan.force};
  ListVerdict verdict =
      mxsweep::recognise({*lines_, plan.input_path, sample.value(), wishes});
  if (verdict.reader == nullptr) {
    return io::Error{io::ErrorCode::kInput, 0,
                     "cannot take names from " +
                         name_of_input(plan.input_path) + ": " + verdict.text +
                         "; nothing was asked"};
  }
  reader_ = std::move(verdict.reader);
  format_ = std::move(verdict.text);
  control.events.note("names: " + format_);
  return {};
}

void RunList::hand_over(const std::atomic<bool>& stop, io::WakeUp& wake_up) {
  lines_->wait_by(&stop, &wake_up);
}

std::optional<double> RunList::share_read() const {
  const std::optional<std::uint64_t> size = lines_->bytes_total();
  if (!size.has_value() || *size == 0) {
    return std::nullopt;
  }
  return static_cast<double>(lines_->bytes_read()) / static_cast<double>(*size);
}

}  // namespace mxsweep
