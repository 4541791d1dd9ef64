// Dataset: a folder that a run fills with durable parts (-o DIR/), and what is
// known of the runs before that worked on it. Decides whether the run begins,
// goes on, or has nothing left to do, and in the end says whether the dataset
// is whole: only then there are _SUCCESS and the journal's last entry. Readers
// take the parts and pass over names that begin with "_". Main thread
// (docs/decisions/018).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/base/result.h"
#include "io/file/folder.h"

#include "scanner/input/ledger.h"
#include "scanner/input/resume_point.h"
#include "scanner/run/dataset_journal.h"
#include "scanner/run/dataset_table.h"
#include "scanner/run/plan.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

inline constexpr const char* kSuccessName = "_SUCCESS";
inline constexpr const char* kDatasetManifestName = "_manifest.json";

class Dataset {
 public:
  // Takes back what says that the folder of all shards is whole.
  using Unmark = std::function<io::Status()>;

  // `folder` is that of the dataset; `unmark_whole`, which a shard has, is
  // called before anything in it changes. An Error (kOutput) when the plan may
  // not touch what is in it, or is not the plan of the run that it would go on
  // with; its text says what to do.
  [[nodiscard]] static io::Result<std::unique_ptr<Dataset>> open(
      const ScanPlan& plan, std::unique_ptr<io::Folder> folder,
      ScanEvents& events, Unmark unmark_whole = {});

  // An earlier run did all of it.
  [[nodiscard]] bool complete() const { return state_.end.has_value(); }

  // In words. REQUIRES: complete()
  [[nodiscard]] std::string nothing_left() const;

  // What the run that it goes on with drew; nothing at a beginning.
  [[nodiscard]] std::optional<std::uint64_t> seed() const;
  [[nodiscard]] std::string run_id() const;

  // Records that earlier runs have done.
  [[nodiscard]] const Ledger& done_before() const { return done_ledger_; }

  [[nodiscard]] ResumePoint& input() { return *input_; }

  struct Start {
    std::uint64_t seed = 0;
    std::string run_id;
    std::int64_t at_us = 0;  // since 1970
  };

  // Before the first question; the schema and the clock outlive the dataset.
  [[nodiscard]] io::Status begin(const ScanPlan& plan, io::Schema schema,
                                 const io::Clock& clock, const Start& start);

  // REQUIRES: begin() went well.
  [[nodiscard]] ResultTable& table() { return *table_; }

  // The part at hand becomes durable; with an end the dataset is whole.
  [[nodiscard]] io::Status commit(const std::string& manifest,
                                  const std::optional<DatasetEnd>& end);

  [[nodiscard]] std::string path() const { return folder_->path(); }

  // Else what is durable is where the folder went.
  [[nodiscard]] bool is_there() const { return folder_->is_there(); }

 private:
  Dataset(std::unique_ptr<io::Folder> folder, Unmark unmark_whole)
      : folder_(std::move(folder)), unmark_whole_(std::move(unmark_whole)) {}

  [[nodiscard]] io::Status read_state(const ScanPlan& plan);
  [[nodiscard]] io::Status refuse_or_clear(const ScanPlan& plan);
  [[nodiscard]] io::Status clear(const std::vector<std::string>& names);
  [[nodiscard]] io::Status same_run(const ScanPlan& plan) const;
  [[nodiscard]] io::Error differs(const std::string& what,
                                  const std::string& word,
                                  const std::string& then,
                                  const std::string& now) const;
  [[nodiscard]] io::Status unmark();
  [[nodiscard]] io::Status check_parts(ScanEvents& events);
  [[nodiscard]] io::Status forget(const DatasetPart& part, ScanEvents& events);
  [[nodiscard]] io::Status remove_unfinished();
  [[nodiscard]] io::Status take_done(const ScanPlan& plan);
  [[nodiscard]] io::Status say_success();

  std::unique_ptr<io::Folder> folder_;
  Unmark unmark_whole_;
  DatasetState state_;
  Ledger done_ledger_;
  std::optional<ResumePoint> input_;
  std::unique_ptr<DatasetTable> table_;
};

// What rows depend on, by the keys of the manifest, without what may change
// between the runs that fill one dataset: how fast and whom to ask.
[[nodiscard]] DatasetSettings dataset_settings(const ScanPlan& plan);

// Whether --resume-despite may name it: all that a refusal may.
[[nodiscard]] bool is_resume_word(std::string_view word);

}  // namespace mxsweep
