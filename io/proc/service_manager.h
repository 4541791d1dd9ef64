// ServiceManager: what systemd, or whoever else started this process, wants to
// hear of it: datagrams to the socket that NOTIFY_SOCKET names, as sd_notify(3)
// sends them. Without that variable all calls do nothing. Nothing here is ever
// an error: whoever does not listen is not told. Made by the main thread before
// others start, used by it alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/base/time.h"
#include "io/base/unique_fd.h"

namespace mxsweep::io {

class ServiceManager {
 public:
  // Takes the variables out of the environment: no child shall speak for us.
  ServiceManager();

  [[nodiscard]] bool listens() const { return socket_.valid(); }

  // How often it wants to hear alive() at least; absent: it does not.
  [[nodiscard]] std::optional<Duration> watchdog() const { return watchdog_; }

  void ready();
  void alive();
  void stopping();

  // One line about what is going on, for people.
  void status(std::string_view line);

 private:
  void tell(std::string_view message);

  UniqueFd socket_;
  std::string path_;  // as the kernel wants it
  std::optional<Duration> watchdog_;
};

}  // namespace mxsweep::io
