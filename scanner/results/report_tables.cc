#include "scanner/results/report_tables.h"

namespace mxsweep {

ReportTable counted(ReportTable table, const std::vector<CountedRow>& rows) {
  std::uint64_t all = 0;
  for (const auto& [name, count] : rows) {
    all += count;
  }
  table.columns.insert(table.columns.end(), {"names", "share"});
  for (const auto& [name, count] : rows) {
    if (count != 0) {
      table.rows.push_back({name, count, share(count, all)});
    }
  }
  return table;
}

}  // namespace mxsweep
