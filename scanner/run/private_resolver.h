// PrivateResolver: a recursive resolver of our own on loopback, so that a run
// without -r floods nobody else's. It is Debian's unbound with settings for
// bulk work, run in a temporary folder; started by start() and stopped by the
// destructor. It reads its configuration from its standard input, since where
// AppArmor confines unbound it may open no file of ours. Main thread only.
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
#include "io/proc/temp_dir.h"

namespace mxsweep {

// Questions in flight at most, whatever the concurrency. Each that has to be
// looked up takes some 10 KB of unbound's memory, and where unbound looks up
// 20,000 a second, more are in flight only if each takes longer than 0.8 s.
inline constexpr std::uint32_t kPrivateCapacityMax = 16'384;

struct PrivateResolverOptions {
  std::uint32_t concurrency = 1000;  // queries we will have in flight
  std::string extra_config;          // further lines of its configuration
  bool allow_special = false;        // let it resolve names below .test
};

class PrivateResolver {
 public:
  // Returns when it answers. Errors are ErrorCode::kResolver: not installed
  // (the text explains -r), or it ended at once (the text has its last words).
  [[nodiscard]] static io::Result<std::unique_ptr<PrivateResolver>> start(
      const PrivateResolverOptions& options, const io::Clock& clock);

  [[nodiscard]] const io::Endpoint& endpoint() const { return endpoint_; }

  // Questions that may be in flight without any being dropped; the concurrency
  // of the options, or less where that is more than can be had.
  [[nodiscard]] std::uint32_t capacity() const { return capacity_; }

  // How it ended ("signal 9"); nothing while it runs.
  [[nodiscard]] std::optional<std::string> ending() {
    return process_->ending();
  }

 private:
  PrivateResolver(io::TempDir folder, std::unique_ptr<io::ChildProcess> process,
                  const io::Endpoint& endpoint, std::uint32_t capacity)
      : folder_(std::move(folder)),
        process_(std::move(process)),
        endpoint_(endpoint),
        capacity_(capacity) {}

  io::TempDir folder_;  // removed after the process has ended
  std::unique_ptr<io::ChildProcess> process_;
  io::Endpoint endpoint_;
  std::uint32_t capacity_;
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
    const PrivateResolverOptions& options, std::uint16_t port,
    const std::string& folder);

}  // namespace mxsweep
