#include "scanner/run/progress.h"

#include <algorithm>

#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

constexpr int kBarCells = 20;

// Of names that were read, those still in work are not done yet.
std::optional<double> done_share(const ProgressInput& now) {
  if (!now.input_share.has_value()) {
    return std::nullopt;
  }
  const double finished =
      now.totals.names_taken == 0
          ? 0.0
          : ratio(now.totals.names_done, now.totals.names_taken);
  return std::clamp(*now.input_share * finished, 0.0, 1.0);
}

// All names were asked; those left wait until it is time to ask them again.
bool in_tail(const ProgressInput& now) {
  const Totals& totals = now.totals;
  const std::uint64_t left = totals.names_taken - totals.names_done;
  return now.input_share.value_or(0) >= 1 && left != 0 && totals.waiting != 0 &&
         left <= totals.waiting + totals.in_flight;
}

void append_bar(double share, std::string& out) {
  const int filled = static_cast<int>(share * kBarCells);
  out += '[';
  out.append(static_cast<std::size_t>(filled), '#');
  out.append(static_cast<std::size_t>(kBarCells - filled), '.');
  out += "] ";
}

std::uint64_t per_second(std::uint64_t count, double seconds) {
  return seconds <= 0
             ? 0
             : static_cast<std::uint64_t>(static_cast<double>(count) / seconds);
}

}  // namespace

std::string Progress::line(const ProgressInput& now) {
  const double step = (now.elapsed - last_elapsed_).to_seconds();
  const std::uint64_t queries = now.totals.queries();
  const std::optional<double> share = done_share(now);
  std::string out;
  if (share.has_value()) {
    if (with_bar_) {
      append_bar(*share, out);
    }
    append_fixed(100 * *share, 1, out);
    out += " %  ";
  }
  append_count(now.totals.names_done, out);
  out += " names  ";
  append_count(per_second(now.totals.names_done - last_done_, step), out);
  out += "/s  ";
  append_count(per_second(queries - last_queries_, step), out);
  out += " queries/s  answered ";
  append_count(now.totals.names_done - now.totals.mail_unknown, out);
  out += "  unknown ";
  append_count(now.totals.mail_unknown, out);
  out += "  in flight ";
  append_count(now.totals.in_flight, out);
  if (in_tail(now)) {
    out += "  ";
    append_count(now.totals.names_taken - now.totals.names_done, out);
    out += " names left, waiting for retries";
  } else if (share.has_value() && *share > 0.001) {
    out += "  ETA ";
    append_duration(now.elapsed.to_seconds() * (1 - *share) / *share, out);
  }
  last_elapsed_ = now.elapsed;
  last_done_ = now.totals.names_done;
  last_queries_ = queries;
  return out;
}

}  // namespace mxsweep
