#include "scanner/run/progress.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "io/base/number_text.h"

#include "scanner/run/number_text.h"
#include "scanner/run/situation.h"

namespace mxsweep {
namespace {

constexpr std::size_t kBarCells = 20;
constexpr std::size_t kBarCellsLeast = 4;
constexpr std::string_view kGap = "  ";
constexpr io::Duration kHeldFor = io::Duration::seconds(1);

// Beside the words that come before all else there is to be room for the share.
constexpr std::size_t kShareRoom = 9;

// One field of the line. The least form is shown where the line has room for
// it after all fields of less rank; the better one where there is still room.
struct Field {
  int rank = 0;  // 0 comes first
  std::string least;
  std::string better{};  // empty: the same
  std::string last{};    // in place of the least one where that has no room
  io::Tone tone = io::Tone::kPlain;
  bool shown = false;
  bool yields = false;  // shown in its last form where another lacks room
};

std::string bar_of(double share, std::size_t cells) {
  const auto filled =
      static_cast<std::size_t>(share * static_cast<double>(cells));
  return '[' + std::string(filled, '#') + std::string(cells - filled, '.') +
         ']';
}

// Rounded down, so that 100 is all.
std::string percent_of(double share) {
  std::string text;
  append_fixed(std::floor(share * 1000 + 1e-6) / 10, 1, text);
  return text + " %";
}

std::string per_second(double rate, std::string_view what) {
  std::string text;
  append_pace(rate, text);
  return text + std::string(what) + "/s";
}

std::size_t width_of(const std::vector<Field>& fields) {
  std::size_t width = 0;
  for (const Field& field : fields) {
    width +=
        field.shown ? field.least.size() + (width == 0 ? 0 : kGap.size()) : 0;
  }
  return width;
}

// Unless there is no room for it. `field` is one of `fields`.
void show_better(Field& field, const std::vector<Field>& fields,
                 std::size_t columns) {
  std::swap(field.least, field.better);
  if (width_of(fields) > columns) {
    std::swap(field.least, field.better);
  }
}

// What may be shorter is, if that makes room for all that is shown.
void shorten_others(std::vector<Field>& fields, std::size_t columns) {
  for (Field& field : fields) {
    if (!field.shown || !field.yields || width_of(fields) <= columns) {
      continue;
    }
    std::string whole = std::exchange(field.least, field.last);
    if (width_of(fields) > columns) {
      field.least = std::move(whole);
    }
  }
}

// Chooses what is shown, and how.
void fit(std::vector<Field>& fields, std::size_t columns) {
  std::vector<Field*> by_rank;
  for (Field& field : fields) {
    if (!field.least.empty()) {
      by_rank.push_back(&field);
    }
  }
  std::stable_sort(
      by_rank.begin(), by_rank.end(),
      [](const Field* a, const Field* b) { return a->rank < b->rank; });
  for (Field* field : by_rank) {
    if (field->rank == 0 && field->better.size() + kShareRoom <= columns) {
      field->least = std::exchange(field->better, {});
    }
    field->shown = true;
    if (width_of(fields) > columns && !field->last.empty()) {
      field->least = field->last;
    }
    shorten_others(fields, columns);
    field->shown = width_of(fields) <= columns;
  }
  for (Field* field : by_rank) {
    if (field->shown && !field->better.empty()) {
      show_better(*field, fields, columns);
    }
  }
}

// What a line is made of.
struct View {
  const ProgressInput& now;
  const RunEstimate& estimate;
  const Situation& situation;
  double names_per_second;
  double queries_per_second;
};

Field names_field(const View& view) {
  const std::uint64_t done = view.now.totals.names_done;
  std::string least = count_text(done, "name", "names");
  if (!view.estimate.share().has_value()) {
    return {1, std::move(least)};
  }
  return {3, std::move(least),
          io::with_commas(done) + " of " + (view.now.list.all ? "" : "about ") +
              count_text(*view.estimate.total(), "name", "names")};
}

Field unknown_field(const Totals& totals) {
  const std::string count = "unknown " + io::with_commas(totals.mail_unknown);
  return {5, count,
          count + " (" +
              percent_of(ratio(totals.mail_unknown, totals.names_done)) + ")"};
}

Field words_field(const View& view) {
  const Situation& now = view.situation;
  Field field{now.no_end_in_sight || now.tail ? 0 : 4,
              now.few_words,
              now.words,
              {},
              io::Tone::kAttention};
  field.last = now.fewest_words;
  field.yields = now.is_usual && !field.last.empty();
  return field;
}

// None where it cannot be told; what should be over by now, least of all.
std::optional<io::Duration> time_left(const RunEstimate& estimate,
                                      const Situation& situation) {
  constexpr io::Duration kSoon = io::Duration::milliseconds(500);
  const std::optional<io::Duration> left = estimate.left();
  const bool told = left.has_value() && !situation.no_end_in_sight &&
                    (!situation.tail || *left >= kSoon);
  return told ? left : std::nullopt;
}

Field end_field(const View& view) {
  const std::optional<io::Duration> left =
      time_left(view.estimate, view.situation);
  std::string text;
  if (left.has_value()) {
    text = "ETA ";
    append_duration(std::max(left->to_seconds(), 1.0), text);
  }
  return {2, std::move(text)};
}

// In the order of the line.
std::vector<Field> fields_of(const View& view, bool with_bar) {
  const std::optional<double> share = view.estimate.share();
  std::vector<Field> fields;
  if (share.has_value() && with_bar) {
    fields.push_back({6, bar_of(*share, kBarCells / 2),
                      bar_of(*share, kBarCells), bar_of(*share, kBarCellsLeast),
                      io::Tone::kGood});
  }
  if (share.has_value()) {
    fields.push_back({1, percent_of(*share), {}, {}, io::Tone::kStrong});
  }
  fields.push_back(names_field(view));
  // In a tail none is finished, and what the rate was says nothing.
  if (!view.situation.no_end_in_sight && !view.situation.tail) {
    fields.push_back({4, per_second(view.names_per_second, "")});
  }
  fields.push_back(unknown_field(view.now.totals));
  fields.push_back(end_field(view));
  fields.push_back({8, per_second(view.queries_per_second, " queries")});
  fields.push_back(
      {7, "in flight " + io::with_commas(view.now.totals.in_flight)});
  fields.push_back(words_field(view));
  return fields;
}

std::vector<io::TonedText> line_of(std::vector<Field> fields,
                                   std::size_t columns) {
  fit(fields, columns);
  std::vector<io::TonedText> parts;
  for (const Field& field : fields) {
    if (field.shown) {
      parts.push_back(
          {std::string(parts.empty() ? "" : kGap) + field.least, field.tone});
    }
  }
  return parts;
}

}  // namespace

void Progress::Rate::look(std::uint64_t count, io::Duration now,
                          io::Duration lately) {
  if (now > seen_.back().at) {
    seen_.push_back({now, count});
  }
  while (seen_.size() > 2 && now - seen_[1].at >= lately) {
    seen_.pop_front();
  }
}

double Progress::Rate::per_second() const {
  const double seconds = (seen_.back().at - seen_.front().at).to_seconds();
  const std::uint64_t counted = seen_.back().count - seen_.front().count;
  return seconds > 0 ? static_cast<double>(counted) / seconds : 0;
}

void Progress::look(const ProgressInput& moment) {
  ProgressInput now = moment;
  now.totals.names_done = now.totals.names_reached();
  names_.look(now.totals.names_done, now.elapsed, lately_);
  queries_.look(now.totals.queries(), now.elapsed, lately_);
  const bool all_asked =
      now.list.all &&
      now.totals.names_taken + now.list.before == now.list.names;
  estimate_.look(now.elapsed, now.totals.names_done, now.list,
                 {now.totals.queries(), all_asked, now.retries});
  if (now.elapsed - held_since_ >= kHeldFor) {
    held_ = {difference(now.totals, before_), now.elapsed - held_since_};
    before_ = now.totals;
    held_since_ = now.elapsed;
  }
  now_ = now;
}

std::vector<io::TonedText> Progress::line(std::size_t columns) const {
  const Situation situation = situation_of(now_, held_, estimate_.left());
  // A terminal may begin a new line behind its last column, and shows ^C where
  // the line ends.
  constexpr std::size_t kKept = 3;
  return line_of(fields_of({now_, estimate_, situation, names_.per_second(),
                            queries_.per_second()},
                           true),
                 std::max<std::size_t>(columns, kKept + 1) - kKept);
}

std::string Progress::log_line() const {
  constexpr std::size_t kAll = 10'000;
  const Situation situation = situation_of(now_, held_, estimate_.left());
  std::string text;
  for (const io::TonedText& part :
       line_of(fields_of({now_, estimate_, situation, names_.per_second(),
                          queries_.per_second()},
                         false),
               kAll)) {
    text += part.text;
  }
  return text;
}

ProgressFigures Progress::figures() const {
  const Situation situation = situation_of(now_, held_, estimate_.left());
  return {names_.per_second(), queries_.per_second(), estimate_.total(),
          time_left(estimate_, situation), situation.words};
}

std::string stopping_text(std::uint64_t in_flight, io::Duration most) {
  if (in_flight == 0) {
    return "stopping";
  }
  std::string text =
      "stopping: " + count_text(in_flight, "question", "questions");
  text += " in flight, up to ";
  append_count(
      static_cast<std::uint64_t>(std::ceil(std::max(most.to_seconds(), 0.0))),
      text);
  return text + " s; again to stop now";
}

}  // namespace mxsweep
