// The decoders that sources.cc lists, each in the file that has its name.
// Stateless, one thread for what they open.
#pragma once

#include <memory>
#include <string>

#include "io/file/byte_source.h"

namespace mxsweep::io {

using OpenedSource = Result<std::unique_ptr<ByteSource>>;

[[nodiscard]] OpenedSource open_bzip2(ByteSource& encoded,
                                      const std::string& input);
[[nodiscard]] OpenedSource open_gzip(ByteSource& encoded,
                                     const std::string& input);
[[nodiscard]] OpenedSource open_xz(ByteSource& encoded,
                                   const std::string& input);
[[nodiscard]] OpenedSource open_zip(ByteSource& encoded,
                                    const std::string& input);
[[nodiscard]] OpenedSource open_zstd(ByteSource& encoded,
                                     const std::string& input);

}  // namespace mxsweep::io
