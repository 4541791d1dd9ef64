// The upload behind open_s3_output(), apart from what compresses it: Arrow and
// this program both have a class of that name.
#pragma once

#include <memory>
#include <string>

#include "io/base/result.h"
#include "io/file/output_sink.h"

namespace mxsweep::io {

[[nodiscard]] Result<std::unique_ptr<OutputSink>> open_s3_sink(
    const std::string& path);

}  // namespace mxsweep::io
