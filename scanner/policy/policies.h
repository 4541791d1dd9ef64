// The array of policies: one row for each with its flag, where its record
// stands and of which type, and how a record is read. A new policy that is a
// TXT record is a row in policies.cc, a parser in a file of its own, its values
// in policy.h and its columns in scanner/rows/columns.h. Constants, pure
// functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scanner/dns/name.h"
#include "scanner/policy/policy.h"
#include "scanner/rr/answer.h"

namespace mxsweep {

struct PolicyKind {
  Policy policy;
  std::string_view flag;     // with its dashes
  std::string_view columns;  // with what the names of its columns begin
  // The labels before the name that is asked, in wire form; empty: none.
  std::string_view prefix;
  std::uint16_t type = 0;
  // Only of domains that take mail: nobody asks for it about others.
  bool of_receivers = false;
  // Whether a text is a record of this policy at all, and what is wrong with
  // one that is: where nothing is, it has values. Null where the type is not
  // TXT.
  bool (*claims)(std::string_view text) = nullptr;
  PolicyFault (*parse)(std::string_view text, PolicyValues& values) = nullptr;
  // Of several records, those that do not begin so count as none; empty: all
  // count.
  std::string_view begins = {};
};

// In the order of Policy.
[[nodiscard]] std::span<const PolicyKind> policy_kinds();

[[nodiscard]] inline const PolicyKind& kind_of(Policy policy) {
  return policy_kinds()[static_cast<std::size_t>(policy)];
}

// The policy that a column is about; null when it is about none.
[[nodiscard]] const PolicyKind* policy_of_column(std::string_view column);

// Where the record stands, appended to `octets` as a wire name. False, and
// nothing appended, when that would be too long for a name.
template <class Octets>
[[nodiscard]] bool append_policy_name(const PolicyKind& kind, NameView name,
                                      Octets& octets) {
  if (kind.prefix.size() + name.size() > kNameOctetsMax) {
    return false;
  }
  octets.insert(octets.end(), kind.prefix.begin(), kind.prefix.end());
  octets.insert(octets.end(), name.data(), name.data() + name.size());
  return true;
}

// Of a record, so many characters are kept.
inline constexpr std::size_t kPolicyTextMax = 4096;

// What the end of a policy's question comes to. A failure, and an answer that a
// filter made up, is PolicyStatus::kUnknown. The record is kept with all but
// the printable characters of ASCII as \DDD, and \ as \\.
void read_policy(const PolicyKind& kind, const Answer& answer,
                 PolicyReport& out);

// What there is to say of a record that cannot stand anywhere, since its name
// would be too long; and of one after which the question failed.
void set_absent(PolicyReport& out);
void set_unknown(PolicyReport& out);

}  // namespace mxsweep
