#include "scanner/rows/row_format.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "io/base/endpoint.h"

#include "scanner/mail/mail_verdict.h"
#include "scanner/mail/mx_set_hash.h"
#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

// Columns of result_schema.cc that all rows of a domain share: those before
// the exchange, and those after the findings.
constexpr std::size_t kHeadColumns = 9;
constexpr std::size_t kTailColumns = 10;

// Those of an exchange that its addresses share.
constexpr std::size_t kExchangeColumns = 9;
constexpr std::size_t kFindingsColumns = 1;

template <class T>
void put_optional(const std::optional<T>& value, io::RowWriter& row) {
  if (value.has_value()) {
    row.put_int(static_cast<std::int64_t>(*value));
  } else {
    row.put_null();
  }
}

[[gnu::always_inline]] inline void put_text_or_null(std::string_view text,
                                                    io::RowWriter& row) {
  if (text.empty()) {
    row.put_null();
  } else {
    row.put_text(text);
  }
}

template <class Enum>
void put_label(Enum value, io::RowWriter& row) {
  row.put_enum(static_cast<std::uint8_t>(value));
}

void put_outcome(const AddressOutcome& outcome, io::RowWriter& row) {
  if (outcome.has_value()) {
    put_label(*outcome, row);
  } else {
    row.put_null();
  }
}

void append_outcome(const AddressOutcome& outcome, io::ColumnData& column) {
  if (outcome.has_value()) {
    column.append_enum(static_cast<std::uint8_t>(*outcome));
  } else {
    column.append_null();
  }
}

void append_findings(FindingSet findings, io::ColumnData& elements) {
  std::uint64_t bits = findings.bits();
  while (bits != 0) {
    elements.append_enum(static_cast<std::uint8_t>(std::countr_zero(bits)));
    bits &= bits - 1;
  }
}

[[gnu::always_inline]] inline void put_findings(FindingSet findings,
                                                io::RowWriter& row) {
  if (findings.bits() == 0) {
    row.put_null();
    return;
  }
  const std::size_t begin = row.elements().size();
  append_findings(findings, row.elements());
  row.put_list(begin);
}

[[gnu::always_inline]] inline void put_address(const AddressData* address,
                                               io::RowWriter& row) {
  if (address == nullptr) {
    row.put_null(5);
    return;
  }
  char* const text = row.batch().text_room(io::kAddressCharsMax);
  const char* const end =
      io::put_address_text(text, address->bytes.data(), address->family);
  row.put_text(
      row.batch().take_text(static_cast<std::size_t>(end - text), true));
  row.put_int(address->family);
  row.put_int(address->index);
  row.put_int(address->ttl_s);
  put_label(address_scope(*address), row);
}

// A further address of an exchange, all else as in the row before.
void append_address_row(const AddressData* address, io::RowBatch& batch) {
  io::RowWriter row(batch);
  row.repeat(kHeadColumns + kExchangeColumns);
  put_address(address, row);
  row.repeat(kFindingsColumns + kTailColumns);
  row.end();
}

std::span<const Exchange> shown_exchanges(const Lookup& asked) {
  // An implicit exchange without an address is no exchange (S7).
  if (asked.implicit && asked.mail_kind != MailKind::kImplicitMx) {
    return {};
  }
  return asked.exchanges;
}

// The domain's findings and those of the row's exchange, if it has one.
FindingSet row_findings(const Lookup& asked, const Exchange* exchange) {
  FindingSet findings = asked.findings;
  if (exchange != nullptr) {
    findings.add(exchange->findings);
  }
  return findings;
}

// Without an exchange: what was learnt about the domain itself.
const Exchange* host_of_row(const Lookup& asked, const Exchange* exchange) {
  return exchange == nullptr && asked.implicit ? &asked.exchanges.front()
                                               : exchange;
}

}  // namespace

RowFormatter::RowFormatter(Shape shape, const ResolverPool& resolvers,
                           std::int64_t wall_offset_us)
    : shape_(shape), resolvers_(resolvers), wall_offset_us_(wall_offset_us) {}

void RowFormatter::put_name(NameView name, LabelClass label_class,
                            io::RowWriter& row) {
  row.put_text(name_text(name, label_class, row.batch()));
}

io::TextRef RowFormatter::name_text(NameView name, LabelClass label_class,
                                    io::RowBatch& batch) {
  if (label_class != LabelClass::kOther) {
    const std::size_t size = name.size() - 2;
    write_plain_text(name, batch.text_room(size));
    return batch.take_text(size, true);
  }
  text_.clear();
  append_text(name, text_);
  return batch.add_text(text_, false);
}

void RowFormatter::append_name(NameView name, io::ColumnData& column) {
  text_.clear();
  append_text(name, text_);
  column.append_string(text_);
}

