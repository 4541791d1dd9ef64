// PageConnection: one client of a PageServer: reads its request, sends one
// answer, and waits for it to close. The client may send anything or nothing:
// what is kept of it and how often it is read are bounded, and the server ends
// the connection at its deadline. Used by the server's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/base/time.h"
#include "io/base/unique_fd.h"
#include "io/net/http_request.h"

namespace mxsweep::io {

class PageConnection {
 public:
  // `fd` does not block.
  PageConnection(UniqueFd fd, Instant deadline);

  [[nodiscard]] int fd() const { return fd_.get(); }

  [[nodiscard]] Instant deadline() const { return deadline_; }

  // What poll() shall wait for.
  [[nodiscard]] std::int16_t awaited() const;

  // As far as it goes without blocking. A verdict: answer() it.
  [[nodiscard]] std::optional<HttpVerdict> advance(std::string_view path);

  void answer(std::string text);

  [[nodiscard]] bool is_over() const { return state_ == State::kOver; }

 private:
  enum class State : std::uint8_t { kRequest, kAnswer, kClosing, kOver };

  [[nodiscard]] std::optional<HttpVerdict> read_request(std::string_view path);
  void write();
  void discard();
  [[nodiscard]] std::ptrdiff_t read(char* to, std::size_t room);

  UniqueFd fd_;
  Instant deadline_;
  State state_ = State::kRequest;
  std::string text_;      // the request, then the answer
  std::size_t done_ = 0;  // octets of it received, or sent
  std::uint32_t reads_ = 0;
};

}  // namespace mxsweep::io
