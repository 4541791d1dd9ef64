// RunResolvers: whom a run asks: the resolvers that the plan names, checked
// before the run, or a private one that lives as long as this. Main thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/recursion/root_hints.h"
#include "scanner/run/private_resolver.h"
#include "scanner/run/resolver_check.h"
#include "scanner/run/run_transports.h"

namespace mxsweep {

class RunResolvers {
 public:
  RunResolvers(const ScanPlan& plan, const ScanControl& control)
      : plan_(plan), control_(control), concurrency_(plan.concurrency) {}

  // Starts the private one unless the plan names others, or asks the
  // authoritative servers; then these are the servers of the root. Where
  // nothing `is_asked`, nothing is started.
  [[nodiscard]] io::Status open(bool is_asked);

  // Those that make answers up are left out until they stop. Asks nothing of
  // the private one, nor where the plan wants no check.
  [[nodiscard]] io::Status check(RunTransports& transports, io::Prng& prng);

  // Asks them now for the name servers of the root: true when one of them knows
  // these, or cannot be asked. Takes up to two seconds.
  [[nodiscard]] bool look_up_root(RunTransports& transports, io::Prng& prng);

  [[nodiscard]] const std::vector<io::Endpoint>& endpoints() const {
    return endpoints_;
  }

  // Of the endpoints, the resolvers: those of the root are none, nor is what
  // stands there where nothing is asked.
  [[nodiscard]] std::size_t count() const;

  // Where an iteration begins; no servers where resolvers are asked.
  [[nodiscard]] const RootHints& hints() const { return hints_; }

  // Of the endpoints, those that the run begins without.
  [[nodiscard]] const std::vector<std::uint16_t>& unfit() const {
    return unfit_;
  }

  [[nodiscard]] std::vector<Pref64> pref64s() const {
    return pref64s_among(checked_);
  }

  // Queries in flight: the plan's, or what the private one has room for.
  [[nodiscard]] std::uint32_t concurrency() const { return concurrency_; }

  // "the resolver 192.0.2.1:53 has not": the beginning of silence_error().
  [[nodiscard]] std::string nobody() const;

  // Starts the private one again when it has ended, a few times and after
  // growing pauses, and says so. What it had in work is asked again by the
  // engines, which take it for a resolver that was silent. An error when that
  // is of no use: every name left would become a network error.
  [[nodiscard]] io::Status keep_alive(io::Instant now);

  // How often it was started again.
  [[nodiscard]] std::uint32_t restarts() const { return restarts_; }

  // Its name, and what the check found.
  [[nodiscard]] ResolverReport report(std::uint16_t resolver) const;

 private:
  [[nodiscard]] io::Status open_hints();
  [[nodiscard]] io::Result<std::vector<CheckedResolver>> ask_all(
      RunTransports& transports, io::Prng& prng);

  const ScanPlan& plan_;
  const ScanControl& control_;
  std::unique_ptr<PrivateResolver> private_;
  std::uint32_t restarts_ = 0;
  io::Instant next_restart_{};
  std::uint32_t concurrency_;
  RootHints hints_;
  std::vector<io::Endpoint> endpoints_;
  std::vector<CheckedResolver> checked_;  // of these; empty: no check
  std::vector<std::uint16_t> unfit_;      // of these
};

}  // namespace mxsweep
