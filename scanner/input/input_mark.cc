#include "scanner/input/input_mark.h"

#include <xxhash.h>

#include <string_view>

namespace mxsweep {
namespace {

// The hash of a text, begun with the digest of all before: the end of one text
// cannot be taken for the beginning of the next.
std::uint64_t chained(std::uint64_t before, std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), before);
}

}  // namespace

void InputDigest::add(const InputRecord& record) {
  digest_ = chained(digest_, record.name.view().key());
  // Few records have more.
  if (!record.input.empty() || !record.error.empty()) {
    digest_ = chained(chained(digest_, record.input), record.error);
  }
  if (record.rank.has_value()) {
    digest_ ^= static_cast<std::uint64_t>(*record.rank);
  }
  ++records_;
}

void InputDigest::end() {
  ended_ = true;
  publish();
}

void InputDigest::publish() {
  const std::lock_guard lock(guard_);
  latest_ = now();
}

InputMark InputDigest::latest() const {
  const std::lock_guard lock(guard_);
  return latest_;
}

}  // namespace mxsweep
