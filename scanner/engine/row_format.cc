#include "scanner/engine/row_format.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "io/net/endpoint.h"

#include "scanner/engine/mx_set_hash.h"
#include "scanner/engine/verdict.h"
#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

template <class T>
void put_optional(const std::optional<T>& value, io::ColumnData& column) {
  if (value.has_value()) {
    column.append_int(static_cast<std::int64_t>(*value));
  } else {
    column.append_null();
  }
}

void put_text_or_null(std::string_view text, io::ColumnData& column) {
  if (text.empty()) {
    column.append_null();
  } else {
    column.append_string(text);
  }
}

void put_outcome(const AddressOutcome& outcome, io::ColumnData& column) {
  if (outcome.has_value()) {
    column.append_enum(static_cast<std::uint8_t>(*outcome));
  } else {
    column.append_null();
  }
}

void put_findings(FindingSet findings, io::ColumnData& column) {
  std::uint64_t bits = findings.bits();
  while (bits != 0) {
    column.child(0).append_enum(
        static_cast<std::uint8_t>(std::countr_zero(bits)));
    bits &= bits - 1;
  }
  column.close();
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

// Hands out the columns of the row from left to right, in the order of
// result_schema.cc.
class RowFormatter::Columns {
 public:
  explicit Columns(io::RowBatch& batch) : batch_(batch) {}

  io::ColumnData& next() { return batch_.column(at_++); }

  void end_row() { batch_.end_row(); }

 private:
  io::RowBatch& batch_;
  std::size_t at_ = 0;
};

RowFormatter::RowFormatter(Shape shape, const ResolverPool& resolvers,
                           std::int64_t wall_offset_us)
    : shape_(shape), resolvers_(resolvers), wall_offset_us_(wall_offset_us) {}

void RowFormatter::put_name(NameView name, io::ColumnData& column) {
  text_.clear();
  append_text(name, text_);
  column.append_string(text_);
}

void RowFormatter::put_address(const AddressData& address,
                               io::ColumnData& column) {
  text_.clear();
  io::append_address_text(address.bytes.data(), address.family, text_);
  column.append_string(text_);
}

void RowFormatter::append_head(const Lookup& lookup, const Lookup& asked,
                               Columns& out) {
  out.next().append_int(lookup.seq);
  if (lookup.name().empty()) {
    out.next().append_string({});
  } else {
    put_name(lookup.name(), out.next());
  }
  put_text_or_null(lookup.input, out.next());
  put_optional(lookup.rank, out.next());
  out.next().append_enum(static_cast<std::uint8_t>(asked.reply.status));
  out.next().append_enum(static_cast<std::uint8_t>(asked.mail_kind));
  if (asked.reply.received) {
    out.next().append_int(asked.reply.rcode);
  } else {
    out.next().append_null();
  }
  io::ColumnData& ede = out.next();
  for (const std::uint16_t code : asked.reply.ede_codes) {
    ede.child(0).append_int(code);
  }
  ede.close();
  out.next().append_int(asked.mx_count);
}

void RowFormatter::append_exchange(const Lookup& asked,
                                   const Exchange* exchange, Columns& out) {
  const bool real = exchange != nullptr && !asked.implicit;
  if (exchange == nullptr) {
    out.next().append_null();
    out.next().append_null();
  } else {
    out.next().append_int(exchange->preference);
    put_name(asked.text(exchange->name), out.next());
  }
  if (real) {
    out.next().append_int(exchange->index);
    out.next().append_int(asked.mx_ttl_s);
  } else {
    out.next().append_null();
    out.next().append_null();
  }
  if (asked.chain.empty()) {
    out.next().append_null();
  } else {
    put_name(asked.owner(), out.next());
  }
}

void RowFormatter::append_host(const Exchange* exchange, Columns& out) {
  if (exchange == nullptr) {
    for (int column = 0; column < 4; ++column) {
      out.next().append_null();
    }
    return;
  }
  out.next().append_enum(static_cast<std::uint8_t>(exchange_status(*exchange)));
  if (exchange->host == nullptr) {
    for (int column = 0; column < 3; ++column) {
      out.next().append_null();
    }
    return;
  }
  put_outcome(exchange->host->a_status, out.next());
  put_outcome(exchange->host->aaaa_status, out.next());
  if (exchange->host->cname().empty()) {
    out.next().append_null();
  } else {
    put_name(exchange->host->cname(), out.next());
  }
}

void RowFormatter::append_address(const AddressData* address, Columns& out) {
  if (address == nullptr) {
    for (int column = 0; column < 5; ++column) {
      out.next().append_null();
    }
    return;
  }
  put_address(*address, out.next());
  out.next().append_int(address->family);
  out.next().append_int(address->index);
  out.next().append_int(address->ttl_s);
  out.next().append_enum(static_cast<std::uint8_t>(address_scope(*address)));
}

void RowFormatter::append_joined(const Exchange* exchange, Columns& out) {
  sort_addresses(exchange);
  io::ColumnData& list = out.next();
  for (const AddressData* address : sorted_) {
    put_address(*address, list.child(0));
  }
  list.close();
}

void RowFormatter::append_reply(const Lookup& asked, Columns& out) {
  const FinalReply& reply = asked.reply;
  if (!reply.received) {
    out.next().append_null();
    out.next().append_null();
    put_text_or_null(reply.resolver == ResolverPool::kNone
                         ? std::string_view{}
                         : resolvers_.label(reply.resolver),
                     out.next());
    out.next().append_int(reply.attempts);
    for (int column = 0; column < 3; ++column) {
      out.next().append_null();
    }
    return;
  }
  out.next().append_bool(reply.authentic_data);
  out.next().append_enum(reply.stream ? 1 : 0);
  out.next().append_string(resolvers_.label(reply.resolver));
  out.next().append_int(reply.attempts);
  out.next().append_int(reply.rtt.to_us());
  out.next().append_int(wall_offset_us_ + reply.at.ns / 1000);
  out.next().append_int(reply.bytes);
}

void RowFormatter::append_tail(const Lookup& lookup, const Lookup& asked,
                               FindingSet findings, Columns& out) {
  put_findings(findings, out.next());
  append_reply(asked, out);
  put_optional(asked.negative_ttl_s, out.next());
  if (asked.mx_count == 0) {
    out.next().append_null();
  } else {
    write_mx_set_hash(asked, hash_text_);
    out.next().append_string(hash_text_);
  }
  put_text_or_null(lookup.error, out.next());
}

void RowFormatter::sort_addresses(const Exchange* exchange) {
  sorted_.clear();
  if (exchange == nullptr || exchange->host == nullptr) {
    return;
  }
  for (const AddressData& address : exchange->host->addresses) {
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
  const FindingSet findings = row_findings(asked, exchange);
  const Exchange* host = host_of_row(asked, exchange);
  sort_addresses(exchange);
  if (sorted_.empty()) {
    sorted_.push_back(nullptr);
  }
  for (const AddressData* address : sorted_) {
    Columns out(batch);
    append_head(lookup, asked, out);
    append_exchange(asked, exchange, out);
    append_host(host, out);
    append_address(address, out);
    append_tail(lookup, asked, findings, out);
    out.end_row();
  }
}

void RowFormatter::append_mx_row(const Lookup& lookup, const Lookup& asked,
                                 const Exchange* exchange,
                                 io::RowBatch& batch) {
  Columns out(batch);
  append_head(lookup, asked, out);
  append_exchange(asked, exchange, out);
  append_host(host_of_row(asked, exchange), out);
  append_joined(exchange, out);
  append_tail(lookup, asked, row_findings(asked, exchange), out);
  out.end_row();
}

void RowFormatter::append_nested_exchange(const Lookup& asked,
                                          const Exchange& exchange,
                                          io::ColumnData& element) {
  element.child(0).append_int(exchange.preference);
  put_name(asked.text(exchange.name), element.child(1));
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
  put_outcome(host == nullptr ? AddressOutcome{} : host->a_status,
              element.child(5));
  put_outcome(host == nullptr ? AddressOutcome{} : host->aaaa_status,
              element.child(6));
  if (host == nullptr || host->cname().empty()) {
    element.child(7).append_null();
  } else {
    put_name(host->cname(), element.child(7));
  }
  put_findings(exchange.findings, element.child(8));
  io::ColumnData& list = element.child(9);
  sort_addresses(&exchange);
  for (const AddressData* address : sorted_) {
    io::ColumnData& fields = list.child(0);
    put_address(*address, fields.child(0));
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

void RowFormatter::append_nested(const Lookup& asked, Columns& out) {
  if (asked.mx_count == 0) {
    out.next().append_null();
  } else {
    out.next().append_int(asked.mx_ttl_s);
  }
  if (asked.chain.empty()) {
    out.next().append_null();
  } else {
    put_name(asked.owner(), out.next());
  }
  io::ColumnData& chain = out.next();
  for (const OctetSpan target : asked.chain) {
    put_name(asked.text(target), chain.child(0));
  }
  chain.close();
  io::ColumnData& list = out.next();
  for (const Exchange& exchange : shown_exchanges(asked)) {
    append_nested_exchange(asked, exchange, list.child(0));
  }
  list.close();
}

std::size_t RowFormatter::append(const Lookup& lookup, const Lookup& asked,
                                 io::RowBatch& batch) {
  const std::size_t before = batch.rows();
  const std::span<const Exchange> shown = shown_exchanges(asked);
  if (shape_ == Shape::kNested) {
    Columns out(batch);
    FindingSet findings = asked.findings;
    for (const Exchange& exchange : shown) {
      findings.add(exchange.findings);
    }
    append_head(lookup, asked, out);
    append_nested(asked, out);
    append_tail(lookup, asked, findings, out);
    out.end_row();
    return 1;
  }
  const auto append_rows = [&](const Exchange* exchange) {
    if (shape_ == Shape::kFlat) {
      append_flat_rows(lookup, asked, exchange, batch);
    } else {
      append_mx_row(lookup, asked, exchange, batch);
    }
  };
  for (const Exchange& exchange : shown) {
    append_rows(&exchange);
  }
  if (shown.empty()) {
    append_rows(nullptr);
  }
  return batch.rows() - before;
}

}  // namespace mxsweep
