#include "tests/support/network_pair.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "io/base/check.h"

namespace mxsweep::testing {
namespace {

constexpr const char* kOwnNetwork = "/proc/thread-self/ns/net";

io::UniqueFd own_network() {
  return io::UniqueFd(::open(kOwnNetwork, O_RDONLY | O_CLOEXEC));
}

// A thread of its own, for nobody else shall change places.
io::UniqueFd new_network(int& failure) {
  io::UniqueFd made;
  std::thread([&made, &failure] {
    if (::unshare(CLONE_NEWNET) != 0) {
      failure = errno;
    } else {
      made = own_network();
    }
  }).join();
  return made;
}

bool run_in(int network, const std::string& commands) {
  const InNetwork there(network);
  const std::string quiet = "{ " + commands + "; } >/dev/null 2>&1";
  return std::system(quiet.c_str()) == 0;
}

std::string addresses(const std::string& number) {
  return "ip address add 10.77.0." + number +
         "/24 dev veth0 && ip address add fd77::" + number +
         "/64 dev veth0 nodad";
}

}  // namespace

io::Endpoint PeerSite::address(std::uint8_t family) const {
  io::Endpoint endpoint = *io::parse_endpoint(family == 6 ? v6 : v4, 1);
  endpoint.port = 0;
  return endpoint;
}

InNetwork::InNetwork(int network) {
  if (network >= 0) {
    before_ = own_network();
    MXSWEEP_CHECK(::setns(network, CLONE_NEWNET) == 0);
  }
}

InNetwork::~InNetwork() {
  if (before_.valid()) {
    MXSWEEP_CHECK(::setns(before_.get(), CLONE_NEWNET) == 0);
  }
}

std::unique_ptr<NetworkPair> NetworkPair::make(std::string& why) {
  std::unique_ptr<NetworkPair> pair(new NetworkPair);
  int failure = 0;
  pair->near_ = new_network(failure);
  pair->far_ = new_network(failure);
  if (!pair->near_.valid() || !pair->far_.valid()) {
    why = "no network namespaces here: " + std::string(std::strerror(failure));
    return nullptr;
  }
  const std::string far_path = "/proc/" + std::to_string(::getpid()) + "/fd/" +
                               std::to_string(pair->far());
  const std::string up = " && ip link set lo up && ip link set veth0 up";
  const bool made =
      run_in(pair->near(),
             "ip link add veth0 type veth peer name veth0 netns " + far_path) &&
      run_in(pair->far(),
             addresses("2") + up +
                 " && echo 0 > /proc/sys/net/ipv4/icmp_ratemask"
                 " && echo 3-127 > /proc/sys/net/ipv6/icmp/ratemask") &&
      run_in(pair->near(),
             addresses("1") + " && " + addresses("3") + up +
                 " && ip route add default via 10.77.0.2 src 10.77.0.1"
                 " && ip -6 route add default via fd77::2 src fd77::1");
  if (!made) {
    why = "no virtual Ethernet here: `ip` is missing or refuses";
    return nullptr;
  }
  return pair;
}

}  // namespace mxsweep::testing
