// Parquet: the column whose name or values say that it holds the names.
#include <algorithm>
#include <utility>

#include "io/table/column_source.h"

#include "scanner/list/column_stats.h"
#include "scanner/list/recognisers.h"

namespace mxsweep {
namespace {

class ParquetList final : public ListReader {
 public:
  ParquetList(io::LineReader& lines, std::unique_ptr<io::ColumnSource> source,
              bool skip_repeats)
      : lines_(lines),
        source_(std::move(source)),
        skip_repeats_(skip_repeats) {}

  [[nodiscard]] io::Result<ListEnd> read_all(CellSink& sink) override {
    std::uint64_t rows = 0;
    while (!lines_.stop_requested()) {
      const io::Result<std::span<const std::string_view>> batch =
          source_->next();
      if (!batch.ok()) {
        return batch.error();
      }
      if (batch.value().empty()) {
        return ListEnd::kEnd;
      }
      take(batch.value());
      rows += batch.value().size();
      lines_.show_share(static_cast<double>(rows) /
                        static_cast<double>(source_->rows()));
      if (!cells_.empty() && !sink.take_cells(cells_)) {
        return ListEnd::kEnd;
      }
    }
    return ListEnd::kStopped;
  }

 private:
  void take(std::span<const std::string_view> texts) {
    cells_.clear();
    for (const std::string_view text : texts) {
      if (skip_repeats_ && !last_.empty() && text == last_) {
        continue;
      }
      if (skip_repeats_) {
        last_.assign(text);
      }
      cells_.push_back({.text = text, .rank = {}, .problem = {}});
    }
  }

  io::LineReader& lines_;
  std::unique_ptr<io::ColumnSource> source_;
  const bool skip_repeats_;
  std::string last_;
  std::vector<Cell> cells_;
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

ParquetChoice find_wanted(const io::ColumnSource& source,
                          const std::vector<SampleColumn>& columns,
                          const ListWishes& wishes) {
  ParquetChoice out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == wishes.column ||
        std::to_string(i + 1) == wishes.column) {
      out.column = i;
    }
  }
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
    return find_wanted(source, columns, wishes);
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
  out.text = rivals.empty() ? "no column of the Parquet file holds domain names"
                            : "several columns of the Parquet file hold domain "
                              "names";
  out.text += "; it has " + names_of(source) + ": name one with --column";
  return out;
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
  verdict.reader =
      std::make_unique<ParquetList>(input.lines, opened.take(), repeats);
  return verdict;
}

}  // namespace mxsweep
