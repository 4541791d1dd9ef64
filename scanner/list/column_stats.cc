#include "scanner/list/column_stats.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace mxsweep {
namespace {

constexpr double kShareMin = 0.5;
constexpr double kFillMin = 0.34;  // of rows that have a name in the column
constexpr double kRivalRange = 0.1;
constexpr std::size_t kRowsOfAConstant = 50;
constexpr std::size_t kConstantMax = 2;

struct Candidate {
  std::size_t column = 0;
  HeaderWord word;
  CellKind kind = CellKind::kOther;
  double score = 0;  // share of the rows that have a name here
  double known = 0;
  bool constant = false;
};

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<Candidate> candidates_of(const std::vector<SampleColumn>& columns,
                                     std::size_t rows) {
  std::vector<Candidate> out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ColumnStats& stats = columns[i].stats;
    if (stats.usable() == 0 || stats.share() < kShareMin) {
      continue;
    }
    Candidate one;
    one.column = i;
    one.word = header_word(columns[i].name);
    one.kind = stats.kind();
    one.score = ratio(stats.usable(), rows);
    one.known = stats.known_share();
    one.constant = is_constant(stats, rows);
    out.push_back(one);
  }
  return out;
}

bool is_named_domain(const Candidate& one) {
  return one.word.role == HeaderRole::kDomain;
}

// Leaves those that `is_good` likes, if there are any.
template <class Good>
void prefer(std::vector<Candidate>& all, const Good& is_good) {
  if (std::any_of(all.begin(), all.end(), is_good)) {
    std::erase_if(all,
                  [&is_good](const Candidate& one) { return !is_good(one); });
  }
}

auto order_of(const Candidate& one) {
  return std::make_tuple(one.word.order, static_cast<int>(one.kind),
                         -one.score);
}

bool are_rivals(const Candidate& one, const Candidate& other) {
  return one.word.order == other.word.order && one.kind == other.kind &&
         one.word.role == HeaderRole::kNone &&
         std::fabs(one.score - other.score) <= kRivalRange;
}

}  // namespace

void ColumnStats::add(std::string_view cell) {
  const CellLook look = look_at(cell);
  if (look.kind == CellKind::kEmpty) {
    return;
  }
  ++filled_;
  repeats_ += filled_ > 1 && last_ == cell ? 1 : 0;
  last_.assign(cell.substr(0, 512));
  known_ += look.known_top ? 1 : 0;
  names_ += look.kind == CellKind::kName ? 1 : 0;
  urls_ += look.kind == CellKind::kUrl ? 1 : 0;
  mails_ += look.kind == CellKind::kMail ? 1 : 0;
  addresses_ += look.kind == CellKind::kAddress ? 1 : 0;
  if (is_usable(look.kind)) {
    seen_.emplace(cell.substr(0, 512));
  }
  if (look.kind == CellKind::kNumber) {
    ++numbers_;
    const std::optional<std::int64_t> number = rank_of(cell);
    ascending_ = ascending_ && number.has_value() && number > last_number_;
    first_number_ = first_number_.has_value() ? first_number_ : number;
    last_number_ = number;
  }
}

double ColumnStats::share() const {
  return ratio(usable() + addresses_, filled_);
}

double ColumnStats::known_share() const {
  return ratio(known_, usable());
}

CellKind ColumnStats::kind() const {
  if (names_ >= urls_ && names_ >= mails_) {
    return CellKind::kName;
  }
  return urls_ >= mails_ ? CellKind::kUrl : CellKind::kMail;
}

bool ColumnStats::counts_up() const {
  return numbers_ != 0 && numbers_ == filled_ && ascending_ &&
         first_number_.has_value() && *first_number_ <= 1;
}

bool is_constant(const ColumnStats& stats, std::size_t rows) {
  return rows >= kRowsOfAConstant && stats.distinct() <= kConstantMax;
}

std::optional<ColumnChoice> choose_column(
    const std::vector<SampleColumn>& columns, std::size_t rows,
    std::vector<std::size_t>& rivals) {
  rivals.clear();
  std::vector<Candidate> all = candidates_of(columns, rows);
  prefer(all, [](const Candidate& one) { return !one.constant; });
  const std::vector<Candidate> right = all;
  prefer(all, [](const Candidate& one) {
    return one.score >= kFillMin || is_named_domain(one);
  });
  prefer(all, [](const Candidate& one) {
    return one.known >= kShareMin || is_named_domain(one);
  });
  if (all.empty()) {
    return std::nullopt;
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return order_of(a) < order_of(b);
                   });
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (are_rivals(all.front(), all[i])) {
      rivals.push_back(all[i].column);
    }
  }
  if (!rivals.empty()) {
    rivals.insert(rivals.begin(), all.front().column);
    std::sort(rivals.begin(), rivals.end());
    return std::nullopt;
  }
  ColumnChoice choice;
  choice.column = all.front().column;
  for (const Candidate& one : right) {
    if (one.column != choice.column) {
      choice.others.push_back(one.column);
    }
  }
  return choice;
}

std::size_t nearest_column(const std::vector<SampleColumn>& columns) {
  const auto best = std::max_element(
      columns.begin(), columns.end(),
      [](const SampleColumn& a, const SampleColumn& b) {
        return std::make_tuple(a.stats.usable(), a.stats.filled()) <
               std::make_tuple(b.stats.usable(), b.stats.filled());
      });
  return static_cast<std::size_t>(best - columns.begin());
}

}  // namespace mxsweep