std::string_view RowFormatter::address_text(const AddressData& address) {
  text_.resize(io::kAddressCharsMax);
  const char* end =
      io::put_address_text(text_.data(), address.bytes.data(), address.family);
  text_.resize(static_cast<std::size_t>(end - text_.data()));
  return text_;
}

void RowFormatter::put_head(const Lookup& lookup, const Lookup& asked,
                            io::RowWriter& row) {
  if (!first_row_) {
    row.repeat(kHeadColumns);
    return;
  }
  row.put_int(lookup.seq);
  put_name(lookup.name(), lookup.name_span.label_class, row);
  put_text_or_null(lookup.input(), row);
  put_optional(lookup.rank, row);
  put_label(asked.reply.status, row);
  put_label(asked.mail_kind, row);
  if (asked.reply.received) {
    row.put_int(asked.reply.rcode);
  } else {
    row.put_null();
  }
  if (asked.ede_codes.empty()) {
    row.put_null();
  } else {
    const std::size_t begin = row.elements().size();
    for (const std::uint16_t code : asked.ede_codes) {
      row.elements().append_int(code);
    }
    row.put_list(begin);
  }
  row.put_int(asked.mx_count);
}

void RowFormatter::put_exchange(const Lookup& asked, const Exchange* exchange,
                                io::RowWriter& row) {
  const bool real = exchange != nullptr && !asked.implicit;
  if (exchange == nullptr) {
    row.put_null(2);
  } else {
    row.put_int(exchange->preference);
    put_name(asked.text(exchange->name), exchange->name.label_class, row);
  }
  if (real) {
    row.put_int(exchange->index);
    row.put_int(asked.mx_ttl_s);
  } else {
    row.put_null(2);
  }
  if (asked.chain.empty()) {
    row.put_null();
  } else {
    put_name(asked.owner(), label_class_of(asked.owner()), row);
  }
}

void RowFormatter::put_host(const Exchange* exchange, io::RowWriter& row) {
  if (exchange == nullptr) {
    row.put_null(4);
    return;
  }
  put_label(exchange_status(*exchange), row);
  if (exchange->host == nullptr) {
    row.put_null(3);
    return;
  }
  put_outcome(exchange->host->a_status, row);
  put_outcome(exchange->host->aaaa_status, row);
  const NameView cname = exchange->host->cname();
  if (cname.empty()) {
    row.put_null();
  } else {
    put_name(cname, label_class_of(cname), row);
  }
}

void RowFormatter::put_joined(const Exchange* exchange, io::RowWriter& row) {
  sort_addresses(exchange);
  const std::size_t begin = row.elements().size();
  for (const AddressData* address : sorted_) {
    row.elements().append_string(address_text(*address));
  }
  row.put_list(begin);
}

void RowFormatter::put_resolver(std::uint16_t resolver, io::RowWriter& row) {
  if (resolver == ResolverPool::kNone) {
    row.put_null();
    return;
  }
  row.put_text(resolvers_.label(resolver), resolvers_.is_label_plain(resolver));
}

void RowFormatter::put_reply(const Lookup& asked, io::RowWriter& row) {
  const FinalReply& reply = asked.reply;
  if (!reply.received) {
    row.put_null(2);
    put_resolver(reply.resolver, row);
    row.put_int(reply.attempts);
    row.put_null(3);
    return;
  }
  row.put_bool(reply.authentic_data);
  row.put_enum(reply.stream ? 1 : 0);
  put_resolver(reply.resolver, row);
  row.put_int(reply.attempts);
  row.put_int(reply.rtt.to_us());
  row.put_int(wall_offset_us_ + reply.at.ns / 1000);
  row.put_int(reply.bytes);
}

void RowFormatter::put_tail(const Lookup& lookup, const Lookup& asked,
                            io::RowWriter& row) {
  if (!first_row_) {
    row.repeat(kTailColumns);
    return;
  }
  put_reply(asked, row);
  put_optional(asked.negative_ttl_s, row);
  if (asked.mx_count == 0) {
    row.put_null();
  } else {
    const MxSetHash hash = mx_set_hash(asked);
    std::memcpy(row.batch().text_room(hash.size()), hash.data(), hash.size());
    row.put_text(row.batch().take_text(hash.size(), true));
  }
  put_text_or_null(lookup.error(), row);
}

void RowFormatter::sort_addresses(const Exchange* exchange) {
  sorted_.clear();
  if (exchange != nullptr && exchange->host != nullptr) {
    sort_addresses_of(*exchange->host);
  }
}

void RowFormatter::sort_addresses_of(const HostEntry& host) {
  for (const AddressData& address : host.addresses) {
    sorted_.push_back(&address);
  }
  std::sort(sorted_.begin(), sorted_.end(),
            [](const AddressData* a, const AddressData* b) {
              return a->family != b->family ? a->family < b->family
                                            : a->bytes < b->bytes;
            });
}

