// Jobs: names on their way from the reader thread to a shard, in batches that
// go round between the two. A JobBatch owns its octets; it is filled by the
// reader and read by the shard, never both at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "io/base/check.h"
#include "io/base/prefetch.h"

#include "scanner/dns/name.h"

namespace mxsweep {

// Views are into the batch.
struct Job {
  [[nodiscard]] bool has_more() const {
    return rank.has_value() || !input.empty() || !error.empty() ||
           !passed.empty();
  }

  std::int64_t seq = 0;  // number of the input record, from 0
  std::optional<std::int64_t> rank;
  NameView name;  // empty: never asked, see `error`
  LabelClass label_class =
      LabelClass::kOther;    // of the name; kOther promises nothing
  std::string_view input;    // as given, when it differs from the name's text
  std::string_view error;    // why it is not asked
  std::string_view passed;   // io::packed_text
  bool blocklisted = false;  // not asked by the user's wish; `name` is there
};

// Jobs as octets, one behind the other; job() finds one again by the place that
// add() returned. Grows, never shrinks.
class JobOctets {
 public:
  // REQUIRES: seq < 2^48; input, error and passed shorter than 64 KiB
  std::size_t add(const Job& job) {
    const std::size_t at = used_;
    const std::uint64_t head =
        static_cast<std::uint64_t>(job.seq) << 16U |
        (job.blocklisted ? kBlocklisted : 0U) |
        static_cast<std::uint64_t>(job.label_class) << 9U |
        (job.has_more() ? kHasMore : 0U) | job.name.size();
    put(&head, sizeof(head));
    put(job.name.data(), job.name.size());
    if (job.has_more()) {
      put_more(job);
    }
    return at;
  }

  [[nodiscard]] Job job(std::size_t place) const { return read(at(place)); }

  [[nodiscard]] const char* at(std::size_t place) const {
    return octets_.data() + place;
  }

  [[nodiscard]] std::size_t name_size(std::size_t place) const {
    return get<std::uint64_t>(at(place)) & kSizeMask;
  }

  // What add() wrote, so far.
  [[nodiscard]] std::string_view octets() const {
    return {octets_.data(), used_};
  }

  void clear() { used_ = 0; }

  // The job that begins at `from`; where it ends, when `end` is not null.
  [[nodiscard]] static Job read(const char* from, const char** end = nullptr) {
    const auto head = get<std::uint64_t>(from);
    from += sizeof(head);
    Job out;
    out.seq = static_cast<std::int64_t>(head >> 16U);
    out.blocklisted = (head & kBlocklisted) != 0;
    out.label_class = static_cast<LabelClass>(head >> 9U & kClassMask);
    out.name =
        NameView(reinterpret_cast<const std::uint8_t*>(from), head & kSizeMask);
    from += out.name.size();
    if ((head & kHasMore) != 0) {
      from = get_more(from, out);
    }
    if (end != nullptr) {
      *end = from;
    }
    return out;
  }

 private:
  // A job begins with its number, what is known of its name, kHasMore and the
  // size of its name in one word; the name follows, and seldom what else there
  // is.
  static constexpr std::uint64_t kBlocklisted = 0x800;
  static constexpr std::uint64_t kHasMore = 0x100;
  static constexpr std::uint64_t kSizeMask = 0xFF;
  static constexpr std::uint64_t kClassMask = 0x3;

  struct More {
    std::int64_t rank = 0;
    std::uint16_t input_size = 0;
    std::uint16_t error_size = 0;
    std::uint16_t passed_size = 0;
    bool has_rank = false;
  };

  static_assert(kNameOctetsMax <= kSizeMask);

  template <class T>
  [[nodiscard]] static T get(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof(value));
    return value;
  }

  void put(const void* from, std::size_t size) {
    if (size == 0) {
      return;
    }
    if (octets_.size() - used_ < size) {
      octets_.resize(2 * octets_.size() + size);
    }
    std::memcpy(octets_.data() + used_, from, size);
    used_ += size;
  }

  void put_more(const Job& job) {
    More more;
    more.rank = job.rank.value_or(0);
    more.has_rank = job.rank.has_value();
    more.input_size = static_cast<std::uint16_t>(job.input.size());
    more.error_size = static_cast<std::uint16_t>(job.error.size());
    more.passed_size = static_cast<std::uint16_t>(job.passed.size());
    put(&more, sizeof(more));
    put(job.input.data(), job.input.size());
    put(job.error.data(), job.error.size());
    put(job.passed.data(), job.passed.size());
  }

  static const char* get_more(const char* from, Job& out) {
    const auto more = get<More>(from);
    if (more.has_rank) {
      out.rank = more.rank;
    }
    out.input = {from + sizeof(more), more.input_size};
    out.error = {out.input.data() + more.input_size, more.error_size};
    out.passed = {out.error.data() + more.error_size, more.passed_size};
    return out.passed.data() + out.passed.size();
  }

  std::size_t used_ = 0;  // of octets_
  std::vector<char> octets_;
};

class JobBatch {
 public:
  // Many, so that there are many of each length: see sort_by_size().
  static constexpr std::size_t kJobsMax = 4096;

  JobBatch() : places_(kJobsMax), order_(kJobsMax) {}

  // REQUIRES: not full(), and what JobOctets wants
  void add(const Job& job) {
    MXSWEEP_DCHECK(!full());
    places_[size_] = static_cast<std::uint32_t>(octets_.add(job));
    order_[size_] = places_[size_];
    ++size_;
    ++of_size_[job.name.size()];
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] bool full() const { return size_ >= kJobsMax; }

  [[nodiscard]] Job job(std::size_t index) const {
    return octets_.job(order_[index]);
  }

  // Tells the processor which jobs come next: sorted, they lie all over the
  // batch.
  void prefetch(std::size_t index) const {
    constexpr std::size_t kAhead = 8;
    if (index + kAhead < size_) {
      io::prefetch(octets_.at(order_[index + kAhead]));
    }
  }

  // Puts names of equal length side by side, in the order they came: their
  // queries have equal sizes, which lets many leave in one send.
  void sort_by_size() {
    std::array<std::uint16_t, kNameOctetsMax + 1> next{};
    std::exclusive_scan(of_size_.begin(), of_size_.end(), next.begin(),
                        std::uint16_t{0});
    for (std::size_t i = 0; i < size_; ++i) {
      order_[next[octets_.name_size(places_[i])]++] = places_[i];
    }
  }

  void clear() {
    size_ = 0;
    octets_.clear();
    of_size_ = {};
    last = false;
  }

  bool last = false;  // no batch follows for this shard

 private:
  static_assert(kJobsMax <= 65535);

  std::size_t size_ = 0;
  JobOctets octets_;
  std::array<std::uint16_t, kNameOctetsMax + 1> of_size_{};  // jobs, by size
  std::vector<std::uint32_t> places_;  // where the jobs begin, as they came
  std::vector<std::uint32_t> order_;   // and as job() hands them out
};

}  // namespace mxsweep
