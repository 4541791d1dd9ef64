// InputMark: a place in a list, and a digest of every record before it, by
// which a later run knows whether it reads the same list. InputDigest makes
// marks while the list is read. All of it belongs to the reader thread, but
// latest(), which any thread may call.
#pragma once

#include <cstdint>
#include <mutex>

#include "scanner/input/input_line.h"

namespace mxsweep {

struct InputMark {
  std::uint64_t records = 0;  // read so far, from the list's beginning
  std::uint64_t digest = 0;   // of all of them, in their order; of none: 0
  bool ended = false;         // no record follows

  bool operator==(const InputMark&) const = default;
};

class InputDigest {
 public:
  void add(const InputRecord& record);

  // A mark of all records so far. Before one of them is handed on, so that
  // whatever becomes a row has been marked.
  void publish();

  // No record follows.
  void end();

  [[nodiscard]] std::uint64_t records() const { return records_; }

  [[nodiscard]] InputMark now() const { return {records_, digest_, ended_}; }

  // The last that was published.
  [[nodiscard]] InputMark latest() const;

 private:
  std::uint64_t digest_ = 0;
  std::uint64_t records_ = 0;
  bool ended_ = false;
  mutable std::mutex guard_;
  InputMark latest_;
};

}  // namespace mxsweep
