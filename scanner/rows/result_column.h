// What a column of the result is made of: its name, what it means, the shapes
// that have it, what it is about, and its value. Constants, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/mail/finding_meanings.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/rows/column_values.h"
#include "scanner/rows/row_source.h"
#include "scanner/rr/address_scope.h"

namespace mxsweep {

// What has columns: the rows of each shape, and the structs in nested ones.
enum class Layout : std::uint8_t {
  kFlat,
  kMx,
  kDomain,
  kNested,
  kExchangeStruct,
  kAddressStruct,
};

// What a column is about. It says how long the value stays the same, and when
// there is none, so that the column is NULL.
enum class Subject : std::uint8_t {
  // The same in all rows of a lookup:
  kLookup,
  kReply,  // NULL if none was received
  // the same in all rows of an exchange:
  kRow,
  kExchange,  // NULL if the row shows none
  kTarget,    // NULL if there is none
  kHost,      // NULL if it was not asked for
  kOperator,  // NULL if nothing tells who runs it
  // another one in every row:
  kAddress,  // NULL if the row shows none
};

inline constexpr std::size_t kSubjectCount = 8;

// The shapes that have a column.
struct Shapes {
  bool flat = false;
  bool mx = false;
  bool domain = false;
  bool nested = false;
};

struct ColumnHead {
  std::string_view name;     // empty: only a field
  std::string_view meaning;  // a line for people (--columns help)
  Shapes shapes;
  Subject subject = Subject::kLookup;
  std::string_view field{};  // its name in structs; empty: in none
  bool distinct = false;     // see io::Column
  bool on_request = false;   // in a table only where it is named
};

template <class Value>
struct ResultColumn {
  constexpr ResultColumn(ColumnHead column, Value function)
      : head(column), value(function) {}

  ColumnHead head;
  Value value;  // of a const RowSource&
};

// The struct of one exchange or address.
template <Layout kLayout>
struct StructOf {
  RowSource row;
};

enum class ReplyTransport : std::uint8_t { kUdp, kTcp };

inline constexpr std::array<std::string_view, 2> kReplyTransportLabels = {
    "udp", "tcp"};

template <>
inline constexpr EnumLabels kLabelsOf<LookupStatus> = kLookupStatusLabels;
template <>
inline constexpr EnumLabels kLabelsOf<MailKind> = kMailKindLabels;
template <>
inline constexpr EnumLabels kLabelsOf<ExchangeStatus> = kExchangeStatusLabels;
template <>
inline constexpr EnumLabels kLabelsOf<AddressScope> = kAddressScopeLabels;
template <>
inline constexpr EnumLabels kLabelsOf<Severity> = kSeverityLabels;
template <>
inline constexpr EnumLabels kLabelsOf<OperatorCategory> =
    kOperatorCategoryLabels;
template <>
inline constexpr EnumLabels kLabelsOf<ReplyTransport> = kReplyTransportLabels;

namespace columns {

inline constexpr Shapes kEveryShape = {true, true, true, true};
inline constexpr Shapes kFlatAndMx = {.flat = true, .mx = true};
inline constexpr Shapes kAllButNested = {
    .flat = true, .mx = true, .domain = true};
inline constexpr Shapes kFlatOnly = {.flat = true};
inline constexpr Shapes kAllButFlat = {
    .mx = true, .domain = true, .nested = true};
inline constexpr Shapes kMxOnly = {.mx = true};
inline constexpr Shapes kDomainOnly = {.domain = true};
inline constexpr Shapes kNestedOnly = {.nested = true};
inline constexpr Shapes kWholeRow = {.domain = true, .nested = true};
inline constexpr Shapes kNoShape = {};
inline constexpr std::string_view kNoField{};
inline constexpr bool kDistinct = true;
inline constexpr bool kRepeats = false;
inline constexpr bool kOnRequest = true;

using Row = const RowSource&;
using Int32 = std::int32_t;
using Int64 = std::int64_t;
template <class Value>
using Maybe = std::optional<Value>;

}  // namespace columns
}  // namespace mxsweep
