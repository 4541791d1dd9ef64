// See scenario.h; the format is described in README.md.
#include "tests/scenario/scenario.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

#include "scanner/policy/policies.h"

#include "tests/scenario/scenario_words.h"

namespace mxsweep::sim {
namespace {

class Parser {
 public:
  explicit Parser(Scenario& out) : out_(out) {}

  std::string parse(std::string_view text);

 private:
  [[nodiscard]] std::string take_line(std::string_view line);
  [[nodiscard]] std::string open_section(std::string_view line);
  [[nodiscard]] std::string open_authority(Words words);
  Zone* open_zone(const std::string& apex);
  [[nodiscard]] std::string take_zones(std::string_view line);
  [[nodiscard]] std::string take_head(const Words& words,
                                      std::string_view line);
  [[nodiscard]] std::string take_option(const Words& words);
  [[nodiscard]] bool take_number_option(const Words& words);
  [[nodiscard]] bool take_word_option(const std::string& key,
                                      const std::string& value);
  [[nodiscard]] bool take_spell(const Words& words);
  [[nodiscard]] std::string take_zone(const Words& words,
                                      std::string_view line);
  [[nodiscard]] std::string take_resolver(const Words& words,
                                          std::string_view line);
  [[nodiscard]] std::string take_input(const Words& words,
                                       std::string_view line);
  [[nodiscard]] std::string take_expect(const Words& words,
                                        std::string_view line);
  [[nodiscard]] std::string take_row(std::string_view line);
  [[nodiscard]] std::string take_bound(const Words& words,
                                       std::string_view line);

  void show_requested();
  [[nodiscard]] bool take_policies(std::string_view words);

  // Calls `take` for each number of "@generate 1-9 TEMPLATE".
  template <class Take>
  [[nodiscard]] std::string generate(std::string_view line, const Take& take);

