#include "scanner/rows/result_schema.h"

#include "scanner/rows/column_layout.h"

namespace mxsweep {

io::Schema result_schema(Shape shape) {
  switch (shape) {
    case Shape::kFlat:
      return kSchema<Layout::kFlat>;
    case Shape::kMx:
      return kSchema<Layout::kMx>;
    case Shape::kNested:
      break;
  }
  return kSchema<Layout::kNested>;
}

}  // namespace mxsweep
