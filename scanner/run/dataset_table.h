// DatasetTable: the parts of a dataset, written one after the other. A part
// that has been open for long enough, or holds enough records, is closed, made
// durable and entered in the journal; from then on no crash can take it away,
// and its records need not be asked again. Writer thread while the run lasts,
// main thread before and after.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "io/base/clock.h"
#include "io/file/folder.h"
#include "io/table/writer.h"

#include "scanner/input/resume_point.h"
#include "scanner/input/seq_set.h"
#include "scanner/run/dataset_journal.h"
#include "scanner/run/result_table.h"

namespace mxsweep {

inline constexpr const char* kJournalName = "_journal";

struct PartLimits {
  io::Duration open_for = io::Duration::seconds(60);
  std::uint64_t records = 1'000'000;
};

class DatasetTable final : public ResultTable {
 public:
  // All of it outlives the table.
  struct Deps {
    io::Folder& folder;
    const io::WriterKind& writer;
    io::Schema schema;
    const ResumePoint& input;
    const io::Clock& clock;
  };

  // The first part gets the number behind `last_part`.
  DatasetTable(const Deps& deps, const PartLimits& limits,
               std::uint64_t last_part, std::int64_t first_seq)
      : deps_(deps), limits_(limits), number_(last_part), seqs_(first_seq) {}

  // Records without rows were not asked, and are left to a later run.
  [[nodiscard]] io::Status write(const ResultBatch& batch) override;
  [[nodiscard]] io::Status look_at_time() override;

  // Ends the part at hand, if there is one.
  [[nodiscard]] io::Status end_part();

 private:
  [[nodiscard]] io::Status begin_part();

  const Deps deps_;
  const PartLimits limits_;
  std::uint64_t number_;

  // The part at hand; null: there is none.
  std::unique_ptr<io::OutputSink> sink_;
  std::unique_ptr<io::TableWriter> table_;
  std::string name_;
  io::Instant since_{};
  std::uint64_t rows_ = 0;
  SeqSet seqs_;
};

}  // namespace mxsweep
