#include "scanner/rows/row_source.h"

#include <algorithm>

namespace mxsweep {

void sort_addresses(const HostEntry& host, SortedAddresses& sorted) {
  sorted.clear();
  for (const AddressData& address : host.addresses) {
    sorted.push_back(&address);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const AddressData* a, const AddressData* b) {
              return a->family != b->family ? a->family < b->family
                                            : a->bytes < b->bytes;
            });
}

void collect_operators(RowSource& row) {
  row.operators.clear();
  row.mail_operator = nullptr;
  for (const Exchange& exchange : shown_exchanges(row.asked)) {
    const MailOperator* const found = row.operator_of(exchange);
    if (&exchange == &row.asked.exchanges.front()) {
      row.mail_operator = found;
    }
    const bool is_new = found != nullptr &&
                        std::none_of(row.operators.begin(), row.operators.end(),
                                     [found](const MailOperator* known) {
                                       return known->name == found->name;
                                     });
    if (is_new) {
      row.operators.push_back(found);
    }
  }
}

std::size_t count_addresses(const Lookup& asked) {
  std::size_t count = 0;
  for (const Exchange& exchange : shown_exchanges(asked)) {
    count += exchange.host == nullptr ? 0 : exchange.host->addresses.size();
  }
  return count;
}

}  // namespace mxsweep
