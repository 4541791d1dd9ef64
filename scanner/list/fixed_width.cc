#include "scanner/list/fixed_width.h"

#include <algorithm>

#include "scanner/input/cell.h"
#include "scanner/list/delimited_list.h"

namespace mxsweep {
namespace {

constexpr std::size_t kRulerLines = 20;  // in which it must stand

struct Group {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Groups of dashes (or of "=") with blanks between, and nothing else.
std::vector<Group> groups_of(std::string_view line) {
  std::vector<Group> groups;
  const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
  if (first == line.size() || (line[first] != '-' && line[first] != '=')) {
    return {};
  }
  const char dash = line[first];
  while (line.ends_with(' ') || line.ends_with('\t')) {
    line.remove_suffix(1);
  }
  for (std::size_t at = first; at < line.size();) {
    const std::size_t end =
        std::min(line.find_first_not_of(dash, at), line.size());
    if (groups.size() == kFieldsMax || end == at) {
      return {};
    }
    groups.push_back({at, end});
    at = std::min(line.find_first_not_of(' ', end), line.size());
  }
  return groups;
}

std::vector<Group> find_ruler(const ListSample& sample) {
  for (const std::string_view line : head_of(sample, kRulerLines)) {
    std::vector<Group> groups = groups_of(line);
    const bool drawn =
        std::any_of(groups.begin(), groups.end(),
                    [](const Group& one) { return one.end - one.begin > 1; });
    if (groups.size() > 1 && drawn) {
      return groups;
    }
  }
  return {};
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool is_inside_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// In how many lines the place of each character is not blank.
class Places {
 public:
  explicit Places(std::size_t size) : words_(size) {}

  void add(std::string_view line) {
    ++lines_;
    std::size_t place = 0;
    for (const char c : line) {
      if (place == words_.size()) {
        return;
      }
      if (!is_inside_character(c)) {
        words_[place++] += is_blank(c) ? 0 : 1;
      }
    }
  }

  // The place with the fewest words on it, of equal ones the last.
  [[nodiscard]] std::size_t emptiest(std::size_t begin, std::size_t end) const {
    std::size_t best = begin;
    for (std::size_t place = begin; place < end; ++place) {
      best = words_[place] <= words_[best] ? place : best;
    }
    return best;
  }

  [[nodiscard]] bool is_free(std::size_t place) const {
    return 10 * words_[place] <= lines_;
  }

 private:
  std::vector<std::size_t> words_;
  std::size_t lines_ = 0;
};

}  // namespace

std::optional<Dialect> dialect_by_ruler(const ListSample& sample) {
  const std::vector<Group> ruler = find_ruler(sample);
  if (ruler.empty()) {
    return std::nullopt;
  }
  Places places(ruler.back().begin);
  for (const std::string_view line : sample.lines) {
    if (!is_no_record(line)) {
      places.add(line);
    }
  }
  Dialect dialect;
  for (std::size_t i = 1; i < ruler.size(); ++i) {
    const std::size_t gap = places.emptiest(ruler[i - 1].end, ruler[i].begin);
    if (!places.is_free(gap)) {
      return std::nullopt;
    }
    dialect.cuts.push_back(gap + 1);
  }
  return dialect;
}

void split_at_cuts(std::string_view line, const Dialect& dialect,
                   std::vector<std::string_view>& fields) {
  std::size_t place = 0;
  std::size_t begin = 0;
  auto cut = dialect.cuts.begin();
  for (std::size_t at = 0; at < line.size() && cut != dialect.cuts.end();
       ++at) {
    if (is_inside_character(line[at])) {
      continue;
    }
    if (place++ != *cut) {
      continue;
    }
    if (!is_blank(line[at - 1])) {
      fields.assign(1, trimmed(line));
      return;
    }
    fields.push_back(trimmed(line.substr(begin, at - begin)));
    begin = at;
    ++cut;
  }
  fields.push_back(trimmed(line.substr(begin)));
  fields.resize(dialect.cuts.size() + 1);
}

bool is_cut_short(std::string_view field) {
  return field.ends_with("...") || field.ends_with("\u2026");
}

}  // namespace mxsweep
