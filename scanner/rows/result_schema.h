// The result tables: which columns each shape has, in order. Documented for
// users in docs/results.md. Constants, any thread.
#pragma once

#include "io/table/schema.h"

#include "scanner/rows/shape.h"

namespace mxsweep {

[[nodiscard]] io::Schema result_schema(Shape shape);

}  // namespace mxsweep
