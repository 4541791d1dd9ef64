#include "io/file/byte_source.h"

#include "io/base/check.h"

namespace mxsweep::io {

Result<std::size_t> ByteSource::read_at(std::uint64_t /*place*/,
                                        std::span<char> /*room*/) {
  MXSWEEP_CHECK(seekable_bytes().has_value());
  return std::size_t{0};
}

}  // namespace mxsweep::io
