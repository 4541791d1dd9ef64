#include "scanner/run/dataset.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/join.h"
#include "io/base/number_text.h"

#include "scanner/dns/public_suffixes.h"
#include "scanner/run/manifest.h"
#include "scanner/run/version.h"

namespace mxsweep {
namespace {

io::Error refused(const std::string& what) {
  return {io::ErrorCode::kOutput, 0, what};
}

bool wants(const ScanPlan& plan, std::string_view word) {
  const std::vector<std::string>& words = plan.resume_despite;
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Digests of files that fields of the plan name.
constexpr std::string_view kSuffixes = "public_suffixes";
constexpr std::string_view kProviders = "providers_rows";

// Also of what is no field of the plan.
ResumeRule resume_rule(std::string_view key) {
  if (key == "format") {
    return ResumeRule::kStays;
  }
  const ManifestKey* setting = find_setting(key);
  return setting == nullptr ? ResumeRule::kOnlyDespite : setting->resume;
}

// A setting that is known only when the list was looked at: what the columns
// that it passes on are called in the table, as its header says.
constexpr const char* kPassedNames = "passed_columns";

bool may_differ(const ScanPlan& plan, std::string_view key) {
  switch (resume_rule(key)) {
    case ResumeRule::kMayChange:
      return true;
    case ResumeRule::kOnlyDespite:
      return key == kPassedNames || wants(plan, key);
    case ResumeRule::kStays:
      break;
  }
  return false;
}

// REQUIRES: they are the last ones
std::string passed_names(const ScanPlan& plan, io::Schema schema) {
  return setting_text(
      io::joined(schema.last(plan.passthrough.size()), ",", &io::Column::name));
}

std::string setting_of(const DatasetSettings& settings,
                       const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? "not given" : found->second;
}

// Of the greatest part of the list that any part knows of.
InputMark furthest(const std::vector<DatasetPart>& parts) {
  InputMark mark;
  for (const DatasetPart& part : parts) {
    const bool further =
        part.input.records > mark.records || (part.input.ended && !mark.ended);
    mark = further ? part.input : mark;
  }
  return mark;
}

std::string records_text(std::uint64_t records) {
  return io::with_commas(records) + (records == 1 ? " record" : " records");
}

// Which one it is, wherever its file lies.
void put_database(const char* key, const io::AddressDatabase* database,
                  DatasetSettings& settings) {
  if (database != nullptr) {
    settings[key] = setting_text(database->type() + ", built at " +
                                 std::to_string(database->built_at_s()));
  }
}

}  // namespace

DatasetSettings dataset_settings(const ScanPlan& plan) {
  DatasetSettings settings = manifest_settings(plan);
  if (plan.registrable || plan.shard_count > 1) {
    settings[std::string(kSuffixes)] =
        PublicSuffixes::digest_of(plan.public_suffix_list);
  }
  if (plan.providers.size() != 0) {
    settings[std::string(kProviders)] = std::to_string(plan.providers.digest());
  }
  put_database("asn_db", plan.places.networks(), settings);
  put_database("country_db", plan.places.countries(), settings);
  for (const ManifestKey& setting : kManifestSettings) {
    if (setting.resume == ResumeRule::kMayChange) {
      settings.erase(std::string(setting.key));
    }
  }
  return settings;
}

bool is_resume_word(std::string_view word) {
  constexpr std::array<std::string_view, 5> kOthers = {
      "version", "list", "format", kSuffixes, kProviders};
  return find_setting(word) != nullptr ||
         std::find(kOthers.begin(), kOthers.end(), word) != kOthers.end();
}

io::Result<std::unique_ptr<Dataset>> Dataset::open(
    const ScanPlan& plan, std::unique_ptr<io::Folder> folder,
    ScanEvents& events, Unmark unmark_whole) {
  std::unique_ptr<Dataset> dataset(
      new Dataset(std::move(folder), std::move(unmark_whole)));
  io::Status status = dataset->read_state(plan);
  if (status.ok()) {
    status = dataset->check_parts(events);
  }
  if (wants(plan, "list")) {
    dataset->state_.end.reset();  // which may have more records now
  }
  if (status.ok() && !dataset->complete()) {
    status = dataset->remove_unfinished();
  }
  if (status.ok() && dataset->complete()) {
    status = dataset->say_success();  // which a crash may have prevented
  }
  if (status.ok()) {
    status = dataset->take_done(plan);
  }
  if (!status.ok()) {
    return status.error();
  }
  const std::uint64_t done = dataset->done_ledger_.count();
  if (!dataset->complete() && dataset->state_.begin.has_value()) {
    events.note("going on with " + dataset->path() + ": " + records_text(done) +
                " in " + std::to_string(dataset->state_.parts.size()) +
                " parts are there");
  }
  return dataset;
}

io::Status Dataset::read_state(const ScanPlan& plan) {
  const io::Result<std::optional<std::string>> text =
      folder_->read(kJournalName);
  if (!text.ok()) {
    return text.error();
  }
  io::Result<DatasetState> state =
      read_journal(text.value().value_or(std::string()));
  if (!state.ok()) {
    return refused("cannot go on with " + path() + ": " + state.error().what +
                   "; use that version, or --overwrite to begin anew");
  }
  state_ = state.take();
  if (!state_.begin.has_value() || !plan.resume || plan.overwrite) {
    return refuse_or_clear(plan);
  }
  return same_run(plan);
}

// Nothing of an earlier run is destroyed unless the user says so.
io::Status Dataset::refuse_or_clear(const ScanPlan& plan) {
  const io::Result<std::vector<std::string>> names = folder_->names();
  if (!names.ok()) {
    return names.error();
  }
  if (names.value().empty()) {
    return {};
  }
  if (!state_.begin.has_value()) {
    const bool has_journal = folder_->size(kJournalName).has_value();
    if (has_journal && std::any_of(names.value().begin(), names.value().end(),
                                   is_closed_part)) {
      return refused(path() +
                     " holds parts, and its journal does not say of "
                     "which run: it was damaged; name another folder");
    }
    const bool only_ours =
        std::all_of(names.value().begin(), names.value().end(),
                    [](const std::string& name) {
                      return name == kJournalName || part_number(name) != 0;
                    });
    return only_ours && has_journal
               ? clear(names.value())  // the power went while it began
               : refused(path() + " holds files that are none of a dataset, " +
                         "such as " + names.value().front() +
                         "; name a new or empty folder");
  }
  if (plan.overwrite) {
    return clear(names.value());
  }
  return refused(path() + " holds " +
                 (state_.end.has_value()
                      ? "the complete result of an earlier run; --overwrite "
                        "replaces it"
                      : "an unfinished run; --resume goes on with it, "
                        "--overwrite begins anew"));
}

io::Status Dataset::unmark() {
  const io::Status whole = unmark_whole_ ? unmark_whole_() : io::Status();
  return whole.ok() ? folder_->remove(kSuccessName) : whole;
}

// The journal last, so that what is left after a crash is still known.
io::Status Dataset::clear(const std::vector<std::string>& names) {
  state_ = DatasetState();
  io::Status status = unmark();
  for (const std::string& name : names) {
    if (status.ok() &&
        (part_number(name) != 0 || name == kDatasetManifestName)) {
      status = folder_->remove(name);
    }
  }
  return status.ok() ? folder_->remove(kJournalName) : status;
}

io::Error Dataset::differs(const std::string& what, const std::string& word,
                           const std::string& then,
                           const std::string& now) const {
  const std::string despite =
      resume_rule(word) == ResumeRule::kStays
          ? "give the same again, or"
          : "--resume-despite " + word + " goes on all the same,";
  return refused("cannot go on with " + path() + ": " + what + " " + then +
                 " when the run began, and is " + now + " now; " + despite +
                 " --overwrite begins anew");
}

io::Status Dataset::same_run(const ScanPlan& plan) const {
  const DatasetBegin& begin = *state_.begin;
  if (begin.version != kVersion && !wants(plan, "version")) {
    return differs("the version of mxsweep was", "version", begin.version,
                   std::string(kVersion));
  }
  const DatasetSettings now = dataset_settings(plan);
  for (const std::string& key : differing_settings(begin.settings, now)) {
    if (!may_differ(plan, key)) {
      return differs("the setting " + key + " was", key,
                     setting_of(begin.settings, key), setting_of(now, key));
    }
  }
  return {};
}

// A part that was taken away is asked again; one that was changed is not known.
io::Status Dataset::check_parts(ScanEvents& events) {
  std::vector<DatasetPart> there;
  for (DatasetPart& part : state_.parts) {
    const std::optional<std::uint64_t> octets = folder_->size(part.file);
    if (!octets.has_value()) {
      io::Status noted = forget(part, events);
      if (!noted.ok()) {
        return noted;
      }
      continue;
    }
    if (*octets != part.octets) {
      return refused(path() + "/" + part.file + " has " +
                     io::with_commas(*octets) + " octets where " +
                     io::with_commas(part.octets) +
                     " were written; move it away to have its " +
                     records_text(part.records) + " asked again");
    }
    there.push_back(std::move(part));
  }
  state_.parts = std::move(there);
  return {};
}

// What was complete is so no longer.
io::Status Dataset::forget(const DatasetPart& part, ScanEvents& events) {
  events.note(part.file + " is gone from " + path() + ": its " +
              records_text(part.records) + " will be asked again");
  state_.end.reset();
  const io::Status unmarked = unmark();
  return unmarked.ok() ? folder_->append(kJournalName, journal_lost(part.file))
                       : unmarked;
}

// A part that is not in the journal has records that will be asked again.
io::Status Dataset::remove_unfinished() {
  const io::Result<std::vector<std::string>> names = folder_->names();
  if (!names.ok()) {
    return names.error();
  }
  for (const std::string& name : names.value()) {
    const auto is_it = [&name](const DatasetPart& part) {
      return part.file == name;
    };
    const bool known =
        std::any_of(state_.parts.begin(), state_.parts.end(), is_it);
    if (part_number(name) != 0 && !known) {
      io::Status removed = folder_->remove(name);
      if (!removed.ok()) {
        return removed;
      }
    }
  }
  return {};
}

io::Status Dataset::take_done(const ScanPlan& plan) {
  SeqSet done(static_cast<std::int64_t>(plan.seq_from));
  for (const DatasetPart& part : state_.parts) {
    if (!done.add_ranges(part.seqs)) {
      return refused("the journal of " + path() + " contradicts itself about " +
                     part.file + "; --overwrite begins anew");
    }
  }
  done.for_each([this](std::int64_t seq) { done_ledger_.add(seq); });
  InputMark mark = complete() ? state_.end->input : furthest(state_.parts);
  if (wants(plan, "list")) {
    mark = InputMark();
  }
  input_.emplace(std::move(done), mark);
  return {};
}

std::string Dataset::nothing_left() const {
  return path() + " holds a complete result of " +
         records_text(done_ledger_.count()) + "; nothing is left to do";
}

std::optional<std::uint64_t> Dataset::seed() const {
  return state_.begin.has_value()
             ? std::optional<std::uint64_t>(state_.begin->seed)
             : std::nullopt;
}

std::string Dataset::run_id() const {
  return state_.begin.has_value() ? state_.begin->run_id : std::string();
}

io::Status Dataset::begin(const ScanPlan& plan, io::Schema schema,
                          const io::Clock& clock, const Start& start) {
  DatasetSettings settings = dataset_settings(plan);
  if (!plan.passthrough.empty()) {
    settings[kPassedNames] = passed_names(plan, schema);
  }
  std::string lines;
  if (state_.parts.empty()) {
    lines = journal_line(DatasetBegin{std::string(kVersion), settings,
                                      start.seed, start.run_id});
  } else if (setting_of(state_.begin->settings, kPassedNames) !=
             setting_of(settings, kPassedNames)) {
    return differs("what --passthrough is called in the table was",
                   "passthrough",
                   setting_of(state_.begin->settings, kPassedNames),
                   setting_of(settings, kPassedNames));
  }
  io::Status unmarked = unmark();
  if (!unmarked.ok()) {
    return unmarked;
  }
  // A line that the power cut short ends here at the latest.
  lines.insert(0, folder_->size(kJournalName).value_or(0) == 0 ? "" : "\n");
  lines += journal_session(start.at_us);
  table_ = std::make_unique<DatasetTable>(
      DatasetTable::Deps{*folder_, *plan.writer, schema, *input_, clock},
      PartLimits{plan.checkpoint, PartLimits().records}, state_.last_part,
      static_cast<std::int64_t>(plan.seq_from));
  return folder_->append(kJournalName, lines);
}

io::Status Dataset::commit(const std::string& manifest,
                           const std::optional<DatasetEnd>& end) {
  io::Status status = table_->end_part();
  if (status.ok()) {
    status = io::write_file(*folder_, kDatasetManifestName, manifest + '\n');
  }
  if (!status.ok() || !end.has_value()) {
    return status;
  }
  DatasetEnd last = *end;
  last.input = input_->mark();
  status = folder_->append(kJournalName, journal_line(last));
  return status.ok() ? say_success() : status;
}

io::Status Dataset::say_success() {
  return folder_->size(kSuccessName).has_value()
             ? io::Status()
             : io::write_file(*folder_, kSuccessName, {});
}

}  // namespace mxsweep
