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

#include "io/base/prefetch.h"

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
  // Many, so that there are many of each length: see sort_by_size().
  static constexpr std::size_t kJobsMax = 4096;

  void add(const Job& job) {
    Entry entry;
    entry.seq = job.seq;
    entry.rank = job.rank.value_or(0);
    entry.has_rank = job.rank.has_value();
    entry.at = static_cast<std::uint32_t>(octets_.size());
    entry.name_size = static_cast<std::uint8_t>(job.name.size());
    entry.input_size = static_cast<std::uint32_t>(job.input.size());
    entry.error_size = static_cast<std::uint32_t>(job.error.size());
    put(job.name.key());
    put(job.input);
    put(job.error);
    order_.push_back(static_cast<std::uint16_t>(entries_.size()));
    entries_.push_back(entry);
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  [[nodiscard]] bool full() const { return entries_.size() >= kJobsMax; }

  [[nodiscard]] Job job(std::size_t index) const {
    const Entry& entry = entries_[order_[index]];
    const char* octets = octets_.data() + entry.at;
    Job out;
    out.seq = entry.seq;
    if (entry.has_rank) {
      out.rank = entry.rank;
    }
    out.name = NameView(reinterpret_cast<const std::uint8_t*>(octets),
                        entry.name_size);
    octets += entry.name_size;
    out.input = {octets, entry.input_size};
    out.error = {octets + entry.input_size, entry.error_size};
    return out;
  }

  // Tells the processor which jobs come next: sorted, they lie all over the
  // batch.
  void prefetch(std::size_t index) const {
    constexpr std::size_t kEntriesAhead = 16;
    constexpr std::size_t kOctetsAhead = 8;
    if (index + kEntriesAhead < entries_.size()) {
      io::prefetch(&entries_[order_[index + kEntriesAhead]]);
      io::prefetch(octets_.data() + entries_[order_[index + kOctetsAhead]].at);
    }
  }

  // Puts names of equal length side by side, in the order they came: their
  // queries have equal sizes, which lets many leave in one send.
  void sort_by_size() {
    std::array<std::uint16_t, kNameOctetsMax + 2> places{};
    for (const Entry& entry : entries_) {
      ++places[entry.name_size + 1U];
    }
    std::partial_sum(places.begin(), places.end(), places.begin());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      order_[places[entries_[i].name_size]++] = static_cast<std::uint16_t>(i);
    }
  }

  void clear() {
    entries_.clear();
    order_.clear();
    octets_.clear();
    last = false;
  }

  bool last = false;  // no batch follows for this shard

 private:
  // Name, input and error stand one after the other in `octets_`.
  struct Entry {
    std::int64_t seq = 0;
    std::int64_t rank = 0;
    std::uint32_t at = 0;
    std::uint32_t input_size = 0;
    std::uint32_t error_size = 0;
    std::uint8_t name_size = 0;
    bool has_rank = false;
  };

  static_assert(kNameOctetsMax <= 255 && kJobsMax <= 65536);

  void put(std::string_view text) {
    if (!text.empty()) {
      octets_.insert(octets_.end(), text.begin(), text.end());
    }
  }

  std::vector<Entry> entries_;
  std::vector<std::uint16_t> order_;  // in which job() hands them out
  std::vector<char> octets_;
};

}  // namespace mxsweep
