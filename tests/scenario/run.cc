// See run.h.
#include "tests/scenario/run.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "io/base/check.h"

namespace mxsweep::sim {
namespace {

constexpr std::size_t kTraceLinesMax = 60;

using Lines = std::vector<std::string>;

// The usual difference by longest common subsequence.
std::string difference(const Lines& expected, const Lines& got) {
  const std::size_t rows = expected.size();
  const std::size_t columns = got.size();
  std::vector<std::vector<std::size_t>> common(
      rows + 1, std::vector<std::size_t>(columns + 1, 0));
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      common[i][j] = expected[i] == got[j]
                         ? common[i + 1][j + 1] + 1
                         : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::string text;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && expected[i] == got[j]) {
      text += "    " + got[j++] + '\n';
      ++i;
    } else if (i < rows &&
               (j == columns || common[i + 1][j] >= common[i][j + 1])) {
      text += "  - " + expected[i++] + '\n';
    } else {
      text += "  + " + got[j++] + '\n';
    }
  }
  return text;
}

std::string joined(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += i == 0 ? "" : " | ";
    line += cells[i];
  }
  return line;
}

// What a measure came to; nothing when there is no such measure.
class Measures {
 public:
  Measures(const Scenario& scenario, const RigReport& report,
           const SimNetwork& network)
      : scenario_(scenario), report_(report), network_(network) {}

  [[nodiscard]] std::optional<std::int64_t> get(const Lines& words) const;

 private:
  [[nodiscard]] std::optional<std::int64_t> counter(
      const std::string& name) const;
  [[nodiscard]] std::optional<std::int64_t> rows_with(
      const std::string& condition) const;
  [[nodiscard]] std::vector<const SentQuery*> about(
      const std::string& name, const std::string& type) const;
  [[nodiscard]] std::optional<std::int64_t> asked_at(const Lines& words) const;
  [[nodiscard]] std::optional<std::int64_t> gap(const Lines& words) const;
  [[nodiscard]] std::optional<std::int64_t> between(const Lines& words) const;
  [[nodiscard]] std::optional<std::int64_t> window(
      const std::string& length) const;

  const Scenario& scenario_;
  const RigReport& report_;
  const SimNetwork& network_;
};

std::optional<std::int64_t> Measures::counter(const std::string& name) const {
  for (const TotalRow& row : total_rows()) {
    if (row.name == name) {
      return static_cast<std::int64_t>(report_.totals.*row.value);
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> Measures::rows_with(
    const std::string& condition) const {
  const std::size_t equals = condition.find('=');
  if (equals == std::string::npos) {
    return std::nullopt;
  }
  const std::size_t column = report_.column(condition.substr(0, equals));
  const std::string value = condition.substr(equals + 1);
  return std::count_if(
      report_.rows.begin(), report_.rows.end(),
      [&](const auto& cells) { return cells[column] == value; });
}

std::vector<const SentQuery*> Measures::about(const std::string& name,
                                              const std::string& type) const {
  std::vector<const SentQuery*> found;
  for (const SentQuery& sent : network_.sent()) {
    if (sent.query.name == name && type_text(sent.query.type) == type) {
      found.push_back(&sent);
    }
  }
  return found;
}

// "asked-at ADDRESS" or "asked-at ADDRESS FROM TO".
std::optional<std::int64_t> Measures::asked_at(const Lines& words) const {
  const auto endpoint = io::parse_endpoint(words[1], 53);
  const std::vector<ResolverSpec>& all = scenario_.resolvers;
  const auto spec =
      std::find_if(all.begin(), all.end(), [&](const ResolverSpec& each) {
        return endpoint.has_value() && each.endpoint == *endpoint;
      });
  io::Duration from;
  io::Duration to = io::Duration::seconds(1'000'000);
  if (spec == all.end() ||
      (words.size() == 4 &&
       (!parse_duration(words[2], from) || !parse_duration(words[3], to)))) {
    return std::nullopt;
  }
  return std::count_if(network_.sent().begin(), network_.sent().end(),
                       [&](const SentQuery& sent) {
                         return sent.peer == spec - all.begin() &&
                                sent.at >= kSimStart + from &&
                                sent.at < kSimStart + to;
                       });
}

// "gap NAME TYPE 1": from the first to the second query about it.
std::optional<std::int64_t> Measures::gap(const Lines& words) const {
  const auto queries = about(words[1], words[2]);
  const std::size_t first = std::stoul(words[3]);
  if (first == 0 || first >= queries.size()) {
    return std::nullopt;
  }
  return (queries[first]->at - queries[first - 1]->at).ns;
}

std::optional<std::int64_t> Measures::between(const Lines& words) const {
  io::Duration from;
  io::Duration to;
  if (!parse_duration(words[1], from) || !parse_duration(words[2], to)) {
    return std::nullopt;
  }
  return std::count_if(network_.sent().begin(), network_.sent().end(),
                       [&](const SentQuery& sent) {
                         return sent.at >= kSimStart + from &&
                                sent.at < kSimStart + to;
                       });
}

// Most packets that left within any stretch of that length.
std::optional<std::int64_t> Measures::window(const std::string& length) const {
  io::Duration span;
  if (!parse_duration(length, span)) {
    return std::nullopt;
  }
  std::vector<io::Instant> times;
  for (const SentQuery& sent : network_.sent()) {
    times.push_back(sent.at);
  }
  std::sort(times.begin(), times.end());
  std::size_t most = 0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] >= span) {
      ++first;
    }
    most = std::max(most, last - first + 1);
  }
  return static_cast<std::int64_t>(most);
}

