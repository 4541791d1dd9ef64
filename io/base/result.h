// Errors that stop a run. A Result holds a value or an Error; a Status holds
// success or an Error. Neither is for bad answers (those are rows) nor for
// mistakes in our own code (those are MXSWEEP_CHECK). Plain values, no
// ownership beyond their own strings, usable from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "io/base/check.h"

namespace mxsweep::io {

// What kind of trouble; main() maps each to one documented exit code.
enum class ErrorCode : std::uint8_t {
  kUsage,     // the command line or a value on it
  kInput,     // the list of names cannot be read
  kOutput,    // the result cannot be written
  kNetwork,   // sockets, descriptors, io_uring
  kResolver,  // the program's own resolver cannot be had
  kDistrust,  // none of those that were given is fit to be asked
  kSilence,   // nobody replies to anything
  kMemory,    // there is none left
  kInternal,  // a promise of ours was broken (for example the ledger)
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  int sys_errno = 0;  // 0 where no system call was involved
  std::string what;   // one line: what, where, and what to do
};

class [[nodiscard]] Status {
 public:
  Status() = default;

  // NOLINTNEXTLINE(google-explicit-constructor): lets `return error;` work
  Status(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_.has_value(); }

  // REQUIRES: !ok()
  [[nodiscard]] const Error& error() const {
    MXSWEEP_CHECK(error_.has_value());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): lets `return value;` work
  Result(T value) : state_(std::move(value)) {}

  // NOLINTNEXTLINE(google-explicit-constructor): as for Status
  Result(Error error) : state_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return std::holds_alternative<T>(state_); }

  // REQUIRES: ok()
  [[nodiscard]] T& value() {
    MXSWEEP_CHECK(ok());
    return *std::get_if<T>(&state_);
  }

  [[nodiscard]] const T& value() const {
    MXSWEEP_CHECK(ok());
    return *std::get_if<T>(&state_);
  }

  // Moves the value out. REQUIRES: ok()
  [[nodiscard]] T take() { return std::move(value()); }

  // REQUIRES: !ok()
  [[nodiscard]] const Error& error() const {
    MXSWEEP_CHECK(!ok());
    return *std::get_if<Error>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

}  // namespace mxsweep::io
