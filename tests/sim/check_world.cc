// What must hold after a run in a random world, computed from the zone alone.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "tests/sim/random_world.h"

namespace mxsweep::sim {
namespace {

constexpr std::size_t kProblemsMax = 5;
constexpr int kChainMax = 20;

using Exchanges = std::multiset<std::pair<int, std::string>>;

struct Truth {
  std::string status;
  std::string end;      // of the CNAMEs
  Exchanges exchanges;  // of the MX question, or one of preference 0
  bool implicit = false;
};

// The names on the way, the first included.
std::vector<std::string> path_of(const Zone& zone, std::string name) {
  std::vector<std::string> path = {name};
  const auto* alias = zone.find(name, kCname);
  for (int link = 0; link < kChainMax && alias != nullptr; ++link) {
    path.push_back(name_text(alias->front().target));
    alias = zone.find(path.back(), kCname);
  }
  return path;
}

std::string follow(const Zone& zone, const std::string& name) {
  return path_of(zone, name).back();
}

bool is_circle(const Zone& zone, const std::string& name) {
  return zone.find(follow(zone, name), kCname) != nullptr;
}

Truth truth_of(const Zone& zone, const std::string& domain) {
  Truth truth;
  truth.end = follow(zone, domain);
  if (is_circle(zone, domain)) {
    truth.status = "CNAME_LOOP";
    return truth;
  }
  const auto* records = zone.find(truth.end, kMx);
  if (records != nullptr) {
    truth.status = "NOERROR";
    std::set<std::pair<int, std::string>> distinct;  // RFC 2181 section 5
    for (const ZoneRecord& record : *records) {
      distinct.emplace(record.preference, name_text(record.target));
    }
    truth.exchanges.insert(distinct.begin(), distinct.end());
  } else if (zone.exists(truth.end)) {
    truth.status = "NODATA";
    truth.implicit = true;
    truth.exchanges.emplace(0, truth.end);
  } else {
    truth.status = "NXDOMAIN";
  }
  return truth;
}

std::string address_status(const Zone& zone, const std::string& host,
                           std::uint16_t type) {
  const std::string end = follow(zone, host);
  if (is_circle(zone, host)) {
    return "CNAME_LOOP";
  }
  if (zone.find(end, type) != nullptr) {
    return "NOERROR";
  }
  return zone.exists(end) ? "NODATA" : "NXDOMAIN";
}

std::set<std::string> addresses(const Zone& zone, const std::string& host,
                                std::uint16_t type) {
  std::set<std::string> out;
  const auto* records = zone.find(follow(zone, host), type);
  for (std::size_t i = 0; records != nullptr && i < records->size(); ++i) {
    out.insert(io::address_text(
        reinterpret_cast<const std::uint8_t*>((*records)[i].octets.data()),
        type == kA ? 4 : 6));
  }
  return out;
}

// Rows that were mixed up may have none.
int number_of(const std::string& text) {
  return text == "-" ? -1 : std::stoi(text);
}

bool is_failure(const std::string& status) {
  static const std::set<std::string> kFailures = {
      "SERVFAIL", "TIMEOUT", "NETWORK_ERROR", "TRUNCATED", "REFERRAL"};
  return kFailures.contains(status);
}

class Checker {
 public:
  Checker(const World& world, const WorldRun& run)
      : world_(world), run_(run), report_(run.report) {}

  std::string check();
  std::string check_truth();

 private:
  using Rows = std::vector<std::size_t>;

  void fail(const std::string& what) {
    if (++problems_ <= kProblemsMax) {
      text_ += what + '\n';
    }
  }

  const std::string& cell(std::size_t row, std::string_view column) const {
    return report_.cell(row, column);
  }

  void check_forgeries();
  void check_counters();
  void check_questions();
  void check_distrusted();
  void check_busy();
  void check_records();
  void check_record(const Rows& rows);
  void check_exchanges(const Rows& rows, const Truth& truth);
  void check_host(const Rows& rows);
  void check_family(const Rows& rows, bool ipv4);
  void check_order(const Rows& rows);