std::optional<std::int64_t> Measures::get(const Lines& words) const {
  const std::string& what = words[0];
  if (words.size() == 1) {
    if (what == "rows") {
      return static_cast<std::int64_t>(report_.rows.size());
    }
    if (what == "records") {
      return static_cast<std::int64_t>(report_.records);
    }
    if (what == "sent") {
      return static_cast<std::int64_t>(network_.sent().size());
    }
    if (what == "time") {
      return report_.elapsed.ns;
    }
    if (what == "steps") {
      return static_cast<std::int64_t>(report_.steps);
    }
    if (what == "outstanding") {
      return static_cast<std::int64_t>(network_.outstanding_max());
    }
    return std::nullopt;
  }
  if (words.size() == 2) {
    return what == "counter"    ? counter(words[1])
           : what == "count"    ? rows_with(words[1])
           : what == "asked-at" ? asked_at(words)
           : what == "window"   ? window(words[1])
                                : std::nullopt;
  }
  if (words.size() == 3 && what == "asked") {
    return static_cast<std::int64_t>(about(words[1], words[2]).size());
  }
  if (words.size() == 3 && what == "sent-between") {
    return between(words);
  }
  if (words.size() == 4 && what == "asked-at") {
    return asked_at(words);
  }
  return words.size() == 4 && what == "gap" ? gap(words) : std::nullopt;
}

bool holds(std::int64_t value, Relation relation, std::int64_t bound) {
  switch (relation) {
    case Relation::kEqual:
      return value == bound;
    case Relation::kAtMost:
      return value <= bound;
    case Relation::kAtLeast:
      return value >= bound;
    case Relation::kLess:
      return value < bound;
    case Relation::kMore:
      break;
  }
  return value > bound;
}

std::string check_bounds(const Scenario& scenario, const Measures& measures) {
  std::string text;
  for (const Bound& bound : scenario.bounds) {
    const auto value = measures.get(bound.measure);
    if (!value.has_value()) {
      text += "line " + std::to_string(bound.line) +
              ": there is nothing to measure: " + bound.text + '\n';
    } else if (!holds(*value, bound.relation, bound.value)) {
      text += "line " + std::to_string(bound.line) + ": expected " +
              bound.text + ", got " + std::to_string(*value) + '\n';
    }
  }
  return text;
}

std::string check_rows(const Scenario& scenario, RigReport report) {
  if (scenario.columns.empty()) {
    return "";
  }
  std::vector<std::size_t> columns;
  for (const std::string& name : scenario.columns) {
    if (std::find(report.columns.begin(), report.columns.end(), name) ==
        report.columns.end()) {
      return "there is no column '" + name + "'\n";
    }
    columns.push_back(report.column(name));
  }
  std::stable_sort(report.rows.begin(), report.rows.end(),
                   [](const auto& a, const auto& b) {
                     return std::stoll(a[0]) < std::stoll(b[0]);
                   });
  Lines expected;
  Lines got;
  for (const auto& cells : scenario.rows) {
    expected.push_back(joined(cells));
  }
  for (const auto& cells : report.rows) {
    std::vector<std::string> chosen;
    for (const std::size_t column : columns) {
      chosen.push_back(cells[column]);
    }
    got.push_back(joined(chosen));
  }
  return expected == got
             ? ""
             : "rows (- expected, + got):\n    " + joined(scenario.columns) +
                   '\n' + difference(expected, got);
}

