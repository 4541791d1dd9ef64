#include "scanner/input/given_names.h"

namespace mxsweep {

io::Result<ListEnd> GivenNames::read_all(CellSink& sink) {
  for (const std::string& name : names_) {
    Cell cell;
    cell.text = name;
    if (name.size() > io::kLineBytesMax) {
      cell.problem = kLineTooLong;
    }
    if (!sink.take_cells({&cell, 1})) {
      break;
    }
  }
  return ListEnd::kEnd;
}

}  // namespace mxsweep