  const World& world_;
  const WorldRun& run_;
  const RigReport& report_;
  std::string text_;
  std::size_t problems_ = 0;
};

void Checker::check_forgeries() {
  for (const auto& cells : report_.rows) {
    for (const std::string& text : cells) {
      if (text.find("forged") != std::string::npos ||
          text.find(kForgedAddress) != std::string::npos ||
          text.find("2001:db8::66") != std::string::npos) {
        fail("forged data were believed: " + cells[1] + ": " + text);
      }
    }
  }
}

void Checker::check_counters() {
  const Totals& totals = report_.totals;
  if (totals.queries() != run_.sent.size()) {
    fail("the counters say " + std::to_string(totals.queries()) +
         " queries, the network saw " + std::to_string(run_.sent.size()));
  }
  if (totals.names_done != world_.input.size() ||
      totals.names_taken != world_.input.size() ||
      report_.records != world_.input.size()) {
    fail("names taken, done and written differ");
  }
  if (totals.rows != report_.rows.size()) {
    fail("rows counted and written differ");
  }
  std::uint64_t statuses = 0;
  for (const std::uint64_t count : totals.by_status) {
    statuses += count;
  }
  if (statuses != world_.input.size()) {
    fail("the statuses do not add up to the names");
  }
  const bool all_answered = std::all_of(
      world_.resolvers.begin(), world_.resolvers.end(), [](const auto& each) {
        return each.link.loss_in + each.link.loss_out + each.link.late +
                   each.link.stream_refused + each.link.stream_reset +
                   each.link.stream_answers + each.link.stream_outstanding +
                   each.link.sigma + each.whims.silence ==
               0;
      });
  if (all_answered &&
      run_.outstanding_max >
          std::max<std::size_t>(world_.rig.engine.query.concurrency,
                                world_.rig.shards)) {
    fail("more in flight than allowed: " +
         std::to_string(run_.outstanding_max));
  }
}

// How many of `names` have CNAMEs that lead past `name`, or are it.
template <class Names>
std::size_t count_leading_to(const Zone& zone, const Names& names,
                             const std::string& name) {
  return static_cast<std::size_t>(
      std::count_if(names.begin(), names.end(), [&](const std::string& each) {
        const std::vector<std::string> path = path_of(zone, each);
        return std::find(path.begin(), path.end(), name) != path.end();
      }));
}

// Each question at most 1 + retries times over UDP, once more for EDNS, and
// as often over TCP, again after each end of a connection; a mail host that
// failed again after a while. The end of a chain may be asked for whoever leads
// there. Beyond that only control questions, and questions again that nothing
// came from.
void Checker::check_questions() {
  std::map<std::tuple<std::string, std::uint16_t, bool>, std::size_t> asked;
  std::set<std::string> hosts;
  for (const SentQuery& sent : run_.sent) {
    ++asked[{sent.query.name, sent.query.type, sent.query.stream}];
    if (sent.query.type != kMx) {
      hosts.insert(sent.query.name);
    }
  }
  std::size_t beyond = 0;
  std::string which;
  for (const auto& [question, times] : asked) {
    const auto& [name, type, stream] = question;
    std::size_t askings = 0;
    if (type == kMx) {
      askings = count_leading_to(world_.zone, world_.input, name);
    } else if (report_.totals.host_evictions != 0) {
      continue;
    } else {
      askings = count_leading_to(world_.zone, hosts, name) *
                (1 + static_cast<std::size_t>(report_.elapsed.ns /
                                              HostCache::kFailureKept.ns));
    }
    const std::size_t most =
        stream ? askings * (world_.rig.engine.query.retries + 1U) *
                     (kStreamCutsMax + 1U)
               : askings * (world_.rig.engine.query.retries + 2U);
    if (times > most) {
      beyond += times - most;
      which += ' ' + name + ' ' + type_text(type);
    }
  }
  const std::size_t most =
      report_.totals.queries_control + report_.totals.unproven;
  if (beyond > most) {
    fail("asked too often:" + which + ", together " + std::to_string(beyond) +
         " times, allowed " + std::to_string(most));
  }
}

// Before it was asked again nothing else goes to a resolver in doubt.
void Checker::check_distrusted() {
  const io::Instant asked_again = kSimStart + io::Duration::seconds(10);
  for (const std::uint16_t resolver : world_.rig.engine.query.rewriting) {
    for (const SentQuery& sent : run_.sent) {
      const bool early = sent.at < asked_again;
      const bool about_it = sent.query.name.rfind("mxsweep-", 0) == 0;
      if (sent.peer == resolver && early && !about_it) {
        fail("a resolver that is not trusted was asked " + sent.query.name);
      }
    }
  }
}

// A shard waits for something; it does not turn round and round.
void Checker::check_busy() {
  const auto events = static_cast<std::uint64_t>(
      std::count(run_.trace.begin(), run_.trace.end(), '\n'));
  std::uint64_t allowed = 1000 + 3 * events;
  // While the writer pauses or other shards work they look every millisecond.
  const auto last =
      static_cast<std::uint64_t>(report_.elapsed.ns / 1'000'000 + 20'000);
  allowed += last * world_.rig.shards;
  if (report_.steps > allowed) {
    fail("busy: " + std::to_string(report_.steps) + " steps, allowed " +
         std::to_string(allowed));
  }
}

void Checker::check_order(const Rows& rows) {
  const auto key = [this](std::size_t row) {
    const std::string& address = cell(row, "address");
    return std::tuple(number_of(cell(row, "preference")), cell(row, "exchange"),
                      address == "-" ? "" : cell(row, "address_family"));
  };
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (key(rows[i]) < key(rows[i - 1])) {
      fail("rows of " + cell(rows[i], "domain") + " are not sorted");
    }
  }
}

void Checker::check_family(const Rows& rows, bool ipv4) {
  const std::string& host = cell(rows[0], "exchange");
  const std::string& status = cell(rows[0], ipv4 ? "a_status" : "aaaa_status");
  const std::uint16_t type = ipv4 ? kA : kAaaa;
  std::set<std::string> shown;
  for (const std::size_t row : rows) {
    if (cell(row, "address_family") == (ipv4 ? "4" : "6")) {
      shown.insert(cell(row, "address"));
    }
  }
  std::set<std::string> expected;
  if (status == "NOERROR") {
    expected = addresses(world_.zone, host, type);
  }
  if (shown != expected) {
    fail("wrong addresses of " + host);
  }
  if (status != "-" && !is_failure(status) &&
      status != address_status(world_.zone, host, type)) {
    fail("wrong status of " + host + ' ' + type_text(type) + ": " + status);
  }
}

// The rows of one exchange.
void Checker::check_host(const Rows& rows) {
  const std::string& host = cell(rows[0], "exchange");
  const std::string& status = cell(rows[0], "exchange_status");
  const AddressMode mode = world_.rig.engine.mail.addresses;
  const bool asked =
      host != "." && host != "localhost" && mode != AddressMode::kNone;
  if ((status != "SKIPPED") != asked) {
    fail("exchange_status of " + host + " is " + status);
  }
  if ((cell(rows[0], "a_status") != "-") != (asked && wants_ipv4(mode)) ||
      (cell(rows[0], "aaaa_status") != "-") != (asked && wants_ipv6(mode))) {
    fail("wrong families asked of " + host);
  }
  check_family(rows, true);
  check_family(rows, false);
}

void Checker::check_exchanges(const Rows& rows, const Truth& truth) {
  std::map<std::pair<int, std::string>, Rows> by_exchange;
  for (const std::size_t row : rows) {
    by_exchange[{number_of(cell(row, "preference")), cell(row, "exchange")}]
        .push_back(row);
  }
  Exchanges shown;
  for (const auto& [exchange, its_rows] : by_exchange) {
    shown.insert(exchange);
    check_host(its_rows);
  }
  if (shown != truth.exchanges) {
    fail("wrong exchanges of " + cell(rows[0], "domain"));
  }
  check_order(rows);
}

void Checker::check_record(const Rows& rows) {
  const std::size_t first = rows[0];
  const std::string& domain = cell(first, "domain");
  const std::string& status = cell(first, "status");
  const std::string& kind = cell(first, "mail_kind");
  const Truth truth = truth_of(world_.zone, domain);
  if (is_failure(status) || status == "CNAME_LOOP") {
    if (status == "CNAME_LOOP" && status != truth.status) {
      fail("no circle: " + domain);
    }
    if (kind != "unknown" || rows.size() != 1 ||
        cell(first, "exchange") != "-" || cell(first, "mx_count") != "0") {
      fail("a failure that says something (S5): " + domain);
    }
    return;
  }
  if (status != truth.status) {
    fail("wrong status of " + domain + ": " + status + ", in truth " +
         truth.status);
    return;
  }
  if (status == "NXDOMAIN" || cell(first, "exchange") == "-") {
    if (rows.size() != 1 || (status == "NXDOMAIN" && kind != "none") ||
        status == "NOERROR") {
      fail("wrong rows of " + domain);
    }
    return;
  }
  if ((kind == "implicit_mx") != truth.implicit) {
    fail("wrong mail_kind of " + domain + ": " + kind);
  }
  check_exchanges(rows, truth);
}

void Checker::check_records() {
  Rows rows;
  for (std::size_t row = 0; row < report_.rows.size(); ++row) {
    if (!rows.empty() && cell(row, "seq") != cell(rows[0], "seq")) {
      check_record(rows);
      rows.clear();
    }
    rows.push_back(row);
    const auto seq = static_cast<std::size_t>(std::stoll(cell(row, "seq")));
    if (cell(row, "domain") != world_.input[seq]) {
      fail("record " + cell(row, "seq") + " has the name of another");
    }
  }
  if (!rows.empty()) {
    check_record(rows);
  }
}

std::string Checker::check() {
  if (!report_.failure.empty()) {
    return report_.failure + '\n';
  }
  check_forgeries();
  check_counters();
  check_questions();
  check_distrusted();
  check_busy();
  if (world_.rig.engine.rows.shape() == Shape::kFlat) {
    check_records();
  }
  return text_;
}

std::string Checker::check_truth() {
  check_forgeries();
  check_records();
  return text_;
}

}  // namespace

std::string check_world(const World& world, const WorldRun& run) {
  return Checker(world, run).check();
}

std::string check_truth(const World& world, const RigReport& report) {
  WorldRun run;
  run.report = report;
  return Checker(world, run).check_truth();
}

}  // namespace mxsweep::sim