std::string first_lines(const std::string& text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < kTraceLinesMax && end != std::string::npos; ++i) {
    end = text.find('\n', end + 1);
  }
  return end == std::string::npos ? text : text.substr(0, end) + "\n...\n";
}

// From the servers of the root zone that have an address there.
RootHints hints_of(const Scenario& scenario) {
  RootHints hints;
  const auto root = scenario.zones.find(".");
  const auto* servers = root == scenario.zones.end()
                            ? nullptr
                            : root->second.records.find(".", kNs);
  for (std::size_t i = 0; servers != nullptr && i < servers->size(); ++i) {
    const std::string name = name_text((*servers)[i].target);
    RootHints::Server& server = hints.servers.emplace_back();
    MXSWEEP_CHECK(Name::from_text(name, server.name) == NameProblem::kNone);
    for (const std::uint16_t type : {kA, kAaaa}) {
      const auto* found = root->second.records.find(name, type);
      for (std::size_t j = 0; found != nullptr && j < found->size(); ++j) {
        io::Endpoint endpoint;
        const std::string& octets = (*found)[j].octets;
        std::copy(octets.begin(), octets.end(), endpoint.address.begin());
        endpoint.family = type == kA ? 4 : 6;
        endpoint.port = 53;
        server.addresses.push_back(endpoint);
      }
    }
  }
  return hints;
}

// The zone of that name, or "k*.test": all with such a beginning and end.
void serve(const Scenario& scenario, const std::string& apex,
           FakeResolver& server) {
  const std::size_t star = apex.find('*');
  if (star == std::string::npos) {
    MXSWEEP_CHECK(scenario.zones.contains(apex));
    server.served.push_back(&scenario.zones.at(apex));
    return;
  }
  for (const auto& [name, zone] : scenario.zones) {
    if (name.starts_with(apex.substr(0, star)) &&
        name.ends_with(apex.substr(star + 1))) {
      server.served.push_back(&zone);
    }
  }
}

}  // namespace

std::string run_scenario(const Scenario& scenario) {
  SimNetwork network(scenario.rig.seed, kSimStart);
  RigOptions options = scenario.rig;
  options.recursion.hints = hints_of(scenario);
  options.engine.mail.blocklist = &scenario.blocklist;
  options.engine.address_blocklist = &scenario.blocklist;
  for (const ResolverSpec& spec : scenario.resolvers) {
    if (spec.rewriting) {
      options.engine.query.rewriting.push_back(
          static_cast<std::uint16_t>(network.endpoints().size()));
    }
    FakeResolver resolver(spec.endpoint, scenario.zone);
    resolver.rules = spec.rules;
    resolver.whims = spec.whims;
    for (const std::string& apex : spec.serves) {
      serve(scenario, apex, resolver);
    }
    network.add_resolver(std::move(resolver), spec.link);
  }
  EngineRig rig(options, network);
  for (const std::string& line : scenario.input) {
    rig.add_line(line);
  }
  const RigReport report = rig.run();
  std::string text;
  if (!report.failure.empty()) {
    text += "the engine: " + report.failure + '\n';
  }
  text += check_rows(scenario, report);
  text += check_bounds(scenario, {scenario, report, network});
  if (!text.empty()) {
    text += "packets:\n" + first_lines(network.trace());
  }
  return text;
}

std::string run_scenario_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) {
    return path + ": cannot be read";
  }
  Scenario scenario;
  const std::string problem = parse_scenario(text.str(), scenario);
  if (!problem.empty()) {
    return path + ": " + problem;
  }
  const std::string failed = run_scenario(scenario);
  return failed.empty() ? "" : path + " (" + scenario.title + ")\n" + failed;
}

}  // namespace mxsweep::sim
