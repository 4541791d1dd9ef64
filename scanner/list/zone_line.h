// ZoneLines: the lines of a zone file (RFC 1035 section 5.1) to its records, as
// far as a list needs them: owner, type and the first word of the data. Takes
// TTL and class in either order or neither, comments, parentheses over lines,
// quoted strings, blank owners and $ORIGIN. A parenthesis that is not closed
// within kZoneRecordLinesMax lines is taken for closed. Hostile octets; bounded
// memory; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mxsweep {

inline constexpr std::size_t kZoneRecordLinesMax = 200;

enum class ZoneLineKind : std::uint8_t {
  kNothing,    // blank, a comment, or the inside of parentheses
  kDirective,  // $TTL, $ORIGIN and the like
  kRecord,
  kQuestion,  // owner, class and type, without data: massdns, dig
  kForeign,   // nothing that a zone file has
};

struct ZoneLine {
  ZoneLineKind kind = ZoneLineKind::kNothing;
  // As written; "@" or empty where the line says so. Views into the line.
  std::string_view owner;
  std::string_view type;  // as written
  // The first word of it; of a directive, whose word is the owner, all of it.
  std::string_view data;
};

class ZoneLines {
 public:
  // `generated`: the record of a $GENERATE, whose owner may begin with $.
  [[nodiscard]] ZoneLine take(std::string_view line, bool generated = false);

  // Of the last $ORIGIN, as written; empty: there was none.
  [[nodiscard]] const std::string& origin() const { return origin_; }

 private:
  void count_parentheses(std::string_view line);

  std::string origin_;
  std::size_t depth_ = 0;
  std::size_t open_lines_ = 0;  // of the record whose parenthesis is open
};

[[nodiscard]] bool is_record_type(std::string_view word);

// Without case.
[[nodiscard]] bool equal_words(std::string_view one, std::string_view other);

}  // namespace mxsweep
