#include "scanner/list/column_stats.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace mxsweep {
namespace {

constexpr double kShareMin = 0.5;
constexpr double kRowsMin = 0.5;   // with a name, where no word says so
constexpr double kFillMin = 0.34;  // of rows that have a name in the column
constexpr double kRivalRange = 0.1;
constexpr std::size_t kRowsOfAConstant = 50;
constexpr std::size_t kConstantMax = 2;
constexpr std::size_t kRowsOfFew = 3;
constexpr std::size_t kTimesOfFew = 3;
constexpr std::size_t kTimesOfMachine = 2;

// Of names: one in so many may look like a domain and still be a person, as
// jane.li does; and they end in more than two ways and one in so many, or in
// more than anybody has private or new top-level domains, however often each
// surname comes.
constexpr std::size_t kDomainsAmongPeople = 3;
constexpr std::size_t kNamesOfAnEnd = 5;
constexpr std::size_t kPeopleMin = 2;
constexpr std::size_t kEndsOfPeople = 12;

struct Candidate {
  std::size_t column = 0;
  const ColumnStats* stats = nullptr;
  HeaderWord word;
  CellKind kind = CellKind::kOther;
  double score = 0;  // share of the rows that have a name here
  double known = 0;
  bool constant = false;
  bool headed = false;  // a word stands above it
};

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

bool is_named_domain(const Candidate& one) {
  return one.word.role == HeaderRole::kDomain;
}

// The header says that names are there: rows without one are a gap then.
bool is_named(const Candidate& one) {
  return is_named_domain(one) || one.word.role == HeaderRole::kUrl ||
         one.word.role == HeaderRole::kMail;
}

// URLs of mail are from which page to which.
HeaderWord word_of(const SampleColumn& column) {
  const HeaderWord word = header_word(column.name);
  return word.role == HeaderRole::kMail && column.stats.kind() == CellKind::kUrl
             ? HeaderWord{}
             : word;
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
    one.stats = &stats;
    one.word = word_of(columns[i]);
    if (stats.are_people() && !is_named_domain(one)) {
      continue;
    }
    one.kind = stats.kind();
    if (columns.size() > 1 && leads_to_one(stats)) {
      continue;
    }
    one.score = ratio(stats.usable(), rows);
    if (one.score < kRowsMin && !is_named(one)) {
      continue;
    }
    one.known = stats.known_share();
    one.constant = is_constant(stats, rows);
    one.headed = !columns[i].name.empty();
    out.push_back(one);
  }
  return out;
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

// Neither of two has a better word above it: the same one (sender domain,
// recipient domain), an unknown one, or one that is known for other things. But
// one name in two spellings (domain_ascii, domain_idn) is no question.
bool are_rivals(const Candidate& one, const Candidate& other) {
  return one.word.order == other.word.order && one.kind == other.kind &&
         std::fabs(one.score - other.score) <= kRivalRange &&
         !(is_named_domain(one) && one.stats->has_names_of(*other.stats));
}

// What is called "name" and holds names is what the rows are about, and not who
// is to be written to. A word that is not known over names or URLs is one more
// language's for a web site, and says more than that for a mail address, too.
void leave_mail_for_names(std::vector<Candidate>& all) {
  const bool any =
      std::any_of(all.begin(), all.end(), [](const Candidate& one) {
        return one.headed &&
               (one.word.role == HeaderRole::kNone ||
                one.word.role == HeaderRole::kWeak) &&
               one.kind != CellKind::kMail && one.score >= kRowsMin;
      });
  if (any) {
    std::erase_if(all, [](const Candidate& one) {
      return one.word.role == HeaderRole::kMail && one.kind == CellKind::kMail;
    });
  }
}

bool holds_several(CellKind kind, std::string_view cell) {
  return kind == CellKind::kOther && names_in(cell) > 1;
}

}  // namespace

void EndsVote::add(const CellLook& look) {
  ++cells_;
  names_ += is_usable(look.kind) ? 1 : 0;
  backwards_ += look.backwards ? 1 : 0;
  strange_ += look.strange_top != 0 ? 1 : 0;
  if (look.strange_top != 0) {
    ends_.insert(look.strange_top);
  }
}

bool EndsVote::are_people() const {
  return strange_ >= kPeopleMin && ends_.size() >= kPeopleMin &&
         kDomainsAmongPeople * (names_ - strange_) <= names_ &&
         (ends_.size() >= kEndsOfPeople ||
          kNamesOfAnEnd * ends_.size() > strange_);
}

bool EndsVote::are_backwards() const {
  return backwards_ >= kPeopleMin && 2 * backwards_ >= cells_;
}

SingleLabels asked_singles(std::size_t usable, std::size_t singles,
                           std::size_t tops) {
  const bool are_tops = 10 * tops >= 7 * singles;
  if (usable == 0 || (are_tops && singles > usable)) {
    return SingleLabels::kAll;
  }
  return are_tops ? SingleLabels::kKnownTops : SingleLabels::kNone;
}

