#include "scanner/run/merge_dataset.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "io/base/number_text.h"
#include "io/file/folder.h"
#include "io/file/path_kind.h"

#include "scanner/run/dataset.h"
#include "scanner/run/dataset_journal.h"
#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

using Json = nlohmann::ordered_json;

// That differs from shard to shard.
constexpr const char* kShardKey = "shard";

struct ShardState {
  std::string name;
  DatasetState journal;
  std::string manifest;  // of its last run; empty: there is none
  // Locked until all is written, so that no run changes it meanwhile.
  std::unique_ptr<io::DiskFolder> folder;
};

io::Error not_whole(const std::string& path, const std::string& why) {
  return {io::ErrorCode::kInput, 0, path + " is not whole: " + why};
}

class Merger {
 public:
  explicit Merger(std::string path) : path_(std::move(path)) {}

  io::Result<MergeReport> merge() {
    if (io::path_kind(path_ + '/' + kJournalName) == io::PathKind::kFile) {
      return io::Error{io::ErrorCode::kInput, 0,
                       path_ +
                           " is the dataset of one process, which has no "
                           "shards to merge: it is whole when it has " +
                           kSuccessName};
    }
    io::Status status = find_shards();
    if (status.ok()) {
      status = all_there();
    }
    if (status.ok()) {
      status = one_plan();
    }
    if (status.ok()) {
      status = every_record_once();
    }
    io::Result<std::unique_ptr<io::DiskFolder>> folder =
        io::DiskFolder::open(path_);
    if (!folder.ok()) {
      return folder.error();
    }
    io::Status marked = status.ok() ? write(*folder.value())
                                    : folder.value()->remove(kSuccessName);
    if (!status.ok() || !marked.ok()) {
      return status.ok() ? marked.error() : status.error();
    }
    return report_;
  }

 private:
  io::Status find_shards() {
    io::Result<std::vector<std::string>> names = io::folders_in(path_);
    if (!names.ok()) {
      return names.error();
    }
    std::string foreign;
    for (const std::string& name : names.value()) {
      const std::optional<ShardPlace> place = shard_place(name);
      const bool ours = place.has_value() &&
                        (report_.shards == 0 || place->count == report_.shards);
      if (!ours) {
        foreign += (foreign.empty() ? "" : ", ") + name;
        continue;
      }
      report_.shards = place->count;
      io::Status read = read_shard(name, place->number);
      if (!read.ok()) {
        return read;
      }
    }
    if (report_.shards == 0) {
      return not_whole(path_,
                       "there is no shard in it; they are written by --shard "
                       "K/N -o " +
                           path_);
    }
    return foreign.empty()
               ? io::Status()
               : not_whole(path_,
                           foreign + " is no shard of this run; move it away");
  }

  io::Status read_shard(const std::string& name, std::uint32_t number) {
    io::Result<std::unique_ptr<io::DiskFolder>> folder =
        io::DiskFolder::open(path_ + '/' + name);
    if (!folder.ok()) {  // most of all: a process is at work on it
      return not_whole(path_, folder.error().what);
    }
    const auto journal = folder.value()->read(kJournalName);
    const auto manifest = folder.value()->read(kDatasetManifestName);
    if (!journal.ok() || !manifest.ok()) {
      return journal.ok() ? manifest.error() : journal.error();
    }
    io::Result<DatasetState> state =
        read_journal(journal.value().value_or(std::string()));
    if (!state.ok()) {
      return not_whole(path_, name + ": " + state.error().what);
    }
    if (state.value().end.has_value() && !state.value().begin.has_value()) {
      return not_whole(path_, name +
                                  ": its journal was damaged, and does not "
                                  "say of which run it is");
    }
    for (const DatasetPart& part : state.value().parts) {
      if (folder.value()->size(part.file) != part.octets) {
        return not_whole(path_, name + '/' + part.file +
                                    " is gone or was changed; --resume of that "
                                    "shard asks its records again");
      }
      report_.rows += part.rows;
      report_.octets += part.octets;
      ++report_.parts;
    }
    io::Status known = no_other_parts(name, *folder.value(), state.value());
    if (!known.ok()) {
      return known;
    }
    shards_[number] = {name, state.take(),
                       manifest.value().value_or(std::string()), folder.take()};
    return {};
  }

  // Readers take every part; a run that goes on removes those of a killed one.
  [[nodiscard]] io::Status no_other_parts(const std::string& shard,
                                          io::Folder& folder,
                                          const DatasetState& state) const {
    const io::Result<std::vector<std::string>> names = folder.names();
    if (!names.ok()) {
      return names.error();
    }
    for (const std::string& name : names.value()) {
      const auto is_it = [&name](const DatasetPart& part) {
        return part.file == name;
      };
      if (state.end.has_value() && is_closed_part(name) &&
          std::none_of(state.parts.begin(), state.parts.end(), is_it)) {
        std::string why = shard;
        why += '/' + name;
        why += " is no part of what the shard wrote; move it away";
        return not_whole(path_, why);
      }
    }
    return {};
  }

  [[nodiscard]] io::Status all_there() const {
    constexpr std::uint32_t kNamedMax = 20;
    std::string missing;
    std::uint32_t count = 0;
    for (std::uint32_t number = 0; number < report_.shards; ++number) {
      const auto found = shards_.find(number);
      const bool there = found != shards_.end();
      if (there && found->second.journal.end.has_value()) {
        continue;
      }
      if (++count <= kNamedMax) {
        missing += missing.empty() ? "" : ", ";
        missing += std::to_string(number + 1) + '/' +
                   std::to_string(report_.shards) +
                   (there ? " is not complete" : " is missing");
      }
    }
    if (count > kNamedMax) {
      missing += ", and " + std::to_string(count - kNamedMax) + " more";
    }
    return count == 0 ? io::Status()
                      : not_whole(path_, "shard " + missing +
                                             "; run them with --resume");
  }

