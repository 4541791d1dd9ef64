// Named: a value with the name by which users write and read it. An array of
// them is the one place where these names stand: the command line, the help
// and the manifest walk over it. Constants, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace mxsweep::io {

template <class T>
struct Named {
  T value;
  std::string_view name;
  std::string_view help;
};

// REQUIRES: the value is one of the array.
template <class T, std::size_t kCount>
[[nodiscard]] constexpr std::string_view name_of(
    const std::array<Named<T>, kCount>& names, T value) {
  std::size_t at = 0;
  while (at + 1 < kCount && names[at].value != value) {
    ++at;
  }
  return names[at].name;
}

}  // namespace mxsweep::io