void ColumnStats::add(std::string_view cell) {
  const CellLook look = look_at(cell);
  ++rows_;
  if (look.kind == CellKind::kEmpty) {
    return;
  }
  ++filled_;
  repeats_ += filled_ > 1 && last_ == cell ? 1 : 0;
  last_.assign(cell.substr(0, 512));
  known_ += look.known_top ? 1 : 0;
  singles_ += look.single ? 1 : 0;
  tops_ += look.single_top ? 1 : 0;
  names_ += look.kind == CellKind::kName ? 1 : 0;
  urls_ += look.kind == CellKind::kUrl ? 1 : 0;
  mails_ += look.kind == CellKind::kMail ? 1 : 0;
  addresses_ += look.kind == CellKind::kAddress ? 1 : 0;
  several_ += static_cast<std::size_t>(holds_several(look.kind, cell));
  ends_.add(look);
  names_sum_ += look.name * (2 * rows_ + 1);
  if (is_usable(look.kind)) {
    seen_.insert(look.name);
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

bool leads_to_one(const ColumnStats& stats) {
  constexpr std::size_t kLinks = 5;
  return stats.kind() == CellKind::kUrl && stats.distinct() == 1 &&
         stats.usable() >= kLinks && stats.repeats() == 0;
}

bool is_constant(const ColumnStats& stats, std::size_t rows) {
  return rows >= kRowsOfAConstant && stats.distinct() <= kConstantMax;
}

bool ends_in_word(std::string_view cell) {
  const std::size_t dot = cell.rfind('.');
  return dot != std::string_view::npos &&
         header_word(cell.substr(dot + 1)).whole;
}

bool is_dotted_word(std::string_view cell, const ColumnStats& below) {
  if (look_at(cell).kind != CellKind::kName || !ends_in_word(cell) ||
      below.usable() == 0) {
    return false;
  }
  const HeaderWord word = header_word(cell);
  const bool said = word.whole && word.role != HeaderRole::kWeak &&
                    word.role != HeaderRole::kOther;
  // Names under one private top-level domain end all alike.
  const bool strange =
      !look_at(cell).known_top && below.known_share() >= kShareMin;
  return said || strange || below.kind() != CellKind::kName;
}

bool is_of_few(const SampleColumn& column, const MostNames& most) {
  const HeaderWord word = header_word(column.name);
  const bool machine = is_host_word(column.name);
  const bool about_another = word.role == HeaderRole::kUrl ||
                             word.role == HeaderRole::kMail ||
                             (word.role == HeaderRole::kDomain && !word.whole);
  const std::size_t filled = column.stats.filled();
  const std::size_t distinct = column.stats.distinct();
  if (machine && filled > 1 &&
      kTimesOfMachine * distinct <= std::min(filled, most.domains)) {
    return true;
  }
  return (about_another || machine) && filled >= kRowsOfFew &&
         kTimesOfFew * distinct <=
             std::min(filled, machine ? most.said : most.any);
}

MostNames most_names(const std::vector<SampleColumn>& columns) {
  MostNames most;
  for (const SampleColumn& column : columns) {
    const HeaderRole role = header_word(column.name).role;
    if (role == HeaderRole::kOther || column.stats.share() < kShareMin) {
      continue;
    }
    most.any = std::max(most.any, column.stats.distinct());
    const bool domains =
        role == HeaderRole::kDomain || bare_word(column.name) == "query";
    if (domains) {
      most.domains = std::max(most.domains, column.stats.distinct());
    }
    if ((domains || role == HeaderRole::kMail) && !is_host_word(column.name)) {
      most.said = std::max(most.said, column.stats.distinct());
    }
  }
  return most;
}

std::optional<ColumnChoice> choose_column(
    const std::vector<SampleColumn>& columns, std::size_t rows,
    std::vector<std::size_t>& rivals) {
  rivals.clear();
  std::vector<Candidate> all = candidates_of(columns, rows);
  prefer(all, [](const Candidate& one) { return !one.constant; });
  const std::vector<Candidate> right = all;
  const MostNames most = most_names(columns);
  prefer(all, [&columns, &most](const Candidate& one) {
    return !is_of_few(columns[one.column], most);
  });
  prefer(all, [](const Candidate& one) {
    return one.score >= kFillMin || is_named_domain(one);
  });
  prefer(all, [](const Candidate& one) {
    return one.known >= kShareMin || is_named_domain(one);
  });
  leave_mail_for_names(all);
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
  const auto best =
      std::max_element(columns.begin(), columns.end(),
                       [](const SampleColumn& a, const SampleColumn& b) {
                         const auto worth = [](const ColumnStats& one) {
                           return std::make_tuple(one.are_backwards(),
                                                  one.usable(), one.filled());
                         };
                         return worth(a.stats) < worth(b.stats);
                       });
  return static_cast<std::size_t>(best - columns.begin());
}

}  // namespace mxsweep
