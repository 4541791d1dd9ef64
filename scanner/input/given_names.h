// GivenNames: a list of the names that were given as arguments, each as one
// cell. Borrows them. Reader thread only.
#pragma once

#include <span>
#include <string>

#include "scanner/input/list_reader.h"

namespace mxsweep {

class GivenNames final : public ListReader {
 public:
  explicit GivenNames(std::span<const std::string> names) : names_(names) {}

  [[nodiscard]] io::Result<ListEnd> read_all(CellSink& sink) override;

 private:
  std::span<const std::string> names_;
};

}  // namespace mxsweep
