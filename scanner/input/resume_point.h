// ResumePoint: how a run that goes on where an earlier one ended reads the list
// again from its beginning: which records are done, and whether the list is
// still the same as far as the earlier run had read it. Records that are not
// done wait in memory until that is known, since nothing shall be asked of a
// list that changed; they are those that the earlier run had in work.
// It also makes the marks for the next run. Reader thread only, but mark().
#pragma once

#include <cstdint>
#include <optional>

#include "io/base/result.h"

#include "scanner/input/input_mark.h"
#include "scanner/input/job.h"
#include "scanner/input/seq_set.h"

namespace mxsweep {

class ResumePoint {
 public:
  // `before`: as far as the earlier run had read; no records: it had read none,
  // or the list may be another one.
  ResumePoint(SeqSet done, const InputMark& before)
      : done_(std::move(done)), before_(before) {}

  // The next record of the list, whether it will be asked or not.
  [[nodiscard]] io::Status saw(const InputRecord& record);

  // All of the list was read.
  [[nodiscard]] io::Status saw_end();

  // Before records that were seen are handed on.
  void publish_mark() { digest_.publish(); }

  // An earlier run has seen to the record.
  [[nodiscard]] bool done(std::int64_t seq) const {
    return done_.contains(seq);
  }

  // Jobs are to wait in early().
  [[nodiscard]] bool waits() const { return !known_; }

  // In the order of the list; the reader takes them once waits() is over.
  [[nodiscard]] JobOctets& early() { return early_; }

  // As far as the list was read; any thread.
  [[nodiscard]] InputMark mark() const { return digest_.latest(); }

 private:
  [[nodiscard]] io::Status compare();

  const SeqSet done_;
  const InputMark before_;
  InputDigest digest_;
  bool known_ = before_.records == 0 && !before_.ended;
  JobOctets early_;
};

}  // namespace mxsweep
