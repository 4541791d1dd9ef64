// Parquet: the column whose name or values say that it holds the names.
#include <algorithm>
#include <utility>

#include "io/table/column_source.h"

#include "scanner/list/column_stats.h"
#include "scanner/list/passed_cells.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/repeat_filter.h"

namespace mxsweep {
namespace {

// A column that is read in step with others: batches of each end elsewhere.
struct ColumnCursor {
  std::unique_ptr<io::ColumnSource> source;
  std::span<const std::string_view> batch;  // what was not taken
};

class ParquetList final : public ListReader {
 public:
  // The first column has the names, the others are passed on.
  ParquetList(io::LineReader& lines, std::vector<ColumnCursor> columns,
              bool skip_repeats)
      : lines_(lines),
        columns_(std::move(columns)),
        skip_repeats_(skip_repeats) {}

  [[nodiscard]] io::Result<ListEnd> read_all(CellSink& sink) override {
    const auto all = static_cast<double>(columns_.front().source->rows());
    std::uint64_t rows = 0;
    while (!lines_.stop_requested()) {
      const io::Result<std::size_t> ready = next_rows();
      if (!ready.ok()) {
        return ready.error();
      }
      if (ready.value() == 0) {
        return ListEnd::kEnd;
      }
      take(ready.value());
      rows += ready.value();
      lines_.show_share(static_cast<double>(rows) / all);
      if (!hand_over(sink)) {
        return ListEnd::kEnd;
      }
    }
    return ListEnd::kStopped;
  }

  [[nodiscard]] ListOmissions omissions() const override {
    return {.repeats = repeats_.count(), .includes = 0, .generators = 0};
  }

  [[nodiscard]] std::uint64_t values_cut() const override {
    return passed_.cut();
  }

 private:
  // So many that every column has them; 0 at the end.
  io::Result<std::size_t> next_rows() {
    std::size_t rows = SIZE_MAX;
    for (ColumnCursor& column : columns_) {
      if (column.batch.empty()) {
        const auto batch = column.source->next();
        if (!batch.ok()) {
          return batch.error();
        }
        column.batch = batch.value();
      }
      rows = std::min(rows, column.batch.size());
    }
    return rows;
  }

  void take(std::size_t rows) {
    const std::span<const std::string_view> names = columns_.front().batch;
    for (std::size_t row = 0; row < rows; ++row) {
      if (columns_.size() > 1) {
        pack(row);
      }
      if (skip_repeats_ && repeats_.is_repeat(names[row], passed_.record())) {
        continue;
      }
      if (columns_.size() > 1) {
        passed_.keep_record(cells_.size());
      }
      cells_.push_back({.text = names[row], .rank = {}, .problem = {}});
    }
    for (ColumnCursor& column : columns_) {
      column.batch = column.batch.subspan(rows);
    }
  }

  void pack(std::size_t row) {
    passed_.begin_record();
    for (const ColumnCursor& column : std::span(columns_).subspan(1)) {
      const std::string_view value = column.batch[row];
      passed_.add(value.data() == nullptr ? std::nullopt
                                          : std::optional(value));
    }
  }

  bool hand_over(CellSink& sink) {
    passed_.give_to(cells_);
    const bool more = cells_.empty() || sink.take_cells(cells_);
    cells_.clear();
    passed_.clear();
    return more;
  }

