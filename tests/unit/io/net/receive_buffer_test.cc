// What the kernel says of the receive buffer of a socket that is known by its
// address only, against what the socket itself says of it.
#include "io/net/receive_buffer.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cstdint>
#include <vector>

#include "io/base/unique_fd.h"
#include "io/net/udp_socket.h"

namespace mxsweep::io {
namespace {

constexpr int kAskedBytes = 40'000;  // every kernel grants it

class ReceiveBufferTest : public testing::Test {
 protected:
  // A socket on 127.0.0.1 with a buffer of `asked` bytes; port 0 is a new one.
  void add(std::uint16_t port, int asked) {
    const int fd =
        sockets_.emplace_back(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
            .get();
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &asked, sizeof asked);
    endpoint_.port = port;
    const SocketAddress wanted = to_sockaddr(endpoint_);
    // NOLINTNEXTLINE(*-reinterpret-cast): the sockets interface wants it
    const auto* generic = reinterpret_cast<const sockaddr*>(&wanted.storage);
    ASSERT_EQ(::bind(fd, generic, wanted.length), 0);
    endpoint_.port = local_port(fd);
  }

  std::uint32_t said_by_socket(std::size_t index) {
    int bytes = 0;
    socklen_t length = sizeof bytes;
    EXPECT_EQ(::getsockopt(sockets_[index].get(), SOL_SOCKET, SO_RCVBUF, &bytes,
                           &length),
              0);
    return static_cast<std::uint32_t>(bytes);
  }

  std::vector<UniqueFd> sockets_;
  Endpoint endpoint_ = *parse_endpoint("127.0.0.1", 1);
};

TEST_F(ReceiveBufferTest, IsWhatTheSocketSays) {
  add(0, kAskedBytes);
  const std::uint32_t bytes = receive_buffer_bytes(endpoint_);
  if (bytes == 0) {
    GTEST_SKIP() << "this kernel does not say (no sock_diag for UDP)";
  }
  EXPECT_EQ(bytes, said_by_socket(0));
  EXPECT_GE(bytes, static_cast<std::uint32_t>(kAskedBytes));
}

TEST_F(ReceiveBufferTest, IsTheLeastOfThoseThatShareAPort) {
  add(0, kAskedBytes);
  if (receive_buffer_bytes(endpoint_) == 0) {
    GTEST_SKIP() << "this kernel does not say (no sock_diag for UDP)";
  }
  add(endpoint_.port, kAskedBytes / 2);
  add(endpoint_.port, kAskedBytes);
  EXPECT_LT(said_by_socket(1), said_by_socket(0));
  EXPECT_EQ(receive_buffer_bytes(endpoint_), said_by_socket(1));
}

TEST_F(ReceiveBufferTest, IsOfThisAddressOnly) {
  add(0, kAskedBytes);
  Endpoint other = *parse_endpoint("127.0.0.2", endpoint_.port);
  EXPECT_EQ(receive_buffer_bytes(other), 0U);
}

TEST_F(ReceiveBufferTest, NobodyThereHasNone) {
  add(0, kAskedBytes);
  sockets_.clear();
  EXPECT_EQ(receive_buffer_bytes(endpoint_), 0U);
}

}  // namespace
}  // namespace mxsweep::io
