// What the root says of its own name servers (RFC 9609). The hints are of some
// day, and lead to whoever has their addresses by now; they do until it is
// known, and where nothing of use is heard. Nobody waits for it.
#include <algorithm>

#include "scanner/recursion/recursor.h"

namespace mxsweep {
namespace {

constexpr io::Duration kAskAgain = io::Duration::seconds(60);

}  // namespace

void Recursor::prime() {
  prime_at_ = now_ + kAskAgain;
  if (has_free()) {
    walks_[take_walk(root_.view(), kTypeNs)].primes = true;
  }
}

// One server is asked, once.
void Recursor::take_priming(std::uint32_t index, const Completion& done) {
  const bool told =
      done.message != nullptr && read_root_servers(*done.message, referral_);
  note_end(index, done, told ? ServerEnd::kUseful : end_without_use(done));
  if (told) {
    learn_root();
  }
  leave_priming(index);
}

void Recursor::leave_priming(std::uint32_t index) {
  leave_cut(walks_[index]);
  free(index);
}

// As the child's own servers rank above those of its parent (R11), the root's
// own rank above the hints, which stay for when none of these is of use.
void Recursor::learn_root() {
  cache_.cut(DelegationCache::kRoot).own = 0;
  std::uint32_t ttl_s = referral_.ttl_s;
  for (std::size_t i = 0; i < referral_.count; ++i) {
    const Referral::Server& server = referral_.servers[i];
    const std::uint32_t host =
        cache_.add_own(DelegationCache::kRoot, server.name);
    if (host == DelegationCache::kNone) {
      continue;
    }
    set_root_addresses(host, server);
    if (server.glue_count != 0) {
      ttl_s = std::min(ttl_s, server.glue_ttl_s);
    }
  }
  prime_at_ = now_ + ttl_within(ttl_s);
}

// For the whole run, as nobody else could be asked for them. A reply may hold
// fewer addresses than there are: those of a family that it has none of stay.
void Recursor::set_root_addresses(std::uint32_t index,
                                  const Referral::Server& server) {
  Addresses addresses;
  addresses.of = server.name.view();
  std::array<bool, 2> told{};  // of IPv4, of IPv6
  for (std::size_t i = 0; i < server.glue_count; ++i) {
    const Referral::Glue& glue = server.glue[i];
    told[glue.family == 4 ? 0 : 1] = true;
    add_address(glue.bytes.data(), glue.family, addresses);
  }
  const DelegationCache::Host& host = cache_.host(index);
  const std::size_t before = host.expires > now_ ? host.count : 0;
  for (std::size_t i = 0; i < before; ++i) {
    const io::Endpoint& endpoint = host.addresses[i].endpoint;
    if (!told[endpoint.family == 4 ? 0 : 1]) {
      add_address(endpoint.address.data(), endpoint.family, addresses);
    }
  }
  if (addresses.count != 0) {
    cache_.set_addresses(index, std::span(addresses.all).first(addresses.count),
                         io::Instant::never());
  }
}

}  // namespace mxsweep
