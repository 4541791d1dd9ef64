#include "scanner/rows/row_source.h"

#include <algorithm>

#include "scanner/mail/best_exchange.h"
#include "scanner/rr/address_scope.h"

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

void show_whole(RowSource& row) {
  row.best = best_exchange(row.asked, shown_exchanges(row.asked));
  row.mail_operator =
      row.best == nullptr ? nullptr : row.operator_of(*row.best);
  row.operators.clear();
  for (const Exchange& exchange : shown_exchanges(row.asked)) {
    const MailOperator* const found = row.operator_of(exchange);
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

void add_places(const RowSource& row, const HostEntry* host,
                ShownPlaces& places) {
  if (host == nullptr || row.facts.places == nullptr) {
    return;
  }
  sort_addresses(*host, row.addresses);
  for (const AddressData* address : row.addresses) {
    const AddressPlace place = row.facts.places->find(*address);
    add_once(place.asn, places.asns);
    add_once(place.as_org, places.as_orgs);
    add_once(place.country, places.countries);
  }
}

}  // namespace

const AddressPlace& place_of(const RowSource& row) {
  if (row.places.address != row.address && row.facts.places != nullptr) {
    row.places.address = row.address;
    row.places.place = row.facts.places->find(*row.address);
  }
  return row.places.place;
}

const ShownPlaces& places_of(const RowSource& row) {
  ShownPlaces& places = row.places;
  if (places.is_listed && places.exchange == row.exchange) {
    return places;
  }
  places.is_listed = true;
  places.exchange = row.exchange;
  places.asns.clear();
  places.as_orgs.clear();
  places.countries.clear();
  if (row.exchange != nullptr) {
    add_places(row, row.host, places);
    return places;
  }
  for (const Exchange& exchange : shown_exchanges(row.asked)) {
    add_places(row, exchange.host, places);
  }
  return places;
}

std::size_t count_addresses(const Lookup& asked) {
  std::size_t count = 0;
  for (const Exchange& exchange : shown_exchanges(asked)) {
    count += exchange.host == nullptr ? 0 : exchange.host->addresses.size();
  }
  return count;
}

std::size_t count_ipv6_addresses(const Lookup& asked) {
  std::ptrdiff_t count = 0;
  for (const Exchange& exchange : shown_exchanges(asked)) {
    if (exchange.host != nullptr) {
      count += std::count_if(
          exchange.host->addresses.begin(), exchange.host->addresses.end(),
          [](const AddressData& address) {
            return address.family == 6 && !stands_for_ipv4(address);
          });
    }
  }
  return static_cast<std::size_t>(count);
}

}  // namespace mxsweep
