#include "scanner/cli/suggest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "scanner/cli/commands.h"
#include "scanner/cli/flags.h"

namespace mxsweep {
namespace {

// Words longer than any flag are not compared: the user may paste anything.
constexpr std::size_t kWordMax = 64;

std::string_view without_dashes(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
  return word.substr(0, word.find('='));
}

// Whether all letters of one stand in the other, in their order.
bool is_within(std::string_view letters, std::string_view word) {
  std::size_t at = 0;
  for (const char c : word) {
    at += at < letters.size() && letters[at] == c ? 1 : 0;
  }
  return at == letters.size();
}

// How far what was typed is from a flag, 0 being nearest. Of two that are as
// far in letters the one goes first for which none has to be taken back: for
// "colums" --columns before --column.
std::size_t flag_distance(std::string_view typed, std::string_view flag) {
  const std::size_t letters =
      flag.starts_with(typed) ? 1 : edit_distance(typed, flag);
  return 2 * letters + (is_within(typed, flag) ? 0 : 1);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> above(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = above[j] + (a[i] == b[j] ? 0 : 1);
      row[j + 1] = std::min({replaced, above[j + 1] + 1, row[j] + 1});
    }
    std::swap(row, above);
  }
  return above[b.size()];
}

std::string_view nearest_flag(std::string_view word) {
  const std::string_view wanted = without_dashes(word);
  if (wanted.size() < 2 || wanted.size() > kWordMax) {
    return {};
  }
  // One slip in three letters is still the same word.
  std::size_t best = 2 * (wanted.size() / 3 + 2);
  std::string_view found;
  const auto consider = [&](const Flag& flag, std::string_view name) {
    const std::string_view bare = without_dashes(name);
    // A short flag is as near to anything as it is far.
    if (bare.size() < 2) {
      return;
    }
    const std::size_t distance = flag_distance(wanted, bare);
    if (distance < best) {
      best = distance;
      found = flag.long_name;
    }
  };
  for (const Flag& flag : flags()) {
    if (!flag.hidden) {
      consider(flag, flag.long_name);
      for (const std::string_view alias : flag.aliases) {
        consider(flag, alias);
      }
    }
  }
  return found;
}

std::string_view nearest_command(std::string_view word) {
  std::string_view found;
  std::size_t best = 3;  // two slips, and none in three letters
  for (const CommandRow& row : kCommands) {
    if (word.size() > 3 && word.size() <= kWordMax &&
        edit_distance(word, row.name) < best) {
      best = edit_distance(word, row.name);
      found = row.name;
    }
  }
  return found;
}

std::vector<std::string_view> nearest_words(
    std::string_view typed, std::span<const std::string_view> words) {
  struct Near {
    std::size_t distance;
    std::string_view word;
  };

  std::vector<Near> near;
  if (typed.size() < 2 || typed.size() > kWordMax) {
    return {};
  }
  for (const std::string_view word : words) {
    const bool part = word.find(typed) != std::string_view::npos;
    const std::size_t distance = part ? 1 : edit_distance(typed, word);
    if (distance < typed.size() / 3 + 2) {
      near.push_back({distance, word});
    }
  }
  std::stable_sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    return a.distance < b.distance;
  });
  constexpr std::size_t kMost = 3;
  const auto far = std::find_if(near.begin(), near.end(), [&](const Near& one) {
    return one.distance > near.front().distance + 1;
  });
  near.erase(far, near.end());
  near.resize(std::min(near.size(), kMost), {});
  std::vector<std::string_view> found;
  found.reserve(near.size());
  for (const Near& one : near) {
    found.push_back(one.word);
  }
  return found;
}

}  // namespace mxsweep
