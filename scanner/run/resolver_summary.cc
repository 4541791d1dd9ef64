#include "scanner/run/resolver_summary.h"

#include <algorithm>
#include <cstddef>

#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

// What differs from the usual share by this much is remarkable.
constexpr double kLossMore = 0.05;
constexpr double kFailuresMore = 0.2;
// What takes so many times as long as usual, and so much longer.
constexpr double kSlower = 3;
constexpr double kSlowerByMs = 50;
// Fewer questions say nothing.
constexpr std::uint64_t kSentLeast = 20;

double loss_of(const ResolverReport& one) {
  return ratio(one.without_reply, one.sent);
}

double failures_of(const ResolverReport& one) {
  return ratio(one.failures, one.replies);
}

double rtt_ms(const ResolverReport& one) {
  return one.rtt.to_seconds() * 1000;
}

struct Usual {
  double loss = 0;
  double failures = 0;
  double rtt_ms = 0;
};

double median_of(const std::vector<ResolverReport>& resolvers,
                 double (*value)(const ResolverReport&)) {
  std::vector<double> values;
  for (const ResolverReport& one : resolvers) {
    if (one.replies != 0) {
      values.push_back(value(one));
    }
  }
  if (values.empty()) {
    return 0;
  }
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void append_number(std::string_view what, std::uint64_t count,
                   std::string& out) {
  out += what;
  append_count(count, out);
}

void append_percent(double share, std::string& out) {
  append_fixed(100 * share, 1, out);
  out += " %";
}

void append_traffic(const ResolverReport& one, std::string& out) {
  append_number("sent ", one.sent, out);
  append_number(", replies ", one.replies, out);
  append_number(", without reply ", one.without_reply, out);
  append_number(", failures ", one.failures, out);
}

void append_behaviour(const ResolverReport& one, std::string& out) {
  if (one.rtt.ns != 0) {
    out += ", rtt ";
    append_fixed(rtt_ms(one), 2, out);
    out += " ms";
  }
  if (one.pace_pps != 0) {
    append_number(", pace ", one.pace_pps, out);
    out += "/s";
  }
  if (one.late != 0) {
    append_number(", late ", one.late, out);
  }
  if (one.outages != 0) {
    append_number(", set aside ", one.outages, out);
    out += one.outages == 1 ? " time" : " times";
  }
}

// Why it was not asked, or is not to be believed; empty: nothing of the kind.
std::string trust_of(const ResolverReport& one) {
  if (!one.without_recursion.empty()) {
    return (one.left_out ? "left out: does not recurse ("
                         : "left out until it recursed (") +
           one.without_recursion + ")";
  }
  if (one.denies_the_root) {
    return one.left_out ? "left out: denies the name servers of the root"
                        : "left out until it knew the name servers of the root";
  }
  if (one.left_out) {
    return "left out: finds a name that does not exist";
  }
  return one.rewrites_nxdomain
             ? "left out until it no longer found a name that does not exist"
             : "";
}

std::string dns64_of(const ResolverReport& one) {
  std::string text;
  for (const std::string& prefix : one.dns64_prefixes) {
    text += text.empty() ? "" : ", ";
    text += "makes AAAA of A records (DNS64, " + prefix + ")";
  }
  return text;
}

SummaryLine line_of(const ResolverReport& one) {
  SummaryLine line{"resolver", one.label + ": "};
  append_traffic(one, line.text);
  append_behaviour(one, line.text);
  for (const std::string& more : {trust_of(one), dns64_of(one)}) {
    line.text += more.empty() ? "" : ", " + more;
  }
  return line;
}

// How it answered, beside the others; empty: as usual.
std::string unusual_of(const ResolverReport& one, const Usual& usual) {
  if (one.sent != 0 && one.replies == 0) {
    std::string text = "dead: no reply to ";
    append_count(one.sent, text);
    return text;
  }
  std::string text;
  const auto add = [&text] { text += text.empty() ? "" : ", "; };
  if (one.sent >= kSentLeast && loss_of(one) > usual.loss + kLossMore) {
    text = "lossy: no reply to ";
    append_percent(loss_of(one), text);
  }
  if (one.replies >= kSentLeast &&
      failures_of(one) > usual.failures + kFailuresMore) {
    add();
    text += "refuses or fails ";
    append_percent(failures_of(one), text);
  }
  if (rtt_ms(one) >
      std::max(kSlower * usual.rtt_ms, usual.rtt_ms + kSlowerByMs)) {
    add();
    text += "slow: rtt ";
    append_fixed(rtt_ms(one), 0, text);
    text += " ms";
  }
  if (one.outages != 0) {
    add();
    append_number("set aside ", one.outages, text);
    text += one.outages == 1 ? " time" : " times";
  }
  return text;
}

std::string attention_of(const ResolverReport& one, const Usual& usual) {
  std::string text = trust_of(one);
  for (const std::string& more : {unusual_of(one, usual), dns64_of(one)}) {
    text += text.empty() || more.empty() ? "" : ", ";
    text += more;
  }
  return text;
}

SummaryLine sum_of(const std::vector<ResolverReport>& resolvers,
                   const Usual& usual) {
  ResolverReport sum;
  for (const ResolverReport& one : resolvers) {
    add_counts<std::uint64_t>(one, sum);
    sum.pace_pps += one.pace_pps;
  }
  SummaryLine line{"resolvers", {}};
  append_count(resolvers.size(), line.text);
  line.text += ": ";
  append_traffic(sum, line.text);
  if (usual.rtt_ms > 0) {
    line.text += ", usual rtt ";
    append_fixed(usual.rtt_ms, 2, line.text);
    line.text += " ms";
  }
  if (sum.pace_pps != 0) {
    append_number(", pace ", sum.pace_pps, line.text);
    line.text += "/s in all";
  }
  return line;
}

// Those that are not to be believed first: among many dead ones nobody would
// see them.
void add_unusual(const std::vector<ResolverReport>& resolvers,
                 const Usual& usual, std::vector<SummaryLine>& lines) {
  std::vector<SummaryLine> unusual;
  std::vector<SummaryLine> others;
  for (const ResolverReport& one : resolvers) {
    const std::string why = attention_of(one, usual);
    if (!why.empty()) {
      (trust_of(one).empty() ? others : unusual)
          .push_back({"attention", one.label + " " + why, true});
    }
  }
  unusual.insert(unusual.end(), others.begin(), others.end());
  const std::size_t named = std::min(unusual.size(), kResolversNamed);
  const auto first = unusual.begin();
  lines.insert(lines.end(), first, first + static_cast<std::ptrdiff_t>(named));
  if (unusual.size() > named) {
    lines.push_back({"attention",
                     "and " + std::to_string(unusual.size() - named) +
                         " more; -v and the manifest have all of them",
                     true});
  }
}

}  // namespace

std::vector<SummaryLine> resolver_lines(
    const std::vector<ResolverReport>& resolvers, bool each) {
  std::vector<SummaryLine> lines;
  if (each || resolvers.size() <= kResolversListed) {
    for (const ResolverReport& one : resolvers) {
      lines.push_back(line_of(one));
    }
    return lines;
  }
  const Usual usual = {median_of(resolvers, loss_of),
                       median_of(resolvers, failures_of),
                       median_of(resolvers, rtt_ms)};
  lines.push_back(sum_of(resolvers, usual));
  add_unusual(resolvers, usual, lines);
  return lines;
}

}  // namespace mxsweep
