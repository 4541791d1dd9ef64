// HeldJobs: jobs that are handed on only when the whole list has been read: in
// a random order (--shuffle), or N of them (--sample N), or both. Memory is
// bounded: a shuffled list goes to kBuckets parts of a scratch file, each job
// to a part drawn by chance, and one part after the other is put in order in
// memory, which makes every order of the list equally likely (Rao 1961,
// Sandelius 1962); a sample of N is N jobs in memory (reservoir sampling,
// Vitter's algorithm R). Reader thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/base/prng.h"
#include "io/base/result.h"
#include "io/file/scratch_file.h"

#include "scanner/input/job.h"

namespace mxsweep {

struct HoldOptions {
  bool shuffle = false;
  std::optional<std::uint64_t> most{};  // jobs of the sample; absent: all

  [[nodiscard]] bool holds() const { return shuffle || most.has_value(); }
};

class HeldJobs {
 public:
  static constexpr std::size_t kBuckets = 256;
  // In memory, before a bucket's jobs go to the scratch file.
  static constexpr std::size_t kBucketBytes = std::size_t{64} << 10U;

  // REQUIRES: options.holds()
  HeldJobs(const HoldOptions& options, io::Prng prng);

  [[nodiscard]] io::Status add(const Job& job);

  // Jobs that will be handed out, of those added so far.
  [[nodiscard]] std::uint64_t kept() const { return added_ - left_out_; }

  // Jobs that were added and will not be handed out.
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

  // To be called when all were added: hands each that is kept to
  // `take(const Job&)` until that says false. The sample comes in the order of
  // the list unless that is shuffled.
  template <class Take>
  [[nodiscard]] io::Status hand_out(Take take) {
    const std::size_t parts = options_.most.has_value() ? 1 : kBuckets;
    for (std::size_t part = 0; part < parts; ++part) {
      io::Status loaded = load(part);
      if (!loaded.ok()) {
        return loaded;
      }
      for (const std::size_t place : order_) {
        if (!take(JobOctets::read(loaded_.data() + place))) {
          return {};
        }
      }
    }
    return {};
  }

 private:
  // Where a piece of a bucket stands in the scratch file.
  struct Piece {
    std::uint64_t at = 0;
    std::size_t size = 0;
  };

  struct Bucket {
    JobOctets jobs;
    std::vector<Piece> pieces;
    std::size_t written = 0;  // octets of all pieces
  };

  void add_to_sample(const Job& job);
  [[nodiscard]] io::Status load(std::size_t part);
  [[nodiscard]] io::Status load_bucket(Bucket& bucket);
  void load_sample();
  void find_jobs();

  const HoldOptions options_;
  io::Prng prng_;
  std::uint64_t added_ = 0;
  std::uint64_t left_out_ = 0;
  std::vector<std::string> sample_;  // jobs, as JobOctets has them
  std::vector<Bucket> buckets_;
  io::ScratchFile scratch_;

  // The part that is being handed out.
  std::string loaded_;
  std::vector<std::size_t> order_;  // places of its jobs in loaded_
};

}  // namespace mxsweep
