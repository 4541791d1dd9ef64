#include "io/net/page_connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace mxsweep::io {
namespace {

// A request comes in one or two; octet by octet it would cost us more than the
// client.
constexpr std::uint32_t kReadsMax = 64;

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

PageConnection::PageConnection(UniqueFd fd, Instant deadline)
    : fd_(std::move(fd)),
      deadline_(deadline),
      text_(kHttpHeaderBytesMax, '\0') {}

std::int16_t PageConnection::awaited() const {
  return state_ == State::kAnswer ? POLLOUT : POLLIN;
}

std::optional<HttpVerdict> PageConnection::advance(std::string_view path) {
  switch (state_) {
    case State::kRequest:
      return read_request(path);
    case State::kAnswer:
      write();
      break;
    case State::kClosing:
      discard();
      break;
    case State::kOver:
      break;
  }
  return std::nullopt;
}

// What recv() says; whatever ends the connection makes it over.
std::ptrdiff_t PageConnection::read(char* to, std::size_t room) {
  reads_ += 1;
  const std::ptrdiff_t got = ::recv(fd(), to, room, MSG_DONTWAIT);
  const bool ended = got == 0 || (got < 0 && !would_block(errno));
  if (ended || reads_ > kReadsMax) {
    state_ = State::kOver;
  }
  return got;
}

std::optional<HttpVerdict> PageConnection::read_request(std::string_view path) {
  const std::ptrdiff_t got = read(text_.data() + done_, text_.size() - done_);
  if (got <= 0 || is_over()) {
    return std::nullopt;
  }
  done_ += static_cast<std::size_t>(got);
  const std::string_view received(text_.data(), done_);
  const std::size_t header = http_header_size(received);
  if (header != 0) {
    return judge_request(received.substr(0, header), path);
  }
  return done_ == text_.size() ? std::optional(kHeaderTooLarge) : std::nullopt;
}

void PageConnection::answer(std::string text) {
  text_ = std::move(text);
  done_ = 0;
  state_ = State::kAnswer;
  write();
}

void PageConnection::write() {
  const std::ptrdiff_t sent =
      ::send(fd(), text_.data() + done_, text_.size() - done_,
             MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) {
    state_ = would_block(errno) ? state_ : State::kOver;
    return;
  }
  done_ += static_cast<std::size_t>(sent);
  if (done_ == text_.size()) {
    ::shutdown(fd(), SHUT_WR);
    state_ = State::kClosing;
  }
}

// Closing with octets unread would reset the connection, and the client might
// lose the answer (RFC 9112 section 9.6).
void PageConnection::discard() {
  std::array<char, 4096> rest{};
  static_cast<void>(read(rest.data(), rest.size()));
}

}  // namespace mxsweep::io
