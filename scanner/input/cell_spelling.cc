#include "scanner/input/cell_spelling.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "io/base/ascii.h"

#include "scanner/input/blanks.h"

namespace mxsweep {
namespace {

constexpr auto kNone = std::string_view::npos;

struct Spelling {
  std::string_view from;  // in lower case
  std::string_view to;
};

// Of names that shall not become links, and of the sign of mail addresses in
// other widths. The first that fits counts.
constexpr std::array kSpellings = {
    Spelling{"[.]", "."},          Spelling{"(.)", "."},
    Spelling{"{.}", "."},          Spelling{"[dot]", "."},
    Spelling{"(dot)", "."},        Spelling{"{dot}", "."},
    Spelling{"[:]", ":"},          Spelling{"[://]", "://"},
    Spelling{"[/]", "/"},          Spelling{"[@]", "@"},
    Spelling{"(@)", "@"},          Spelling{"[at]", "@"},
    Spelling{"(at)", "@"},         Spelling{"{at}", "@"},
    Spelling{"[.", "."},           Spelling{".]", "."},
    Spelling{"\xEF\xBC\xA0", "@"}, Spelling{"\xEF\xB9\xAB", "@"}};

bool may_begin_spelling(char c) {
  return c == '[' || c == '(' || c == '{' || c == '\xEF' || c == '.';
}

// Of a URL that stood within another one.
constexpr std::array kEncoded =
    std::to_array<Spelling>({{"%3a", ":"}, {"%2f", "/"}, {"%3f", "?"}});

template <class Spellings>
const Spelling* find_spelling(const Spellings& spellings,
                              std::string_view text) {
  const auto* const found = std::find_if(
      spellings.begin(), spellings.end(), [text](const Spelling& spelling) {
        return begins_with(text, spelling.from);
      });
  return found == spellings.end() ? nullptr : found;
}

const Spelling* spelling_at(std::string_view text, bool encoded) {
  if (encoded && text.front() == '%') {
    return find_spelling(kEncoded, text);
  }
  return may_begin_spelling(text.front()) ? find_spelling(kSpellings, text)
                                          : nullptr;
}

// https%3A%2F%2FNAME%2F
bool is_encoded_url(std::string_view text) {
  const std::size_t sign = text.find('%');
  return sign != kNone && begins_with(text.substr(sign), "%3a%2f%2f");
}

// Of texts and web pages: no name begins or ends with these.
constexpr std::array kEdges = std::to_array<std::string_view>(
    {"&nbsp;", "\xC2\xAB", "\xC2\xBB",                // << and >>
     "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9A",  // single quotes
     "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",  // double ones
     "\xE2\x80\xB9", "\xE2\x80\xBA",                  // < and >
     "\xE3\x80\x8C", "\xE3\x80\x8D", "\xE3\x80\x8E", "\xE3\x80\x8F",
     "\xEF\xBC\x82"});

bool may_be_edge(char c) {
  return c == '&' || c == ';' || static_cast<unsigned char>(c) >= 0x80;
}

// Takes one of them off either end. False: there is none.
bool take_edge(std::string_view& text) {
  if (text.empty() ||
      (!may_be_edge(text.front()) && !may_be_edge(text.back()))) {
    return false;
  }
  for (const std::string_view edge : kEdges) {
    if (text.starts_with(edge)) {
      text.remove_prefix(edge.size());
      return true;
    }
    if (text.ends_with(edge)) {
      text.remove_suffix(edge.size());
      return true;
    }
  }
  return false;
}

// [TEXT](URL) of Markdown: the URL. Else the text itself.
std::string_view target_of_link(std::string_view text) {
  const std::size_t middle = text.find("](");
  const bool link = text.starts_with('[') && text.ends_with(')') &&
                    middle != kNone && text.find_first_of("[]", 1) == middle;
  return link ? trimmed(text.substr(middle + 2, text.size() - middle - 3))
              : text;
}

// Both octets stand in it just once.
bool is_framed(std::string_view text) {
  constexpr std::array<std::string_view, 4> kPairs = {"\"\"", "''", "<>", "``"};
  return text.size() >= 2 &&
         std::any_of(kPairs.begin(), kPairs.end(), [&](std::string_view pair) {
           return text.front() == pair[0] && text.back() == pair[1] &&
                  text.find_first_of(pair, 1) == text.size() - 1;
         });
}

}  // namespace

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(),
                    [](char a, char b) { return a == io::ascii_lower(b); });
}

std::string_view plain_spelling(std::string_view cell, std::string& scratch) {
  if (cell.find_first_of("[({\xEF]%") == std::string_view::npos) {
    return cell;
  }
  const bool encoded = is_encoded_url(cell);
  scratch.clear();
  for (std::size_t at = 0; at < cell.size();) {
    const Spelling* const spelling = spelling_at(cell.substr(at), encoded);
    if (spelling == nullptr) {
      scratch += cell[at++];
    } else {
      scratch += spelling->to;
      at += spelling->from.size();
    }
  }
  return scratch;
}

std::string_view unwrapped(std::string_view text) {
  text = target_of_link(trimmed(text));
  while (true) {
    text = trimmed(text);
    if (take_edge(text)) {
      continue;
    }
    if (text.ends_with(';') || text.ends_with(',')) {
      text.remove_suffix(1);
      continue;
    }
    // ="0123", which a spreadsheet takes for a text.
    text.remove_prefix(text.starts_with("=\"") && text.ends_with('"') ? 1 : 0);
    // "<html>" is a tag.
    if (text.starts_with('<') && text.find_first_of(".@%") == kNone) {
      return text;
    }
    if (!is_framed(text)) {
      return text;
    }
    text = text.substr(1, text.size() - 2);
  }
}

}  // namespace mxsweep
