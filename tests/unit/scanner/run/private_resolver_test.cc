// The private resolver: its configuration text, that unbound accepts it, and
// that it runs exactly as long as its object. Where unbound is not installed
// the latter two are skipped.
#include "scanner/run/private_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "io/base/clock.h"
#include "io/base/unique_fd.h"
#include "io/net/receive_buffer.h"
#include "io/proc/free_port.h"

namespace mxsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string config(const PrivateResolverOptions& options = {}) {
  return private_resolver_config(options, 5399);
}

std::uint64_t number_of(const std::string& text, const std::string& key) {
  const std::size_t at = text.find("  " + key + ": ");
  EXPECT_NE(at, std::string::npos) << key;
  return at == std::string::npos
             ? 0
             : std::stoull(text.substr(at + key.size() + 4));
}

TEST(PrivateResolverConfigTest, ListensOnLoopbackOnly) {
  const std::string text = config();
  EXPECT_THAT(text, HasSubstr("  interface: 127.0.0.1\n"));
  EXPECT_THAT(text, HasSubstr("  port: 5399\n"));
  EXPECT_THAT(text, HasSubstr("  access-control: 127.0.0.0/8 allow\n"));
  EXPECT_THAT(text, HasSubstr("  control-enable: no\n"));
  EXPECT_THAT(text, Not(HasSubstr("0.0.0.0")));
}

TEST(PrivateResolverConfigTest, WritesNoFile) {
  const std::string text = config();
  EXPECT_THAT(text, HasSubstr("  directory: \"\"\n"));
  EXPECT_THAT(text, HasSubstr("  pidfile: \"\"\n"));
  EXPECT_THAT(text, HasSubstr("  do-daemonize: no\n"));
}

TEST(PrivateResolverConfigTest, SlowAnswersAreWaitedForAndEdeIsAsked) {
  const std::string text = config();
  EXPECT_THAT(text, HasSubstr("  discard-timeout: 0\n"));
  EXPECT_THAT(text, HasSubstr("  wait-limit: 0\n"));
  EXPECT_THAT(text, HasSubstr("  ede: yes\n"));                // E1
  EXPECT_THAT(text, HasSubstr("  edns-buffer-size: 1232\n"));  // T1
}

TEST(PrivateResolverConfigTest, AsksOthersNoMoreThanItMust) {
  const std::string text = config();
  EXPECT_THAT(text, HasSubstr("  target-fetch-policy: \"0 0 0 0 0\"\n"));
  EXPECT_THAT(text, HasSubstr("  prefetch: no\n"));
  EXPECT_THAT(text, HasSubstr("  qname-minimisation: yes\n"));
}

