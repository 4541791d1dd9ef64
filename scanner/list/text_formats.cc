// Delimited lists, lists of words and plain ones: what is left when a list has
// no grammar of its own.
#include <algorithm>
#include <vector>

#include "io/base/number_text.h"

#include "scanner/input/input_line.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/table_sample.h"

namespace mxsweep {
namespace {

struct PlainLook {
  std::size_t records = 0;
  std::size_t usable = 0;   // a name of two labels, or an IP address
  std::size_t singles = 0;  // one label
  std::size_t tops = 0;     // of these, known top-level domains
  std::size_t skipped = 0;  // lines up to the header, if there is one
  std::string header;
};

bool is_listed_top(std::string_view line) {
  const std::string bare = bare_word(line);
  return line.find('.') == std::string_view::npos &&
         look_at("x." + bare).known_top;
}

void count_plain(std::string_view line, PlainLook& look) {
  thread_local InputRecord record;
  constexpr InputOptions kAny = {.allow_special = true, .lenient = true};
  if (parse_input_line(line, kAny, record) == LineKind::kNothing) {
    return;
  }
  ++look.records;
  const bool address = record.error.starts_with("IP address");
  const int labels =
      record.error.empty() ? record.name.view().label_count() : 0;
  if (address || labels >= 2) {
    ++look.usable;
  } else if (labels == 1) {
    ++look.singles;
    look.tops += is_listed_top(line) ? 1 : 0;
  }
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
    if (is_word || input.wishes.header == HeaderWish::kYes) {
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

// Half of the lines; all of one label only where they are top-level domains.
bool is_plain(const PlainLook& look) {
  const std::size_t usable =
      look.usable + (10 * look.tops >= 3 * look.singles ? look.singles : 0);
  return 2 * usable >= look.records;
}

ListVerdict read_plain(const ListInput& input, const PlainLook& look) {
  ListVerdict verdict;
  verdict.text = "a plain list";
  if (look.records == 0 && input.sample.whole) {
    verdict.text = "none, the list is empty";
  }
  if (look.skipped != 0) {
    verdict.text += ", header " + shown_word(look.header) + " skipped";
  }
  const std::size_t unusable = look.records - look.usable - look.singles;
  if (unusable != 0) {
    verdict.text += ", " + io::with_commas(unusable) + " of " +
                    io::with_commas(look.records) + " lines without a name";
  }
  verdict.reader = std::make_unique<PlainList>(input.lines, look.skipped);
  return verdict;
}

ListVerdict read_table(const ListInput& input, const TableChoice& choice) {
  ListVerdict verdict;
  verdict.text = choice.text;
  verdict.reader = std::make_unique<DelimitedList>(input.lines, choice.plan);
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
  return refuse("of the first " + io::with_commas(look.records) + " lines " +
                io::with_commas(look.records - look.usable) +
                " hold no domain name, and no other format fits: see "
                "--input-format; --force asks them as they are");
}

}  // namespace

ListVerdict recognise_plain(const ListInput& input) {
  return read_plain(input, look_plain(input));
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

namespace {

// Reads the first dialect in which a column holds names. Two that do end the
// search; else `why` says what was seen.
ListVerdict try_dialects(const ListInput& input, std::string& why) {
  for (const Dialect& dialect : dialects_of(input.sample)) {
    const TableChoice choice = try_dialect(input, dialect);
    if (choice.found) {
      return read_table(input, choice);
    }
    if (choice.rivals) {
      return refuse(choice.text);
    }
    why = why.empty() ? choice.text : why;
  }
  return not_mine();
}

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

}  // namespace

ListVerdict recognise_text(const ListInput& input) {
  std::string why;
  ListWishes strict = input.wishes;
  strict.force = false;
  const ListInput first = {input.lines, input.path, input.sample, strict};
  ListVerdict verdict = try_dialects(first, why);
  if (!verdict.text.empty()) {
    return verdict;
  }
  const PlainLook plain = look_plain(input);
  const bool wants_column = !input.wishes.column.empty();
  if (!wants_column && is_plain(plain)) {
    return read_plain(input, plain);
  }
  verdict = try_blanks(first, why);
  if (!verdict.text.empty()) {
    return verdict;
  }
  if (input.wishes.force) {
    return read_by_force(input, plain);
  }
  if (wants_column && why.empty()) {
    why = "there is no column " + shown_word(input.wishes.column) +
          ": the list has one name a line";
  }
  return why.empty() ? say_what_was_seen(plain) : refuse(why);
}

}  // namespace mxsweep
