#include "scanner/policy/spf_operators.h"

#include <algorithm>
#include <string>
#include <vector>

#include "io/base/ascii.h"

#include "scanner/policy/spf_includes_csv.h"

namespace mxsweep {
namespace {

struct KnownInclude {
  std::string_view name;
  std::string_view mail_operator;
};

std::string_view take_until(char end, std::string_view& rest) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return taken;
}

// Sorted by their names, as the file is.
std::vector<KnownInclude> read_known() {
  std::vector<KnownInclude> known;
  std::string_view rest = kSpfIncludesCsv;
  take_until('\n', rest);  // the header
  while (!rest.empty()) {
    std::string_view line = take_until('\n', rest);
    const std::string_view name = take_until(',', line);
    known.push_back({name, take_until(',', line)});
  }
  return known;
}

std::string_view operator_of(std::string_view name) {
  static const std::vector<KnownInclude> known = read_known();
  const auto found =
      std::lower_bound(known.begin(), known.end(), name,
                       [](const KnownInclude& one, std::string_view wanted) {
                         return one.name < wanted;
                       });
  return found == known.end() || found->name != name ? std::string_view()
                                                     : found->mail_operator;
}

// In lower case and without a final dot; empty: the term names no record.
std::string target_of(std::string_view term) {
  constexpr std::string_view kQualifiers = "+-~?";
  if (!term.empty() &&
      kQualifiers.find(term.front()) != std::string_view::npos) {
    term.remove_prefix(1);
  }
  std::string target = io::ascii_lower(term);
  for (const std::string_view start : {"include:", "redirect="}) {
    if (target.starts_with(start)) {
      target.erase(0, start.size());
      if (target.ends_with('.')) {
        target.pop_back();
      }
      return target;
    }
  }
  return {};
}

}  // namespace

std::string_view mailbox_operator_of(std::string_view record) {
  std::string_view found;
  while (!record.empty()) {
    const std::string target = target_of(take_until(' ', record));
    const std::string_view one =
        target.empty() ? std::string_view() : operator_of(target);
    if (one.empty() || one == found) {
      continue;
    }
    if (!found.empty()) {
      return {};
    }
    found = one;
  }
  return found;
}

}  // namespace mxsweep
