#include "scanner/cli/words.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "io/base/ascii.h"

#include "scanner/cli/flags.h"
#include "scanner/cli/suggest.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

const ForeignWord* find_foreign(std::string_view word) {
  for (const ForeignWord& foreign : foreign_words()) {
    if (foreign.word == word) {
      return &foreign;
    }
  }
  return nullptr;
}

// Of "--column=", for which the parser takes the word behind it.
const Flag* flag_with_nothing(std::string_view word) {
  const Flag* flag = word.ends_with('=')
                         ? find_flag(word.substr(0, word.size() - 1))
                         : nullptr;
  return flag != nullptr && flag->takes_value() ? flag : nullptr;
}

// "--quiet" of "--quiet=no": it is there or not.
const Flag* switch_with_value(std::string_view word) {
  const std::size_t at = word.find('=');
  const Flag* flag = word.starts_with("--") && at != std::string_view::npos
                         ? find_flag(word.substr(0, at))
                         : nullptr;
  return flag != nullptr && !flag->takes_value() ? flag : nullptr;
}

// "--rate=5" for "-rate=5"; nothing where no long flag is called so.
std::optional<std::string> with_two_dashes(std::string_view word) {
  if (word.size() < 3 || word[0] != '-' || word[1] == '-') {
    return std::nullopt;
  }
  std::string longer("-");
  longer += word;
  const Flag* flag = find_flag(std::string_view(longer).substr(
      0, std::min(longer.find('='), longer.size())));
  return flag == nullptr ? std::nullopt : std::optional(std::move(longer));
}

// The length of the dash of typeset text at the start of a word: U+2010 to
// U+2015 and the minus U+2212, in UTF-8. 0: there is none.
std::size_t typeset_dash(std::string_view word) {
  constexpr std::size_t kLength = 3;
  const std::string_view sign = word.substr(0, kLength);
  const bool is_dash =
      (sign.starts_with("\xE2\x80") && sign.size() == kLength &&
       sign[2] >= '\x90' && sign[2] <= '\x95') ||
      sign == "\xE2\x88\x92";
  return is_dash ? kLength : 0;
}

// What follows the dashes, of either kind, of a word that begins with one of
// typeset text; nothing where none does.
std::optional<std::string_view> behind_typeset_dashes(std::string_view word) {
  bool is_typeset = false;
  while (!word.empty()) {
    const std::size_t length = typeset_dash(word);
    if (length == 0 && word.front() != '-') {
      break;
    }
    is_typeset = is_typeset || length != 0;
    word.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return is_typeset ? std::optional(word) : std::nullopt;
}

// As documents and web pages turn "--rate" into.
io::Error typeset_flag(std::string_view word, std::string_view rest) {
  const std::string name(rest.substr(0, rest.find('=')));
  std::string what = in_quotes(word) +
                     " begins with a dash of typeset text, as it is pasted "
                     "from documents";
  const std::string_view near = nearest_flag(name);
  if (find_flag("-" + name) != nullptr) {
    what += "; type -" + name;
  } else if (find_flag("--" + name) != nullptr) {
    what += "; type --" + name;
  } else {
    what += near.empty() ? "; type - or -- instead" : "; type ";
    what += near;
  }
  return usage_error(std::move(what));
}

// What is known of a word that begins with a dash.
struct DashedWord {
  bool unknown = false;
  bool wants_value = false;  // the next word is its value
  // Short, and what should be its value begins with a sign: -o=x
  const Flag* with_sign = nullptr;
};

// -q, -qv, -s5, -s
DashedWord look_at_short(std::string_view word) {
  for (std::size_t at = 1; at < word.size(); ++at) {
    const char name[] = {'-', word[at]};
    const Flag* flag = find_flag({name, sizeof(name)});
    if (flag == nullptr) {
      return {.unknown = true};
    }
    if (flag->takes_value()) {
      return {
          .wants_value = at + 1 == word.size(),
          .with_sign = word.substr(at + 1).starts_with('=') ? flag : nullptr};
    }
  }
  return {};
}

DashedWord look_at(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') {
    return {};
  }
  if (word[1] != '-') {
    return look_at_short(word);
  }
  const Flag* flag = find_flag(word);
  return {.wants_value = flag != nullptr && flag->takes_value()};
}