  [[nodiscard]] io::Status one_plan() const {
    const ShardState& first = shards_.begin()->second;
    std::map<std::string, std::string> holders;  // by what they hold
    for (const auto& [number, shard] : shards_) {
      const DatasetSettings& settings = shard.journal.begin->settings;
      const auto held = settings.find(kShardKey);
      const auto [holder, alone] = holders.emplace(
          held == settings.end() ? "" : held->second, shard.name);
      if (!alone) {
        return not_whole(path_, holder->second + " and " + shard.name +
                                    " hold the same shard " + holder->first +
                                    "; run the other one again");
      }
      const std::string differs = difference(first, shard);
      if (!differs.empty()) {
        return not_whole(path_, first.name + " and " + shard.name +
                                    " are not of one run: " + differs +
                                    " differs");
      }
    }
    return {};
  }

  // What differs; empty: nothing.
  static std::string difference(const ShardState& one,
                                const ShardState& other) {
    if (one.journal.begin->version != other.journal.begin->version) {
      return "the version of mxsweep";
    }
    if (!(one.journal.end->input == other.journal.end->input)) {
      return "the list";
    }
    for (const std::string& key : differing_settings(
             one.journal.begin->settings, other.journal.begin->settings)) {
      if (key != kShardKey) {
        return "the setting " + key;
      }
    }
    return "";
  }

  // Every shard left to others what they have.
  io::Status every_record_once() {
    const std::uint64_t listed =
        shards_.begin()->second.journal.end->input.records;
    std::uint64_t own = 0;
    for (const auto& [number, shard] : shards_) {
      const DatasetEnd& end = *shard.journal.end;
      report_.records += end.records;
      report_.left_out += end.left_out;
      own += end.records + end.left_out;
      if (end.records + end.left_out + end.other_shards != listed) {
        return not_whole(path_, shard.name +
                                    " does not account for every record of "
                                    "the list; please report this");
      }
    }
    return own == listed
               ? io::Status()
               : not_whole(path_, "the shards have " + io::with_commas(own) +
                                      " records of the list's " +
                                      io::with_commas(listed) +
                                      "; please report this");
  }

  // What all shards count, added up; what they agree on; nothing else.
  [[nodiscard]] Json manifest() const {
    Json sum = {{"tool", "mxsweep"},      {"shards", report_.shards},
                {"parts", report_.parts}, {"octets", report_.octets},
                {"rows", report_.rows},   {"records_written", report_.records}};
    sum["version"] = shards_.begin()->second.journal.begin->version;
    for (const auto& [key, value] :
         shards_.begin()->second.journal.begin->settings) {
      if (key != kShardKey) {
        constexpr bool kThrows = false;
        sum["settings"][key] = Json::parse(value, nullptr, kThrows);
      }
    }
    Json& counters = sum["counters_of_last_sessions"] = Json::object();
    for (const auto& [number, shard] : shards_) {
      constexpr bool kThrows = false;
      const Json parsed = Json::parse(shard.manifest, nullptr, kThrows);
      if (parsed.is_object()) {
        add_counters(parsed, counters);
      }
    }
    return sum;
  }

  static void add_counters(const Json& from, Json& to) {
    const auto status = from.find("status");
    if (status == from.end() || !status->is_object()) {
      return;
    }
    Json& sums = to["status"];
    sums = sums.is_null() ? Json::object() : sums;
    for (const auto& [name, count] : status->items()) {
      if (count.is_number_unsigned()) {
        sums[name] =
            sums.value(name, std::uint64_t{0}) + count.get<std::uint64_t>();
      }
    }
    for (const TotalRow& row : total_rows()) {
      const std::string name(row.name);
      const auto found = from.find(name);
      const std::uint64_t count =
          found != from.end() && found->is_number_unsigned()
              ? found->get<std::uint64_t>()
              : 0;
      to[name] = to.value(name, std::uint64_t{0}) + count;
    }
  }

  [[nodiscard]] io::Status write(io::Folder& folder) const {
    io::Status status =
        io::write_file(folder, kDatasetManifestName, manifest().dump() + '\n');
    return status.ok() ? io::write_file(folder, kSuccessName, {}) : status;
  }

  const std::string path_;
  std::map<std::uint32_t, ShardState> shards_;  // by number, from 0
  MergeReport report_;
};

}  // namespace

io::Result<MergeReport> merge_dataset(const std::string& path) {
  const std::string name = io::without_final_slashes(path);
  if (io::path_kind(name) != io::PathKind::kFolder) {
    return io::Error{io::ErrorCode::kInput, 0,
                     name +
                         " is no folder; merge takes the one that the "
                         "shards were written to"};
  }
  return Merger(name).merge();
}

std::string merge_text(const MergeReport& report, const std::string& path) {
  return "whole: " + count_text(report.records, "record", "records") + " in " +
         count_text(report.rows, "row", "rows") + ", " +
         count_text(report.parts, "part", "parts") + " of " +
         count_text(report.shards, "shard", "shards") + ", " +
         io::with_commas(report.octets) + " octets in " + path + '\n';
}

}  // namespace mxsweep
