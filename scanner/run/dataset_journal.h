// DatasetJournal: what is durable of a dataset, a folder of parts that a run
// fills (-o DIR/). Text, one entry a line: the hash of the entry, a blank, a
// JSON object with one member that says its kind:
//
//   begin    the run: version, settings that rows depend on, seed, run_id
//   session  a process that begins or goes on with the run
//   part     a part that is complete: file, octets, rows, the records in it,
//            and as far as the list had been read
//   lost     a part that was gone when the run went on: its records are undone
//   end      every record of the list is in a part
//
// A line whose hash does not match was being written when the power went; what
// it would have said never was. Plain values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"

#include "scanner/input/input_mark.h"

namespace mxsweep {

struct DatasetPart {
  std::string file;
  std::uint64_t octets = 0;
  std::uint64_t rows = 0;
  std::uint64_t records = 0;
  std::string seqs;  // SeqSet::ranges()
  InputMark input;
};

// Of a setting's manifest key: its value, as JSON.
using DatasetSettings = std::map<std::string, std::string>;

// The keys of those that differ, or that only one of both has.
[[nodiscard]] std::vector<std::string> differing_settings(
    const DatasetSettings& one, const DatasetSettings& other);

struct DatasetBegin {
  std::string version;
  DatasetSettings settings;
  std::uint64_t seed = 0;
  std::string run_id;  // empty: it has none
};

struct DatasetEnd {
  std::uint64_t records = 0;       // in all parts
  std::uint64_t other_shards = 0;  // records that were left to those
  std::uint64_t left_out = 0;      // duplicates, and what was not sampled
  InputMark input;                 // the end of the list
};

struct DatasetState {
  std::optional<DatasetBegin> begin;  // absent: nothing was begun
  std::vector<DatasetPart> parts;     // without those that were lost
  std::uint64_t last_part = 0;        // the greatest number of any part
  std::uint64_t sessions = 0;
  std::optional<DatasetEnd> end;  // absent: it is not complete
};

// Each is a whole line, with its end.
[[nodiscard]] std::string journal_line(const DatasetBegin& begin);
[[nodiscard]] std::string journal_line(const DatasetPart& part);
[[nodiscard]] std::string journal_session(std::int64_t at_us);
[[nodiscard]] std::string journal_lost(const std::string& file);
[[nodiscard]] std::string journal_line(const DatasetEnd& end);

// An Error (kOutput) when a sound line is of a kind that is not known here:
// another version wrote it.
[[nodiscard]] io::Result<DatasetState> read_journal(std::string_view text);

// The folder of a shard of a dataset; `number` is from 0.
[[nodiscard]] std::string shard_name(std::uint32_t number, std::uint32_t count);

struct ShardPlace {
  std::uint32_t number = 0;  // from 0
  std::uint32_t count = 0;
};

// Nothing when the name is none that shard_name() gives.
[[nodiscard]] std::optional<ShardPlace> shard_place(std::string_view name);

// The file of a part; and its number, 0 when the name is none of a part.
[[nodiscard]] std::string part_name(std::uint64_t number,
                                    std::string_view extension);
[[nodiscard]] std::uint64_t part_number(std::string_view name);

// Whether the name is that of a part that was closed: the journal has begun
// before there is one.
[[nodiscard]] bool is_closed_part(std::string_view name);

}  // namespace mxsweep
