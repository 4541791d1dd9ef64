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

namespace {

template <class Value>
void add_once(const Value& value, std::vector<Value>& values) {
  if (value != Value() &&
      std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(value);
  }
}

void clear_places(ShownPlaces& places) {
  places.asns.clear();
  places.as_orgs.clear();
  places.countries.clear();
}

void add_place(const AddressPlace& place, ShownPlaces& places) {
  add_once(place.asn, places.asns);
  add_once(place.as_org, places.as_orgs);
  add_once(place.country, places.countries);
}

}  // namespace

void collect_places(RowSource& row) {
  clear_places(row.places);
  for (const AddressData* address : row.addresses) {
    add_place(row.facts.places->find(*address), row.places);
  }
}

void collect_all_places(RowSource& row) {
  clear_places(row.places);
  for (const Exchange& exchange : shown_exchanges(row.asked)) {
    if (exchange.host == nullptr) {
      continue;
    }
    sort_addresses(*exchange.host, row.addresses);
    for (const AddressData* address : row.addresses) {
      add_place(row.facts.places->find(*address), row.places);
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
