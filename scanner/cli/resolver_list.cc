#include "scanner/cli/resolver_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

#include "io/base/ascii.h"
#include "io/file/line_reader.h"

#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

constexpr std::uint16_t kDefaultPort = 53;
constexpr std::size_t kResolversMax = 65535;
constexpr std::string_view kBlanks = " \t\r\v\f";

bool only_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 0.0.0.0 and :: name no host; the kernel would ask this machine instead.
bool names_a_host(const io::Endpoint& endpoint) {
  return std::any_of(endpoint.address.begin(), endpoint.address.end(),
                     [](std::uint8_t byte) { return byte != 0; });
}

// Why a word of the list is no resolver.
constexpr std::string_view kNoAddress = "it is no IP address";
constexpr std::string_view kNoHost = "it is the address of no host";
constexpr std::string_view kNoPort = "a port is a number from 1 to 65535";
constexpr std::string_view kTwoPorts = "it has two ports";
constexpr std::string_view kEncrypted =
    "only plain DNS is spoken, not TLS or HTTPS";
constexpr std::string_view kNothing = "there is nothing";

struct Word {
  io::Endpoint endpoint;
  std::string_view problem;  // empty: `endpoint` is what it means
};

// Of a word whose address cannot be read.
std::string_view problem_of(std::string_view word, std::string_view address) {
  if (word.empty()) {
    return kNothing;
  }
  if (word.find("://") != std::string_view::npos) {
    return kEncrypted;
  }
  const std::string_view before = address.substr(0, address.rfind(':'));
  const bool bad_port = before.size() < address.size() &&
                        io::parse_endpoint(before, 0).has_value();
  return bad_port ? kNoPort : kNoAddress;
}

// Zero: it is none.
std::uint16_t read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? port : std::uint16_t{0};
}

// ADDRESS, ADDRESS:PORT, and with the signs of dnsmasq (#) and unbound (@).
Word read_word(std::string_view word) {
  const std::size_t sign = word.find_first_of("#@");
  const std::string_view address = word.substr(0, sign);
  const auto endpoint = io::parse_endpoint(address, 0);
  if (!endpoint.has_value()) {
    return {{}, problem_of(word, address)};
  }
  Word read{*endpoint, {}};
  if (!names_a_host(*endpoint)) {
    read.problem = kNoHost;
  }
  if (sign == std::string_view::npos) {
    read.endpoint.port = endpoint->port == 0 ? kDefaultPort : endpoint->port;
    return read;
  }
  read.endpoint.port = read_port(word.substr(sign + 1));
  if (endpoint->port != 0) {
    read.problem = kTwoPorts;
  } else if (read.endpoint.port == 0) {
    read.problem = kNoPort;
  }
  return read;
}

// A '#' begins a comment at the start of a line or after a blank; elsewhere a
// port may follow it. In resolv.conf a ';' in front makes one too.
std::string_view without_comment(std::string_view line) {
  if (line.starts_with(';')) {
    return {};
  }
  for (std::size_t at = line.find('#'); at != std::string_view::npos;
       at = line.find('#', at + 1)) {
    if (at == 0 || kBlanks.find(line[at - 1]) != std::string_view::npos) {
      return line.substr(0, at);
    }
  }
  return line;
}

// The next word of what is left of a line; empty at its end.
std::string_view take_word(std::string_view& line) {
  constexpr std::string_view kSeparators = " \t\r\v\f,;";
  line.remove_prefix(
      std::min(line.find_first_not_of(kSeparators), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kSeparators));
  line.remove_prefix(word.size());
  return word;
}

// resolv.conf(5): what is no name server in there.
bool is_other_setting(std::string_view word) {
  constexpr std::array<std::string_view, 4> kOthers = {"domain", "search",
                                                       "sortlist", "options"};
  return std::find(kOthers.begin(), kOthers.end(), word) != kOthers.end();
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
    const Word read = read_word(word);
    if (!read.problem.empty()) {
      return usage_error("--resolvers: " + place + in_quotes(word) +
                         " is not a resolver: " + std::string(read.problem) +
                         "; write an IP address with an optional port, like "
                         "192.0.2.1:53 or [2001:db8::1]:53");
    }
    if (endpoints_.size() == kResolversMax) {
      return usage_error("--resolvers: " + place + "more than " +
                         std::to_string(kResolversMax) + " resolvers");
    }
    endpoints_.push_back(read.endpoint);
    return {};
  }

  io::Status add_comma_list(std::string_view list) {
    while (true) {
      const std::size_t comma = list.find(',');
      io::Status added = add(io::trimmed(list.substr(0, comma), kBlanks), "");
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
        io::Status added = add_line(line.text, place_of(path, ++number));
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
  io::Status add_line(std::string_view line, const std::string& place) {
    line = without_comment(io::trimmed(line, kBlanks));
    std::string_view word = take_word(line);
    if (is_other_setting(word)) {
      return {};
    }
    if (word == "nameserver") {
      word = take_word(line);
    }
    while (!word.empty()) {
      io::Status added = add(word, place);
      if (!added.ok()) {
        return added;
      }
      word = take_word(line);
    }
    return {};
  }

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
  const std::string_view problem = read_word(typed).problem;
  if (typed != "-" && !problem.empty() && is_file(typed)) {
    return list.add_file(typed);
  }
  if (problem != kNoAddress) {
    return list.add(typed, "");
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
