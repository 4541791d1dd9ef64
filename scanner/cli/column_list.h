// The value of --columns: names of columns and of presets, and the text that
// explains them. Errors (ErrorCode::kUsage) name the bad word and what it may
// have meant. Main thread, at start.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"

#include "scanner/rows/shape.h"

namespace mxsweep {

// Presets: what stands on a terminal, and in a file, when nobody says
// otherwise.
inline constexpr std::string_view kTerminalColumns = "minimal";
inline constexpr std::string_view kAllColumns = "full";

// The columns of a comma list, each once, in the order in which they are
// named; a preset stands for those of its columns that the shape has and that
// are not named before, `full` also for the comma list `asked`: columns that
// other flags ask for. At least one.
[[nodiscard]] io::Result<std::vector<std::string>> parse_columns(
    std::string_view typed, Shape shape, std::string_view asked = {});

// Whether the columns that order and partitions of the table need are there.
[[nodiscard]] io::Status check_key_columns(std::span<const std::string> columns,
                                           SortOrder order,
                                           PartitionBy partition);

// Whether one of the columns says who runs a mail host.
[[nodiscard]] bool show_operators(Shape shape,
                                  const std::vector<std::string>& columns);

// Every word that the list may hold, of all shapes, each once.
[[nodiscard]] std::vector<std::string_view> column_words();

// Every column and every preset, for --columns help.
[[nodiscard]] std::string columns_text();

}  // namespace mxsweep
