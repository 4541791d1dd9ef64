// PrivateResolver: a recursive resolver of our own on loopback, so that a run
// without -r floods nobody else's. It is Debian's unbound with settings for
// bulk work; started by start() and stopped by the destructor, or by the kernel
// however this process ends. It reads its configuration from its standard input
// and writes no file: where AppArmor confines unbound it may open none of ours,
// and there is nothing that could stay behind. Main thread only.
// docs/decisions/011 says why it is set up as it is. It has room for every
// question in flight (num-queries-per-thread, and the receive buffer of its
// sockets), since what it has no room for it drops without a word; capacity()
// says for how many that could be had.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "io/base/clock.h"
#include "io/base/endpoint.h"
#include "io/base/result.h"
#include "io/proc/child_process.h"

namespace mxsweep {

// Questions in flight at most, whatever the concurrency. Each that has to be
// looked up takes some 10 KB of unbound's memory, and where unbound looks up
// 20,000 a second, more are in flight only if each takes longer than 0.8 s.
inline constexpr std::uint32_t kPrivateCapacityMax = 16'384;

struct PrivateResolverOptions {
  std::uint32_t concurrency = 1000;  // queries we will have in flight
  std::string extra_config;          // further lines of its configuration
  std::string extra_config_path;     // where these are from, for messages
  bool allow_special = false;        // let it resolve names below .test
};

class PrivateResolver {
 public:
  // Returns when it answers. Errors are ErrorCode::kResolver: not installed
  // (the text explains -r), or it ended at once (the text has its last words).
  [[nodiscard]] static io::Result<std::unique_ptr<PrivateResolver>> start(
      const PrivateResolverOptions& options, const io::Clock& clock);

  [[nodiscard]] const io::Endpoint& endpoint() const {
    return started_.endpoint;
  }

  // Questions that may be in flight without any being dropped; the concurrency
  // of the options, or less where that is more than can be had.
  [[nodiscard]] std::uint32_t capacity() const { return started_.capacity; }

  // How it ended, and its last words: "signal 9", "exit status 1: could not
  // bind"; nothing while it runs.
  [[nodiscard]] std::optional<std::string> ending();

  // Starts it again as it was, on the same port, so that to those who ask it is
  // a resolver that was silent for a while. Does not wait until it answers: if
  // it cannot, ending() says so. REQUIRES: it has ended.
  [[nodiscard]] io::Status restart();

 private:
  struct Started {
    std::unique_ptr<io::ChildProcess> process;
    io::ChildOptions how;
    io::Endpoint endpoint;
    std::uint32_t capacity;
  };

  explicit PrivateResolver(Started started) : started_(std::move(started)) {}

  Started started_;
};

// How many of `concurrency` questions an unbound has room for if a socket of
// its may hold `buffer_bytes` (0: not known, then what Linux grants anybody).
[[nodiscard]] std::uint32_t private_resolver_capacity(
    std::uint32_t concurrency, std::uint32_t buffer_bytes);

// What to tell a user whose concurrency it has no room for; else nothing.
[[nodiscard]] std::string capacity_note(std::uint32_t concurrency,
                                        std::uint32_t capacity);

// The configuration's text; shown by tests and docs.
[[nodiscard]] std::string private_resolver_config(
    const PrivateResolverOptions& options, std::uint16_t port);

}  // namespace mxsweep
