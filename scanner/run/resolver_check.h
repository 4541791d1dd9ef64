// The check of resolvers before a run: each is asked for the addresses of two
// names that nobody can have registered. One that finds something makes
// answers up, and a scan through it would find mail hosts where there are
// none; the run asks it again now and then (RewriteProbe). Each is also asked
// for AAAA of ipv4only.arpa, which has none: one that finds some makes AAAA of
// A records (DNS64; RFC 7050 section 3); and for the name servers of the root:
// one that says that there are none denies what exists, as a resolver does that
// is cut off, or a filter. One that never sets RA, and refers to another server
// or refuses, is an authoritative server. Once all have been
// asked, at the run's rate, it waits for at most a second, unless told
// otherwise, and does that twice; one thread, which must be the transport's
// only one.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/prng.h"
#include "io/base/result.h"
#include "io/base/time.h"
#include "io/net/transport.h"

#include "scanner/query/rewrite_probe.h"
#include "scanner/rr/pref64.h"
#include "scanner/run/scan.h"

namespace mxsweep {

enum class Fitness : std::uint8_t {
  kFit,  // or broken, which the run finds out
  kRewritesNxdomain,
  kDenies,       // says that the root, or its name servers, do not exist
  kNoRecursion,  // RA=0 always, and a referral or REFUSED at least once
  kSilent,       // no reply to any question
};

// That a resolver knows them shows that it can look something up.
struct LookedUpRoot {
  bool replied = false;
  bool known = false;
  std::string rcode{};
  std::uint16_t records = 0;  // in the answer
  io::Duration rtt{};
};

// What the check found out about one resolver.
struct CheckedResolver {
  Fitness fitness = Fitness::kSilent;
  std::vector<Pref64> pref64s{};  // with which it makes AAAA; mostly none
  // Of kNoRecursion: to which name server it refers; empty: it refuses.
  std::string refers_to{};
  // Of kRewritesNxdomain: the name that it found, and nobody has registered.
  std::string found{};
  // What came of the question for the name servers of the root.
  LookedUpRoot root{};
};

// What each resolver is asked.
inline constexpr std::size_t kCheckQuestions = kInventedEndings.size() + 2;

struct ResolverCheckOptions {
  io::Prng& prng;
  io::Instant now{};
  std::uint64_t rate_pps = 0;  // 0 = unlimited
  // Once true, it ends with what is known. Null: never.
  const std::atomic<bool>* stop = nullptr;
  // For each of two attempts.
  io::Duration wait = io::Duration::seconds(1);
};

// One result for each resolver, in order; they are the transport's peers.
[[nodiscard]] std::vector<CheckedResolver> check_resolvers(
    io::Transport& transport, const std::vector<io::Endpoint>& resolvers,
    const ResolverCheckOptions& options);

// Those that are not to be asked, by number; says so, and who is silent. When
// that is all of them: ErrorCode::kDistrust. Says also who makes AAAA.
[[nodiscard]] io::Result<std::vector<std::uint16_t>> unfit_among(
    const std::vector<CheckedResolver>& checked,
    const std::vector<io::Endpoint>& resolvers, ScanEvents& events);

// What the report says of it.
void note_check(const CheckedResolver& resolver, ResolverReport& out);

// Those of all resolvers, but for the well-known one.
[[nodiscard]] std::vector<Pref64> pref64s_among(
    const std::vector<CheckedResolver>& checked);

}  // namespace mxsweep
