// What the fuzz targets share: a check that is always on and says where it
// failed, and what must hold for every name whatever it came from.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "scanner/dns/name.h"

namespace mxsweep::fuzz {

inline void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

// Labels of 1 to 63 lower-case octets, then the root; 255 octets at most.
inline void require_valid_wire(NameView name) {
  require(!name.empty() && name.size() <= kNameOctetsMax);
  std::size_t at = 0;
  int labels = 0;
  while (name.data()[at] != 0) {
    const std::size_t length = name.data()[at];
    require(length <= kLabelOctetsMax && at + 1 + length < name.size());
    for (const std::size_t end = at + length; at < end;) {
      const std::uint8_t octet = name.data()[++at];
      require(octet < 'A' || octet > 'Z');
    }
    ++at;
    ++labels;
  }
  require(at + 1 == name.size());
  require(name.label_count() == labels);
}

// Name -> text -> the same name -> the same text, all of it printable.
inline void require_round_trip(NameView name) {
  require_valid_wire(name);
  const std::string text = to_text(name);
  for (const char c : text) {
    require(c > 0x20 && c < 0x7F);
  }
  Name back;
  require(Name::from_text(text, back) == NameProblem::kNone);
  require(back.view() == name);
  require(to_text(back.view()) == text);
  require(Name::from_text(text + ".", back) == NameProblem::kNone ||
          name.is_root());
  require(back.view() == name);
}

}  // namespace mxsweep::fuzz
