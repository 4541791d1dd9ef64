// By which separators the lines of a sample make records of about as many
// fields. Main thread, before the run.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "scanner/list/list_sample.h"
#include "scanner/list/record_splitter.h"

namespace mxsweep {

// The dialects in which most lines have two fields or more, steady ones first,
// then those with most fields; among them never the one of blanks.
[[nodiscard]] std::vector<Dialect> dialects_of(const ListSample& sample);

// By one separator; `fields` is set to what most records have.
[[nodiscard]] Dialect dialect_by(const ListSample& sample, char separator);
[[nodiscard]] Dialect dialect_by_blanks(const ListSample& sample);

// Of a table with a ruler of dashes; nothing where there is none.
[[nodiscard]] std::optional<Dialect> dialect_by_widths(
    const ListSample& sample);

// "comma", "semicolon", "tab", "pipe", "blank-separated", "fixed-width"
[[nodiscard]] std::string_view separator_name(const Dialect& dialect);

}  // namespace mxsweep
