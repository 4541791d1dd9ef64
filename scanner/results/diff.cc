#include "scanner/results/diff.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "io/base/number_text.h"
#include "io/base/printable.h"

#include "scanner/results/diff_table.h"
#include "scanner/results/result_files.h"
#include "scanner/results/result_reader.h"
#include "scanner/results/sorted_states.h"

namespace mxsweep {
namespace {

constexpr std::size_t kShownHosts = 3;
constexpr std::size_t kShownChars = 80;

// One of the two results, sorted.
class Side {
 public:
  Side(ResultFiles files, std::size_t memory_bytes)
      : reader_(std::move(files)), sorter_(memory_bytes) {}

  // May be called in any thread, once.
  void read() { status_ = read_all(); }

  [[nodiscard]] const io::Status& status() const { return status_; }

  void begin() { states_.emplace(sorter_.finish()); }

  // Moves on to the next name, if there is one. REQUIRES: begin()
  [[nodiscard]] io::Status advance() {
    const io::Result<bool> more = states_->next();
    if (!more.ok()) {
      return more.error();
    }
    has_name_ = more.value();
    names_ += has_name_ ? 1 : 0;
    return {};
  }

  // Null: there are no more.
  [[nodiscard]] const MailState* at() const {
    return has_name_ ? &states_->at() : nullptr;
  }

  [[nodiscard]] DiffSide summary() const {
    return {.names = names_,
            .nameless = reader_.nameless(),
            .repeats = states_->repeats(),
            .has_operators = reader_.has_operators()};
  }

 private:
  io::Status read_all() {
    MailState state;
    while (true) {
      const io::Result<bool> more = reader_.next(state);
      if (!more.ok() || !more.value()) {
        return more.ok() ? io::Status() : io::Status(more.error());
      }
      io::Status added = sorter_.add(state);
      if (!added.ok()) {
        return added;
      }
    }
  }

