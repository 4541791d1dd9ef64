// Jobs: names on their way from the reader thread to a shard, in batches that
// go round between the two. A JobBatch owns its octets; it is filled by the
// reader and read by the shard, never both at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/dns/name.h"

namespace mxsweep {

// Views are into the batch.
struct Job {
  std::int64_t seq = 0;  // number of the input record, from 0
  std::optional<std::int64_t> rank;
  NameView name;           // empty: never asked, see `error`
  std::string_view input;  // as given, when it differs from the name's text
  std::string_view error;  // why it is not asked
};

class JobBatch {
 public:
  static constexpr std::size_t kJobsMax = 1024;

  void add(const Job& job) {
    Entry entry;
    entry.seq = job.seq;
    entry.rank = job.rank;
    entry.name = put(job.name.key());
    entry.input = put(job.input);
    entry.error = put(job.error);
    entries_.push_back(entry);
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  [[nodiscard]] bool full() const { return entries_.size() >= kJobsMax; }

  [[nodiscard]] Job job(std::size_t index) const {
    const Entry& entry = entries_[index];
    const std::string_view name = get(entry.name);
    Job out;
    out.seq = entry.seq;
    out.rank = entry.rank;
    out.name = NameView(reinterpret_cast<const std::uint8_t*>(name.data()),
                        name.size());
    out.input = get(entry.input);
    out.error = get(entry.error);
    return out;
  }

  // Puts names of equal length side by side, in the order they came: their
  // queries have equal sizes, which lets many leave in one send.
  void sort_by_size() {
    std::array<std::uint32_t, kNameOctetsMax + 2> places{};
    for (const Entry& entry : entries_) {
      ++places[entry.name.size + 1];
    }
    std::partial_sum(places.begin(), places.end(), places.begin());
    sorted_.resize(entries_.size());
    for (const Entry& entry : entries_) {
      sorted_[places[entry.name.size]++] = entry;
    }
    entries_.swap(sorted_);
  }

  void clear() {
    entries_.clear();
    octets_.clear();
    last = false;
  }

  bool last = false;  // no batch follows for this shard

 private:
  struct Span {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };

  struct Entry {
    std::int64_t seq = 0;
    std::optional<std::int64_t> rank;
    Span name;
    Span input;
    Span error;
  };

  Span put(std::string_view text) {
    if (text.empty()) {
      return {};
    }
    const Span span{static_cast<std::uint32_t>(octets_.size()),
                    static_cast<std::uint32_t>(text.size())};
    octets_.insert(octets_.end(), text.begin(), text.end());
    return span;
  }

  [[nodiscard]] std::string_view get(Span span) const {
    return {octets_.data() + span.at, span.size};
  }

  std::vector<Entry> entries_;
  std::vector<Entry> sorted_;  // where sort_by_size() works
  std::vector<char> octets_;
};

}  // namespace mxsweep
