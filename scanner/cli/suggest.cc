#include "scanner/cli/suggest.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "io/base/ascii.h"

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

// Letters at both ends that two words share: of two that are equally near,
// "--colums" is rather the one that ends as it does.
std::size_t shared_ends(std::string_view a, std::string_view b) {
  const auto [from, other] =
      std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto [back, other_back] =
      std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  return static_cast<std::size_t>((from - a.begin()) + (back - a.rbegin()));
}

// Whether `part` is of the words that dashes separate in `whole`: the rate in
// max-rate.
bool is_word_of(std::string_view part, std::string_view whole) {
  const std::size_t at =
      ('-' + std::string(whole) + '-').find('-' + std::string(part) + '-');
  return at != std::string::npos;
}

// The flag that is nearest to a word, by any of its names.
class Nearest {
 public:
  explicit Nearest(std::string_view wanted) : wanted_(wanted) {}

  void consider(const Flag& flag, std::string_view name) {
    const std::string_view bare = without_dashes(name);
    // A short flag is as near to anything as it is far.
    if (bare.size() < 2) {
      return;
    }
    const bool starts_so = bare.substr(0, wanted_.size()) == wanted_;
    const std::size_t distance = starts_so ? 1 : edit_distance(wanted_, bare);
    const std::size_t shared = shared_ends(wanted_, bare);
    // One slip in three letters is still the same word.
    if (distance <= std::max<std::size_t>(wanted_.size() / 3, 1) &&
        (similar_.empty() || distance < distance_ ||
         (distance == distance_ && shared > shared_))) {
      distance_ = distance;
      shared_ = shared;
      similar_ = flag.long_name;
    }
    if (bare.size() > part_size_ && is_word_of(bare, wanted_)) {
      part_size_ = bare.size();
      with_part_ = flag.long_name;
    }
  }

  // What has more than two slips is rather the flag that it has as a part.
  [[nodiscard]] std::string_view found() const {
    constexpr std::size_t kSlips = 2;
    const bool is_similar = !similar_.empty() && distance_ <= kSlips;
    return is_similar || with_part_.empty() ? similar_ : with_part_;
  }

 private:
  std::string_view wanted_;
  std::string_view similar_;
  std::size_t distance_ = 0;
  std::size_t shared_ = 0;
  std::string_view with_part_;
  std::size_t part_size_ = 0;
};

}  // namespace

std::string flag_spelling(std::string_view word) {
  std::string spelled;
  for (const char c : without_dashes(word)) {
    spelled += c == '_' ? '-' : io::ascii_lower(c);
  }
  return spelled;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> above(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  std::vector<std::size_t> two_above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = above[j] + (a[i] == b[j] ? 0 : 1);
      row[j + 1] = std::min({replaced, above[j + 1] + 1, row[j] + 1});
      if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j]) {
        row[j + 1] = std::min(row[j + 1], two_above[j - 1] + 1);
      }
    }
    std::swap(above, two_above);
    std::swap(row, above);
  }
  return above[b.size()];
}

std::string_view nearest_flag(std::string_view word) {
  const std::string wanted = flag_spelling(word);
  if (wanted.size() < 2 || wanted.size() > kWordMax) {
    return {};
  }
  Nearest nearest(wanted);
  for (const Flag& flag : flags()) {
    if (!flag.hidden) {
      nearest.consider(flag, flag.long_name);
      for (const std::string_view alias : flag.aliases) {
        nearest.consider(flag, alias);
      }
    }
  }
  return nearest.found();
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
