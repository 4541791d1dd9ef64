#include "scanner/recursion/root_hints.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "io/base/ascii.h"

#include "scanner/recursion/root_hints_text.h"

namespace mxsweep {
namespace {

constexpr std::string_view kBlanks = " \t\r";

// The next word of the line, which loses it; empty at its end.
std::string_view take_word(std::string_view& line) {
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    line = {};
    return {};
  }
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

bool is_number(std::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

class HintReader {
 public:
  explicit HintReader(std::uint16_t port) : port_(port) {}

  // False when it is no record of a kind that belongs here.
  [[nodiscard]] bool take_line(std::string_view line) {
    line = line.substr(0, line.find(';'));
    const std::string_view owner_text = take_word(line);
    if (owner_text.empty()) {
      return true;
    }
    std::string_view type = take_word(line);
    while (is_number(type) || io::ascii_lower(type) == "in") {
      if (type.empty()) {
        return false;
      }
      type = take_word(line);
    }
    const std::string_view data = take_word(line);
    Name owner;
    const bool whole = !data.empty() && take_word(line).empty();
    return whole && Name::from_text(owner_text, owner) == NameProblem::kNone &&
           take_record(owner, io::ascii_lower(type), data);
  }

  // The servers of the root that have an address.
  [[nodiscard]] std::vector<RootHints::Server> take_servers() {
    std::vector<RootHints::Server> servers;
    for (RootHints::Server& server : known_) {
      const bool wanted =
          std::find(roots_.begin(), roots_.end(), server.name) != roots_.end();
      if (wanted && !server.addresses.empty()) {
        servers.push_back(std::move(server));
      }
    }
    return servers;
  }

 private:
  bool take_record(const Name& owner, const std::string& type,
                   std::string_view data) {
    if (type == "ns") {
      roots_.emplace_back();
      return owner.view().is_root() &&
             Name::from_text(data, roots_.back()) == NameProblem::kNone;
    }
    const std::optional<io::Endpoint> address = io::parse_endpoint(data, port_);
    const int family = type == "a" ? 4 : type == "aaaa" ? 6 : 0;
    if (!address.has_value() || address->family != family ||
        address->port != port_ || address->scope != 0) {
      return false;
    }
    server(owner).addresses.push_back(*address);
    return true;
  }

  RootHints::Server& server(const Name& name) {
    const auto found = std::find_if(
        known_.begin(), known_.end(),
        [&name](const RootHints::Server& each) { return each.name == name; });
    if (found != known_.end()) {
      return *found;
    }
    known_.push_back({name, {}});
    return known_.back();
  }

  const std::uint16_t port_;
  std::vector<Name> roots_;
  std::vector<RootHints::Server> known_;
};

}  // namespace

void RootHints::keep_ipv4() {
  for (Server& server : servers) {
    std::erase_if(server.addresses, [](const io::Endpoint& endpoint) {
      return endpoint.family != 4;
    });
  }
}

std::vector<io::Endpoint> RootHints::addresses() const {
  std::vector<io::Endpoint> all;
  for (const Server& server : servers) {
    all.insert(all.end(), server.addresses.begin(), server.addresses.end());
  }
  return all;
}

io::Result<RootHints> parse_root_hints(std::string_view text,
                                       std::uint16_t port) {
  HintReader reader(port);
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    if (!reader.take_line(text.substr(0, end))) {
      return io::Error{io::ErrorCode::kUsage, 0,
                       "line " + std::to_string(line) +
                           " is no NS record of the root and no A or AAAA "
                           "record"};
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  RootHints hints{reader.take_servers()};
  if (hints.servers.empty()) {
    return io::Error{io::ErrorCode::kUsage, 0,
                     "there is no name server of the root with an address; "
                     "wanted are lines as \". NS a.example.\" and "
                     "\"a.example. A 192.0.2.1\""};
  }
  return hints;
}

std::string_view own_root_hints() {
  return kRootHintsText;
}

}  // namespace mxsweep
