// What the summary says of resolvers: each with a line of its own where they
// are few; else all together, and those by name that need somebody's attention:
// dead, lossy, slow, refusing, rewriting ones. What is usual is what most of
// the others do: names that fail everywhere are no fault of a resolver. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/run/report.h"

namespace mxsweep {

struct SummaryLine {
  std::string_view label;
  std::string text;
  bool attention = false;
};

// So many each have a line.
inline constexpr std::size_t kResolversListed = 4;
// So many that need attention are named.
inline constexpr std::size_t kResolversNamed = 10;

[[nodiscard]] std::vector<SummaryLine> resolver_lines(
    const std::vector<ResolverReport>& resolvers, bool each);

}  // namespace mxsweep
