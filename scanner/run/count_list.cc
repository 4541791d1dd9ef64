#include "scanner/run/count_list.h"

#include <atomic>

#include "scanner/input/record_sink.h"
#include "scanner/run/run_input.h"
#include "scanner/run/run_list.h"

namespace mxsweep {
namespace {

class NameCounter final : public RecordSink {
 public:
  NameCounter(const InputOptions& options, const std::atomic<bool>& stop)
      : RecordSink(options), stop_(stop) {}

  [[nodiscard]] std::uint64_t names() const { return names_; }

  [[nodiscard]] std::uint64_t unusable() const { return unusable_; }

 private:
  bool take_record(InputRecord& record) override {
    ++(record.error.empty() ? names_ : unusable_);
    return !stop_.load();
  }

  const std::atomic<bool>& stop_;
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
  InputOptions options = input_options(plan);
  options.single_labels = list.reader().single_labels();
  NameCounter counter(options, control.stop);
  const io::Result<ListEnd> end = list.reader().read_all(counter);
  if (!end.ok()) {
    return end.error();
  }
  return ListCount{list.format(), counter.names(), counter.unusable()};
}

}  // namespace mxsweep
