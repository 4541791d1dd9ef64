#include "scanner/rows/row_format.h"

#include <utility>

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

// Where rows go.
struct Rows {
  const RowPlan& plan;
  std::string& text;
  io::RowBatch& batch;
};

// A row that shares the subjects below kFirstNew with the row before. Where
// every column is wanted they are known when this is compiled.
template <Layout kLayout, Subject kFirstNew>
void append_row(const RowSource& source, const Rows& to) {
  if (!to.plan.is_full()) {
    to.plan.append_row(kFirstNew, source, to.text, to.batch);
    return;
  }
  io::RowWriter row(to.batch);
  put_columns<kLayout, kFirstNew>(source, to.text, row);
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
                     const Rows& to) {
  source.show(exchange);
  source.findings = row_findings(source);
  if constexpr (kLayout == Layout::kFlat) {
    source.address =
        source.addresses.empty() ? nullptr : source.addresses.front();
  }
  append_row<kLayout, kFirstNew>(source, to);
  if constexpr (kLayout == Layout::kFlat) {
    for (std::size_t next = 1; next < source.addresses.size(); ++next) {
      source.address = source.addresses[next];
      append_row<kLayout, Subject::kAddress>(source, to);
    }
  }
}

template <Layout kLayout>
void append_rows(RowSource& source, const Rows& to) {
  const std::span<const Exchange> shown = shown_exchanges(source.asked);
  if (shown.empty()) {
    append_exchange<kLayout, Subject::kLookup>(source, nullptr, to);
    return;
  }
  append_exchange<kLayout, Subject::kLookup>(source, &shown.front(), to);
  for (const Exchange& exchange : shown.subspan(1)) {
    append_exchange<kLayout, Subject::kRow>(source, &exchange, to);
  }
}

// One row for all exchanges.
template <Layout kLayout>
void append_whole_row(RowSource& source, const Rows& to) {
  show_whole(source);
  source.findings = source.asked.findings;
  for (const Exchange& exchange : shown_exchanges(source.asked)) {
    source.findings.add(exchange.findings);
  }
  append_row<kLayout, Subject::kLookup>(source, to);
}

}  // namespace

RowFormatter::RowFormatter(RowPlan plan, const ResolverPool& resolvers,
                           RunFacts facts)
    : plan_(std::move(plan)), resolvers_(resolvers), facts_(std::move(facts)) {}

std::size_t RowFormatter::append(const Lookup& lookup, const Lookup& asked,
                                 io::RowBatch& batch) {
  const std::size_t before = batch.rows();
  RowSource source = {.lookup = lookup,
                      .asked = asked,
                      .resolvers = resolvers_,
                      .facts = facts_,
                      .addresses = addresses_,
                      .operators = operators_,
                      .places = places_};
  places_.forget();
  const Rows to = {plan_, text_, batch};
  switch (plan_.shape()) {
    case Shape::kFlat:
      append_rows<Layout::kFlat>(source, to);
      break;
    case Shape::kMx:
      append_rows<Layout::kMx>(source, to);
      break;
    case Shape::kDomain:
      append_whole_row<Layout::kDomain>(source, to);
      break;
    case Shape::kNested:
      append_whole_row<Layout::kNested>(source, to);
      break;
  }
  return batch.rows() - before;
}

}  // namespace mxsweep