  io::LineReader& lines_;
  std::vector<ColumnCursor> columns_;
  const bool skip_repeats_;
  RepeatFilter repeats_;
  std::vector<Cell> cells_;
  PassedCells passed_;
};

std::string names_of(const io::ColumnSource& source) {
  constexpr std::size_t kShown = 12;
  std::string text;
  for (std::size_t i = 0; i < source.columns().size() && i < kShown; ++i) {
    const io::SourceColumn& column = source.columns()[i];
    text += text.empty() ? "" : ", ";
    text += shown_word(column.name);
    text += column.is_nested && !column.is_text ? " (nested)" : "";
  }
  return text + (source.columns().size() > kShown ? ", ..." : "");
}

// The first rows of each column of texts.
io::Status sample_columns(io::ColumnSource& source,
                          std::vector<SampleColumn>& out) {
  for (std::size_t i = 0; i < source.columns().size(); ++i) {
    SampleColumn& sample = out.emplace_back();
    sample.name = source.columns()[i].name;
    if (!source.columns()[i].is_text) {
      continue;
    }
    source.choose(i);
    const io::Result<std::span<const std::string_view>> head = source.next();
    if (!head.ok()) {
      return head.error();
    }
    const std::size_t rows = std::min(head.value().size(), kSampleLinesMax);
    for (const std::string_view text : head.value().first(rows)) {
      sample.stats.add(text);
    }
  }
  return {};
}

struct ParquetChoice {
  std::optional<std::size_t> column;
  std::string text;
};

// By its name or its number from 1.
std::optional<std::size_t> find_named(const io::ColumnSource& source,
                                      std::string_view wish) {
  for (std::size_t i = 0; i < source.columns().size(); ++i) {
    if (source.columns()[i].name == wish || std::to_string(i + 1) == wish) {
      return i;
    }
  }
  return std::nullopt;
}

ParquetChoice find_wanted(const io::ColumnSource& source,
                          const ListWishes& wishes) {
  ParquetChoice out;
  out.column = find_named(source, wishes.column);
  if (!out.column.has_value() || !source.columns()[*out.column].is_text) {
    out.column.reset();
    out.text = "there is no column of texts " + shown_word(wishes.column) +
               " in the Parquet file; it has " + names_of(source);
  }
  return out;
}

ParquetChoice choose(const io::ColumnSource& source,
                     const std::vector<SampleColumn>& columns,
                     const ListWishes& wishes) {
  if (!wishes.column.empty()) {
    return find_wanted(source, wishes);
  }
  ParquetChoice out;
  const std::size_t rows =
      std::min<std::size_t>(source.rows(), kSampleLinesMax);
  std::vector<std::size_t> rivals;
  const auto choice = choose_column(columns, rows, rivals);
  if (choice.has_value()) {
    out.column = choice->column;
    for (const std::size_t other : choice->others) {
      out.text += out.text.empty() ? "; names are also in " : ", ";
      out.text += shown_word(columns[other].name);
    }
    return out;
  }
  out.text = "no column of the Parquet file holds domain names";
  for (std::size_t i = 0; i < rivals.size(); ++i) {
    out.text = i == 0 ? "" : out.text + " and ";
    out.text += shown_word(columns[rivals[i]].name);
  }
  out.text += rivals.empty() ? "" : " of the Parquet file hold domain names";
  out.text += "; it has " + names_of(source) + ": name one with --column";
  return out;
}

// A source of its own for each column that is passed on, behind that of the
// names. Sets why it cannot be.
std::vector<ColumnCursor> open_columns(const ListInput& input,
                                       std::unique_ptr<io::ColumnSource> names,
                                       ListVerdict& verdict) {
  std::vector<ColumnCursor> columns;
  columns.push_back({std::move(names), {}});
  for (const std::string& wish : input.wishes.passthrough) {
    const io::ColumnSource& first = *columns.front().source;
    const std::optional<std::size_t> column = find_named(first, wish);
    if (!column.has_value() || !first.columns()[*column].is_value) {
      verdict = refuse("there is no column of texts, numbers or truth values " +
                       shown_word(wish) + " in the Parquet file; it has " +
                       names_of(first));
      return {};
    }
    io::Result<std::unique_ptr<io::ColumnSource>> opened =
        io::open_parquet_columns(input.path);
    if (!opened.ok()) {
      verdict = refuse(opened.error().what);
      return {};
    }
    opened.value()->choose(*column);
    verdict.passed.push_back(
        passed_name(first.columns()[*column].name, *column + 1));
    columns.push_back({opened.take(), {}});
  }
  return columns;
}

}  // namespace

ListVerdict recognise_parquet(const ListInput& input) {
  if (!input.sample.bytes.starts_with("PAR1")) {
    return input.wishes.format == nullptr ? not_mine()
                                          : refuse("it is no Parquet file");
  }
  if (!input.lines.bytes_total().has_value()) {
    return refuse(
        "it is Parquet from a pipe, whose end must be read first: "
        "save it to a file and name that");
  }
  io::Result<std::unique_ptr<io::ColumnSource>> opened =
      io::open_parquet_columns(input.path);
  if (!opened.ok()) {
    return refuse(opened.error().what);
  }
  io::ColumnSource& source = *opened.value();
  std::vector<SampleColumn> columns;
  const io::Status sampled = sample_columns(source, columns);
  if (!sampled.ok()) {
    return refuse(sampled.error().what);
  }
  const ParquetChoice choice = choose(source, columns, input.wishes);
  if (!choice.column.has_value()) {
    return refuse(choice.text);
  }
  const SampleColumn& column = columns[*choice.column];
  const bool own = std::any_of(
      columns.begin(), columns.end(),
      [](const SampleColumn& one) { return one.name == "mail_kind"; });
  const bool repeats =
      own || (column.stats.filled() >= 5 &&
              5 * column.stats.repeats() >= column.stats.filled());
  source.choose(*choice.column);
  ListVerdict verdict;
  verdict.text = "column " + std::to_string(*choice.column + 1) + " " +
                 shown_word(column.name) + " of a Parquet file" +
                 (repeats ? ", repeated rows as one" : "") + choice.text;
  verdict.single_labels = column.stats.asked_singles();
  verdict.has_columns = true;
  std::vector<ColumnCursor> cursors =
      open_columns(input, opened.take(), verdict);
  if (!cursors.empty()) {
    verdict.reader =
        std::make_unique<ParquetList>(input.lines, std::move(cursors), repeats);
  }
  return verdict;
}

}  // namespace mxsweep
