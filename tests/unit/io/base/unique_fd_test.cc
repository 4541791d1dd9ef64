// UniqueFd: closed exactly once.

#include "io/base/unique_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <utility>

namespace mxsweep::io {
namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

int open_null() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

TEST(UniqueFd, EmptyByDefault) {
  const UniqueFd fd;
  EXPECT_FALSE(fd.valid());
  EXPECT_EQ(fd.get(), -1);
}

TEST(UniqueFd, ClosesAtTheEnd) {
  int raw = -1;
  {
    const UniqueFd fd(open_null());
    raw = fd.get();
    EXPECT_TRUE(is_open(raw));
  }
  EXPECT_FALSE(is_open(raw));
}

TEST(UniqueFd, MovesWithoutClosing) {
  UniqueFd a(open_null());
  const int raw = a.get();
  UniqueFd b(std::move(a));
  // NOLINTNEXTLINE(bugprone-use-after-move): what a moved one holds is tested
  EXPECT_EQ(a.get(), -1);
  UniqueFd c(open_null());
  const int other = c.get();
  c = std::move(b);
  EXPECT_EQ(c.get(), raw);
  EXPECT_TRUE(is_open(raw));
  EXPECT_FALSE(is_open(other));
  c.reset();
  EXPECT_FALSE(is_open(raw));
}

}  // namespace
}  // namespace mxsweep::io
