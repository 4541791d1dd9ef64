#include "scanner/run/sleepers.h"

namespace mxsweep {

io::Result<Sleepers> Sleepers::open(std::uint32_t shards, io::WakeUp* watch) {
  Sleepers sleepers;
  for (std::size_t i = 0; i < kFirstShard + shards; ++i) {
    io::Result<std::unique_ptr<io::WakeUp>> opened = io::WakeUp::open();
    if (!opened.ok()) {
      return opened.error();
    }
    sleepers.own_.push_back(opened.take());
  }
  sleepers.watch_ = watch != nullptr ? watch : sleepers.own_[kWatch].get();
  return sleepers;
}

void Sleepers::connect(std::uint16_t shard, JobQueue& jobs,
                       ResultQueue& results, HostQueues* hosts) {
  jobs.reader = &reader();
  jobs.shard = &this->shard(shard);
  results.writer = &writer();
  results.shard = &this->shard(shard);
  if (hosts != nullptr) {
    hosts->sleepers[shard] = &this->shard(shard);
  }
}

void Sleepers::wake_all() {
  for (std::size_t i = 0; i < own_.size(); ++i) {
    if (i != kWatch) {
      own_[i]->notify(WakeReason::kEnd);
    }
  }
}

}  // namespace mxsweep