// It drops questions that it has no place for, and one thread may get all.
TEST(PrivateResolverConfigTest, EachThreadHasRoomForTwiceWhatIsInFlight) {
  for (const std::uint32_t concurrency :
       {1U, 1000U, 10'000U, kPrivateCapacityMax}) {
    PrivateResolverOptions options;
    options.concurrency = concurrency;
    const std::string text = config(options);
    const std::uint64_t queries = number_of(text, "num-queries-per-thread");
    EXPECT_GE(queries, 2 * concurrency);
    EXPECT_GE(number_of(text, "outgoing-range"), queries);
    EXPECT_GE(number_of(text, "so-rcvbuf"), std::uint64_t{concurrency} * 1280);
  }
}

TEST(PrivateResolverConfigTest, RoomHasABound) {
  PrivateResolverOptions options;
  options.concurrency = kPrivateCapacityMax;
  const std::string most = config(options);
  options.concurrency = 1'000'000;
  EXPECT_EQ(config(options), most);
}

TEST(PrivateResolverConfigTest, TablesAreAPowerOfTwoOfAtLeastTheThreads) {
  const std::string text = config();
  const std::uint64_t slabs = number_of(text, "rrset-cache-slabs");
  EXPECT_EQ(slabs & (slabs - 1), 0U);
  EXPECT_GE(slabs, number_of(text, "num-threads"));
}

TEST(PrivateResolverCapacityTest, IsTheConcurrencyWhereTheBufferHoldsIt) {
  EXPECT_EQ(private_resolver_capacity(1000, 33'554'432), 1000U);
  EXPECT_EQ(private_resolver_capacity(1000, 1000 * 1280), 1000U);
  EXPECT_EQ(private_resolver_capacity(1, 33'554'432), 1U);
}

// 2 * 212,992 is what Linux grants to somebody without privileges.
TEST(PrivateResolverCapacityTest, IsWhatTheBufferHoldsWhereThatIsLess) {
  EXPECT_EQ(private_resolver_capacity(10'000, 425'984), 332U);
  EXPECT_EQ(private_resolver_capacity(1'000, 425'984), 332U);
  EXPECT_EQ(private_resolver_capacity(100, 425'984), 100U);
  EXPECT_EQ(private_resolver_capacity(1000, 2304), 1U);  // Linux' least
}

TEST(PrivateResolverCapacityTest, ABufferThatIsNotKnownIsTakenForLinuxLeast) {
  EXPECT_EQ(private_resolver_capacity(1'000, 0), 332U);
}

TEST(PrivateResolverCapacityTest, HasABound) {
  EXPECT_EQ(private_resolver_capacity(1'000'000, 1'000'000'000),
            kPrivateCapacityMax);
}

TEST(PrivateResolverConfigTest, SpecialNamesOnlyOnDemand) {
  EXPECT_THAT(config(), Not(HasSubstr("local-zone")));
  PrivateResolverOptions options;
  options.allow_special = true;
  EXPECT_THAT(config(options),
              HasSubstr("  local-zone: \"test.\" nodefault\n"));
}

TEST(PrivateResolverConfigTest, ExtraLinesAreIncludedInsideTheServerClause) {
  PrivateResolverOptions options;
  options.extra_config = "  cache-min-ttl: 7";  // without a line end
  const std::string text = config(options);
  const std::size_t extra = text.find("  cache-min-ttl: 7\n");
  ASSERT_NE(extra, std::string::npos);
  EXPECT_LT(text.find("server:\n"), extra);
  EXPECT_LT(extra, text.find("\nremote-control:\n"));
  EXPECT_THAT(config(), Not(HasSubstr("cache-min-ttl")));
}

// Only where the buffer is the reason does it help to enlarge it.
TEST(PrivateResolverCapacityTest, NoteNamesBothNumbersAndTheSetting) {
  EXPECT_EQ(capacity_note(332, 332), "");
  EXPECT_THAT(capacity_note(10'000, 332),
              AllOf(HasSubstr("at most 332 queries in flight, not 10000"),
                    HasSubstr("net.core.rmem_max")));
  EXPECT_THAT(capacity_note(1'000'000, kPrivateCapacityMax),
              AllOf(HasSubstr("at most 16384 queries in flight"),
                    Not(HasSubstr("net.core.rmem_max"))));
}

// Exit status, and what it printed.
std::pair<int, std::string> run_checkconf(const std::string& program,
                                          const std::string& folder) {
  const std::string log = folder + "/log";
  const std::string command =
      program + " " + folder + "/unbound.conf > " + log + " 2>&1";
  // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): a fixed text, one
  // thread
  const int status = std::system(command.c_str());
  std::ifstream in(log);
  std::ostringstream out;
  out << in.rdbuf();
  return {status, out.str()};
}

TEST(PrivateResolverProgramTest, UnboundAcceptsTheConfiguration) {
  const auto program = io::find_program("unbound-checkconf");
  if (!program.has_value()) {
    GTEST_SKIP() << "unbound-checkconf is not installed";
  }
  std::string path = ::testing::TempDir() + "private_resolver_XXXXXX";
  ASSERT_NE(::mkdtemp(path.data()), nullptr);
  PrivateResolverOptions options;
  options.allow_special = true;
  options.concurrency = 50'000;
  options.extra_config = "  cache-max-ttl: 3600\n";
  std::ofstream(path + "/unbound.conf")
      << private_resolver_config(options, 5399);
  const auto [status, output] = run_checkconf(*program, path);
  std::filesystem::remove_all(path);
  if (output.find("discard-timeout") != std::string::npos) {
    GTEST_SKIP() << "this unbound is too old for: " << output;
  }
  EXPECT_EQ(status, 0) << output;
}

// Sends a question for localhost and waits a while for any reply.
bool answers(const io::Endpoint& endpoint) {
  const io::UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const io::SocketAddress address = io::to_sockaddr(endpoint);
  // NOLINTNEXTLINE(*-reinterpret-cast): the sockets interface wants it
  const auto* generic = reinterpret_cast<const sockaddr*>(&address.storage);
  if (::connect(fd.get(), generic, address.length) != 0) {
    return false;
  }
  const timeval limit{2, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  constexpr std::array<unsigned char, 27> kQuestion = {
      0x12, 0x34, 1,   0,   0,   1,   0,   0,   0, 0, 0, 0, 9, 'l',
      'o',  'c',  'a', 'l', 'h', 'o', 's', 't', 0, 0, 1, 0, 1};
  static_cast<void>(::send(fd.get(), kQuestion.data(), kQuestion.size(), 0));
  std::array<unsigned char, 512> reply{};
  const ssize_t size = ::recv(fd.get(), reply.data(), reply.size(), 0);
  return size >= 12 && reply[0] == 0x12 && reply[1] == 0x34 &&
         (reply[2] & 0x80U) != 0;
}

TEST(PrivateResolverProgramTest, AnswersWhileItsObjectLivesAndNotAfter) {
  if (!io::find_program("unbound").has_value()) {
    GTEST_SKIP() << "unbound is not installed";
  }
  const io::SteadyClock clock;
  auto started = PrivateResolver::start({}, clock);
  ASSERT_TRUE(started.ok()) << started.error().what;
  const io::Endpoint endpoint = started.value()->endpoint();
  EXPECT_EQ(endpoint.address[0], 127);
  EXPECT_TRUE(answers(endpoint));
  EXPECT_EQ(started.value()->capacity(),
            private_resolver_capacity(PrivateResolverOptions{}.concurrency,
                                      io::receive_buffer_bytes(endpoint)));
  started = io::Error{};
  EXPECT_FALSE(answers(endpoint));
}

TEST(PrivateResolverProgramTest, TwoOfThemDoNotMeet) {
  if (!io::find_program("unbound").has_value()) {
    GTEST_SKIP() << "unbound is not installed";
  }
  const io::SteadyClock clock;
  auto first = PrivateResolver::start({}, clock);
  auto second = PrivateResolver::start({}, clock);
  ASSERT_TRUE(first.ok()) << first.error().what;
  ASSERT_TRUE(second.ok()) << second.error().what;
  EXPECT_NE(first.value()->endpoint().port, second.value()->endpoint().port);
  first = io::Error{};
  EXPECT_TRUE(answers(second.value()->endpoint()));
}

TEST(PrivateResolverProgramTest, BrokenExtraLinesAreReportedWithTheirReason) {
  if (!io::find_program("unbound").has_value()) {
    GTEST_SKIP() << "unbound is not installed";
  }
  PrivateResolverOptions options;
  options.extra_config = "  verbosity: 0\n  no-such-option: 1\n";
  options.extra_config_path = "mine.conf";
  const io::SteadyClock clock;
  const auto started = PrivateResolver::start(options, clock);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, io::ErrorCode::kUsage);
  EXPECT_THAT(started.error().what,
              HasSubstr("--resolver-config mine.conf, line 2: unknown keyword "
                        "'no-such-option'"));
}

}  // namespace
}  // namespace mxsweep
