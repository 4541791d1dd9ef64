#include "scanner/cli/resolver_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

#include "io/base/ascii.h"
#include "io/file/path_kind.h"

#include "scanner/cli/arguments.h"
#include "scanner/cli/read_listed_file.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

constexpr std::uint16_t kDefaultPort = 53;
constexpr std::size_t kResolversMax = 65535;
constexpr std::string_view kBlanks = " \t\r\v\f";

bool only_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 0.0.0.0 and :: name no host, the kernel would ask this machine instead; nor
// do multicast, broadcast and what is reserved beside them.
bool names_a_host(const io::Endpoint& endpoint) {
  const std::uint8_t first = endpoint.address.front();
  if (endpoint.family == 4 ? first >= 224 : first == 0xFF) {
    return false;
  }
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
constexpr std::string_view kScheme = "it is written like a URL";
constexpr std::string_view kSeveral = "they are several";
constexpr std::string_view kFile = "it is a file";
constexpr std::string_view kPortOrGroup =
    "its end may be a port or a part of the address";
constexpr std::string_view kLinkLocal =
    "it is link-local and lacks its interface";
constexpr std::string_view kNothing = "there is nothing";
constexpr std::string_view kName =
    "it is a name, and resolvers are named by their addresses";
constexpr std::string_view kPrefix =
    "it is a prefix, and resolvers are named one by one";
constexpr std::string_view kNoIpv4 =
    "an IPv4 address has four numbers from 0 to 255";
constexpr std::string_view kNoInterface =
    "this machine has no such interface behind the %";

struct Word {
  io::Endpoint endpoint;
  std::string_view problem;  // empty: `endpoint` is what it means
};

// Plain DNS by another name.
std::string_view scheme_of(std::string_view word) {
  const std::string_view scheme = word.substr(0, word.find("://"));
  const bool plain = scheme == "udp" || scheme == "dns" || scheme == "tcp";
  return plain && scheme.size() < word.size() ? scheme : std::string_view();
}

// Of words without commas between them.
bool is_several(std::string_view word) {
  constexpr std::string_view kOthers = " \t;";
  const std::size_t end = word.find_first_of(kOthers);
  return end != std::string_view::npos &&
         io::parse_endpoint(word.substr(0, end), 0).has_value();
}

// `word` is without a port.
std::string_view problem_of_no_address(std::string_view word) {
  constexpr std::string_view kDigitsAndDots = "0123456789.";
  constexpr std::string_view kOfNames =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  if (word.find('.') == std::string_view::npos) {
    return word == "localhost" ? kName : kNoAddress;
  }
  if (word.find_first_not_of(kDigitsAndDots) == std::string_view::npos) {
    return kNoIpv4;
  }
  return word.find_first_not_of(kOfNames) == std::string_view::npos
             ? kName
             : kNoAddress;
}

// Of a word whose address cannot be read.
std::string_view problem_of(std::string_view word, std::string_view address) {
  if (word.empty()) {
    return kNothing;
  }
  if (word.find("://") != std::string_view::npos) {
    return scheme_of(word).empty() ? kEncrypted : kScheme;
  }
  if (is_several(word)) {
    return kSeveral;
  }
  const std::string_view before = address.substr(0, address.rfind(':'));
  if (before.size() < address.size() &&
      io::parse_endpoint(before, 0).has_value()) {
    return kNoPort;
  }
  const std::string_view prefix = address.substr(0, address.find('/'));
  if (prefix.size() < address.size() &&
      io::parse_endpoint(prefix, 0).has_value()) {
    return kPrefix;
  }
  const std::string_view scoped = address.substr(0, address.find('%'));
  if (scoped.size() < address.size() &&
      io::parse_endpoint(scoped, 0).has_value()) {
    return kNoInterface;
  }
  return problem_of_no_address(before);
}

// Zero: it is none.
std::uint16_t read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? port : std::uint16_t{0};
}

// The port of ::1:53, if that was meant to have one: what stands before it is
// an address too, and resolvers listen there.
bool may_end_in_port(std::string_view address) {
  constexpr std::uint16_t kUnprivileged = 1024;
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || address.ends_with(']') ||
      address.find(':') == colon || !only_digits(address.substr(colon + 1))) {
    return false;
  }
  const std::uint16_t port = read_port(address.substr(colon + 1));
  const auto before = io::parse_endpoint(address.substr(0, colon), 0);
  return (port == kDefaultPort || port >= kUnprivileged) &&
         !address.starts_with('[') && before.has_value() && before->family == 6;
}