void RowFormatter::append_flat_rows(const Lookup& lookup, const Lookup& asked,
                                    const Exchange* exchange,
                                    io::RowBatch& batch) {
  sort_addresses(exchange);
  io::RowWriter row(batch);
  put_head(lookup, asked, row);
  put_exchange(asked, exchange, row);
  put_host(host_of_row(asked, exchange), row);
  put_address(sorted_.empty() ? nullptr : sorted_.front(), row);
  put_findings(row_findings(asked, exchange), row);
  put_tail(lookup, asked, row);
  row.end();
  first_row_ = false;
  for (std::size_t next = 1; next < sorted_.size(); ++next) {
    append_address_row(sorted_[next], batch);
  }
}

void RowFormatter::append_mx_row(const Lookup& lookup, const Lookup& asked,
                                 const Exchange* exchange,
                                 io::RowBatch& batch) {
  io::RowWriter row(batch);
  put_head(lookup, asked, row);
  put_exchange(asked, exchange, row);
  put_host(host_of_row(asked, exchange), row);
  put_joined(exchange, row);
  put_findings(row_findings(asked, exchange), row);
  put_tail(lookup, asked, row);
  row.end();
  first_row_ = false;
}

void RowFormatter::append_nested_exchange(const Lookup& asked,
                                          const Exchange& exchange,
                                          io::ColumnData& element) {
  element.child(0).append_int(exchange.preference);
  append_name(asked.text(exchange.name), element.child(1));
  if (asked.implicit) {
    element.child(2).append_null();
    element.child(3).append_null();
  } else {
    element.child(2).append_int(exchange.index);
    element.child(3).append_int(asked.mx_ttl_s);
  }
  element.child(4).append_enum(
      static_cast<std::uint8_t>(exchange_status(exchange)));
  const HostEntry* host = exchange.host;
  append_outcome(host == nullptr ? AddressOutcome{} : host->a_status,
                 element.child(5));
  append_outcome(host == nullptr ? AddressOutcome{} : host->aaaa_status,
                 element.child(6));
  if (host == nullptr || host->cname().empty()) {
    element.child(7).append_null();
  } else {
    append_name(host->cname(), element.child(7));
  }
  append_findings(exchange.findings, element.child(8).child(0));
  element.child(8).close();
  io::ColumnData& list = element.child(9);
  sort_addresses(&exchange);
  for (const AddressData* address : sorted_) {
    io::ColumnData& fields = list.child(0);
    fields.child(0).append_string(address_text(*address));
    fields.child(1).append_int(address->family);
    fields.child(2).append_int(address->index);
    fields.child(3).append_int(address->ttl_s);
    fields.child(4).append_enum(
        static_cast<std::uint8_t>(address_scope(*address)));
    fields.close();
  }
  list.close();
  element.close();
}

void RowFormatter::put_nested(const Lookup& asked, io::RowWriter& row) {
  if (asked.mx_count == 0) {
    row.put_null();
  } else {
    row.put_int(asked.mx_ttl_s);
  }
  if (asked.chain.empty()) {
    row.put_null();
  } else {
    put_name(asked.owner(), label_class_of(asked.owner()), row);
  }
  std::size_t begin = row.elements().size();
  for (const OctetSpan target : asked.chain) {
    append_name(asked.text(target), row.elements());
  }
  row.put_list(begin);
  begin = row.elements().size();
  for (const Exchange& exchange : shown_exchanges(asked)) {
    append_nested_exchange(asked, exchange, row.elements());
  }
  row.put_list(begin);
}

void RowFormatter::append_nested_row(const Lookup& lookup, const Lookup& asked,
                                     io::RowBatch& batch) {
  FindingSet findings = asked.findings;
  for (const Exchange& exchange : shown_exchanges(asked)) {
    findings.add(exchange.findings);
  }
  io::RowWriter row(batch);
  put_head(lookup, asked, row);
  put_nested(asked, row);
  put_findings(findings, row);
  put_tail(lookup, asked, row);
  row.end();
}

std::size_t RowFormatter::append(const Lookup& lookup, const Lookup& asked,
                                 io::RowBatch& batch) {
  const std::size_t before = batch.rows();
  first_row_ = true;
  if (shape_ == Shape::kNested) {
    append_nested_row(lookup, asked, batch);
    return 1;
  }
  const auto append_rows = [&](const Exchange* exchange) {
    if (shape_ == Shape::kFlat) {
      append_flat_rows(lookup, asked, exchange, batch);
    } else {
      append_mx_row(lookup, asked, exchange, batch);
    }
  };
  const std::span<const Exchange> shown = shown_exchanges(asked);
  for (const Exchange& exchange : shown) {
    append_rows(&exchange);
  }
  if (shown.empty()) {
    append_rows(nullptr);
  }
  return batch.rows() - before;
}

}  // namespace mxsweep