io::Error switch_takes_none(const Flag& flag, std::string_view word) {
  const std::string name(flag.name());
  if (name == "--help") {
    return usage_error(name + " takes no value; use: mxsweep help " +
                       std::string(word.substr(word.find('=') + 1)));
  }
  return usage_error(name +
                     " is a switch and takes no value; write it or leave it "
                     "out");
}

io::Error sign_behind_short(const Flag& flag, std::string_view word) {
  const std::string value(word.substr(word.find('=') + 1));
  return usage_error(in_quotes(word) + ": short flags take no sign; write " +
                     std::string(flag.short_name) + ' ' + value + " or " +
                     std::string(flag.long_name) + '=' + value);
}

class Words {
 public:
  explicit Words(std::vector<std::string>& notes) : notes_(notes) {}

  io::Status take(std::string_view word) {
    const bool is_number =
        !word.empty() &&
        std::all_of(word.begin(), word.end(), io::is_ascii_digit);
    if (std::exchange(is_behind_jobs_, false) && is_number) {
      return usage_error(
          "-j is a number of jobs elsewhere; here use --threads N, or -s N for "
          "the queries in flight");
    }
    if (only_arguments_ || is_value_) {
      is_value_ = false;
      words_.emplace_back(word);
      return {};
    }
    only_arguments_ = word == "--";
    const std::optional<std::string_view> typeset = behind_typeset_dashes(word);
    if (typeset.has_value()) {
      return typeset_flag(word, *typeset);
    }
    if (const Flag* flag = flag_with_nothing(word); flag != nullptr) {
      return empty_value(*flag);
    }
    if (const Flag* flag = switch_with_value(word); flag != nullptr) {
      return switch_takes_none(*flag, word);
    }
    if (const ForeignWord* foreign = find_foreign(word); foreign != nullptr) {
      return take_foreign(*foreign);
    }
    const std::optional<std::string> longer = with_two_dashes(word);
    if (longer.has_value()) {
      notes_.push_back(in_quotes(word) + " is read as " + *longer);
    }
    return keep(longer.has_value() ? *longer : std::string(word));
  }

  std::vector<std::string> words() { return std::move(words_); }

 private:
  io::Status take_foreign(const ForeignWord& foreign) {
    is_behind_jobs_ = foreign.word == "-j";
    if (foreign.refused) {
      return usage_error(std::string(foreign.advice));
    }
    if (foreign.replacement.empty()) {
      notes_.emplace_back(foreign.advice);
      return {};
    }
    return keep(std::string(foreign.replacement));
  }

  io::Status keep(std::string word) {
    const DashedWord looked = look_at(word);
    if (looked.unknown) {
      return unknown_flag(word);
    }
    if (looked.with_sign != nullptr) {
      return sign_behind_short(*looked.with_sign, word);
    }
    is_value_ = looked.wants_value;
    words_.push_back(std::move(word));
    return {};
  }

  std::vector<std::string>& notes_;
  std::vector<std::string> words_;
  bool only_arguments_ = false;
  bool is_value_ = false;
  bool is_behind_jobs_ = false;  // -j, which other tools have
};

}  // namespace

io::Error empty_value(const Flag& flag) {
  return usage_error(std::string(flag.name()) +
                     " has an empty value; it takes " + value_text(flag));
}

io::Error unknown_flag(const std::string& word) {
  std::string what = "unknown flag " + in_quotes(word);
  const std::string_view near = nearest_flag(word);
  if (near.empty()) {
    what += "; mxsweep --help shows all flags";
  } else {
    what += "; did you mean ";
    what += near;
    what += '?';
  }
  return usage_error(std::move(what));
}

io::Result<std::vector<std::string>> own_words(
    std::span<const char* const> args, std::vector<std::string>& notes) {
  Words words(notes);
  for (const char* arg : args) {
    io::Status taken = words.take(arg);
    if (!taken.ok()) {
      return taken.error();
    }
  }
  return words.words();
}

}  // namespace mxsweep
