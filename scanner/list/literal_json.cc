#include "scanner/list/literal_json.h"

#include <algorithm>
#include <array>

#include "io/base/ascii.h"

#include "scanner/input/cell.h"

namespace mxsweep {
namespace {

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kTokenMax = std::size_t{64} << 10U;
constexpr std::size_t kPrefixMax = 120;

bool is_word_octet(char c) {
  return io::is_ascii_letter(c) || io::is_ascii_digit(c) || c == '_' ||
         c == '$' || c == '.' || c == '-' || c == '+' || c == '*' || c == '@' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_one_in(std::string_view marks, char c) {
  return marks.find(c) != std::string_view::npos;
}

bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' ||
         c == '\f';
}

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What makes a list of what stands in its parentheses, or hands it on.
bool may_precede(std::string_view word) {
  constexpr std::array kWords = std::to_array<std::string_view>(
      {"Array", "List.of", "Set", "array", "default", "frozenset", "list",
       "return", "set", "tuple", "yield"});
  return is_one_of(kWords, word);
}

// u'...' of Python 2, b'...', r'...'
bool is_string_sign(std::string_view word) {
  constexpr std::array kSigns = std::to_array<std::string_view>(
      {"u", "U", "b", "B", "r", "R", "f", "rb", "br"});
  return is_one_of(kSigns, word);
}

bool is_json_word(std::string_view word) {
  return word == "true" || word == "false" || word == "null";
}

bool is_json_number(std::string_view word) {
  const std::size_t first = word.starts_with('-') ? 1 : 0;
  return first < word.size() && io::is_ascii_digit(word[first]) &&
         (word[first] != '0' || word.size() == first + 1) &&
         word.find_first_not_of("0123456789", first) == std::string_view::npos;
}

bool is_nothing(std::string_view word) {
  constexpr std::array kWords =
      std::to_array<std::string_view>({"None", "True", "False", "undefined",
                                       "NaN", "nil", "NULL", "TRUE", "FALSE"});
  return is_one_of(kWords, word);
}

std::string_view last_word(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_word_octet(text[begin - 1])) {
    --begin;
  }
  return text.substr(begin);
}

// The name in "const NAME =", or empty.
std::string_view assigned_name(std::string_view prefix) {
  const std::size_t sign = prefix.rfind('=');
  if (sign == std::string_view::npos) {
    return {};
  }
  const std::string_view name = last_word(trimmed(prefix.substr(0, sign)));
  return name.substr(name.starts_with('$') ? 1 : 0);
}

}  // namespace

bool LiteralJson::take(std::string_view octets, std::string& out) {
  out_ = &out;
  for (const char c : octets) {
    failed_ = failed_ || !take_one(c);
    if (failed_) {
      return false;
    }
    last_ = c;
  }
  return true;
}

bool LiteralJson::take_one(char c) {
  switch (state_) {
    case State::kString:
      take_string(c);
      return token_.size() <= kTokenMax;
    case State::kEscape:
      take_escape(c);
      return true;
    case State::kComment:
      state_ = c == '\n' ? State::kPlain : State::kComment;
      return true;
    case State::kBlock:
      state_ = c == '/' && last_ == '*' ? State::kPlain : State::kBlock;
      return true;
    case State::kWord:
      if (is_word_octet(c)) {
        token_ += c;
        return token_.size() <= kTokenMax;
      }
      state_ = State::kPlain;
      token_is_ = !(is_quote(c) && is_string_sign(token_));
      return take_plain(c);
    case State::kPlain:
      break;
  }
  return open_.empty() ? take_outside(c) : take_plain(c);
}

void LiteralJson::take_string(char c) {
  if (c == quote_) {
    state_ = State::kPlain;
  } else if (c == '\\') {
    state_ = State::kEscape;
  } else if (c == '"') {
    token_ += "\\\"";
  } else if (c == '\n') {
    token_ += "\\n";
  } else if (static_cast<unsigned char>(c) < 0x20) {
    token_ += ' ';
  } else {
    token_ += c;
  }
}

void LiteralJson::take_escape(char c) {
  state_ = State::kString;
  constexpr std::string_view kJsonEscapes = "\"\\/bfnrtu";
  if (kJsonEscapes.find(c) != std::string_view::npos) {
    token_ += '\\';
  }
  if (c != '\n') {
    token_ += c;
  }
}

