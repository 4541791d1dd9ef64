// SortedStates: the names of a result in the order of their octets, each once,
// out of a sorter that was filled with records. Rows of one record are put
// together wherever they stood. Of several records of one name (the list had it
// twice) the last one with a known answer counts, else the last one: so a
// failure hides no answer. Borrows the sorter's run. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "io/base/result.h"
#include "io/table/sort/row_sorter.h"

#include "scanner/results/mail_state.h"

namespace mxsweep {

class SortedStates {
 public:
  explicit SortedStates(std::unique_ptr<io::SortedRun> run)
      : run_(std::move(run)) {}

  // Moves on to the next name; false when there is none.
  [[nodiscard]] io::Result<bool> next();

  // REQUIRES: next() said true
  [[nodiscard]] const MailState& at() const { return at_; }

  // Records that were there for a name that had one.
  [[nodiscard]] std::uint64_t repeats() const { return repeats_; }

 private:
  [[nodiscard]] io::Result<bool> read_ahead();

  std::unique_ptr<io::SortedRun> run_;
  MailState at_;
  MailState ahead_;
  bool has_ahead_ = false;
  bool is_begun_ = false;
  std::uint64_t repeats_ = 0;
};

// Appends what was read to a sorter; octets are scratch.
class StateSorter {
 public:
  explicit StateSorter(std::size_t memory_bytes)
      : sorter_({.key = {}, .memory_bytes = memory_bytes}) {}

  [[nodiscard]] io::Status add(const MailState& state);

  // No more are added. Borrows from this.
  [[nodiscard]] SortedStates finish() { return SortedStates(sorter_.finish()); }

 private:
  io::RowSorter sorter_;
  std::string key_;
  std::string row_;
};

}  // namespace mxsweep
