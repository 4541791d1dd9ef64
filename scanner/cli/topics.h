// The topics of `mxsweep help TOPIC`, each a row of an array. Constants, any
// thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

struct Topic {
  std::string_view name;
  std::string_view summary;
  std::string (*text)();
};

[[nodiscard]] std::span<const Topic> topics();

// Of a topic, of a flag (with or without dashes) or a command; without a word
// the list of topics. Nothing where there is none. At most 80 columns.
[[nodiscard]] std::optional<std::string> topic_text(std::string_view word);

// Those that are near to what was typed; else none.
[[nodiscard]] std::vector<std::string_view> nearest_topics(
    std::string_view typed);

}  // namespace mxsweep
