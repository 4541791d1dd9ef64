#include "scanner/rows/row_format.h"

#include "scanner/rows/column_layout.h"

namespace mxsweep {
namespace {

template <std::size_t kColumn>
[[gnu::always_inline]] inline void put_column(const RowSource& source,
                                              std::string& text,
                                              io::RowWriter& row) {
  ValueOf<kColumn>::put(value_of<kColumn>(source), row, text);
}

template <Layout kLayout, std::size_t kBegin, std::size_t... kAt>
[[gnu::always_inline]] inline void put_values(
    const RowSource& source, std::string& text, io::RowWriter& row,
    std::index_sequence<kAt...> /*of the run*/) {
  (put_column<kMembers<kLayout>[kBegin + kAt]>(source, text, row), ...);
}

// The columns from kBegin on.
template <Layout kLayout, Subject kFirstNew, std::size_t kBegin = 0>
[[gnu::always_inline]] inline void put_columns(const RowSource& source,
                                               std::string& text,
                                               io::RowWriter& row) {
  if constexpr (kBegin < kMembers<kLayout>.size()) {
    constexpr Run kRun = run_from<kLayout>(kBegin, kFirstNew);
    constexpr std::size_t kColumns = kRun.end - kBegin;
    if constexpr (kRun.repeated) {
      row.repeat(kColumns);
    } else if (has<kLayout, kHeads[kMembers<kLayout>[kBegin]].subject>(
                   source)) {
      put_values<kLayout, kBegin>(source, text, row,
                                  std::make_index_sequence<kColumns>());
    } else {
      row.put_null(kColumns);
    }
    put_columns<kLayout, kFirstNew, kRun.end>(source, text, row);
  }
}

// A row that shares the subjects below kFirstNew with the row before.
template <Layout kLayout, Subject kFirstNew>
void append_row(const RowSource& source, std::string& text,
                io::RowBatch& batch) {
  io::RowWriter row(batch);
  put_columns<kLayout, kFirstNew>(source, text, row);
  row.end();
}

// The domain's findings and those of the row's exchange, if it has one.
FindingSet row_findings(const RowSource& source) {
  FindingSet findings = source.asked.findings;
  if (source.exchange != nullptr) {
    findings.add(source.exchange->findings);
  }
  return findings;
}

// The rows of one exchange, or of none.
template <Layout kLayout, Subject kFirstNew>
void append_exchange(RowSource& source, const Exchange* exchange,
                     std::string& text, io::RowBatch& batch) {
  source.show(exchange);
  source.findings = row_findings(source);
  if constexpr (kLayout == Layout::kFlat) {
    source.address =
        source.addresses.empty() ? nullptr : source.addresses.front();
  }
  append_row<kLayout, kFirstNew>(source, text, batch);
  if constexpr (kLayout == Layout::kFlat) {
    for (std::size_t next = 1; next < source.addresses.size(); ++next) {
      source.address = source.addresses[next];
      append_row<kLayout, Subject::kAddress>(source, text, batch);
    }
  }
}

template <Layout kLayout>
void append_rows(RowSource& source, std::string& text, io::RowBatch& batch) {
  const std::span<const Exchange> shown = shown_exchanges(source.asked);
  if (shown.empty()) {
    append_exchange<kLayout, Subject::kLookup>(source, nullptr, text, batch);
    return;
  }
  append_exchange<kLayout, Subject::kLookup>(source, &shown.front(), text,
                                             batch);
  for (const Exchange& exchange : shown.subspan(1)) {
    append_exchange<kLayout, Subject::kRow>(source, &exchange, text, batch);
  }
}

// One row for all exchanges.
void append_nested_row(RowSource& source, std::string& text,
                       io::RowBatch& batch) {
  source.findings = source.asked.findings;
  for (const Exchange& exchange : shown_exchanges(source.asked)) {
    source.findings.add(exchange.findings);
  }
  append_row<Layout::kNested, Subject::kLookup>(source, text, batch);
}

}  // namespace

RowFormatter::RowFormatter(Shape shape, const ResolverPool& resolvers,
                           std::int64_t wall_offset_us)
    : shape_(shape), resolvers_(resolvers), wall_offset_us_(wall_offset_us) {}

std::size_t RowFormatter::append(const Lookup& lookup, const Lookup& asked,
                                 io::RowBatch& batch) {
  const std::size_t before = batch.rows();
  RowSource source = {.lookup = lookup,
                      .asked = asked,
                      .resolvers = resolvers_,
                      .wall_offset_us = wall_offset_us_,
                      .addresses = addresses_};
  switch (shape_) {
    case Shape::kFlat:
      append_rows<Layout::kFlat>(source, text_, batch);
      break;
    case Shape::kMx:
      append_rows<Layout::kMx>(source, text_, batch);
      break;
    case Shape::kNested:
      append_nested_row(source, text_, batch);
      break;
  }
  return batch.rows() - before;
}

}  // namespace mxsweep