  ResultReader reader_;
  StateSorter sorter_;
  io::Status status_;
  std::optional<SortedStates> states_;
  bool has_name_ = false;
  std::uint64_t names_ = 0;
};

// Of a file that is hostile. What is cut off begins with a whole character.
std::string shown(std::string_view text) {
  std::size_t end = std::min(text.size(), kShownChars);
  const auto is_inside = [text](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  while (end != 0 && end < text.size() && is_inside(end)) {
    --end;
  }
  const std::string out = io::printable(text.substr(0, end));
  return end < text.size() ? out + "..." : out;
}

std::string shown(const MailState& state, bool has_preferences = false) {
  std::string out(kMailKindLabels[static_cast<std::size_t>(state.kind())]);
  if (!state.is_known() || state.hosts() == 0) {
    return out;
  }
  for (std::size_t index = 0; index < state.hosts() && index < kShownHosts;
       ++index) {
    const MailHost host = state.host(index);
    out += has_preferences && host.preference != kNoPreference
               ? ' ' + std::to_string(host.preference)
               : "";
    out += ' ' + shown(host.name);
  }
  if (state.hosts() > kShownHosts) {
    out += " and " + std::to_string(state.hosts() - kShownHosts) + " more";
  }
  const std::optional<std::string_view> name = state.mail_operator();
  return name.has_value() ? out + " (" + shown(*name) + ')' : out;
}

std::string example(const MailState* before, const MailState* now) {
  std::string out = shown((before == nullptr ? now : before)->domain()) + ": ";
  if (before == nullptr || now == nullptr) {
    return out + shown(before == nullptr ? *now : *before);
  }
  // Preferences are shown where nothing else differs.
  const bool is_alike = shown(*before) == shown(*now);
  return out + shown(*before, is_alike) + " -> " + shown(*now, is_alike);
}

class Comparison {
 public:
  explicit Comparison(const DiffOptions& options) : options_(options) {
    if (options.table != nullptr) {
      table_.emplace(*options.table);
    }
  }

  io::Status take(const MailState* before, const MailState* now) {
    const Change change = compare(before, now);
    const auto number = static_cast<std::size_t>(change);
    ++report.names;
    if (++report.counts[number] <= kDiffExamples && is_change(change)) {
      report.examples[number].push_back(example(before, now));
    }
    if (change == Change::kOperatorChanged && before != nullptr &&
        now != nullptr) {
      add_move(std::string(*before->mail_operator()),
               std::string(*now->mail_operator()));
    }
    const bool is_row =
        table_.has_value() && (options_.all || is_change(change));
    return is_row ? table_->add(change, before, now) : io::Status();
  }

  io::Status finish() {
    return table_.has_value() ? table_->flush() : io::Status();
  }

  DiffReport report;

 private:
  void add_move(std::string from, std::string to) {
    const auto key = std::pair(std::move(from), std::move(to));
    const auto found = report.moves.find(key);
    if (found != report.moves.end()) {
      ++found->second;
    } else if (report.moves.size() < kDiffMovesMax) {
      report.moves.emplace(key, 1);
    } else {
      ++report.more_moves;
    }
  }

  const DiffOptions& options_;
  std::optional<DiffTable> table_;
};

// The name that comes first, of one side or of both.
io::Status step(Side& before, Side& now, Comparison& comparison) {
  const MailState* const old_state = before.at();
  const MailState* const new_state = now.at();
  const int order = old_state == nullptr ? 1
                    : new_state == nullptr
                        ? -1
                        : old_state->domain().compare(new_state->domain());
  io::Status status = comparison.take(order <= 0 ? old_state : nullptr,
                                      order >= 0 ? new_state : nullptr);
  if (status.ok() && order <= 0) {
    status = before.advance();
  }
  if (status.ok() && order >= 0) {
    status = now.advance();
  }
  return status;
}

io::Status read_both(Side& before, Side& now) {
  {
    const std::jthread other([&before] { before.read(); });
    now.read();
  }
  return before.status().ok() ? now.status() : before.status();
}

io::Status walk(Side& before, Side& now, Comparison& comparison) {
  {
    const std::jthread other([&before] { before.begin(); });
    now.begin();
  }
  io::Status status = before.advance();
  if (status.ok()) {
    status = now.advance();
  }
  while (status.ok() && (before.at() != nullptr || now.at() != nullptr)) {
    status = step(before, now, comparison);
  }
  return status.ok() ? comparison.finish() : status;
}

std::string names_text(std::uint64_t names) {
  return io::with_commas(names) + (names == 1 ? " name" : " names");
}

void add_side(std::string_view what, const DiffSide& side, std::string& text) {
  text += what;
  text += names_text(side.names);
  if (side.repeats > 0) {
    text += "; further records of a name: " + io::with_commas(side.repeats);
  }
  if (side.nameless > 0) {
    text +=
        "; rows without a name, left out: " + io::with_commas(side.nameless);
  }
  text += '\n';
}

}  // namespace

std::uint64_t DiffReport::changed() const {
  std::uint64_t sum = 0;
  for (std::size_t number = 0; number < kChanges; ++number) {
    sum += is_change(static_cast<Change>(number)) ? counts[number] : 0;
  }
  return sum;
}

io::Result<DiffReport> diff_results(const DiffOptions& options) {
  io::Result<ResultFiles> old_files =
      result_files(options.old_path, options.force);
  if (!old_files.ok()) {
    return old_files.error();
  }
  io::Result<ResultFiles> new_files =
      result_files(options.new_path, options.force);
  if (!new_files.ok()) {
    return new_files.error();
  }
  Side before(old_files.take(), options.memory_bytes / 2);
  Side now(new_files.take(), options.memory_bytes / 2);
  io::Status status = read_both(before, now);
  Comparison comparison(options);
  if (status.ok()) {
    status = walk(before, now, comparison);
  }
  if (!status.ok()) {
    return status.error();
  }
  comparison.report.before = before.summary();
  comparison.report.now = now.summary();
  return std::move(comparison.report);
}

std::string diff_text(const DiffReport& report) {
  std::string text;
  add_side("old: ", report.before, text);
  add_side("new: ", report.now, text);
  text += io::with_commas(report.changed()) + " of " +
          names_text(report.names) + " changed\n";
  for (std::size_t number = 0; number < kChanges; ++number) {
    if (report.counts[number] == 0) {
      continue;
    }
    text += '\n' + std::string(kChangeLabels[number]) + ": " +
            io::with_commas(report.counts[number]) + " (" +
            std::string(kChangeMeanings[number]) + ")\n";
    for (const std::string& one : report.examples[number]) {
      text += "  " + one + '\n';
    }
  }
  if (!report.before.has_operators || !report.now.has_operators) {
    const auto found = static_cast<std::size_t>(Change::kOperatorChanged);
    text += report.counts[found] == 0
                ? "\noperators were not compared: both results need the column "
                  "mx_operator\n"
                : "\noperators were compared in part: some files lack the "
                  "column mx_operator\n";
  }
  return text;
}

}  // namespace mxsweep
