// The array of the formats of lists; a new one is one row here and one
// recogniser.

#include <algorithm>
#include <array>

#include "io/base/number_text.h"
#include "io/base/utf8.h"

#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

constexpr std::array kFormats = {
    ListFormat{"plain", "a name, mail address or URL on each line",
               &recognise_plain},
    ListFormat{"csv", "fields held apart by commas", &recognise_csv},
    ListFormat{"semicolon", "by semicolons", &recognise_semicolon},
    ListFormat{"tsv", "by tabs", &recognise_tsv},
    ListFormat{"pipe", "by |", &recognise_pipe},
    ListFormat{"blank", "by blanks", &recognise_blank},
    ListFormat{"fixed", "columns of a fixed width, below a ruler of dashes",
               &recognise_fixed},
    ListFormat{"json", "strings at one place of a JSON value, or its keys",
               &recognise_json, true},
    ListFormat{"ndjson", "a JSON object on each line", &recognise_ndjson},
    ListFormat{"parquet", "one column of a Parquet file", &recognise_parquet,
               true},
    ListFormat{"zone", "owners of a zone file, or what it delegates",
               &recognise_zone},
    ListFormat{"rpz", "triggers of a response policy zone", &recognise_rpz},
    ListFormat{"hosts", "names of a hosts file", &recognise_hosts},
    ListFormat{"adblock", "||NAME^ rules of a filter list", &recognise_adblock},
    ListFormat{"config", "domains of a configuration: dnsmasq, unbound, named",
               &recognise_directives},
    ListFormat{"yaml", "values at one key of a YAML file, or its keys",
               &recognise_yaml},
    ListFormat{"settings", "values at one key of lines KEY = VALUE",
               &recognise_settings},
    ListFormat{"records", "values at one key of records over lines (psql \\x)",
               &recognise_records},
    ListFormat{"words", "names behind one word that begins each line",
               &recognise_words},
};

ListVerdict refuse_long_lines(const ListInput& input);

constexpr std::array kOrder = {
    &recognise_parquet, &refuse_known,       &recognise_names,
    &recognise_ndjson,  &recognise_json,     &refuse_long_lines,
    &recognise_records, &recognise_zone,     &recognise_hosts,
    &recognise_adblock, &recognise_yaml,     &recognise_directives,
    &refuse_syslog,     &recognise_settings, &recognise_words,
    &recognise_text,
};

// Of a line only the first kLineBytesMax bytes are read, and of the sample's
// first line perhaps not even the end is known.
ListVerdict refuse_long_lines(const ListInput& input) {
  const ListSample& sample = input.sample;
  const auto count = static_cast<std::size_t>(std::count_if(
      sample.lines.begin(), sample.lines.end(),
      [](std::string_view line) { return line.size() > io::kLineBytesMax; }));
  const bool endless = sample.lines.empty() && !sample.whole &&
                       sample.bytes.size() >= io::kAheadBytesMax;
  if (!endless && (count == 0 || 2 * count < sample.lines.size())) {
    return not_mine();
  }
  return refuse(
      "its lines are longer than " + io::with_commas(io::kLineBytesMax) +
      " bytes, as no list of names has them; put one name on each line, as by "
      "tr ',' '\\n' < FILE | mxsweep -");
}

}  // namespace

std::span<const ListFormat> list_formats() {
  return kFormats;
}

const ListFormat* find_list_format(std::string_view name) {
  const auto* found = std::find_if(
      kFormats.begin(), kFormats.end(),
      [name](const ListFormat& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : found;
}

namespace {

ListVerdict first_that_fits(const ListInput& input) {
  const ListFormat* wished = input.wishes.format;
  if (wished != nullptr) {
    ListVerdict verdict =
        wished->reads_bytes ? not_mine() : refuse_long_lines(input);
    return verdict.text.empty() ? wished->recognise(input) : std::move(verdict);
  }
  for (const auto recogniser : kOrder) {
    ListVerdict verdict = recogniser(input);
    if (!verdict.text.empty()) {
      return verdict;
    }
  }
  return refuse("no format fits");
}

// The same name cannot head two columns.
ListVerdict with_passed_columns(ListVerdict verdict) {
  std::vector<std::string>& names = verdict.passed;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::span<const std::string> before = std::span(names).first(i);
    if (std::find(before.begin(), before.end(), names[i]) != before.end()) {
      return refuse("two columns of --passthrough would be called " +
                    shown_word(names[i]) + "; leave one out");
    }
    verdict.text += i == 0 ? "; in the result as " : ", ";
    verdict.text += shown_word(names[i]);
  }
  return verdict;
}

// A text of the list as far as it may be shown: no control characters, nothing
// ill-formed, no more than so many octets.
std::string printable(std::string_view word, std::size_t octets) {
  std::string text;
  while (!word.empty()) {
    const io::Utf8Step step = io::utf8_step(word);
    if (text.size() + step.bytes > octets) {
      break;
    }
    const auto octet = static_cast<unsigned char>(word.front());
    if (!step.valid || octet < 0x20 || octet == 0x7F) {
      text += '?';
    } else {
      text += word.substr(0, step.bytes);
    }
    word.remove_prefix(step.bytes);
  }
  return text;
}

}  // namespace

ListVerdict recognise(const ListInput& input) {
  ListVerdict verdict = first_that_fits(input);
  if (verdict.reader != nullptr && !input.wishes.force) {
    verdict.reader->ask_single_labels(verdict.single_labels);
  }
  if (verdict.reader == nullptr || input.wishes.passthrough.empty()) {
    return verdict;
  }
  if (verdict.passed.empty()) {
    return refuse(
        "--passthrough wants a list with columns, which this is not "
        "(" +
        verdict.text + ")");
  }
  return with_passed_columns(std::move(verdict));
}

std::string other_lines_text(std::size_t mine, std::size_t lines) {
  return mine < lines ? ", " + io::with_commas(lines - mine) + " of " +
                            io::with_commas(lines) + " lines of another kind"
                      : std::string();
}

std::string passed_name(std::string_view name, std::size_t number) {
  constexpr std::size_t kNameBytesMax = 64;
  const std::string shown = printable(name, kNameBytesMax);
  return std::string(kPassedPrefix) +
         (shown.empty() ? std::to_string(number) : shown);
}

std::string shown_word(std::string_view word) {
  constexpr std::size_t kShownMax = 40;
  const std::string shown = printable(word, kShownMax);
  return '"' + shown + (word.size() > kShownMax ? "...\"" : "\"");
}

}  // namespace mxsweep
