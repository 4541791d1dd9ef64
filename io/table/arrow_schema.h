// Our schemas and metadata as Arrow's, for the formats that its library writes.
// Labels are plain texts: a dictionary inside a list cannot be read back by
// every reader. Pure functions, any thread; nothing is borrowed.
#pragma once

#include <memory>
#include <span>

#include "io/table/schema.h"
#include "io/table/writer.h"

namespace arrow {
class KeyValueMetadata;
class Schema;
}  // namespace arrow

namespace mxsweep::io {

[[nodiscard]] std::shared_ptr<arrow::Schema> arrow_schema(Schema columns);

[[nodiscard]] std::shared_ptr<const arrow::KeyValueMetadata> arrow_metadata(
    std::span<const KeyValue> metadata);

}  // namespace mxsweep::io
