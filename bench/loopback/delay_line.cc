#include "bench/loopback/delay_line.h"

#include <algorithm>

#include "io/base/prng.h"

namespace mxsweep::bench {

io::Duration Distance::of(std::span<const std::uint8_t> address) const {
  std::uint64_t seed = 0;
  for (const std::uint8_t octet : address) {
    seed = seed * 257 + octet + 1;
  }
  const auto range = static_cast<double>((most - least).ns);
  return least + io::Duration::nanoseconds(
                     static_cast<std::int64_t>(io::Prng(seed).unit() * range));
}

std::span<const std::uint8_t> server_address(
    std::span<const std::uint8_t> packet, Towards towards) {
  const bool is_ipv4 = !packet.empty() && packet[0] >> 4U == 4;
  const std::size_t header = is_ipv4 ? 20 : 40;
  const std::size_t bytes = is_ipv4 ? 4 : 16;
  if (packet.size() < header) {
    return {};
  }
  // Both headers end with the source and then the destination.
  return packet.subspan(header - (towards == Towards::kServers ? 1 : 2) * bytes,
                        bytes);
}

DelayLine::DelayLine(std::size_t packets) : slots_(packets) {
  heap_.reserve(packets);
  free_.reserve(packets);
  for (std::size_t i = 0; i < packets; ++i) {
    free_.push_back(i);
  }
}

bool DelayLine::later(const Waiting& a, const Waiting& b) {
  return a.due != b.due ? a.due > b.due : a.order > b.order;
}

void DelayLine::push(std::span<const std::uint8_t> packet, io::Instant due) {
  if (free_.empty()) {
    counts_.dropped += 1;
    return;
  }
  const std::size_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.bytes = std::min(packet.size(), kPacketBytes);
  std::copy_n(packet.begin(), slot.bytes, slot.octets.begin());
  heap_.push_back({due, counts_.taken, index});
  std::push_heap(heap_.begin(), heap_.end(), later);
  counts_.taken += 1;
  counts_.most_waiting =
      std::max<std::uint64_t>(counts_.most_waiting, heap_.size());
}

io::Instant DelayLine::next_due() const {
  return heap_.empty() ? io::Instant::never() : heap_.front().due;
}

std::span<const std::uint8_t> DelayLine::front() const {
  const Slot& slot = slots_[heap_.front().slot];
  return std::span(slot.octets).first(slot.bytes);
}

void DelayLine::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), later);
  free_.push_back(heap_.back().slot);
  heap_.pop_back();
}

}  // namespace mxsweep::bench
