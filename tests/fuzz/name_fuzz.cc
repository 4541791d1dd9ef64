// Any octets as a name: as text through Name and back, and as the wire form
// (with compression pointers) through Cursor and back.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/dns/cursor.h"
#include "scanner/dns/name.h"
#include "scanner/dns/special_names.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::Cursor;
using mxsweep::kHeaderOctets;
using mxsweep::Name;
using mxsweep::NameProblem;
using mxsweep::NameView;
using mxsweep::fuzz::require;
using mxsweep::fuzz::require_round_trip;

using Octets = std::vector<std::uint8_t>;

// The name alone in a message, read back.
void require_readable(NameView name) {
  Octets message(kHeaderOctets, 0);
  message.insert(message.end(), name.data(), name.data() + name.size());
  Cursor cursor(std::as_bytes(std::span(message)), kHeaderOctets);
  Name back;
  cursor.name(back);
  require(!cursor.malformed() && cursor.at_end() && back.view() == name);
}

void require_relations(NameView name) {
  (void)mxsweep::special_use_domain(name);
  require(!mxsweep::is_localhost(name) || mxsweep::never_resolves(name));
  require(name.is_at_or_below(name));
  int labels = name.label_count();
  for (NameView rest = name; !rest.is_root(); --labels) {
    require(rest.label_count() == labels);
    rest = rest.parent();
    require(name.is_at_or_below(rest) && !rest.is_at_or_below(name));
  }
  require(labels == 0);
}

void try_text(std::string_view text) {
  Name name;
  if (Name::from_text(text, name) != NameProblem::kNone) {
    require(name.empty());
    return;
  }
  require_round_trip(name.view());
  require_relations(name.view());
  require_readable(name.view());
}

// From every place of the message, so that pointers have somewhere to go.
void try_wire(std::span<const std::uint8_t> octets) {
  const auto message = std::as_bytes(octets);
  for (std::size_t at = 0; at <= octets.size(); ++at) {
    Cursor cursor(message, at);
    Name name;
    cursor.name(name);
    require(name.empty() == cursor.malformed());
    if (cursor.malformed()) {
      continue;
    }
    require(cursor.position() > at && cursor.position() <= octets.size());
    require_round_trip(name.view());
    Cursor skipper(message, at);
    skipper.skip_name();
    require(!skipper.malformed());
    require(skipper.position() == cursor.position());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  try_text({reinterpret_cast<const char*>(data), size});
  try_wire({data, std::min<std::size_t>(size, 320)});
  return 0;
}
