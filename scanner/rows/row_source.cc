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

}  // namespace mxsweep
