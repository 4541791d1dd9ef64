// One cell of a list to the name that it means, or the reason why it cannot be
// asked: a line of a plain list, a field of a table, a string of JSON.
// Understands plain names, mail addresses and URLs and what people make of them
// (cell_target.h). Nothing else of a cell leaves this place, since it may be
// private; U-labels go through ICU as UTS #46 non-transitional. Rules I1-I6 of
// docs/rules.md. Cells are hostile: any octets may come. Reader thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/dns/name.h"
#include "scanner/input/blanks.h"

namespace mxsweep {

// Which names of one label are asked: they are top-level domains, or words.
enum class SingleLabels : std::uint8_t { kAll, kKnownTops, kNone };

struct InputOptions {
  bool allow_special = false;  // ask special-use names too (RFC 6761)
  bool lenient = false;        // ask names whose A-labels are not valid
  std::int64_t first_seq = 0;  // the number of the first record
  // Records that are read; absent: all.
  std::optional<std::uint64_t> limit{};
  // Records that go to the shards; absent: all. Those done by an earlier run
  // and those that a filter takes out do not count.
  std::optional<std::uint64_t> most_handed_out{};
  SingleLabels single_labels = SingleLabels::kAll;
};

struct InputRecord {
  Name name;                                    // empty when `error` is not
  LabelClass label_class = LabelClass::kOther;  // of the name
  std::optional<std::int64_t> rank;
  // Of a cell that is understood, the name as it was written, behind "@", a
  // scheme or "*." where it had one; with dots and a port where nothing else
  // stands there; empty where that equals the name's text.
  // Of any other cell its length: "(37 octets)". Printable UTF-8.
  std::string input;
  std::string error;         // why the name is not asked; empty when it is
  bool blocklisted = false;  // not asked by the user's wish; set by NameFilter
};

// Nearly every cell is a host name and nothing else: this function reads such a
// cell in one pass, as parse_cell() would. False for every other cell, and
// `out` is empty then, but for its rank.
[[nodiscard]] bool take_usual_name(std::string_view cell,
                                   const InputOptions& options,
                                   InputRecord& out);

// Sets everything in `out` but the rank. `out` is reused: its strings keep
// their capacity.
void parse_cell(std::string_view cell, const InputOptions& options,
                InputRecord& out);

// Of a cell that is not asked: why, and nothing of it but its length.
void refuse_cell(std::string_view cell, std::string_view problem,
                 InputRecord& out);

}  // namespace mxsweep
