#include "scanner/run/count_list.h"

#include <atomic>
#include <span>

#include "scanner/input/input_line.h"
#include "scanner/run/run_list.h"

namespace mxsweep {
namespace {

class NameCounter final : public CellSink {
 public:
  NameCounter(const InputOptions& options, std::uint64_t most,
              const std::atomic<bool>& stop)
      : options_(options), most_(most), stop_(stop) {}

  bool take_cells(std::span<const Cell> cells) override {
    for (const Cell& cell : cells) {
      if (cell.problem.empty()) {
        parse_cell(cell.text, options_, record_);
        count(record_.error.empty());
      } else {
        count(false);
      }
    }
    return goes_on();
  }

  bool take_lines(std::span<const io::Line> lines) override {
    for (const io::Line& line : lines) {
      if (parse_input_line(line.text, options_, record_) == LineKind::kRecord) {
        count(record_.error.empty());
      }
    }
    return goes_on();
  }

  void pause() override {}

  [[nodiscard]] std::uint64_t names() const { return names_; }

  [[nodiscard]] std::uint64_t unusable() const { return unusable_; }

 private:
  void count(bool usable) {
    if (names_ + unusable_ < most_) {
      ++(usable ? names_ : unusable_);
    }
  }

  [[nodiscard]] bool goes_on() const {
    return names_ + unusable_ < most_ && !stop_.load();
  }

  const InputOptions options_;
  const std::uint64_t most_;
  const std::atomic<bool>& stop_;
  InputRecord record_;
  std::uint64_t names_ = 0;
  std::uint64_t unusable_ = 0;
};

}  // namespace

io::Result<ListCount> count_list(const ScanPlan& plan,
                                 const ScanControl& control) {
  RunList list;
  io::Status status = list.open(plan, control);
  if (status.ok()) {
    status = list.recognise(plan, control);
  }
  if (!status.ok()) {
    return status.error();
  }
  InputOptions options;
  options.allow_special = plan.allow_special;
  options.lenient = plan.lenient;
  options.single_labels = list.reader().single_labels();
  NameCounter counter(options, plan.limit.value_or(~std::uint64_t{0}),
                      control.stop);
  const io::Result<ListEnd> end = list.reader().read_all(counter);
  if (!end.ok()) {
    return end.error();
  }
  return ListCount{list.format(), counter.names(), counter.unusable()};
}

}  // namespace mxsweep
