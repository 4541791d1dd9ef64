// CellBuffer: cells whose texts stand nowhere else, until there are enough for
// a hand-over. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/input/list_reader.h"
#include "scanner/list/passed_cells.h"

namespace mxsweep {

class CellBuffer {
 public:
  void add(std::string_view text, std::optional<std::int64_t> rank = {}) {
    texts_ += text;
    places_.push_back({texts_.size(), rank, {}});
  }

  // What the next cells take along.
  [[nodiscard]] PassedCells& passed() { return passed_; }

  [[nodiscard]] const PassedCells& passed() const { return passed_; }

  // One that takes along the record at hand of passed().
  void add_with_passed(std::string_view text) {
    passed_.keep_record(places_.size());
    add(text);
  }

  // `problem` outlives the buffer.
  void add_problem(std::string_view problem) {
    places_.push_back({texts_.size(), {}, problem});
  }

  [[nodiscard]] std::size_t size() const { return places_.size(); }

  [[nodiscard]] bool full() const {
    return places_.size() >= kCellsMax ||
           texts_.size() + passed_.octets() >= kOctetsMax;
  }

  // False when the sink wants no more.
  [[nodiscard]] bool flush(CellSink& sink) {
    if (places_.empty()) {
      passed_.clear();  // of records that were left out
      return true;
    }
    cells_.clear();
    std::size_t begin = 0;
    for (const Place& place : places_) {
      cells_.push_back(
          {.text = std::string_view(texts_).substr(begin, place.end - begin),
           .rank = place.rank,
           .problem = place.problem});
      begin = place.end;
    }
    passed_.give_to(cells_);
    const bool more = sink.take_cells(cells_);
    places_.clear();
    texts_.clear();
    passed_.clear();
    return more;
  }

 private:
  static constexpr std::size_t kCellsMax = 512;
  static constexpr std::size_t kOctetsMax = std::size_t{64} << 10U;

  struct Place {
    std::size_t end;  // of its text in texts_
    std::optional<std::int64_t> rank;
    std::string_view problem;
  };

  std::string texts_;
  std::vector<Place> places_;
  std::vector<Cell> cells_;
  PassedCells passed_;
};

}  // namespace mxsweep