  Scenario& out_;
  Zone* zone_ = nullptr;  // of the section
  std::string section_;
  std::size_t line_ = 0;
};

std::string Parser::parse(std::string_view text) {
  while (!text.empty()) {
    ++line_;
    const std::size_t end = text.find('\n');
    const std::string problem = take_line(text.substr(0, end));
    if (!problem.empty()) {
      return "line " + std::to_string(line_) + ": " + problem;
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (out_.title.empty() || out_.rules.empty()) {
    return "title or rules missing";
  }
  if (out_.columns.empty() && out_.bounds.empty()) {
    return "nothing is expected";
  }
  show_requested();
  if (out_.resolvers.empty()) {
    out_.resolvers.emplace_back();
    out_.resolvers.back().endpoint = *io::parse_endpoint("192.0.2.1", 53);
  }
  return "";
}

// Columns of policies that are asked for, and of delegations where they are
// compared, stand behind all others.
void Parser::show_requested() {
  ShardConfig& engine = out_.rig.engine;
  const bool delegations =
      std::any_of(out_.columns.begin(), out_.columns.end(), tells_delegation);
  if (engine.mail.policies.empty() && !delegations) {
    return;
  }
  std::vector<std::string> names;
  for (const bool requested : {false, true}) {
    for (const Choosable& column : choosable_columns(engine.rows.shape())) {
      const std::string_view name = column.column.name;
      const PolicyKind* const kind = policy_of_column(name);
      const bool shown = requested ? (kind != nullptr &&
                                      engine.mail.policies.has(kind->policy)) ||
                                         (delegations && tells_delegation(name))
                                   : !column.on_request;
      if (shown) {
        names.emplace_back(name);
      }
    }
  }
  engine.rows = RowPlan(engine.rows.shape(), names);
}

// "spf,dmarc", or "all".
bool Parser::take_policies(std::string_view words) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(','), words.size());
    const std::string_view word = words.substr(0, end);
    bool known = false;
    for (const PolicyKind& kind : policy_kinds()) {
      if (word == "all" || word == kind.flag.substr(2)) {
        out_.rig.engine.mail.policies.add(kind.policy);
        known = true;
      }
    }
    if (!known) {
      return false;
    }
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return true;
}

std::string Parser::take_line(std::string_view line) {
  if (!line.empty() && line.front() == '[') {
    return open_section(line);
  }
  const Words words = split_words(line);
  if (section_ == "[input]") {
    return take_input(words, line);
  }
  if (words.empty() || words.front().front() == '#') {
    return "";
  }
  if (section_.empty()) {
    return take_head(words, line);
  }
  if (section_ == "[options]") {
    return take_option(words);
  }
  if (section_ == "[zone]" || section_.starts_with("[zone ")) {
    return take_zone(words, line);
  }
  if (section_ == "[expect]") {
    return take_expect(words, line);
  }
  return take_resolver(words, line);
}

Zone* Parser::open_zone(const std::string& apex) {
  out_.zones[apex].apex = apex;
  return &out_.zones[apex].records;
}

// "@zones 1-9 APEX RECORD": zones of their own with one record each.
std::string Parser::take_zones(std::string_view line) {
  return generate(line, [this](const std::string& made) {
    const std::size_t apex_end = made.find(' ');
    return apex_end == std::string::npos
               ? "that is: @zones FROM-TO APEX RECORD"
               : open_zone(made.substr(0, apex_end))
                     ->add_text(made.substr(apex_end + 1));
  });
}

// "[server ADDRESS APEX...]" or "[zone APEX]"; else that is none of these.
std::string Parser::open_authority(Words words) {
  if (words.size() < 2 || words.back().back() != ']') {
    return "unknown section " + section_;
  }
  words.back().pop_back();
  if (words[0] == "[zone" && words.size() == 2) {
    zone_ = open_zone(words[1]);
    return "";
  }
  const auto endpoint = io::parse_endpoint(words[1], 53);
  if (words[0] != "[server" || words.size() < 3 || !endpoint.has_value()) {
    return "unknown section " + section_;
  }
  out_.resolvers.emplace_back();
  out_.resolvers.back().endpoint = *endpoint;
  out_.resolvers.back().serves.assign(words.begin() + 2, words.end());
  return "";
}

std::string Parser::open_section(std::string_view line) {
  section_ = trimmed(line);
  zone_ = &out_.zone;
  const Words words = split_words(section_);
  if (words.size() == 2 && words[0] == "[resolver" && words[1].back() == ']') {
    const auto endpoint =
        io::parse_endpoint(words[1].substr(0, words[1].size() - 1), 53);
    if (!endpoint.has_value()) {
      return "bad address of a resolver";
    }
    out_.resolvers.emplace_back();
    out_.resolvers.back().endpoint = *endpoint;
    return "";
  }
  const bool known = section_ == "[options]" || section_ == "[zone]" ||
                     section_ == "[input]" || section_ == "[expect]";
  return known ? "" : open_authority(words);
}

std::string Parser::take_head(const Words& words, std::string_view line) {
  if (words[0] == "title") {
    out_.title = trimmed(line.substr(line.find("title") + 5));
    return "";
  }
  if (words[0] == "rules") {
    out_.rules.assign(words.begin() + 1, words.end());
    return "";
  }
  return "only 'title' and 'rules' may stand here";
}

bool Parser::take_number_option(const Words& words) {
  RigOptions& rig = out_.rig;
  const std::string& key = words[0];
  const std::string& value = words[1];
  if (key == "concurrency") {
    return parse_int(value, rig.engine.query.concurrency);
  }
  if (key == "retries") {
    return parse_int(value, rig.engine.query.retries);
  }
  if (key == "rate") {
    return parse_int(value, rig.engine.query.rate_pps);
  }
  if (key == "resolver-rate") {
    return parse_int(value, rig.engine.query.pace.max_pps);
  }
  if (key == "server-rate") {
    return parse_int(value, rig.recursion.limits.pps_max);
  }
  if (key == "cache") {
    return parse_int(value, rig.recursion.cache_bytes);
  }
  if (key == "pace") {
    rig.engine.query.pace.adaptive = value == "on";
    return value == "on" || value == "off";
  }
  if (key == "host-cache") {
    std::size_t entries = 0;
    const bool good = parse_int(value, entries);
    rig.engine.host_cache_bytes = entries * HostCache::kEntryBytes;
    return good;
  }
  if (key == "shards") {
    return parse_int(value, rig.shards);
  }
  if (key == "lanes") {
    return parse_int(value, rig.lanes);
  }
  if (key == "seed") {
    return parse_int(value, rig.seed);
  }
  if (key == "batch") {
    return parse_int(value, rig.batch_jobs);
  }
  if (key == "result-batches") {
    return parse_int(value, rig.result_batches);
  }
  if (key == "host-cells") {
    return parse_int(value, rig.host_cells);
  }
  if (key == "receive") {
    return parse_int(value, rig.receive_max);
  }
  return key == "reserve" && parse_int(value, rig.reserve_max);
}

bool Parser::take_word_option(const std::string& key,
                              const std::string& value) {
  RigOptions& rig = out_.rig;
  MailOptions& verdict = rig.engine.mail;
  const bool on = value == "on";
  if (key == "timeout") {
    return parse_duration(value, rig.engine.query.timeout);
  }
  if (key == "time-max") {
    return parse_duration(value, rig.time_max);
  }
  if (key == "special") {
    rig.input.allow_special = value != "off";
    verdict.allow_special = on;
    return on || value == "off" || value == "input";
  }
  if (key == "policies") {
    return take_policies(value);
  }
  if (key == "minimise") {
    rig.recursion.minimises = on;
    return on || value == "off";
  }
  if (key == "mix-case") {
    rig.engine.query.mix_case = on;
    return on || value == "off";
  }
  if (key == "blocked") {
    return out_.blocklist.add_line(value);
  }
  if (key == "lenient") {
    rig.input.lenient = on;
    return on || value == "off";
  }
  if (key == "literals") {
    verdict.query_literals = on;
    return on || value == "off";
  }
  if (key == "shape") {
    rig.engine.rows = RowPlan(value == "mx"       ? Shape::kMx
                              : value == "domain" ? Shape::kDomain
                              : value == "nested" ? Shape::kNested
                                                  : Shape::kFlat);
    return value == "mx" || value == "domain" || value == "nested" ||
           value == "flat";
  }
  if (key != "addresses") {
    return false;
  }
  verdict.addresses = value == "4"      ? AddressMode::kIpv4
                      : value == "6"    ? AddressMode::kIpv6
                      : value == "none" ? AddressMode::kNone
                                        : AddressMode::kBoth;
  return value == "4" || value == "6" || value == "none" || value == "both";
}

bool Parser::take_spell(const Words& words) {
  Period period;
  if (words.size() != 3 || !parse_duration(words[1], period.at) ||
      !parse_duration(words[2], period.length)) {
    return false;
  }
  if (words[0] == "stall") {
    out_.rig.stalls.push_back(period);
    return true;
  }
  out_.rig.writer_pauses.push_back(period);
  return words[0] == "writer-pause";
}

std::string Parser::take_option(const Words& words) {
  if (words.size() == 3
          ? take_spell(words)
          : words.size() == 2 && (take_number_option(words) ||
                                  take_word_option(words[0], words[1]))) {
    return "";
  }
  return "bad option '" + words[0] + "'";
}

template <class Take>
std::string Parser::generate(std::string_view line, const Take& take) {
  const Words words = split_words(line);
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  const std::size_t dash =
      words.size() > 2 ? words[1].find('-') : std::string::npos;
  if (dash == std::string::npos || !parse_int(words[1].substr(0, dash), from) ||
      !parse_int(words[1].substr(dash + 1), to)) {
    return "that is: @generate FROM-TO LINE";
  }
  const std::string_view form =
      line.substr(line.find(words[1]) + words[1].size() + 1);
  for (std::uint32_t n = from; n <= to; ++n) {
    std::string problem = take(filled(form, n));
    if (!problem.empty()) {
      return problem;
    }
  }
  return "";
}

std::string Parser::take_zone(const Words& words, std::string_view line) {
  if (words[0] == "@nosoa") {
    zone_->with_soa = false;
    return "";
  }
  if (words[0] == "@soa") {
    return words.size() == 3 && parse_int(words[1], zone_->soa_ttl) &&
                   parse_int(words[2], zone_->soa_minimum)
               ? ""
               : "that is: @soa TTL MINIMUM";
  }
  if (words[0] == "@zones") {
    return take_zones(line);
  }
  if (words[0] == "@generate") {
    return generate(line, [this](const std::string& made) {
      return zone_->add_text(made);
    });
  }
  return zone_->add_text(line);
}

std::string Parser::take_resolver(const Words& words, std::string_view line) {
  if (out_.resolvers.empty()) {
    return "a section [resolver ADDRESS] must come first";
  }
  ResolverSpec& spec = out_.resolvers.back();
  if (words[0] == "on") {
    return parse_rule(line.substr(line.find("on") + 2),
                      spec.rules.emplace_back());
  }
  const std::pair<std::string_view, double*> chances[] = {
      {"loss-out", &spec.link.loss_out},
      {"loss-in", &spec.link.loss_in},
      {"duplicate", &spec.link.duplicate},
      {"late", &spec.link.late},
      {"port-error", &spec.link.port_error},
      {"stream-refused", &spec.link.stream_refused},
      {"stream-reset", &spec.link.stream_reset},
      {"servfail", &spec.whims.servfail},
      {"silence", &spec.whims.silence},
      {"truncate", &spec.whims.truncate},
      {"forge", &spec.whims.forge},
      {"dislike-edns", &spec.whims.dislike_edns}};
  for (const auto& [name, place] : chances) {
    if (words[0] == name && words.size() == 2 &&
        parse_chance(words[1], *place)) {
      return "";
    }
  }
  if (line == "rewriting") {
    spec.rewriting = true;
    return "";
  }
  if (words[0] == "latency" && words.size() >= 2 &&
      parse_duration(words[1], spec.link.latency)) {
    const bool spread = words.size() == 4 && words[2] == "sigma" &&
                        parse_chance(words[3], spec.link.sigma);
    return words.size() == 2 || spread ? "" : "that is: latency D sigma 0..1";
  }
  if (words[0] == "stream-answers" && words.size() == 2 &&
      parse_int(words[1], spec.link.stream_answers)) {
    return "";
  }
  if (words[0] == "stream-outstanding" && words.size() == 2 &&
      parse_int(words[1], spec.link.stream_outstanding)) {
    return "";
  }
  if (words[0] == "late-by" && words.size() == 2 &&
      parse_duration(words[1], spec.link.late_by)) {
    return "";
  }
  return "bad line about a resolver: '" + words[0] + "'";
}

std::string Parser::take_input(const Words& words, std::string_view line) {
  if (!words.empty() && words[0] == "@generate") {
    return generate(line, [this](const std::string& made) {
      out_.input.push_back(made);
      return std::string();
    });
  }
  // \xHH stands for an octet that an editor would not keep.
  std::string raw;
  for (std::size_t at = 0; at < line.size();) {
    if (line.substr(at, 2) == "\\x" && at + 4 <= line.size() &&
        parse_hex(line.substr(at + 2, 2), raw)) {
      at += 4;
    } else {
      raw += line[at++];
    }
  }
  out_.input.push_back(raw);
  return "";
}

std::string Parser::take_row(std::string_view line) {
  std::vector<std::string> cells;
  std::string_view rest = line.substr(line.find("row") + 3);
  while (true) {
    const std::size_t bar = rest.find('|');
    cells.push_back(trimmed(rest.substr(0, bar)));
    if (bar == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(bar + 1);
  }
  if (cells.size() != out_.columns.size()) {
    return "a row has " + std::to_string(cells.size()) +
           " cells but there are " + std::to_string(out_.columns.size()) +
           " columns";
  }
  out_.rows.push_back(std::move(cells));
  return "";
}

std::string Parser::take_bound(const Words& words, std::string_view line) {
  const std::pair<std::string_view, Relation> relations[] = {
      {"=", Relation::kEqual},
      {"<=", Relation::kAtMost},
      {">=", Relation::kAtLeast},
      {"<", Relation::kLess},
      {">", Relation::kMore}};
  Bound bound;
  bound.line = line_;
  bound.text = trimmed(line);
  if (words.size() < 3) {
    return "that is: MEASURE = VALUE";
  }
  bound.measure.assign(words.begin(), words.end() - 2);
  io::Duration duration;
  if (parse_duration(words.back(), duration)) {
    bound.value = duration.ns;
  } else if (!parse_int(words.back(), bound.value)) {
    return "bad number '" + words.back() + "'";
  }
  for (const auto& [text, relation] : relations) {
    if (words[words.size() - 2] == text) {
      bound.relation = relation;
      out_.bounds.push_back(std::move(bound));
      return "";
    }
  }
  return "unknown relation '" + words[words.size() - 2] + "'";
}

std::string Parser::take_expect(const Words& words, std::string_view line) {
  if (words[0] == "columns") {
    out_.columns.assign(words.begin() + 1, words.end());
    return "";
  }
  return words[0] == "row" ? take_row(line) : take_bound(words, line);
}

}  // namespace

std::string parse_scenario(std::string_view text, Scenario& out) {
  return Parser(out).parse(text);
}

}  // namespace mxsweep::sim
