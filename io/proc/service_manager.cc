#include "io/proc/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace mxsweep::io {
namespace {

constexpr const char* kSocket = "NOTIFY_SOCKET";
constexpr const char* kWatchdogTime = "WATCHDOG_USEC";
constexpr const char* kWatchdogProcess = "WATCHDOG_PID";

// Empty when it is not set.
std::string taken_variable(const char* name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread is there yet
  const char* value = std::getenv(name);
  std::string text = value == nullptr ? "" : value;
  ::unsetenv(name);  // NOLINT(concurrency-mt-unsafe): as above
  return text;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number > 0 ? std::optional(number) : std::nullopt;
}

// Of another process, for example this one's parent, it is none of ours.
std::optional<Duration> wanted_watchdog(std::string_view time,
                                        std::string_view process) {
  const std::optional<std::int64_t> us = number_of(time);
  const bool ours = process.empty() || number_of(process) == ::getpid();
  return us.has_value() && ours ? std::optional(Duration::microseconds(*us))
                                : std::nullopt;
}

}  // namespace

ServiceManager::ServiceManager() : path_(taken_variable(kSocket)) {
  const std::string time = taken_variable(kWatchdogTime);
  const std::string process = taken_variable(kWatchdogProcess);
  const bool is_path = path_.starts_with('/') || path_.starts_with('@');
  if (!is_path || path_.size() >= sizeof(sockaddr_un::sun_path)) {
    return;
  }
  if (path_.front() == '@') {
    path_.front() = '\0';  // a name without a file
  }
  socket_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  watchdog_ = wanted_watchdog(time, process);
}

void ServiceManager::ready() {
  tell("READY=1");
}

void ServiceManager::alive() {
  tell("WATCHDOG=1");
}

void ServiceManager::stopping() {
  tell("STOPPING=1");
}

void ServiceManager::status(std::string_view line) {
  std::string message = "STATUS=";
  for (const char c : line) {
    message += c == '\n' ? ' ' : c;
  }
  tell(message);
}

void ServiceManager::tell(std::string_view message) {
  if (!socket_.valid()) {
    return;
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(&address.sun_path, path_.data(), path_.size());
  const auto length =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_.size());
  static_cast<void>(
      ::sendto(socket_.get(), message.data(), message.size(),
               MSG_NOSIGNAL | MSG_DONTWAIT,
               static_cast<sockaddr*>(static_cast<void*>(&address)), length));
}

}  // namespace mxsweep::io
