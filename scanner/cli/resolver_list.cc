#include "scanner/cli/resolver_list.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "io/file/line_reader.h"

#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

constexpr std::uint16_t kDefaultPort = 53;
constexpr std::size_t kResolversMax = 65535;
constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(kBlanks);
  if (from == std::string_view::npos) {
    return {};
  }
  return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

bool only_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 0.0.0.0 and :: name no host; the kernel would ask this machine instead.
bool names_a_host(const io::Endpoint& endpoint) {
  return std::any_of(endpoint.address.begin(), endpoint.address.end(),
                     [](std::uint8_t byte) { return byte != 0; });
}

std::string place_of(const std::string& path, std::size_t line) {
  return path + ", line " + std::to_string(line) + ": ";
}

class ResolverList {
 public:
  explicit ResolverList(std::vector<std::string>& warnings)
      : warnings_(warnings) {}

  // `place` says where the word stands, for messages.
  io::Status add(std::string_view word, const std::string& place) {
    const std::optional<io::Endpoint> endpoint =
        io::parse_endpoint(word, kDefaultPort);
    if (!endpoint.has_value() || !names_a_host(*endpoint)) {
      return usage_error(
          "--resolvers: " + place + in_quotes(word) +
          " is not a resolver; write an IP address with an "
          "optional port, like 192.0.2.1:53 or [2001:db8::1]:53");
    }
    if (endpoints_.size() == kResolversMax) {
      return usage_error("--resolvers: " + place + "more than " +
                         std::to_string(kResolversMax) + " resolvers");
    }
    endpoints_.push_back(*endpoint);
    return {};
  }

  io::Status add_comma_list(std::string_view list) {
    while (true) {
      const std::size_t comma = list.find(',');
      io::Status added = add(trimmed(list.substr(0, comma)), "");
      if (!added.ok() || comma == std::string_view::npos) {
        return added;
      }
      list.remove_prefix(comma + 1);
    }
  }

  io::Status add_file(const std::string& path) {
    io::Result<std::unique_ptr<io::LineReader>> reader =
        io::LineReader::open(path, nullptr);
    if (!reader.ok()) {
      return usage_error("--resolvers: " + reader.error().what);
    }
    std::size_t number = 0;
    while (true) {
      const io::Result<io::LineBatch> batch = reader.value()->read();
      if (!batch.ok()) {
        return usage_error("--resolvers: " + batch.error().what);
      }
      if (batch.value().state != io::ReadState::kMore) {
        return {};
      }
      for (const io::Line& line : batch.value().lines) {
        ++number;
        const std::string_view word =
            trimmed(line.text.substr(0, line.text.find('#')));
        io::Status added =
            word.empty() ? io::Status() : add(word, place_of(path, number));
        if (!added.ok()) {
          return added;
        }
      }
    }
  }

  // The list in the order given, each resolver once.
  std::vector<io::Endpoint> take() {
    const std::size_t given = endpoints_.size();
    std::vector<std::pair<std::string, std::size_t>> order;
    order.reserve(given);
    for (std::size_t i = 0; i < given; ++i) {
      order.emplace_back(io::to_text(endpoints_[i]), i);
    }
    std::sort(order.begin(), order.end());
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < given; ++i) {
      if (i == 0 || order[i].first != order[i - 1].first) {
        kept.push_back(order[i].second);
      } else {
        warnings_.push_back("--resolvers: " + order[i].first +
                            " is given more than once");
      }
    }
    std::sort(kept.begin(), kept.end());
    std::vector<io::Endpoint> unique;
    unique.reserve(kept.size());
    for (const std::size_t index : kept) {
      unique.push_back(endpoints_[index]);
    }
    return unique;
  }

  [[nodiscard]] bool empty() const { return endpoints_.empty(); }

 private:
  std::vector<std::string>& warnings_;
  std::vector<io::Endpoint> endpoints_;
};

bool is_file(const std::string& path) {
  return io::LineReader::open(path, nullptr).ok();
}

io::Status gather(const std::string& typed, ResolverList& list) {
  if (only_digits(typed)) {
    return usage_error("-r takes resolvers; the rate is --rate " + typed);
  }
  if (typed.front() == '@') {
    return list.add_file(typed.substr(1));
  }
  if (typed.find(',') != std::string::npos) {
    return list.add_comma_list(typed);
  }
  if (io::parse_endpoint(typed, kDefaultPort).has_value()) {
    return list.add(typed, "");
  }
  if (typed != "-" && is_file(typed)) {
    return list.add_file(typed);
  }
  return usage_error("--resolvers: " + in_quotes(typed) +
                     " is neither an IP address nor a file that can be read");
}

}  // namespace

io::Result<std::vector<io::Endpoint>> parse_resolvers(
    const std::string& typed, std::vector<std::string>& warnings) {
  ResolverList list(warnings);
  const io::Status gathered = gather(typed, list);
  if (!gathered.ok()) {
    return gathered.error();
  }
  if (list.empty()) {
    return usage_error("--resolvers: " + in_quotes(typed) +
                       " names no resolver at all");
  }
  return list.take();
}

}  // namespace mxsweep
