// Tables whose columns stand below each other, with a ruler of dashes below
// their heads: Format-Table of PowerShell, sqlcmd, sqlite3 -column, simple
// tables of reStructuredText. Fields may hold blanks, or nothing. Places are
// counted in characters of UTF-8. Hostile octets; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/list/list_sample.h"
#include "scanner/list/record_splitter.h"

namespace mxsweep {

// Where each column but the first begins, by the ruler in the first lines and
// by what stands below; nothing where no ruler has two columns, or where a
// word stands across in more than one line of ten.
[[nodiscard]] std::optional<Dialect> dialect_by_ruler(const ListSample& sample);

// At the cuts of the dialect. A line with a word across one is one field.
void split_at_cuts(std::string_view line, const Dialect& dialect,
                   std::vector<std::string_view>& fields);

// It ends as what did not fit into its column does: "...", U+2026.
[[nodiscard]] bool is_cut_short(std::string_view field);

}  // namespace mxsweep
