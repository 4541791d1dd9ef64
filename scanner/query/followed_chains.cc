#include "scanner/query/followed_chains.h"

#include <algorithm>
#include <utility>

#include "io/base/check.h"

namespace mxsweep {

static_assert((kCnameChainMax + 1) * kNameOctetsMax <= 0xFFFF);

NameView FollowedChains::Chain::name(std::size_t which) const {
  const std::size_t begin = which == 0 ? 0 : ends[which - 1];
  return {octets.data() + begin, ends[which] - begin};
}

bool FollowedChains::Chain::has(NameView wanted) const {
  for (std::size_t which = 0; which < names(); ++which) {
    if (name(which) == wanted) {
      return true;
    }
  }
  return false;
}

void FollowedChains::Chain::add(NameView added) {
  octets.insert(octets.end(), added.data(), added.data() + added.size());
  ends.push_back(static_cast<std::uint16_t>(octets.size()));
}

void FollowedChains::Chain::clear() {
  octets.clear();
  ends.clear();
  stray_records = false;
  authentic_data = false;
}

NameView FollowedChains::follow(std::uint32_t query, NameView asked,
                                const Answer& answer) {
  MXSWEEP_CHECK(answer.unfinished && !answer.cname_chain.empty());
  const auto [entry, added] = chains_.try_emplace(query);
  Chain& chain = entry->second;
  if (added && !spare_.empty()) {
    chain = std::move(spare_.back());
    spare_.pop_back();
  }
  chain.stray_records = answer.stray_records;
  chain.authentic_data = answer.authentic_data;
  if (chain.names() == 0) {
    chain.add(asked);
  }
  // What it has of the answer's chain already are the first links of that.
  for (std::size_t link = chain.names() - 1; link < answer.cname_chain.size();
       ++link) {
    chain.add(answer.cname_chain[link].view());
  }
  return chain.name(chain.names() - 1);
}

void FollowedChains::drop(std::uint32_t query) {
  const auto found = chains_.find(query);
  if (found == chains_.end()) {
    return;
  }
  Chain& chain = found->second;
  if (spare_.size() < kSpareMax && chain.octets.capacity() <= kSpareOctetsMax) {
    chain.clear();
    spare_.push_back(std::move(chain));
  }
  chains_.erase(found);
}

void FollowedChains::complete(std::uint32_t query, Answer& answer) const {
  const Chain& before = chains_.at(query);
  const bool back = std::any_of(
      answer.cname_chain.begin(), answer.cname_chain.end(),
      [&before](const Name& each) { return before.has(each.view()); });
  std::vector<Name>& chain = answer.cname_chain;
  answer.stray_records = answer.stray_records || before.stray_records;
  answer.authentic_data = answer.authentic_data && before.authentic_data;
  const std::size_t links = before.names() - 1;
  chain.insert(chain.begin(), links, Name());
  for (std::size_t link = 0; link < links; ++link) {
    chain[link].assign(before.name(link + 1));
  }
  if (back || chain.size() > kCnameChainMax) {
    chain.resize(std::min(chain.size(), kCnameChainMax));
    answer.status = LookupStatus::kCnameLoop;
    answer.unfinished = false;
    answer.records.clear();
  }
}

}  // namespace mxsweep
