// The array of the kinds of input; a new one is one row here and one file,
// which defines what is declared here.

#include <array>

#include "io/file/byte_source.h"

namespace mxsweep::io {
namespace {

constexpr std::array kKinds = {
    SourceKind{"plain", {}, nullptr},
};

}  // namespace

std::span<const SourceKind> source_kinds() {
  return kKinds;
}

}  // namespace mxsweep::io
