// The array of the formats of lists; a new one is one row here and one
// recogniser.

#include <algorithm>
#include <array>

#include "io/base/utf8.h"

#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

constexpr std::array kFormats = {
    ListFormat{"plain", "a name, mail address or URL on each line",
               &recognise_plain},
    ListFormat{"csv", "fields held apart by commas", &recognise_csv, true},
    ListFormat{"semicolon", "by semicolons", &recognise_semicolon, true},
    ListFormat{"tsv", "by tabs", &recognise_tsv, true},
    ListFormat{"pipe", "by |", &recognise_pipe, true},
    ListFormat{"blank", "by blanks", &recognise_blank, true},
    ListFormat{"json", "strings at one place of a JSON value, or its keys",
               &recognise_json, true},
    ListFormat{"ndjson", "a JSON object on each line", &recognise_ndjson, true},
    ListFormat{"parquet", "one column of a Parquet file", &recognise_parquet,
               true},
    ListFormat{"zone", "owners of a zone file, or what it delegates",
               &recognise_zone},
    ListFormat{"rpz", "triggers of a response policy zone", &recognise_rpz},
    ListFormat{"hosts", "names of a hosts file", &recognise_hosts},
    ListFormat{"adblock", "||NAME^ rules of a filter list", &recognise_adblock},
    ListFormat{"config",
               "domains of a configuration: dnsmasq, unbound, named, YAML",
               &recognise_directives},
    ListFormat{"words", "names behind one word that begins each line",
               &recognise_words},
};

constexpr std::array kOrder = {
    &recognise_parquet, &refuse_known,         &recognise_ndjson,
    &recognise_json,    &recognise_zone,       &recognise_hosts,
    &recognise_adblock, &recognise_directives, &recognise_words,
    &recognise_text,
};

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

ListVerdict recognise(const ListInput& input) {
  if (input.wishes.format != nullptr) {
    return input.wishes.format->recognise(input);
  }
  for (const auto recogniser : kOrder) {
    ListVerdict verdict = recogniser(input);
    if (!verdict.text.empty()) {
      return verdict;
    }
  }
  return refuse("no format fits");
}

std::string shown_word(std::string_view word) {
  constexpr std::size_t kShownMax = 40;
  const bool cut = word.size() > kShownMax;
  word = word.substr(0, kShownMax);
  // No half characters.
  while (cut && !word.empty() &&
         (static_cast<unsigned char>(word.back()) & 0xC0U) == 0x80U) {
    word.remove_suffix(1);
  }
  if (cut && !word.empty() && static_cast<unsigned char>(word.back()) >= 0xC0) {
    word.remove_suffix(1);
  }
  std::string text = "\"";
  while (!word.empty()) {
    const io::Utf8Step step = io::utf8_step(word);
    const auto octet = static_cast<unsigned char>(word.front());
    if (!step.valid || octet < 0x20 || octet == 0x7F) {
      text += '?';
    } else {
      text += word.substr(0, step.bytes);
    }
    word.remove_prefix(step.bytes);
  }
  return text + (cut ? "...\"" : "\"");
}

}  // namespace mxsweep
