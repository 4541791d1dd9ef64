// RowFormatter: a finished lookup becomes rows. Rows of one domain stay
// together in one batch, sorted by preference, then exchange (S10), then
// address. The order inside one preference means nothing. Appends to the
// caller's batch; scratch strings keep their capacity. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/table/row_batch.h"

#include "scanner/mail/lookup.h"
#include "scanner/query/resolver_pool.h"
#include "scanner/rows/shape.h"

namespace mxsweep {

class RowFormatter {
 public:
  // `wall_offset_us` turns an Instant into calendar time. The pool outlives
  // the formatter.
  RowFormatter(Shape shape, const ResolverPool& resolvers,
               std::int64_t wall_offset_us);

  // Returns the number of rows appended, at least one.
  // `asked` is the lookup whose question was asked: `lookup` itself, or the
  // one it is a duplicate of.
  std::size_t append(const Lookup& lookup, const Lookup& asked,
                     io::RowBatch& batch);

 private:
  // Each fills some columns of a row. Inlined, so that the writer stays in
  // registers and knows the column.
  [[gnu::always_inline]] inline void put_head(const Lookup& lookup,
                                              const Lookup& asked,
                                              io::RowWriter& row);
  [[gnu::always_inline]] inline void put_exchange(const Lookup& asked,
                                                  const Exchange* exchange,
                                                  io::RowWriter& row);
  [[gnu::always_inline]] inline void put_host(const Exchange* exchange,
                                              io::RowWriter& row);
  [[gnu::always_inline]] inline void put_joined(const Exchange* exchange,
                                                io::RowWriter& row);
  [[gnu::always_inline]] inline void put_tail(const Lookup& lookup,
                                              const Lookup& asked,
                                              io::RowWriter& row);
  [[gnu::always_inline]] inline void put_reply(const Lookup& asked,
                                               io::RowWriter& row);
  [[gnu::always_inline]] inline void put_resolver(std::uint16_t resolver,
                                                  io::RowWriter& row);
  [[gnu::always_inline]] inline void put_name(NameView name,
                                              LabelClass label_class,
                                              io::RowWriter& row);
  void put_nested(const Lookup& asked, io::RowWriter& row);
  void append_nested_exchange(const Lookup& asked, const Exchange& exchange,
                              io::ColumnData& element);

  void append_flat_rows(const Lookup& lookup, const Lookup& asked,
                        const Exchange* exchange, io::RowBatch& batch);
  void append_mx_row(const Lookup& lookup, const Lookup& asked,
                     const Exchange* exchange, io::RowBatch& batch);

  void append_nested_row(const Lookup& lookup, const Lookup& asked,
                         io::RowBatch& batch);

  // The addresses of an exchange in output order, in scratch.
  void sort_addresses(const Exchange* exchange);
  void sort_addresses_of(const HostEntry& host);

  [[nodiscard]] io::TextRef name_text(NameView name, LabelClass label_class,
                                      io::RowBatch& batch);
  void append_name(NameView name, io::ColumnData& column);
  [[nodiscard]] std::string_view address_text(const AddressData& address);

  const Shape shape_;
  const ResolverPool& resolvers_;
  const std::int64_t wall_offset_us_;
  bool first_row_ = false;  // of the lookup at hand
  std::string text_;
  std::vector<const AddressData*> sorted_;
};

}  // namespace mxsweep
