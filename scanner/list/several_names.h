// Plain lists whose lines hold several names each and make no columns: all on
// one line, more on some lines than on others, in running text or as the
// recipients of a message. Stateless; recognition is for the main thread before
// the run.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/list/list_sample.h"
#include "scanner/list/matched_list.h"

namespace mxsweep {

// "NAME, NAME and NAME", also behind a word with a colon. `word` is not looked
// at.
[[nodiscard]] LineMatch match_several(std::string_view line,
                                      std::string_view word,
                                      std::vector<std::string_view>& names);

// Names only, all on one line, or on some lines more than on others: no
// columns.
[[nodiscard]] bool has_several_names(const ListSample& sample);

// How lines that hold several names are read; null: they do not.
[[nodiscard]] MatchLine several_names(const ListSample& sample);

}  // namespace mxsweep
