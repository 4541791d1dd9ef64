// The words that lists have above their columns, in some thirty languages, and
// what each says of its column. Compared without case, blanks, quotes and
// signs, so that "Domain_Name", "domain name" and "DomainName:" are one word.
// Pure, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mxsweep {

enum class HeaderRole : std::uint8_t {
  kNone,    // no word that is known
  kDomain,  // domain, hostname, origin
  kUrl,     // website, url
  kMail,    // email
  kWeak,    // name, input: right when nothing better is there
  kRank,    // rank, position
  kOther,   // another word that tables have: id, date, city
};

inline constexpr int kNoOrder = 2000;

struct HeaderWord {
  HeaderRole role = HeaderRole::kNone;
  // Smaller is more likely to be the column that is wanted; words of the
  // same role differ. Only of the first four roles.
  int order = kNoOrder;
  // The cell is that word, and not only one of several words in it, which may
  // say more than a header does.
  bool whole = false;
};

[[nodiscard]] HeaderWord header_word(std::string_view cell);

// A word for a domain that may be that of the machine which wrote the row, as
// in logs: host, hostname.
[[nodiscard]] bool is_host_word(std::string_view cell);

// In lower case, only letters and digits.
[[nodiscard]] std::string bare_word(std::string_view cell);

}  // namespace mxsweep