// The second octet of "//" or "/*"; '#' is enough by itself.
bool LiteralJson::begins_comment(char c) {
  if (c == '#' || (c == '/' && last_ == '/')) {
    state_ = State::kComment;
    return true;
  }
  if (c == '*' && last_ == '/') {
    state_ = State::kBlock;
    return true;
  }
  return false;
}

// Before and behind a value.
bool LiteralJson::take_outside(char c) {
  if (is_one_in("[({", c)) {
    return open();
  }
  if (begins_comment(c)) {
    prefix_.resize(prefix_.size() - (prefix_.ends_with('/') ? 1 : 0));
    return true;
  }
  if (is_one_in(";,", c)) {
    return trimmed(prefix_).empty();
  }
  if (is_blank(c) && prefix_.empty()) {
    return true;
  }
  prefix_ += c;
  return prefix_.size() <= kPrefixMax &&
         (is_word_octet(c) || is_blank(c) || is_one_in("=:<>/", c));
}

bool LiteralJson::take_plain(char c) {
  if (is_blank(c) || begins_comment(c)) {
    return true;
  }
  return is_quote(c) || is_word_octet(c) ? begin_word(c) : take_mark(c);
}

// Or a string.
bool LiteralJson::begin_word(char c) {
  // "new Set(": the first word says nothing.
  const bool is_new = token_is_ && !token_quoted_ && token_ == "new";
  if (token_is_ && !is_new) {
    return false;
  }
  state_ = is_quote(c) ? State::kString : State::kWord;
  quote_ = c;
  token_quoted_ = is_quote(c);
  token_.assign(token_quoted_ ? 0 : 1, c);
  token_is_ = true;
  return true;
}

bool LiteralJson::take_mark(char c) {
  if (is_one_in("[({", c)) {
    return open();
  }
  if (is_one_in("])}", c)) {
    return close();
  }
  if (is_one_in(":=", c)) {
    return take_colon();
  }
  if (c == ',') {
    end_token();
    comma_ = true;
    return true;
  }
  // "=>", and what may begin a comment.
  return c == '/' || (c == '>' && last_ == '=');
}

// What holds the elements is known with the first of them.
void LiteralJson::settle(Kind kind) {
  if (!open_.empty() && open_.back().kind == Kind::kUnknown) {
    open_.back().kind = kind;
    *out_ += kind == Kind::kObject ? '{' : '[';
  }
}

void LiteralJson::begin_value() {
  if (comma_) {
    *out_ += ',';
    comma_ = false;
  }
}

// A value that is a string or a word.
void LiteralJson::end_token() {
  if (!token_is_) {
    return;
  }
  token_is_ = false;
  settle(Kind::kArray);
  begin_value();
  if (!token_quoted_ && is_nothing(token_)) {
    *out_ += "null";
  } else if (!token_quoted_ &&
             (is_json_word(token_) || is_json_number(token_))) {
    *out_ += token_;
  } else {
    *out_ += '"' + token_ + '"';
  }
}

bool LiteralJson::take_colon() {
  if (!token_is_ || open_.back().kind == Kind::kArray) {
    return false;
  }
  token_is_ = false;
  settle(Kind::kObject);
  begin_value();
  *out_ += '"' + token_ + "\":";
  return true;
}

bool LiteralJson::open() {
  if (open_.size() == kDepthMax) {
    return false;
  }
  Open next;
  if (open_.empty()) {
    const std::string_view prefix = trimmed(prefix_);
    const std::string_view name = assigned_name(prefix);
    if (!prefix.empty() && name.empty() && !may_precede(last_word(prefix))) {
      return false;
    }
    next.named = !name.empty();
    if (next.named) {
      *out_ += "{\"" + std::string(name) + "\":";
    }
    prefix_.clear();
    comma_ = false;
    ++values_;
  } else {
    if (token_is_ && (token_quoted_ || !may_precede(token_))) {
      return false;
    }
    token_is_ = false;  // array(
    settle(Kind::kArray);
    begin_value();
  }
  open_.push_back(next);
  return true;
}

bool LiteralJson::close() {
  end_token();
  settle(Kind::kArray);
  comma_ = false;
  *out_ += open_.back().kind == Kind::kObject ? '}' : ']';
  const bool named = open_.back().named;
  open_.pop_back();
  if (open_.empty()) {
    *out_ += named ? "}\n" : "\n";
  }
  return true;
}

}  // namespace mxsweep
