#include "scanner/mail/policy_asker.h"

#include "io/base/check.h"

namespace mxsweep {
namespace {

// What a lookup may keep for its next name.
constexpr std::size_t kKeptText = 512;

// The number of a question about a lookup's own name.
std::uint32_t number_of(std::uint32_t index, Policy policy) {
  return index * static_cast<std::uint32_t>(kPolicyCount) +
         static_cast<std::uint32_t>(policy);
}

// Whether an answer says that the name is there, and who says so is no filter.
bool exists(const Lookup& lookup) {
  const LookupStatus status = lookup.reply.status;
  return (status == LookupStatus::kNoError ||
          status == LookupStatus::kNoData) &&
         !lookup.findings.has(Finding::kResolverFiltered);
}

// Those that HostResolver does not ask for.
PolicySet of_names(PolicySet wanted) {
  PolicySet names;
  for (const PolicyKind& kind : policy_kinds()) {
    if (wanted.has(kind.policy) && kind.policy != Policy::kTlsa) {
      names.add(kind.policy);
    }
  }
  return names;
}

void read_end(const PolicyKind& kind, const Answer* answer, PolicyReport& out) {
  if (answer == nullptr) {
    set_unknown(out);
  } else {
    read_policy(kind, *answer, out);
  }
}

}  // namespace

PolicyAsker::PolicyAsker(PolicySet wanted, const Blocklist* blocklist)
    : wanted_(of_names(wanted)), blocklist_(blocklist), parents_(kParentsMax) {}

bool PolicyAsker::is_asked(const PolicyKind& kind, const Lookup& lookup) const {
  return wanted_.has(kind.policy) &&
         !(kind.of_receivers && lookup.findings.has(Finding::kNullMx));
}

bool PolicyAsker::is_blocked(NameView name) const {
  return blocklist_ != nullptr && !blocklist_->find(name).empty();
}

std::uint32_t PolicyAsker::begin(std::uint32_t index, Lookup& lookup) {
  if (!exists(lookup)) {
    return 0;
  }
  while (policies_.size() <= index) {
    policies_.emplace_back();
    domains_.emplace_back();
  }
  LookupPolicies& policies = policies_[index];
  policies.asked = {};
  policies.dmarc_domain = {};
  policies.walk = {};
  policies.names.clear();
  for (PolicyReport& report : policies.reports) {
    if (report.record.capacity() > kKeptText) {
      report.record = {};
    }
  }
  domains_[index] = lookup.name();
  lookup.policies = &policies;
  return queue_questions(index, lookup, policies);
}

std::uint32_t PolicyAsker::queue_questions(std::uint32_t index,
                                           const Lookup& lookup,
                                           LookupPolicies& policies) {
  // All names have their place before one of them is asked.
  std::array<std::size_t, kPolicyCount + 1> ends{};
  for (const PolicyKind& kind : policy_kinds()) {
    const auto at = static_cast<std::size_t>(kind.policy);
    if (is_asked(kind, lookup) &&
        !append_policy_name(kind, lookup.name(), policies.names)) {
      policies.asked.add(kind.policy);
      set_absent(policies.of(kind.policy));
    }
    ends[at + 1] = policies.names.size();
  }
  std::uint32_t open = 0;
  for (const PolicyKind& kind : policy_kinds()) {
    const auto at = static_cast<std::size_t>(kind.policy);
    const NameView name = {policies.names.data() + ends[at],
                           ends[at + 1] - ends[at]};
    if (name.empty() || is_blocked(name)) {
      continue;
    }
    policies.asked.add(kind.policy);
    policies.name_of[at] = name;
    queue_.push_back({false, number_of(index, kind.policy)});
    ++open;
  }
  return open;
}

PolicyAsker::Question PolicyAsker::next_question() {
  MXSWEEP_DCHECK(has_questions());
  const Queued queued = queue_[next_++];
  if (next_ == queue_.size()) {
    queue_.clear();
    next_ = 0;
  } else if (next_ > queue_.size() / 2) {
    queue_.erase(queue_.begin(),
                 queue_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }
  if (queued.of_parent) {
    return {parents_.entry(queued.number).asked(), kind_of(Policy::kDmarc).type,
            true, queued.number};
  }
  const std::size_t policy = queued.number % kPolicyCount;
  return {policies_[queued.number / kPolicyCount].name_of[policy],
          policy_kinds()[policy].type, false, queued.number};
}

void PolicyAsker::take_answer(bool of_parent, std::uint32_t number,
                              const Answer* answer) {
  if (of_parent) {
    take_of_parent(number, answer);
  } else {
    take_own(number, answer);
  }
}

void PolicyAsker::take_own(std::uint32_t number, const Answer* answer) {
  const auto index = static_cast<std::uint32_t>(number / kPolicyCount);
  const PolicyKind& kind = policy_kinds()[number % kPolicyCount];
  read_end(kind, answer, policies_[index].of(kind.policy));
  if (kind.policy == Policy::kDmarc) {
    take_own_dmarc(index);
  } else {
    ready_.push_back(index);
  }
}

// Several records are as good as none (RFC 9989 section 4.10).
void PolicyAsker::take_own_dmarc(std::uint32_t index) {
  LookupPolicies& policies = policies_[index];
  const PolicyStatus status = policies.of(Policy::kDmarc).status;
  if (status == PolicyStatus::kAbsent || status == PolicyStatus::kMultiple) {
    policies.walk = DmarcWalk(domains_[index]);
  } else if (status != PolicyStatus::kUnknown) {
    policies.dmarc_domain = domains_[index];
  }
  walk_on(index);
}

// As far as records are known; the lookup waits for the next one.
void PolicyAsker::walk_on(std::uint32_t index) {
  LookupPolicies& policies = policies_[index];
  while (!policies.walk.target().empty()) {
    const PolicyReport* report =
        report_of_parent(index, policies.walk.target());
    if (report == nullptr) {
      return;
    }
    take_step(*report, policies);
  }
  ready_.push_back(index);
}

// Null when it has to be waited for.
const PolicyReport* PolicyAsker::report_of_parent(std::uint32_t index,
                                                  NameView parent) {
  octets_.clear();
  if (!append_policy_name(kind_of(Policy::kDmarc), parent, octets_)) {
    set_absent(unasked_);
    return &unasked_;
  }
  const NameView asked = {octets_.data(), octets_.size()};
  if (is_blocked(asked)) {
    set_unknown(unasked_);
    return &unasked_;
  }
  const DmarcParents::Found found = parents_.find_or_create(asked, now_);
  DmarcParents::Entry& entry = parents_.entry(found.index);
  if (entry.settled) {
    return &entry.report;
  }
  if (found.created) {
    queue_.push_back({true, found.index});
  }
  entry.waiters.push_back(index);
  return nullptr;
}

void PolicyAsker::take_step(const PolicyReport& report,
                            LookupPolicies& policies) {
  if (policies.walk.take(report)) {
    policies.of(Policy::kDmarc) = report;
    policies.dmarc_domain = policies.walk.found();
  } else if (report.status == PolicyStatus::kUnknown) {
    set_unknown(policies.of(Policy::kDmarc));
    policies.dmarc_domain = {};
  }
}

void PolicyAsker::take_of_parent(std::uint32_t number, const Answer* answer) {
  DmarcParents::Entry& entry = parents_.entry(number);
  read_end(kind_of(Policy::kDmarc), answer, entry.report);
  entry.settled = true;
  entry.settled_at = now_;
  waiters_.swap(entry.waiters);
  for (const std::uint32_t index : waiters_) {
    take_step(entry.report, policies_[index]);
  }
  for (const std::uint32_t index : waiters_) {
    walk_on(index);
  }
  waiters_.clear();
}

std::optional<std::uint32_t> PolicyAsker::next_ready() {
  if (ready_.empty()) {
    return std::nullopt;
  }
  const std::uint32_t index = ready_.back();
  ready_.pop_back();
  return index;
}

}  // namespace mxsweep
