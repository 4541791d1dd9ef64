// Delimited lists, lists of words and plain ones: what is left when a list has
// no grammar of its own.
#include <algorithm>
#include <vector>

#include "io/base/ascii.h"
#include "io/base/number_text.h"

#include "scanner/input/cell.h"
#include "scanner/input/input_line.h"
#include "scanner/list/matched_list.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/several_names.h"
#include "scanner/list/table_sample.h"

namespace mxsweep {
namespace {

struct PlainLook {
  std::size_t records = 0;
  std::size_t usable = 0;   // a name of two labels, or an IP address
  std::size_t singles = 0;  // one label
  std::size_t tops = 0;     // of these, known top-level domains
  EndsVote ends;
  std::size_t mailboxes = 0;  // NAME <ADDRESS>, and nothing else
  std::size_t skipped = 0;    // lines up to the header, if there is one
  std::string header;
};

bool is_listed_top(std::string_view line) {
  line = trimmed(line);
  line.remove_prefix(line.starts_with("*.") ? 2 : 0);
  const std::string bare = bare_word(line);
  return line.find('.') == std::string_view::npos &&
         look_at("x." + bare).known_top;
}

// The name of a record, with the sign of the address that it stood in; of a
// mail address with some local part, without which it may be nobody's domain.
std::string asked_for(const InputRecord& record) {
  if (record.input.empty()) {
    return to_text(record.name.view());
  }
  return (record.input.front() == '@' ? "x" : "") + record.input;
}

// A name or none, and one address in angle brackets: "Roe, Jane <jane@x>".
bool is_mailbox(std::string_view line) {
  line = trimmed(line);
  while (line.ends_with(',') || line.ends_with(';')) {
    line.remove_suffix(1);
  }
  const std::size_t open = line.find('<');
  return open != std::string_view::npos && line.ends_with('>') &&
         line.find('<', open + 1) == std::string_view::npos &&
         line.find('@', open) != std::string_view::npos;
}

void count_plain(std::string_view line, PlainLook& look) {
  thread_local InputRecord record;
  constexpr InputOptions kAny = {.allow_special = true, .lenient = true};
  if (parse_input_line(line, kAny, record) == LineKind::kNothing) {
    return;
  }
  ++look.records;
  look.mailboxes += is_mailbox(line) ? 1 : 0;
  const bool address = record.error.starts_with("IP address");
  const int labels =
      record.error.empty() ? record.name.view().label_count() : 0;
  const CellLook name = labels < 2 ? CellLook() : look_at(asked_for(record));
  if (address || is_usable(name.kind)) {
    ++look.usable;
    look.ends.add(name);
  } else if (labels == 1) {
    ++look.singles;
    look.tops += is_listed_top(line) ? 1 : 0;
  }
}

// What stands behind a line that may be a header.
ColumnStats stats_behind(const ListSample& sample, std::size_t line) {
  constexpr std::size_t kLines = 50;
  ColumnStats stats;
  const std::size_t end = std::min(sample.lines.size(), line + 1 + kLines);
  for (std::size_t i = line + 1; i < end; ++i) {
    stats.add(sample.lines[i]);
  }
  return stats;
}

// The first line with something on it, when it is a word for what follows.
void find_header(const ListInput& input, PlainLook& look) {
  if (input.wishes.header == HeaderWish::kNo) {
    return;
  }
  for (std::size_t i = 0; i < input.sample.lines.size(); ++i) {
    const std::string_view line = input.sample.lines[i];
    if (is_blank_or_comment(line)) {
      continue;
    }
    const HeaderWord word = header_word(line);
    const bool is_word = word.whole && word.role != HeaderRole::kOther &&
                         look_at(line).kind == CellKind::kOther;
    const bool is_path =
        is_dotted_word(trimmed(line), stats_behind(input.sample, i));
    if (is_word || is_path || input.wishes.header == HeaderWish::kYes) {
      look.skipped = i + 1;
      look.header = trimmed(line);
    }
    return;
  }
}

PlainLook look_plain(const ListInput& input) {
  PlainLook look;
  find_header(input, look);
  for (std::size_t i = look.skipped; i < input.sample.lines.size(); ++i) {
    count_plain(input.sample.lines[i], look);
  }
  return look;
}

// Or names that are written backwards.
bool are_people(const PlainLook& look) {
  return (look.ends.are_people() || look.ends.are_backwards()) &&
         header_word(look.header).role != HeaderRole::kDomain;
}

// Half of the lines; all of one label only where they are top-level domains.
bool is_plain(const PlainLook& look) {
  if (are_people(look)) {
    return false;
  }
  const std::size_t usable =
      look.usable + (10 * look.tops >= 3 * look.singles ? look.singles : 0);
  return 2 * usable >= look.records;
}

// Separators in people's names make columns of half of the lines.
bool is_better(const PlainLook& plain, const TableChoice& table) {
  return !table.headed && 10 * plain.mailboxes >= 8 * plain.records &&
         plain.usable > table.usable;
}

// "#1 a.example.com", "#1,a.example.com": a rank, and yet a comment to all that
// read lists.
bool is_rank_of_name(std::string_view line) {
  const std::size_t end = line.find_first_not_of("0123456789", 1);
  if (!line.starts_with('#') || end == 1 || end == std::string_view::npos ||
      std::string_view(" \t,;").find(line[end]) == std::string_view::npos) {
    return false;
  }
  std::string_view rest = line.substr(end);
  for (std::string_view word = next_of_several(rest); !word.empty();
       word = next_of_several(rest)) {
    if (is_usable(look_at(word).kind)) {
      return true;
    }
  }
  return false;
}

// More than the lines that are no comments: else these are the list, and the
// comments say something of each.
bool is_commented_out(const ListSample& sample) {
  std::size_t ranks = 0;
  std::size_t others = 0;
  for (const std::string_view line : sample.lines) {
    const std::string_view text = trimmed(line);
    others += is_blank_or_comment(text) ? 0 : 1;
    ranks += is_rank_of_name(text) ? 1 : 0;
  }
  return ranks > others;
}

ListVerdict read_plain(const ListInput& input, const PlainLook& look) {
  ListVerdict verdict;
  verdict.text = "a plain list";
  if (look.records == 0 && input.sample.whole) {
    verdict.text = "none, the list is empty";
  }
  if (look.skipped != 0) {
    verdict.text += header_word(look.header).whole
                        ? ", header " + shown_word(look.header) + " skipped"
                        : ", header skipped";
  }
  verdict.single_labels = asked_singles(look.usable, look.singles, look.tops);
  const bool asks_words =
      verdict.single_labels == SingleLabels::kAll || input.wishes.force;
  const std::size_t singles = asks_words ? look.singles : 0;
  const std::size_t unusable = look.records - look.usable - singles;
  if (unusable != 0) {
    verdict.text += ", " + io::with_commas(unusable) + " of " +
                    io::with_commas(look.records) + " lines without a name";
  }
  verdict.reader = std::make_unique<PlainList>(input.lines, look.skipped);
  verdict.may_have_header = true;
  return verdict;
}

ListVerdict read_several(const ListInput& input, MatchLine match) {
  ListVerdict verdict;
  verdict.text = "a plain list, several names on a line";
  verdict.single_labels = SingleLabels::kKnownTops;
  verdict.reader = std::make_unique<MatchedList>(
      input.lines, LineGrammar{.match = match, .word = {}});
  verdict.may_have_header = true;
  return verdict;
}

ListVerdict read_table(const ListInput& input, const TableChoice& choice) {
  ListVerdict verdict;
  verdict.text = choice.text;
  verdict.passed = choice.passed;
  verdict.single_labels = choice.single_labels;
  verdict.reader = std::make_unique<DelimitedList>(input.lines, choice.plan);
  verdict.has_columns = true;
  verdict.may_have_header = true;
  return verdict;
}

TableChoice try_dialect(const ListInput& input, const Dialect& dialect) {
  return choose(take_apart(input.sample, dialect, input.wishes.header),
                input.wishes);
}

ListVerdict by_dialect(const ListInput& input, const Dialect& dialect) {
  const TableChoice choice = try_dialect(input, dialect);
  if (choice.found) {
    return read_table(input, choice);
  }
  if (choice.text.empty()) {
    return read_plain(input, {});  // empty
  }
  return refuse(choice.text);
}

// What the lines begin with, and how much of the rest is names: postfix and
// rspamd maps, answers of dnsx, `uniq -c`.
bool is_blank_separated(const TableSample& table) {
  std::size_t several = 0;
  for (const std::vector<std::string>& record : table.records) {
    several += record.size() > 1 ? 1 : 0;
  }
  return 2 * several >= table.records.size() && !table.columns.empty();
}

ListVerdict say_what_was_seen(const PlainLook& look) {
  if (look.ends.are_backwards()) {
    return refuse("the list" + turn_round(1));
  }
  if (are_people(look)) {
    return refuse("of the first " + io::with_commas(look.records) +
                  " lines nearly none ends in a top-level domain that is "
                  "known: they look like first.last, people rather than "
                  "domains; --force asks them as they are");
  }
  const std::uint64_t bad = look.records - look.usable;
  const std::string which =
      look.records == 1
          ? "its only line holds"
          : "of the first " + io::with_commas(look.records) + " lines " +
                io::with_commas(bad) + (bad == 1 ? " holds" : " hold");
  return refuse(which +
                " no domain name, and no other format fits: see "
                "--input-format; --force asks what it holds as it is");
}

}  // namespace

ListVerdict recognise_plain(const ListInput& input) {
  if (has_several_names(input.sample)) {
    return read_several(input, &match_several);
  }
  const PlainLook look = look_plain(input);
  const bool none = look.usable == 0 && 2 * look.singles < look.records;
  return none && !input.wishes.force ? say_what_was_seen(look)
                                     : read_plain(input, look);
}

ListVerdict recognise_csv(const ListInput& input) {
  return by_dialect(input, dialect_by(input.sample, ','));
}

ListVerdict recognise_semicolon(const ListInput& input) {
  return by_dialect(input, dialect_by(input.sample, ';'));
}

ListVerdict recognise_tsv(const ListInput& input) {
  return by_dialect(input, dialect_by(input.sample, '\t'));
}

ListVerdict recognise_pipe(const ListInput& input) {
  return by_dialect(input, dialect_by(input.sample, '|'));
}

ListVerdict recognise_blank(const ListInput& input) {
  return by_dialect(input, dialect_by_blanks(input.sample));
}

ListVerdict recognise_fixed(const ListInput& input) {
  const std::optional<Dialect> dialect = dialect_by_widths(input.sample);
  if (dialect.has_value()) {
    return by_dialect(input, *dialect);
  }
  const bool empty = std::all_of(input.sample.lines.begin(),
                                 input.sample.lines.end(), is_blank_or_comment);
  return empty ? read_plain(input, {})
               : refuse("no ruler of dashes says how wide its columns are");
}

namespace {

ListVerdict try_blanks(const ListInput& input, std::string& why) {
  const TableSample words = take_apart(
      input.sample, dialect_by_blanks(input.sample), input.wishes.header);
  if (!is_blank_separated(words)) {
    return not_mine();
  }
  const TableChoice choice = choose(words, input.wishes);
  if (choice.found) {
    return read_table(input, choice);
  }
  why = why.empty() && choice.rivals ? choice.text : why;
  return not_mine();
}

ListVerdict read_by_force(const ListInput& input, const PlainLook& plain) {
  const std::vector<Dialect> dialects = dialects_of(input.sample);
  return dialects.empty() ? read_plain(input, plain)
                          : by_dialect(input, dialects.front());
}

std::string no_column(const ListWishes& wishes) {
  return "there is no column " +
         shown_word(wishes.column.empty() ? wishes.passthrough.front()
                                          : wishes.column) +
         ": the list has one name a line";
}

// Letters, digits, hyphens and underscores of ASCII, and dots among them.
bool is_name_alone(std::string_view line) {
  return line.find('.') != std::string_view::npos &&
         std::all_of(line.begin(), line.end(), [](char c) {
           return io::is_ascii_letter(c) || io::is_ascii_digit(c) || c == '.' ||
                  c == '-' || c == '_';
         });
}

}  // namespace

ListVerdict recognise_names(const ListInput& input) {
  const std::vector<std::string_view>& lines = input.sample.lines;
  if (lines.empty() || input.wishes.wants_column() ||
      !std::all_of(lines.begin(), lines.end(), is_name_alone)) {
    return not_mine();
  }
  const PlainLook look = look_plain(input);
  return is_plain(look) ? read_plain(input, look) : not_mine();
}

ListVerdict recognise_text(const ListInput& input) {
  if (is_commented_out(input.sample) && !input.wishes.force) {
    return refuse(
        "its lines begin with #, which makes them comments; take that off: "
        "sed 's/^#//' FILE | mxsweep -");
  }
  const bool has_wish = input.wishes.wants_column();
  const MatchLine several = several_names(input.sample);
  if (!has_wish && several != nullptr) {
    return read_several(input, several);
  }
  ListWishes strict = input.wishes;
  strict.force = false;
  const ListInput first = {input.lines, input.path, input.sample, strict};
  const TableChoice table = choose_table(input.sample, strict);
  const PlainLook plain = look_plain(input);
  if (table.found && (has_wish || !is_better(plain, table))) {
    return read_table(input, table);
  }
  if (table.rivals) {
    return refuse(table.text);
  }
  if (!has_wish && is_plain(plain)) {
    return read_plain(input, plain);
  }
  std::string why = table.text;
  ListVerdict verdict = try_blanks(first, why);
  if (!verdict.text.empty()) {
    return verdict;
  }
  if (input.wishes.force) {
    return read_by_force(input, plain);
  }
  if (has_wish && why.empty()) {
    why = no_column(input.wishes);
  }
  return why.empty() ? say_what_was_seen(plain) : refuse(why);
}

}  // namespace mxsweep
