// PolicyAsker: the questions about mail policies in one shard (docs/results.md,
// "Mail policies"). The shard begins them when the MX answer of a lookup is
// there, launches them (next_question), reports how they ended (take_answer),
// and learns which lookups have one less to wait for (next_ready). TLSA records
// are asked for with the hosts that they are about (HostResolver). Without any
// policy wanted, nothing is ever called but wants_any(). Owned by one shard.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "scanner/mail/dmarc_parents.h"
#include "scanner/mail/lookup.h"
#include "scanner/mail/lookup_policies.h"
#include "scanner/policy/policies.h"
#include "scanner/rr/blocklist.h"

namespace mxsweep {

class PolicyAsker {
 public:
  // Names on the blocklist are not asked; null: there is none.
  PolicyAsker(PolicySet wanted, const Blocklist* blocklist);

  [[nodiscard]] bool wants_any() const { return !wanted_.empty(); }

  // The time that all further calls use.
  void set_time(io::Instant now) { now_ = now; }

  // Gives the lookup its policies and says how many questions it waits for.
  // None are asked about a name that does not exist, or of which the MX
  // question failed. The lookup stays as it is until all have ended.
  [[nodiscard]] std::uint32_t begin(std::uint32_t index, Lookup& lookup);

  struct Question {
    NameView name;  // stays where it is until take_answer()
    std::uint16_t type = 0;
    bool of_parent = false;
    std::uint32_t number = 0;  // for take_answer()
  };

  [[nodiscard]] bool has_questions() const { return next_ < queue_.size(); }

  // REQUIRES: has_questions()
  [[nodiscard]] Question next_question();

  // How a question ended; `answer` is null after a failure.
  void take_answer(bool of_parent, std::uint32_t number, const Answer* answer);

  // A lookup one of whose questions is over.
  [[nodiscard]] std::optional<std::uint32_t> next_ready();

 private:
  struct Queued {
    bool of_parent = false;
    std::uint32_t number = 0;
  };

  // So many names above others are remembered.
  static constexpr std::size_t kParentsMax = 8192;

  [[nodiscard]] bool is_asked(const PolicyKind& kind,
                              const Lookup& lookup) const;
  [[nodiscard]] bool is_blocked(NameView name) const;
  [[nodiscard]] std::uint32_t queue_questions(std::uint32_t index,
                                              const Lookup& lookup,
                                              LookupPolicies& policies);
  void take_own(std::uint32_t number, const Answer* answer);
  void take_of_parent(std::uint32_t number, const Answer* answer);
  void take_own_dmarc(std::uint32_t index);
  void walk_on(std::uint32_t index);
  [[nodiscard]] const PolicyReport* report_of_parent(std::uint32_t index,
                                                     NameView parent);
  static void take_step(const PolicyReport& report, LookupPolicies& policies);

  const PolicySet wanted_;
  const Blocklist* const blocklist_;
  io::Instant now_{};
  std::deque<LookupPolicies> policies_;  // by lookup; never moves
  std::vector<NameView> domains_;        // by lookup: the name itself
  DmarcParents parents_;
  std::vector<Queued> queue_;
  std::size_t next_ = 0;  // in the queue
  std::vector<std::uint32_t> ready_;
  std::vector<std::uint32_t> waiters_;  // scratch
  std::vector<std::uint8_t> octets_;    // scratch
  PolicyReport unasked_;                // of a parent that cannot be asked
};

}  // namespace mxsweep
