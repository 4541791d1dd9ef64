// Whether what a row of a result tells of a mail host passes it over
// (best_exchange.h). Borrows the rows; one thread.
#pragma once

#include <cstddef>

#include "scanner/results/result_rows.h"

namespace mxsweep {

// The wanted columns that tell it. One that the result has not tells nothing.
struct HostColumns {
  std::size_t exchange = 0;
  std::size_t status = 0;
  std::size_t a_status = 0;
  std::size_t aaaa_status = 0;
  std::size_t findings = 0;  // of the row
};

// REQUIRES: the row has a mail host there
[[nodiscard]] bool is_passed_over(const ResultRows& rows,
                                  const HostColumns& columns,
                                  std::size_t index = 0);

}  // namespace mxsweep
