// The columns of the result, all of them and in order: the name of each, the
// shapes that have it, what it is about, and its value. The type of the value
// is that of the column, and std::optional says that it may be NULL
// (column_values.h). The schema, the formatter and the test that reads
// docs/results.md all walk over this table: a new column is one entry here and
// one line there. Constants, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

#include "scanner/mail/mail_verdict.h"
#include "scanner/mail/mx_set_hash.h"
#include "scanner/rows/column_values.h"
#include "scanner/rows/row_source.h"
#include "scanner/rr/address_scope.h"

namespace mxsweep {

// What has columns: the rows of each shape, and the structs in nested ones.
enum class Layout : std::uint8_t {
  kFlat,
  kMx,
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
  // another one in every row:
  kAddress,  // NULL if the row shows none
};

inline constexpr std::size_t kSubjectCount = 7;

// The shapes that have a column.
struct Shapes {
  bool flat = false;
  bool mx = false;
  bool nested = false;
};

struct ColumnHead {
  std::string_view name;  // empty: only a field
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
inline constexpr EnumLabels kLabelsOf<ReplyTransport> = kReplyTransportLabels;

namespace columns {

inline constexpr Shapes kEveryShape = {true, true, true};
inline constexpr Shapes kFlatAndMx = {true, true, false};
inline constexpr Shapes kFlatOnly = {true, false, false};
inline constexpr Shapes kMxOnly = {false, true, false};
inline constexpr Shapes kNestedOnly = {false, false, true};
inline constexpr Shapes kNoShape = {false, false, false};
inline constexpr std::string_view kNoField{};
inline constexpr bool kDistinct = true;
inline constexpr bool kRepeats = false;
inline constexpr bool kOnRequest = true;

using Row = const RowSource&;
using Int32 = std::int32_t;
using Int64 = std::int64_t;
template <class Value>
using Maybe = std::optional<Value>;

inline constexpr std::tuple kTable = {
    // The input record and what became of its question.
    ResultColumn({"seq", kEveryShape, Subject::kLookup, kNoField, kDistinct},
                 [](Row row) -> Int64 { return row.lookup.seq; }),
    ResultColumn({"domain", kEveryShape, Subject::kLookup, kNoField, kDistinct},
                 [](Row row) -> ClassedName {
                   return {row.lookup.name(), row.lookup.name_span.label_class};
                 }),
    ResultColumn({"input", kEveryShape, Subject::kLookup, kNoField, kDistinct},
                 [](Row row) {
                   const std::string_view input = row.lookup.input();
                   return null_if(input.empty(), Text{input});
                 }),
    ResultColumn({"input_rank", kEveryShape},
                 [](Row row) -> Maybe<Int64> { return row.lookup.rank; }),
    ResultColumn({"status", kEveryShape},
                 [](Row row) { return row.asked.reply.status; }),
    ResultColumn({"mail_kind", kEveryShape},
                 [](Row row) { return row.asked.mail_kind; }),
    ResultColumn({"rcode", kEveryShape, Subject::kReply},
                 [](Row row) -> Int32 { return row.asked.reply.rcode; }),
    ResultColumn({"ede_codes", kEveryShape},
                 [](Row row) {
                   return list_of<std::uint16_t>(
                       row.asked.ede_codes,
                       [](std::uint16_t code) -> Int32 { return code; });
                 }),
    ResultColumn({"mx_count", kEveryShape},
                 [](Row row) -> Int32 { return row.asked.mx_count; }),

    // One MX record.
    ResultColumn({"preference", kFlatAndMx, Subject::kExchange, "preference"},
                 [](Row row) -> Int32 { return row.exchange->preference; }),
    ResultColumn({"exchange", kFlatAndMx, Subject::kExchange, "exchange"},
                 [](Row row) -> ClassedName {
                   const OctetSpan& name = row.exchange->name;
                   return {row.asked.text(name), name.label_class};
                 }),
    ResultColumn({"mx_index", kFlatAndMx, Subject::kExchange, "index"},
                 [](Row row) {
                   return null_if(row.asked.implicit,
                                  Int32{row.exchange->index});
                 }),
    ResultColumn({"mx_ttl_s", kEveryShape, Subject::kLookup, "ttl_s"},
                 [](Row row) {
                   return null_if(row.asked.mx_count == 0,
                                  Int64{row.asked.mx_ttl_s});
                 }),
    ResultColumn({"mx_owner", kEveryShape},
                 [](Row row) {
                   return null_if(row.asked.chain.empty(),
                                  AnyName{row.asked.owner()});
                 }),

    // The mail host.
    ResultColumn({"exchange_status", kFlatAndMx, Subject::kTarget, "status"},
                 [](Row row) { return exchange_status(*row.target); }),
    ResultColumn({"a_status", kFlatAndMx, Subject::kHost, "a_status"},
                 [](Row row) { return row.host->a_status; }),
    ResultColumn({"aaaa_status", kFlatAndMx, Subject::kHost, "aaaa_status"},
                 [](Row row) { return row.host->aaaa_status; }),
    ResultColumn({"exchange_cname", kFlatAndMx, Subject::kHost, "cname"},
                 [](Row row) {
                   const NameView name = row.host->cname();
                   return null_if(name.empty(), AnyName{name});
                 }),

    // One of its addresses.
    ResultColumn({"address", kFlatOnly, Subject::kAddress, "address"},
                 [](Row row) -> AddressText { return {*row.address}; }),
    ResultColumn({"address_family", kFlatOnly, Subject::kAddress, "family"},
                 [](Row row) -> Int32 { return row.address->family; }),
    ResultColumn({"address_index", kFlatOnly, Subject::kAddress, "index"},
                 [](Row row) -> Int32 { return row.address->index; }),
    ResultColumn({"address_ttl_s", kFlatOnly, Subject::kAddress, "ttl_s"},
                 [](Row row) -> Int64 { return row.address->ttl_s; }),
    ResultColumn({"address_scope", kFlatOnly, Subject::kAddress, "scope"},
                 [](Row row) { return address_scope(*row.address); }),

    // All of them, or all there is about all mail hosts, in one column.
    ResultColumn({"addresses", kMxOnly, Subject::kRow},
                 [](Row row) {
                   return list_of<const AddressData*>(
                       row.addresses,
                       [](const AddressData* address) -> AddressText {
                         return {*address};
                       });
                 }),
    ResultColumn({"cname_chain", kNestedOnly},
                 [](Row row) {
                   return list_of<OctetSpan>(
                       row.asked.chain, [&row](OctetSpan target) -> AnyName {
                         return {row.asked.text(target)};
                       });
                 }),
    ResultColumn({"mx", kNestedOnly},
                 [](Row row) {
                   return list_of<Exchange>(
                       shown_exchanges(row.asked),
                       [&row](const Exchange& exchange) {
                         StructOf<Layout::kExchangeStruct> fields{row};
                         fields.row.show(&exchange);
                         return fields;
                       });
                 }),

    // What is remarkable.
    ResultColumn({"findings", kEveryShape, Subject::kRow},
                 [](Row row) { return row.findings; }),
    ResultColumn({"", kNoShape, Subject::kExchange, "findings"},
                 [](Row row) { return row.exchange->findings; }),
    ResultColumn({"", kNoShape, Subject::kExchange, "addresses"},
                 [](Row row) {
                   return list_of<const AddressData*>(
                       row.addresses, [&row](const AddressData* address) {
                         StructOf<Layout::kAddressStruct> fields{row};
                         fields.row.address = address;
                         return fields;
                       });
                 }),

    // How the question was answered.
    ResultColumn({"ad", kEveryShape, Subject::kReply},
                 [](Row row) { return row.asked.reply.authentic_data; }),
    ResultColumn({"transport", kEveryShape, Subject::kReply},
                 [](Row row) {
                   return row.asked.reply.stream ? ReplyTransport::kTcp
                                                 : ReplyTransport::kUdp;
                 }),
    ResultColumn({"resolver", kEveryShape},
                 [](Row row) -> Maybe<Text> {
                   const std::uint16_t resolver = row.asked.reply.resolver;
                   if (resolver == ResolverPool::kNone) {
                     return std::nullopt;
                   }
                   return Text{row.resolvers.label(resolver),
                               row.resolvers.is_label_plain(resolver)};
                 }),
    ResultColumn({"attempts", kEveryShape},
                 [](Row row) -> Int32 { return row.asked.reply.attempts; }),
    ResultColumn({"rtt_us", kEveryShape, Subject::kReply, kNoField, kDistinct},
                 [](Row row) -> Int64 { return row.asked.reply.rtt.to_us(); }),
    ResultColumn({"answered_at", kEveryShape, Subject::kReply},
                 [](Row row) -> Timestamp {
                   return {row.facts.wall_offset_us +
                           row.asked.reply.at.ns / 1000};
                 }),
    ResultColumn({"answer_bytes", kEveryShape, Subject::kReply},
                 [](Row row) -> Int32 {
                   return static_cast<Int32>(row.asked.reply.bytes);
                 }),
    ResultColumn(
        {"negative_ttl_s", kEveryShape},
        [](Row row) -> Maybe<Int64> { return row.asked.negative_ttl_s; }),
    ResultColumn({"mx_set_hash", kEveryShape},
                 [](Row row) -> Maybe<MxSetHash> {
                   if (row.asked.mx_count == 0) {
                     return std::nullopt;
                   }
                   return mx_set_hash(row.asked);
                 }),
    ResultColumn({"error", kEveryShape},
                 [](Row row) {
                   const std::string_view error = row.lookup.error();
                   return null_if(error.empty(), Text{error});
                 }),

    // Which run it was.
    ResultColumn({"run_id", kEveryShape, Subject::kLookup, kNoField, kRepeats,
                  kOnRequest},
                 [](Row row) -> Text { return {row.facts.run_id}; }),
};

}  // namespace columns
}  // namespace mxsweep
