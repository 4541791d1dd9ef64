// ListText: a list that a table has as one text, in the spelling of our CSV
// ("a;b", where a backslash stands before a ';' that parts nothing), or as
// programs spell it that wrote a result again: [a, b], ['a', 'b'], ['a' 'b'],
// ["a","b"] or "a b". One for each column, since one element in brackets is
// told from a name that has them by what stood in the column before. One
// thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep::io {

class ListText {
 public:
  // Appends the elements of the text, NULL as an empty text whose data() is
  // null; those that do not stand so in it are kept in `texts`.
  void split(std::string_view text, std::deque<std::string>& texts,
             std::vector<std::string_view>& out);

 private:
  enum class Spelling : std::uint8_t { kUnknown, kOwn, kBrackets };

  [[nodiscard]] bool is_in_brackets(std::string_view text);

  Spelling spelling_ = Spelling::kUnknown;
};

}  // namespace mxsweep::io
