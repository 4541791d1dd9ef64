#include "scanner/input/held_jobs.h"

#include <algorithm>
#include <utility>

#include "io/base/check.h"

namespace mxsweep {

HeldJobs::HeldJobs(const HoldOptions& options, io::Prng prng)
    : options_(options), prng_(prng) {
  MXSWEEP_CHECK(options.holds());
  if (!options.most.has_value()) {
    buckets_.resize(kBuckets);
  }
}

io::Status HeldJobs::add(const Job& job) {
  ++added_;
  if (options_.most.has_value()) {
    add_to_sample(job);
    return {};
  }
  Bucket& bucket = buckets_[prng_.below(kBuckets)];
  bucket.jobs.add(job);
  const std::string_view octets = bucket.jobs.octets();
  if (octets.size() < kBucketBytes) {
    return {};
  }
  const io::Result<std::uint64_t> at = scratch_.append(octets);
  if (!at.ok()) {
    return at.error();
  }
  bucket.pieces.push_back({at.value(), octets.size()});
  bucket.written += octets.size();
  bucket.jobs.clear();
  return {};
}

// The n-th record takes a place of the sample with the chance most / n.
void HeldJobs::add_to_sample(const Job& job) {
  JobOctets octets;
  if (sample_.size() < *options_.most) {
    octets.add(job);
    sample_.emplace_back(octets.octets());
    return;
  }
  ++left_out_;
  const std::uint64_t place =
      static_cast<std::uint64_t>(prng_.unit() * static_cast<double>(added_));
  if (place < sample_.size()) {
    octets.add(job);
    sample_[place].assign(octets.octets());
  }
}

io::Status HeldJobs::load(std::size_t part) {
  loaded_.clear();
  if (options_.most.has_value()) {
    load_sample();
  } else {
    io::Status loaded = load_bucket(buckets_[part]);
    if (!loaded.ok()) {
      return loaded;
    }
  }
  find_jobs();
  if (options_.shuffle) {
    std::shuffle(order_.begin(), order_.end(), prng_);
  }
  return {};
}

void HeldJobs::load_sample() {
  std::sort(sample_.begin(), sample_.end(),
            [](const std::string& a, const std::string& b) {
              return JobOctets::read(a.data()).seq <
                     JobOctets::read(b.data()).seq;
            });
  for (const std::string& octets : sample_) {
    loaded_ += octets;
  }
  sample_ = {};
}

io::Status HeldJobs::load_bucket(Bucket& bucket) {
  loaded_.resize(bucket.written);
  std::size_t to = 0;
  for (const Piece& piece : bucket.pieces) {
    io::Status read = scratch_.read(piece.at, {&loaded_[to], piece.size});
    if (!read.ok()) {
      return read;
    }
    to += piece.size;
  }
  loaded_ += bucket.jobs.octets();
  bucket = {};
  return {};
}

void HeldJobs::find_jobs() {
  order_.clear();
  const char* const begin = loaded_.data();
  const char* at = begin;
  while (at != begin + loaded_.size()) {
    order_.push_back(static_cast<std::size_t>(at - begin));
    static_cast<void>(JobOctets::read(at, &at));
  }
}

}  // namespace mxsweep
