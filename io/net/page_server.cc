#include "io/net/page_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace mxsweep::io {
namespace {

constexpr int kBacklog = 128;
constexpr Duration kSecond = Duration::seconds(1);

Error cannot_listen(const Endpoint& at, int failure) {
  std::string what = "cannot listen on " + to_text(at) + ": " +
                     std::generic_category().message(failure);
  if (failure == EADDRINUSE) {
    what += "; another program has that port, name another one";
  } else if (failure == EADDRNOTAVAIL) {
    what += "; no interface has that address";
  } else if (failure == EACCES) {
    what += "; ports below 1024 are root's";
  }
  return {ErrorCode::kNetwork, failure, std::move(what)};
}

Result<UniqueFd> listen_on(const Endpoint& at) {
  UniqueFd fd(::socket(at.family == 6 ? AF_INET6 : AF_INET,
                       SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const SocketAddress address = to_sockaddr(at);
  const void* const generic = &address.storage;
  const int one = 1;
  // Else the connections of a run that has ended would hold its port.
  if (!fd.valid() ||
      ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) !=
          0 ||
      ::bind(fd.get(), static_cast<const sockaddr*>(generic), address.length) !=
          0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    return cannot_listen(at, errno);
  }
  return fd;
}

}  // namespace

PageServer::PageServer(UniqueFd listener, std::unique_ptr<WakeUp> wake_up,
                       const Page& page, const Clock& clock)
    : page_(page),
      clock_(clock),
      listener_(std::move(listener)),
      second_(clock.now()),
      wake_up_(std::move(wake_up)) {
  clients_.reserve(kPageClientsMax);
}

Result<std::unique_ptr<PageServer>> PageServer::open(const Endpoint& at,
                                                     const Page& page,
                                                     const Clock& clock) {
  Result<UniqueFd> listener = listen_on(at);
  if (!listener.ok()) {
    return listener.error();
  }
  Result<std::unique_ptr<WakeUp>> wake_up = WakeUp::open();
  if (!wake_up.ok()) {
    return wake_up.error();
  }
  std::unique_ptr<PageServer> server(
      new PageServer(listener.take(), wake_up.take(), page, clock));
  const Status started = server->start();
  if (!started.ok()) {
    return started.error();
  }
  return server;
}

Status PageServer::start() {
  try {
    thread_ = std::thread([this] { serve(); });
  } catch (const std::system_error& refusal) {
    return Error{ErrorCode::kNetwork, refusal.code().value(),
                 "cannot start a thread: " + refusal.code().message() +
                     "; raise `ulimit -u` or `-v`"};
  }
  return {};
}

PageServer::~PageServer() {
  stop_.store(true);
  wake_up_->notify(1);
  if (thread_.joinable()) {
    thread_.join();
  }
}

void PageServer::show(std::string text) {
  const std::scoped_lock lock(mutex_);
  text_ = std::move(text);
}

void PageServer::serve() {
  while (!stop_.load()) {
    if (wake_up_->begin()) {
      wait();
    }
    wake_up_->end();
    const Instant now = clock_.now();
    if (now - second_ >= kSecond) {
      second_ = now;
      accepted_ = 0;
    }
    accept_all();
    forget_ended();
  }
}

// Until when there is something to do without anybody doing something.
Instant PageServer::next_deadline() const {
  Instant next = Instant::never();
  if (accepted_ >= kPageClientsPerSecond) {
    next = second_ + kSecond;
  }
  // All have the same time, so the oldest one is the first.
  return clients_.empty() ? next : std::min(next, clients_.front().deadline());
}

void PageServer::wait() {
  std::vector<pollfd> waiting;
  waiting.reserve(kPageClientsMax + 2);
  for (const PageConnection& client : clients_) {
    waiting.push_back({client.fd(), client.awaited(), 0});
  }
  waiting.push_back({wake_up_->descriptor(), POLLIN, 0});
  const bool accepts = accepted_ < kPageClientsPerSecond;
  waiting.push_back({accepts ? listener_.get() : -1, POLLIN, 0});
  const Instant until = next_deadline();
  int ms = -1;
  if (until != Instant::never()) {
    const std::int64_t left = (until - clock_.now()).ns / 1'000'000 + 1;
    ms = static_cast<int>(std::max<std::int64_t>(left, 0));
  }
  if (::poll(waiting.data(), waiting.size(), ms) <= 0) {
    return;
  }
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    advance(i, waiting[i].revents != 0);
  }
  if (waiting[clients_.size()].revents != 0) {
    wake_up_->drain();
  }
}

void PageServer::advance(std::size_t client, bool ready) {
  if (!ready) {
    return;
  }
  PageConnection& connection = clients_[client];
  const std::optional<HttpVerdict> verdict = connection.advance(page_.path);
  if (verdict.has_value()) {
    const std::scoped_lock lock(mutex_);
    connection.answer(http_answer(*verdict, page_, text_));
  }
}

void PageServer::accept_all() {
  while (accepted_ < kPageClientsPerSecond) {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr,
                          SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.valid()) {
      if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR &&
          errno != ECONNABORTED) {
        accepted_ = kPageClientsPerSecond;  // no descriptor: in a second
      }
      return;
    }
    accepted_ += 1;
    if (clients_.size() == kPageClientsMax) {
      clients_.erase(clients_.begin());
    }
    clients_.emplace_back(std::move(fd), clock_.now() + kPageClientTime);
  }
}

void PageServer::forget_ended() {
  const Instant now = clock_.now();
  clients_.erase(std::remove_if(clients_.begin(), clients_.end(),
                                [now](const PageConnection& client) {
                                  return client.is_over() ||
                                         client.deadline() <= now;
                                }),
                 clients_.end());
}

}  // namespace mxsweep::io
