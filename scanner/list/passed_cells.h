// PassedCells: the values that cells take along (Cell::passed), kept until the
// cells are handed over. Costs nothing while no column is wanted. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/packed_texts.h"

#include "scanner/input/list_reader.h"

namespace mxsweep {

class PassedCells {
 public:
  // Packs the values of a record; add() comes once for each column.
  void begin_record() {
    begin_ = octets_.size();
    packer_.begin(octets_);
  }

  void add(std::optional<std::string_view> value) { packer_.add(value); }

  // Of the record at hand.
  [[nodiscard]] std::string_view record() const {
    return std::string_view(octets_).substr(begin_);
  }

  // They go with the cell of that number, too.
  void keep_record(std::size_t cell) {
    places_.push_back({cell, begin_, octets_.size() - begin_});
  }

  // Before the cells are handed over. What was given ends with clear().
  void give_to(std::vector<Cell>& cells) const {
    for (const Place& place : places_) {
      cells[place.cell].passed =
          std::string_view(octets_).substr(place.begin, place.size);
    }
  }

  void clear() {
    places_.clear();
    octets_.clear();
    begin_ = 0;
  }

  [[nodiscard]] std::size_t octets() const { return octets_.size(); }

  [[nodiscard]] std::uint64_t cut() const { return packer_.cut(); }

 private:
  struct Place {
    std::size_t cell;
    std::size_t begin;
    std::size_t size;
  };

  std::string octets_;
  std::vector<Place> places_;
  std::size_t begin_ = 0;
  io::TextPacker packer_;
};

}  // namespace mxsweep
