#include "scanner/rows/result_schema.h"

#include <array>
#include <cstddef>

#include "scanner/mail/findings.h"
#include "scanner/mail/lookup.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

using io::Column;
using io::ColumnType;

constexpr bool kNullable = true;
constexpr bool kRequired = false;

constexpr Column plain(std::string_view name, ColumnType type, bool nullable) {
  return {name, type, nullable, {}, {}, false};
}

constexpr Column labelled(std::string_view name, bool nullable,
                          std::span<const std::string_view> labels) {
  return {name, ColumnType::kEnum, nullable, labels, {}, false};
}

constexpr Column distinct(std::string_view name, ColumnType type,
                          bool nullable) {
  return {name, type, nullable, {}, {}, true};
}

constexpr Column list_of(std::string_view name,
                         std::span<const Column> element) {
  return {name, ColumnType::kList, kRequired, {}, element, false};
}

constexpr std::array<std::string_view, 2> kTransportLabels = {"udp", "tcp"};

constexpr std::array<Column, 1> kTextElement = {
    plain("element", ColumnType::kString, kRequired)};
constexpr std::array<Column, 1> kIntElement = {
    plain("element", ColumnType::kInt32, kRequired)};
constexpr std::array<Column, 1> kFindingElement = {
    labelled("element", kRequired, kFindingLabels)};

constexpr std::array kHead = {
    distinct("seq", ColumnType::kInt64, kRequired),
    distinct("domain", ColumnType::kString, kRequired),
    distinct("input", ColumnType::kString, kNullable),
    plain("input_rank", ColumnType::kInt64, kNullable),
    labelled("status", kRequired, kLookupStatusLabels),
    labelled("mail_kind", kRequired, kMailKindLabels),
    plain("rcode", ColumnType::kInt32, kNullable),
    list_of("ede_codes", kIntElement),
    plain("mx_count", ColumnType::kInt32, kRequired)};

constexpr std::array kExchange = {
    plain("preference", ColumnType::kInt32, kNullable),
    plain("exchange", ColumnType::kString, kNullable),
    plain("mx_index", ColumnType::kInt32, kNullable),
    plain("mx_ttl_s", ColumnType::kInt64, kNullable),
    plain("mx_owner", ColumnType::kString, kNullable),
    labelled("exchange_status", kNullable, kExchangeStatusLabels),
    labelled("a_status", kNullable, kLookupStatusLabels),
    labelled("aaaa_status", kNullable, kLookupStatusLabels),
    plain("exchange_cname", ColumnType::kString, kNullable)};

constexpr std::array kAddress = {
    plain("address", ColumnType::kString, kNullable),
    plain("address_family", ColumnType::kInt32, kNullable),
    plain("address_index", ColumnType::kInt32, kNullable),
    plain("address_ttl_s", ColumnType::kInt64, kNullable),
    labelled("address_scope", kNullable, kAddressScopeLabels)};

constexpr std::array kJoinedAddresses = {list_of("addresses", kTextElement)};

constexpr std::array kTail = {
    list_of("findings", kFindingElement),
    plain("ad", ColumnType::kBool, kNullable),
    labelled("transport", kNullable, kTransportLabels),
    plain("resolver", ColumnType::kString, kNullable),
    plain("attempts", ColumnType::kInt32, kRequired),
    distinct("rtt_us", ColumnType::kInt64, kNullable),
    plain("answered_at", ColumnType::kTimestampUs, kNullable),
    plain("answer_bytes", ColumnType::kInt32, kNullable),
    plain("negative_ttl_s", ColumnType::kInt64, kNullable),
    plain("mx_set_hash", ColumnType::kString, kNullable),
    plain("error", ColumnType::kString, kNullable)};

constexpr std::array kNestedAddress = {
    plain("address", ColumnType::kString, kRequired),
    plain("family", ColumnType::kInt32, kRequired),
    plain("index", ColumnType::kInt32, kRequired),
    plain("ttl_s", ColumnType::kInt64, kRequired),
    labelled("scope", kRequired, kAddressScopeLabels)};

constexpr std::array<Column, 1> kNestedAddressElement = {Column{
    "element", ColumnType::kStruct, kRequired, {}, kNestedAddress, false}};

constexpr std::array kNestedExchange = {
    plain("preference", ColumnType::kInt32, kRequired),
    plain("exchange", ColumnType::kString, kRequired),
    plain("index", ColumnType::kInt32, kNullable),
    plain("ttl_s", ColumnType::kInt64, kNullable),
    labelled("status", kRequired, kExchangeStatusLabels),
    labelled("a_status", kNullable, kLookupStatusLabels),
    labelled("aaaa_status", kNullable, kLookupStatusLabels),
    plain("cname", ColumnType::kString, kNullable),
    list_of("findings", kFindingElement),
    list_of("addresses", kNestedAddressElement)};

constexpr std::array<Column, 1> kNestedExchangeElement = {Column{
    "element", ColumnType::kStruct, kRequired, {}, kNestedExchange, false}};

constexpr std::array kNestedBody = {
    plain("mx_ttl_s", ColumnType::kInt64, kNullable),
    plain("mx_owner", ColumnType::kString, kNullable),
    list_of("cname_chain", kTextElement),
    list_of("mx", kNestedExchangeElement)};

template <std::size_t... kSizes>
constexpr auto concat(const std::array<Column, kSizes>&... parts) {
  std::array<Column, (kSizes + ...)> all{};
  std::size_t at = 0;
  const auto append = [&all, &at](const auto& part) {
    for (const Column& column : part) {
      all[at++] = column;
    }
  };
  (append(parts), ...);
  return all;
}

constexpr auto kFlatSchema = concat(kHead, kExchange, kAddress, kTail);
constexpr auto kMxSchema = concat(kHead, kExchange, kJoinedAddresses, kTail);
constexpr auto kNestedSchema = concat(kHead, kNestedBody, kTail);

}  // namespace

io::Schema result_schema(Shape shape) {
  switch (shape) {
    case Shape::kFlat:
      return kFlatSchema;
    case Shape::kMx:
      return kMxSchema;
    case Shape::kNested:
      break;
  }
  return kNestedSchema;
}

}  // namespace mxsweep
