// The columns of the result, all of them and in order: the name of each, what
// it means, the shapes that have it, what it is about, and its value. The type
// of the value is that of the column, and std::optional says that it may be
// NULL (column_values.h). The schema, the formatter, --columns help and the
// test that reads docs/results.md all walk over this table: a new column is one
// entry here and one line there. Constants, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

#include "scanner/mail/mx_set_hash.h"
#include "scanner/rows/delegation_columns.h"
#include "scanner/rows/place_columns.h"
#include "scanner/rows/policy_columns.h"
#include "scanner/rows/result_column.h"

namespace mxsweep {

namespace columns {

inline constexpr std::tuple kOfRecord = {
    // The input record and what became of its question.
    ResultColumn({"seq", "number of the input record, from 0", kEveryShape,
                  Subject::kLookup, kNoField, kDistinct},
                 [](Row row) -> Int64 { return row.lookup.seq; }),
    ResultColumn({"domain", "the name that was asked; empty for INVALID_NAME",
                  kEveryShape, Subject::kLookup, kNoField, kDistinct},
                 [](Row row) -> ClassedName {
                   return {row.lookup.name(), row.lookup.name_span.label_class};
                 }),
    ResultColumn({"input", "the line as given, when it differs", kEveryShape,
                  Subject::kLookup, kNoField, kDistinct},
                 [](Row row) {
                   const std::string_view input = row.lookup.input();
                   return null_if(input.empty(), Text{input});
                 }),
    ResultColumn({"input_rank", "rank of a ranked list", kEveryShape},
                 [](Row row) -> Maybe<Int64> { return row.lookup.rank; }),
    ResultColumn({"status", "what became of the MX question", kEveryShape},
                 [](Row row) { return row.asked.reply.status; }),
    ResultColumn({"mail_kind", "what it means for mail", kEveryShape},
                 [](Row row) { return row.asked.mail_kind; }),
    ResultColumn({"rcode", "response code received, extended bits included",
                  kEveryShape, Subject::kReply},
                 [](Row row) -> Int32 { return row.asked.reply.rcode; }),
    ResultColumn({"ede_codes", "extended errors (RFC 8914) of that response",
                  kEveryShape},
                 [](Row row) {
                   return list_of<std::uint16_t>(
                       row.asked.ede_codes,
                       [](std::uint16_t code) -> Int32 { return code; });
                 }),
    ResultColumn({"mx_count", "MX records in the answer, duplicates dropped",
                  kEveryShape},
                 [](Row row) -> Int32 { return row.asked.mx_count; }),

    // All mail hosts of the domain, the best one first.
    ResultColumn({"best_preference", "that of the best mail host", kDomainOnly},
                 [](Row row) -> Maybe<Int32> {
                   return row.best == nullptr
                              ? Maybe<Int32>()
                              : Maybe<Int32>(row.best->preference);
                 }),
    ResultColumn({"best_exchange", "the first mail host that can take mail",
                  kDomainOnly},
                 [](Row row) -> Maybe<ClassedName> {
                   if (row.best == nullptr) {
                     return std::nullopt;
                   }
                   const OctetSpan& name = row.best->name;
                   return ClassedName{row.asked.text(name), name.label_class};
                 }),
    ResultColumn(
        {"exchanges", "all its mail hosts, by preference", kDomainOnly},
        [](Row row) {
          return list_of<Exchange>(shown_exchanges(row.asked),
                                   [&row](const Exchange& exchange) -> AnyName {
                                     return {row.asked.text(exchange.name)};
                                   });
        }),
    ResultColumn(
        {"address_count", "addresses of all its mail hosts", kDomainOnly},
        [](Row row) -> Int32 {
          return static_cast<Int32>(count_addresses(row.asked));
        }),
    ResultColumn({"ipv6_count", "of these: IPv6", kDomainOnly},
                 [](Row row) -> Int32 {
                   return static_cast<Int32>(count_ipv6_addresses(row.asked));
                 }),
    ResultColumn({"mx_operators", "who runs them, in that order", kWholeRow},
                 [](Row row) {
                   return list_of<const MailOperator*>(
                       row.operators, [](const MailOperator* each) -> Text {
                         return {each->name};
                       });
                 }),

    // One MX record.
    ResultColumn({"preference", "lower is better; 0 for an implicit MX",
                  kFlatAndMx, Subject::kExchange, "preference"},
                 [](Row row) -> Int32 { return row.exchange->preference; }),
    ResultColumn({"exchange", "the mail host; . for a null MX", kFlatAndMx,
                  Subject::kExchange, "exchange"},
                 [](Row row) -> ClassedName {
                   const OctetSpan& name = row.exchange->name;
                   return {row.asked.text(name), name.label_class};
                 }),
    ResultColumn({"mx_index", "position in the answer, from 0", kFlatAndMx,
                  Subject::kExchange, "index"},
                 [](Row row) {
                   return null_if(row.asked.implicit,
                                  Int32{row.exchange->index});
                 }),
    ResultColumn({"mx_ttl_s", "lowest TTL of the MX records", kEveryShape,
                  Subject::kLookup, "ttl_s"},
                 [](Row row) {
                   return null_if(row.asked.mx_count == 0,
                                  Int64{row.asked.mx_ttl_s});
                 }),
    ResultColumn({"mx_owner", "where CNAMEs of the domain led", kEveryShape},
                 [](Row row) {
                   return null_if(row.asked.chain.empty(),
                                  AnyName{row.asked.owner()});
                 }),

    // Who runs it; in a row of a domain, the best one.
    ResultColumn({"mx_operator", "who runs the mail host; self: the domain",
                  kAllButNested, Subject::kOperator, "operator"},
                 [](Row row) -> Text { return {row.known_operator().name}; }),
    ResultColumn({"mx_operator_category", "what that operator does with mail",
                  kAllButNested, Subject::kOperator, "operator_category"},
                 [](Row row) { return row.known_operator().category; }),
    ResultColumn(
        {"mx_operator_country", "where that operator is", kAllButNested,
         Subject::kOperator, kNoField, kRepeats, kOnRequest},
        [](Row row) {
          const std::string_view country = row.known_operator().country;
          return null_if(country.empty(), Text{country});
        }),
    ResultColumn({"mx_operator_rule", "what tells the operator", kAllButNested,
                  Subject::kOperator, "operator_rule"},
                 [](Row row) -> Text { return {row.known_operator().rule}; }),

    // The mail host.
    ResultColumn(
        {"exchange_status", "what is known about addresses of the mail host",
         kFlatAndMx, Subject::kTarget, "status"},
        [](Row row) { return exchange_status(*row.target); }),
    ResultColumn({"a_status", "what became of the question for A", kFlatAndMx,
                  Subject::kHost, "a_status"},
                 [](Row row) { return row.host->a_status; }),
    ResultColumn({"aaaa_status", "what became of the question for AAAA",
                  kFlatAndMx, Subject::kHost, "aaaa_status"},
                 [](Row row) { return row.host->aaaa_status; }),
    ResultColumn({"exchange_cname", "where CNAMEs of the mail host lead",
                  kFlatAndMx, Subject::kHost, "cname"},
                 [](Row row) {
                   const NameView name = row.host->cname();
                   return null_if(name.empty(), AnyName{name});
                 }),

    // One of its addresses.
    ResultColumn({"address", "an address of the mail host", kFlatOnly,
                  Subject::kAddress, "address"},
                 [](Row row) -> AddressText { return {*row.address}; }),
    ResultColumn(
        {"address_family", "4 or 6", kFlatOnly, Subject::kAddress, "family"},
        [](Row row) -> Int32 { return row.address->family; }),
    ResultColumn({"address_index", "position in the answer, from 0", kFlatOnly,
                  Subject::kAddress, "index"},
                 [](Row row) -> Int32 { return row.address->index; }),
    ResultColumn({"address_ttl_s", "TTL of the address", kFlatOnly,
                  Subject::kAddress, "ttl_s"},
                 [](Row row) -> Int64 { return row.address->ttl_s; }),
    ResultColumn({"address_scope", "global, or what the address is instead",
                  kFlatOnly, Subject::kAddress, "scope"},
                 [](Row row) { return address_scope(*row.address); }),

    // All of them, or all there is about all mail hosts, in one column.
    ResultColumn(
        {"addresses", "all addresses of the mail host", kMxOnly, Subject::kRow},
        [](Row row) {
          return list_of<const AddressData*>(
              row.addresses, [](const AddressData* address) -> AddressText {
                return {*address};
              });
        }),
    ResultColumn({"cname_chain", "names that the CNAMEs of the domain led over",
                  kNestedOnly},
                 [](Row row) {
                   return list_of<OctetSpan>(
                       row.asked.chain, [&row](OctetSpan target) -> AnyName {
                         return {row.asked.text(target)};
                       });
                 }),
    ResultColumn(
        {"mx", "the MX, each with its host and its addresses", kNestedOnly},
        [](Row row) {
          return list_of<Exchange>(
              shown_exchanges(row.asked), [&row](const Exchange& exchange) {
                StructOf<Layout::kExchangeStruct> fields{row};
                fields.row.show(&exchange);
                return fields;
              });
        }),

    // What is remarkable.
    ResultColumn({"findings", "what is remarkable about domain and MX",
                  kEveryShape, Subject::kRow},
                 [](Row row) { return row.findings; }),
    ResultColumn({"severity", "of the worst finding: error, warning, note",
                  kEveryShape, Subject::kRow, kNoField, kRepeats, kOnRequest},
                 [](Row row) { return worst_of(row.findings); }),
    ResultColumn({"", "", kNoShape, Subject::kExchange, "findings"},
                 [](Row row) { return row.exchange->findings; }),
    ResultColumn({"", "", kNoShape, Subject::kExchange, "addresses"},
                 [](Row row) {
                   return list_of<const AddressData*>(
                       row.addresses, [&row](const AddressData* address) {
                         StructOf<Layout::kAddressStruct> fields{row};
                         fields.row.address = address;
                         return fields;
                       });
                 }),

    // How the question was answered.
    ResultColumn({"ad", "the resolver says that it validated", kEveryShape,
                  Subject::kReply},
                 [](Row row) { return row.asked.reply.authentic_data; }),
    ResultColumn({"transport", "udp or tcp, of the final reply", kEveryShape,
                  Subject::kReply},
                 [](Row row) {
                   return row.asked.reply.stream ? ReplyTransport::kTcp
                                                 : ReplyTransport::kUdp;
                 }),
    ResultColumn({"resolver", "who was asked last", kEveryShape},
                 [](Row row) -> Maybe<Text> {
                   const std::uint16_t resolver = row.asked.reply.resolver;
                   if (!row.asked.server().empty()) {
                     return Text{row.asked.server(), true};
                   }
                   if (resolver == kNoResolver) {
                     return std::nullopt;
                   }
                   return Text{row.resolvers.label(resolver),
                               row.resolvers.is_label_plain(resolver)};
                 }),
    ResultColumn({"attempts", "packets sent for the MX question", kEveryShape},
                 [](Row row) -> Int32 { return row.asked.reply.attempts; }),
    ResultColumn({"rtt_us", "how long the final reply took", kEveryShape,
                  Subject::kReply, kNoField, kDistinct},
                 [](Row row) -> Int64 { return row.asked.reply.rtt.to_us(); }),
    ResultColumn({"answered_at", "when it came", kEveryShape, Subject::kReply},
                 [](Row row) -> Timestamp {
                   return {row.facts.wall_offset_us +
                           row.asked.reply.at.ns / 1000};
                 }),
    ResultColumn({"answer_bytes", "size of the final reply", kEveryShape,
                  Subject::kReply},
                 [](Row row) -> Int32 {
                   return static_cast<Int32>(row.asked.reply.bytes);
                 }),
    ResultColumn(
        {"negative_ttl_s", "how long a negative answer may be kept",
         kEveryShape},
        [](Row row) -> Maybe<Int64> { return row.asked.negative_ttl_s; }),
    ResultColumn(
        {"mx_set_hash", "equal for equal sets of (preference, exchange)",
         kEveryShape},
        [](Row row) -> Maybe<MxSetHash> {
          if (row.asked.mx_count == 0) {
            return std::nullopt;
          }
          return mx_set_hash(row.asked);
        }),
    ResultColumn({"error", "why an INVALID_NAME was not asked", kEveryShape},
                 [](Row row) {
                   const std::string_view error = row.lookup.error();
                   return null_if(error.empty(), Text{error});
                 })};

inline constexpr std::tuple kOfRun = {
    // Which run it was.
    ResultColumn(
        {"run_id", "the same in all rows of a run, see --run-id", kEveryShape,
         Subject::kLookup, kNoField, kRepeats, kOnRequest},
        [](Row row) -> Text { return {row.facts.run_id}; })};

inline constexpr auto kTable =
    std::tuple_cat(kOfRecord, kOfDelegations, kOfPlaces, kOfPolicies, kOfRun);

}  // namespace columns
}  // namespace mxsweep
