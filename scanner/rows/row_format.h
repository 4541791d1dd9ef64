// RowFormatter: a finished lookup becomes rows. Rows of one domain stay
// together in one batch, sorted by preference, then exchange (S10), then
// address. The order inside one preference means nothing. Appends to the
// caller's batch; scratch strings keep their capacity. One thread.
#pragma once

#include <cstdint>
#include <string>

#include "io/table/row_batch.h"

#include "scanner/mail/lookup.h"
#include "scanner/query/resolver_pool.h"
#include "scanner/rows/row_plan.h"
#include "scanner/rows/row_source.h"

namespace mxsweep {

class RowFormatter {
 public:
  // The pool outlives the formatter.
  RowFormatter(RowPlan plan, const ResolverPool& resolvers, RunFacts facts);

  // Returns the number of rows appended, at least one. The batch has the
  // schema of the plan.
  // `asked` is the lookup whose question was asked: `lookup` itself, or the
  // one it is a duplicate of.
  std::size_t append(const Lookup& lookup, const Lookup& asked,
                     io::RowBatch& batch);

 private:
  const RowPlan plan_;
  const ResolverPool& resolvers_;
  const RunFacts facts_;
  std::string text_;
  SortedAddresses addresses_;
  MailOperators operators_;
  ShownPlaces places_;
};

}  // namespace mxsweep
