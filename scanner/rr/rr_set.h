// RrSet: the records of one type that an answer holds, each once and in the
// order of the message (RFC 2181 section 5), whatever type that is. RDATA is
// kept as octets, one behind the other, as the type's decoder wrote it
// (record_type.h): names whole and in lower case, so that equal RDATA are equal
// octets (RFC 4034 section 6.2). as<MxData>() and the like read it as what it
// means. Reused from answer to answer, for its capacity; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <span>
#include <vector>

#include "io/base/check.h"

#include "scanner/dns/name.h"

namespace mxsweep {

// Octets that only become more, until they are cut back.
class RdataBuffer {
 public:
  template <std::size_t kCount>
  void put(std::span<const std::byte, kCount> octets) {
    append(octets.data(), octets.size());
  }

  // Most names are short: copying one step is cheaper than to the octet.
  void put(const Name& name) {
    const NameView octets = name.view();
    if (octets.size() > kStep) {
      append(octets.data(), octets.size());
      return;
    }
    std::memcpy(room(kStep), octets.data(), kStep);
    size_ += octets.size();
  }

  void put_u16(std::uint16_t value) {
    std::uint8_t* const to = room(2);
    to[0] = static_cast<std::uint8_t>(value >> 8U);
    to[1] = static_cast<std::uint8_t>(value & 0xFFU);
    size_ += 2;
  }

  [[nodiscard]] const std::uint8_t* data() const { return octets_.data(); }

  [[nodiscard]] std::size_t size() const { return size_; }

  void cut_back(std::size_t size) { size_ = size; }

 private:
  [[nodiscard]] std::uint8_t* room(std::size_t count) {
    if (octets_.size() - size_ < count) {
      octets_.resize(2 * (size_ + count) + kFirstRoom);
    }
    return octets_.data() + size_;
  }

  void append(const void* from, std::size_t count) {
    std::uint8_t* const to = room(count);
    if (count != 0) {
      std::memcpy(to, from, count);
    }
    size_ += count;
  }

  static constexpr std::size_t kFirstRoom = 256;
  static constexpr std::size_t kStep = 32;

  std::vector<std::uint8_t> octets_;  // more than are in use
  std::size_t size_ = 0;
};

// One record of a set. Valid until the set changes.
struct Rr {
  std::uint16_t type = 0;
  std::uint16_t index = 0;  // position among the records of that type
  std::uint32_t ttl_s = 0;
  std::span<const std::uint8_t> rdata;
};

template <class Data>
class RecordsAs;

class RrSet {
 public:
  enum class Added : std::uint8_t { kYes, kDuplicate, kFull };

  // Makes it an empty set of that type.
  void begin(std::uint16_t type) {
    type_ = type;
    ttl_s_ = kNoTtl;
    entries_.clear();
    rdata_.cut_back(0);
  }

  void clear() { begin(0); }

  // Where the RDATA of the next record goes.
  [[nodiscard]] RdataBuffer& rdata() { return rdata_; }

  // Takes the RDATA for a record, unless an equal one is there already or there
  // are `most`. The TTL counts in each case.
  Added add(std::uint32_t ttl_s, std::uint16_t index, std::size_t most) {
    ttl_s_ = std::min(ttl_s_, ttl_s);
    const std::size_t begin = begin_of(entries_.size());
    Entry added{static_cast<std::uint32_t>(rdata_.size()), 0, ttl_s, index};
    if (added.end - begin >= sizeof(added.first)) {
      std::memcpy(&added.first, rdata_.data() + begin, sizeof(added.first));
    }
    // Most that differ do so in the first octets: in the preference of an MX,
    // in the whole of an IPv4 address.
    const bool duplicate =
        std::any_of(entries_.begin(), entries_.end(),
                    [first = added.first](const Entry& entry) {
                      return entry.first == first;
                    }) &&
        holds(added, begin);
    if (duplicate || entries_.size() == most) {
      rdata_.cut_back(begin);
      return duplicate ? Added::kDuplicate : Added::kFull;
    }
    entries_.push_back(added);
    return Added::kYes;
  }

  [[nodiscard]] std::uint16_t type() const { return type_; }

  // The lowest of all records; 0 if there is none.
  [[nodiscard]] std::uint32_t ttl_s() const {
    return ttl_s_ == kNoTtl ? 0 : ttl_s_;
  }

  [[nodiscard]] bool empty() const { return entries_.empty(); }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  [[nodiscard]] Rr operator[](std::size_t at) const {
    const Entry& entry = entries_[at];
    return {type_,
            entry.index,
            entry.ttl_s,
            {rdata_.data() + begin_of(at), entry.end - begin_of(at)}};
  }

  // The records as what they mean; none if the set is of another type.
  template <class Data>
  [[nodiscard]] RecordsAs<Data> as() const {
    return RecordsAs<Data>(*this);
  }

 private:
  static constexpr std::uint32_t kNoTtl =
      std::numeric_limits<std::uint32_t>::max();

  struct Entry {
    std::uint32_t end = 0;    // of the RDATA, which begins where the last ended
    std::uint32_t first = 0;  // four octets, to compare by
    std::uint32_t ttl_s = 0;
    std::uint16_t index = 0;
  };

  [[nodiscard]] std::size_t begin_of(std::size_t at) const {
    return at == 0 ? 0 : entries_[at - 1].end;
  }

  [[nodiscard]] bool holds(const Entry& wanted, std::size_t begin) const;

  std::uint16_t type_ = 0;
  std::uint32_t ttl_s_ = kNoTtl;
  RdataBuffer rdata_;
  std::vector<Entry> entries_;
};

// A set read as Data, which has is_of(type) and of(Rr). Borrows the set.
template <class Data>
class RecordsAs {
 public:
  explicit RecordsAs(const RrSet& set)
      : set_(set), size_(Data::is_of(set.type()) ? set.size() : 0) {}

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Data;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Data;

    Iterator(const RrSet& set, std::size_t at) : set_(&set), at_(at) {}

    [[nodiscard]] Data operator*() const { return Data::of((*set_)[at_]); }

    Iterator& operator++() {
      ++at_;
      return *this;
    }

    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.at_ == b.at_;
    }

   private:
    const RrSet* set_;
    std::size_t at_;
  };

  [[nodiscard]] Iterator begin() const { return {set_, 0}; }

  [[nodiscard]] Iterator end() const { return {set_, size_}; }

  [[nodiscard]] bool empty() const { return size_ == 0; }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] Data operator[](std::size_t at) const {
    MXSWEEP_DCHECK(at < size_);
    return Data::of(set_[at]);
  }

 private:
  const RrSet& set_;
  std::size_t size_;
};

}  // namespace mxsweep