// RFC 4291 section 2.5.6
bool is_link_local(const io::Endpoint& endpoint) {
  return endpoint.family == 6 && endpoint.address[0] == 0xFE &&
         (endpoint.address[1] & 0xC0U) == 0x80;
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
  } else if (is_link_local(*endpoint) && endpoint->scope == 0) {
    read.problem = kLinkLocal;
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

std::string what_to_write(std::string_view word, std::string_view problem) {
  if (problem == kName) {
    return "; look it up first: getent hosts " +
           std::string(word.substr(0, word.find_first_of(":#@")));
  }
  if (problem == kScheme) {
    return "; leave " + std::string(scheme_of(word)) + ":// away";
  }
  if (problem == kSeveral) {
    return "; separate them by commas";
  }
  if (problem == kFile) {
    return ", which stands alone: -r FILE -r ADDRESS";
  }
  if (problem == kPortOrGroup) {
    const std::size_t colon = word.rfind(':');
    return "; did you mean [" + std::string(word.substr(0, colon)) + ']' +
           std::string(word.substr(colon)) + "? The address is written [" +
           std::string(word) + ']';
  }
  if (problem == kLinkLocal) {
    return "; write that behind a %, like fe80::1%eth0";
  }
  return "; write an IP address with an optional port, like 192.0.2.1:53 or "
         "[2001:db8::1]:53";
}

// As somebody types it: resolv.conf has no ports.
std::string_view problem_of_typed(std::string_view word) {
  const std::string_view problem = read_word(word).problem;
  return problem.empty() && may_end_in_port(word) ? kPortOrGroup : problem;
}

class ResolverList {
 public:
  ResolverList(std::vector<io::Endpoint> before,
               std::vector<std::string>& warnings)
      : warnings_(warnings), endpoints_(std::move(before)) {}

  // `place` says where the word stands, for messages.
  io::Status add(std::string_view word, const std::string& place) {
    const std::string_view problem = problem_of_typed(word);
    return problem.empty() ? add_address(word, place)
                           : refuse(word, place, problem);
  }

  io::Status add_address(std::string_view word, const std::string& place) {
    const Word read = read_word(word);
    if (!read.problem.empty()) {
      return refuse(word, place, read.problem);
    }
    if (endpoints_.size() == kResolversMax) {
      return usage_error("--resolvers: " + place + "more than " +
                         std::to_string(kResolversMax) + " resolvers");
    }
    endpoints_.push_back(read.endpoint);
    return {};
  }

  io::Status add_comma_list(std::string_view list) {
    for (const std::string_view typed : words_between_commas(list)) {
      const std::string_view word = io::trimmed(typed, kBlanks);
      const bool is_file =
          !problem_of_typed(word).empty() &&
          io::path_kind(std::string(word)) == io::PathKind::kFile;
      io::Status added = is_file ? refuse(word, "", kFile) : add(word, "");
      if (!added.ok()) {
        return added;
      }
    }
    return {};
  }

  io::Status add_file(const std::string& path) {
    return for_each_line(
        "--resolvers", path,
        [this](const io::Line& line, const std::string& place) {
          return add_line(line.text, place);
        });
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

  [[nodiscard]] std::size_t size() const { return endpoints_.size(); }

 private:
  static io::Status refuse(std::string_view word, const std::string& place,
                           std::string_view problem) {
    return usage_error("--resolvers: " + place + in_quotes(word) +
                       (problem == kSeveral ? ": " : " is not a resolver: ") +
                       std::string(problem) + what_to_write(word, problem));
  }

  io::Status add_line(std::string_view line, const std::string& place) {
    line = without_comment(io::trimmed(line, kBlanks));
    std::string_view word = take_word(line);
    if (is_other_setting(word)) {
      return {};
    }
    const bool is_resolv_conf = word == "nameserver";
    if (is_resolv_conf) {
      word = take_word(line);
    }
    while (!word.empty()) {
      io::Status added =
          is_resolv_conf ? add_address(word, place) : add(word, place);
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

io::Status gather(const std::string& typed, ResolverList& list) {
  if (only_digits(typed)) {
    return usage_error("-r takes resolvers; the rate is --rate " + typed);
  }
  if (typed.front() == '@' && typed.size() > 1) {
    return list.add_file(typed.substr(1));
  }
  if (typed.find(',') != std::string::npos) {
    return list.add_comma_list(typed);
  }
  const std::string_view problem = problem_of_typed(typed);
  if (problem.empty()) {
    return list.add(typed, "");
  }
  switch (typed == "-" ? io::PathKind::kNothing : io::path_kind(typed)) {
    case io::PathKind::kFile:
      return list.add_file(typed);
    case io::PathKind::kFolder:
      return usage_error("--resolvers: " + in_quotes(typed) +
                         " is a folder; name a file of resolvers in it");
    case io::PathKind::kNothing:
      break;
  }
  const bool is_address = problem == kPrefix || problem == kEncrypted ||
                          problem == kScheme || problem == kSeveral;
  if (typed != "-" && !is_address &&
      (typed.find('/') != std::string::npos || has_list_extension(typed))) {
    return usage_error("--resolvers: there is no file " + in_quotes(typed));
  }
  if (problem != kNoAddress) {
    return list.add(typed, "");
  }
  return usage_error("--resolvers: " + in_quotes(typed) +
                     " is neither an IP address nor a file that can be read");
}

}  // namespace

io::Result<std::vector<io::Endpoint>> parse_resolvers(
    const std::string& typed, std::vector<io::Endpoint> before,
    std::vector<std::string>& warnings) {
  const std::size_t known = before.size();
  ResolverList list(std::move(before), warnings);
  const io::Status gathered = gather(typed, list);
  if (!gathered.ok()) {
    return gathered.error();
  }
  if (list.size() == known) {
    return usage_error("--resolvers: " + in_quotes(typed) +
                       " names no resolver at all");
  }
  return list.take();
}

}  // namespace mxsweep
