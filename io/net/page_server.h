// PageServer: one text for whoever asks by HTTP, such as Prometheus. It has a
// thread of its own that sleeps in poll() and touches nothing of the run but
// the text it was given. Clients are hostile: at most kPageClientsMax at once
// (a new one ends the oldest), kPageClientsPerSecond new ones, and each is gone
// after kPageClientTime. No TLS and no passwords: loopback, or a proxy before
// it (docs/decisions/024). Made and destroyed by one thread, which owns it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "io/base/clock.h"
#include "io/base/endpoint.h"
#include "io/base/result.h"
#include "io/base/wake_up.h"
#include "io/net/page_connection.h"

namespace mxsweep::io {

inline constexpr std::size_t kPageClientsMax = 16;
inline constexpr std::uint32_t kPageClientsPerSecond = 100;
inline constexpr Duration kPageClientTime = Duration::seconds(5);

class PageServer {
 public:
  // Listens when this returns. `page` and `clock` outlive it. ErrorCode
  // kNetwork with the address: it is taken, not ours, or there is no thread.
  [[nodiscard]] static Result<std::unique_ptr<PageServer>> open(
      const Endpoint& at, const Page& page, const Clock& clock);

  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;
  // Ends all connections.
  ~PageServer();

  // From now on this is the text.
  void show(std::string text);

 private:
  PageServer(UniqueFd listener, std::unique_ptr<WakeUp> wake_up,
             const Page& page, const Clock& clock);

  [[nodiscard]] Status start();
  void serve();
  void wait();
  void accept_all();
  void advance(std::size_t client, bool ready);
  void forget_ended();
  [[nodiscard]] Instant next_deadline() const;

  // Constant after open().
  const Page& page_;
  const Clock& clock_;
  UniqueFd listener_;
  std::thread thread_;

  // The server's thread only.
  std::vector<PageConnection> clients_;  // the oldest first
  std::uint32_t accepted_ = 0;           // since second_
  Instant second_{};

  // Shared.
  std::unique_ptr<WakeUp> wake_up_;  // that thread's
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::string text_;  // guarded by mutex_
};

}  // namespace mxsweep::io
