// OperatorTable: who runs the mail hosts below a suffix. A row says that of one
// suffix; of all suffixes that a name ends with, label by label, the longest
// decides. Filled once, from datasets/providers.csv and a file of the user's,
// then read-only, any thread.
//
// An operator here is who runs the mail host. Who keeps the mailboxes behind it
// is something that an MX record does not say.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/dns/name.h"
#include "scanner/query/xxh3_hash.h"

namespace mxsweep {

// What an operator does with the mail that its hosts take.
enum class OperatorCategory : std::uint8_t {
  kHosting,          // keeps mailboxes
  kSecurityGateway,  // filters, and passes on
  kForwarding,       // passes on
  kParking,          // takes mail for names that nobody uses
  kIsp,              // keeps mailboxes beside access to the internet
  kNewsletter,       // sends in bulk, and takes what comes back
  kSelf,             // of nobody but the domain itself
  kCount,
};

inline constexpr std::array<std::string_view,
                            static_cast<std::size_t>(OperatorCategory::kCount)>
    kOperatorCategoryLabels = {
        "hosting", "security_gateway", "forwarding", "parking",
        "isp",     "newsletter",       "self"};

struct MailOperator {
  std::string name;
  OperatorCategory category = OperatorCategory::kHosting;
  std::string country;  // two letters (ISO 3166-1); empty: not known
  std::string rule;     // why, as results show it
};

// Of a name the last two labels, or the one it has, in wire form without the
// root octet. Most suffixes somebody registered have two.
[[nodiscard]] std::string_view last_labels(NameView name);

// Which one, in a table; kNoOperator: none.
using OperatorId = std::uint16_t;
inline constexpr OperatorId kNoOperator = 0;
inline constexpr std::size_t kOperatorsMax = 32'000;

class OperatorTable {
 public:
  // A row as it is written: all of it is text.
  struct Row {
    std::string_view suffix;
    std::string_view name;
    std::string_view category;
    std::string_view country;  // may be empty
  };

  // Its rule is `origin`, a colon and the suffix. An earlier row of the same
  // suffix stays, and is an error if it is of the same origin. Returns what is
  // wrong with the row, else nothing.
  [[nodiscard]] std::string add(const Row& row, std::string_view origin);

  // Of the longest suffix that fits. REQUIRES: not the root
  [[nodiscard]] OperatorId find(NameView exchange) const;

  // Valid as long as the table. REQUIRES: find() gave it, and not kNoOperator
  [[nodiscard]] const MailOperator& at(OperatorId id) const {
    return operators_[id - std::size_t{1}];
  }

  // The same, found by what an alias leads to: its rule is "cname:", and the
  // suffix.
  [[nodiscard]] const MailOperator& at_alias(OperatorId id) const {
    return aliases_[id - std::size_t{1}];
  }

  [[nodiscard]] std::size_t size() const { return operators_.size(); }

  // Equal for equal tables, whatever the order of their rows. 0 without any.
  [[nodiscard]] std::uint64_t digest() const;

 private:
  std::vector<MailOperator> operators_;  // one for each suffix
  std::vector<MailOperator> aliases_;    // the same, by the rule of aliases
  // The wire form of a suffix, without the root octet.
  absl::flat_hash_map<std::string, OperatorId, Xxh3Hash, std::equal_to<>>
      by_suffix_;
  // The last two labels of each: most names end here, so most take one look.
  absl::flat_hash_set<std::string, Xxh3Hash, std::equal_to<>> ends_;
  bool has_single_labels_ = false;
};

}  // namespace mxsweep
