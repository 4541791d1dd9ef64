// LiteralJson: lists as programs have them in their source (Python, JavaScript,
// PHP, TOML), to JSON: single quotes, tuples and sets, keys without quotes,
// commas behind the last element, comments, an assignment before the whole,
// whose name becomes a key. Piece by piece, so that lists of any size pass.
// Hostile octets; bounded memory; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

class LiteralJson {
 public:
  // Appends the JSON of what is complete; a name or string at the end waits.
  // False, from then on, where this is no such text.
  [[nodiscard]] bool take(std::string_view octets, std::string& out);

  // Of lists and objects that were begun.
  [[nodiscard]] std::size_t values() const { return values_; }

 private:
  enum class State : std::uint8_t {
    kPlain,    // between tokens
    kWord,     // of letters and digits, without quotes
    kString,   // up to quote_
    kEscape,   // behind a backslash in a string
    kComment,  // up to the end of the line
    kBlock,    // up to */
  };
  enum class Kind : std::uint8_t { kUnknown, kArray, kObject };

  struct Open {
    Kind kind = Kind::kUnknown;
    bool named = false;  // there is an object around it that has its name
  };

  [[nodiscard]] bool take_one(char c);
  [[nodiscard]] bool begins_comment(char c);
  [[nodiscard]] bool take_plain(char c);
  [[nodiscard]] bool begin_word(char c);
  [[nodiscard]] bool take_mark(char c);
  [[nodiscard]] bool take_outside(char c);
  void take_string(char c);
  void take_escape(char c);
  [[nodiscard]] bool open();
  [[nodiscard]] bool close();
  [[nodiscard]] bool take_colon();
  void end_token();
  void settle(Kind kind);
  void begin_value();

  State state_ = State::kPlain;
  char quote_ = 0;
  char last_ = 0;          // octet before this one
  bool comma_ = false;     // to be written before the next element
  bool token_is_ = false;  // token_ waits for what follows it
  bool token_quoted_ = false;
  std::string token_;   // of a string already as JSON has it, without quotes
  std::string prefix_;  // what stands before a value
  std::vector<Open> open_;
  std::size_t values_ = 0;
  bool failed_ = false;
  std::string* out_ = nullptr;  // while take() works
};

}  // namespace mxsweep
