// ListRig: a list from its octets to what would be asked, without a network:
// through a file or a pipe, its format recognised or given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/list/list_format.h"

namespace mxsweep::lists {

struct Read {
  std::string text;  // of the verdict
  bool refused = false;
  // Names, or "!" and the reason of records that have none.
  std::vector<std::string> names;
  std::vector<std::optional<std::int64_t>> ranks;
  std::optional<io::Error> error;  // while it was read
  ListOmissions omitted;
};

enum class Through : std::uint8_t { kFile, kPipe };

struct How {
  ListWishes wishes;
  Through through = Through::kFile;
  std::size_t cells_max = SIZE_MAX;  // then the sink wants no more
};

[[nodiscard]] Read read_list(std::string_view octets, const How& how = {});

}  // namespace mxsweep::lists
