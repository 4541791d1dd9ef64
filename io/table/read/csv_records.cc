// CSV as writer_csv.cc writes it (RFC 4180 with a header line): an empty field
// is NULL, "" an empty text, a list a text of list_text.h.
#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "io/base/check.h"
#include "io/base/number_text.h"
#include "io/base/utf8.h"
#include "io/table/list_text.h"
#include "io/table/read/records.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kNobody = ~std::size_t{0};

// A field and what is behind it. Every quote is closed.
struct Split {
  std::string_view field;
  std::string_view rest;
  bool is_last = false;
  bool is_quoted = false;
  bool has_quotes = false;  // doubled ones
};

Split split_quoted(std::string_view text) {
  Split split;
  split.is_quoted = true;
  std::size_t at = 1;
  while (true) {
    at = text.find('"', at);
    MXSWEEP_CHECK(at != std::string_view::npos);
    if (at + 1 == text.size() || text[at + 1] != '"') {
      break;
    }
    split.has_quotes = true;
    at += 2;
  }
  split.field = text.substr(1, at - 1);
  split.rest = text.substr(at + 1);
  split.is_last = !split.rest.starts_with(',');
  split.rest.remove_prefix(split.is_last ? 0 : 1);
  return split;
}

Split split_field(std::string_view text) {
  if (text.starts_with('"')) {
    return split_quoted(text);
  }
  Split split;
  const std::size_t comma = text.find(',');
  split.is_last = comma == std::string_view::npos;
  split.field = text.substr(0, comma);
  split.rest = split.is_last ? std::string_view() : text.substr(comma + 1);
  return split;
}

std::string undoubled(std::string_view field) {
  std::string text;
  for (std::size_t at = 0; at < field.size(); ++at) {
    text += field[at];
    at += field[at] == '"' ? 1 : 0;
  }
  return text;
}

// Whether a record goes on in the next line, since a quote is open, of columns
// that nobody wants, too. Looks at each octet once, however many lines a record
// has, and means by quotes what split_field() does.
class QuoteScan {
 public:
  // Of what was added to the record.
  bool is_open_after(std::string_view text) {
    if (state_ == State::kFieldBegins &&
        text.find('"') == std::string_view::npos) {
      return false;  // as nearly all records are
    }
    while (!text.empty() && state_ != State::kOver) {
      text = step(text);
    }
    return state_ == State::kQuoted;
  }

 private:
  enum class State : std::uint8_t {
    kFieldBegins,
    kPlain,
    kQuoted,
    kQuoteEnds,  // unless another one follows
    kOver,       // something follows a quote; the rest is not looked at
  };

  // What is left of the text; it is not empty.
  std::string_view step(std::string_view text) {
    switch (state_) {
      case State::kFieldBegins:
        state_ = text.front() == '"' ? State::kQuoted : State::kPlain;
        return text.substr(state_ == State::kQuoted ? 1 : 0);
      case State::kPlain:
        return behind(text, ',', State::kFieldBegins);
      case State::kQuoted:
        return behind(text, '"', State::kQuoteEnds);
      case State::kQuoteEnds:
        state_ = text.front() == '"'   ? State::kQuoted
                 : text.front() == ',' ? State::kFieldBegins
                                       : State::kOver;
        return text.substr(1);
      case State::kOver:
        break;
    }
    return {};
  }

  std::string_view behind(std::string_view text, char mark, State then) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) {
      return {};
    }
    state_ = then;
    return text.substr(at + 1);
  }

  State state_ = State::kFieldBegins;
};

class CsvRecords final : public RecordSource {
 public:
  CsvRecords(std::unique_ptr<TextLines> lines,
             std::span<const WantedColumn> wanted)
      : lines_(std::move(lines)),
        wanted_(wanted),
        is_text_(wanted.size()),
        lists_(wanted.size()),
        values_(wanted.size()) {}

  [[nodiscard]] Status begin() override {
    const Result<bool> more = next_record(true);
    if (!more.ok()) {
      return more.error();
    }
    if (!more.value()) {
      return cut_off(lines_->name(), " is empty");
    }
    std::string_view rest = without_byte_order_marks(lines_->line());
    for (bool is_last = false; !is_last;) {
      const Split split = split_field(rest);
      const auto found = std::find_if(
          wanted_.begin(), wanted_.end(), [&split](const WantedColumn& one) {
            return one.name == split.field && one.field.empty();
          });
      places_.push_back(found == wanted_.end() ? kNobody
                                               : static_cast<std::size_t>(
                                                     found - wanted_.begin()));
      for (std::size_t i = 0; i < wanted_.size(); ++i) {
        is_text_[i] = is_text_[i] || (wanted_[i].name == split.field &&
                                      !wanted_[i].field.empty());
      }
      is_last = split.is_last;
      rest = split.rest;
    }
    columns_ = places_.size();
    while (!places_.empty() && places_.back() == kNobody) {
      places_.pop_back();  // nobody needs to look so far
    }
    return {};
  }

  [[nodiscard]] bool has(std::size_t wanted) const override {
    return std::find(places_.begin(), places_.end(), wanted) != places_.end();
  }

  [[nodiscard]] std::string other_type(std::size_t wanted) const override {
    return is_text_[wanted] ? "a text" : "";
  }

  [[nodiscard]] bool is_cut() const override {
    return cut_ || lines_->is_broken();
  }

  [[nodiscard]] Result<bool> next() override {
    Result<bool> more = next_record(false);
    if (!more.ok() || !more.value()) {
      return more;
    }
    const bool is_last = lines_->is_last();
    if (take(lines_->line()) && (!is_last || has_all_columns())) {
      return more;
    }
    const std::string few =
        "fewer than the " + with_commas(columns_) + " columns of the header";
    return is_last ? cut_off(lines_->place(), std::string(kCutOff) + few)
                   : Error{ErrorCode::kInput, 0,
                           lines_->place() + ": " + few +
                               "; the file was cut off or changed"};
  }

  [[nodiscard]] FieldTexts values(std::size_t wanted) const override {
    return values_[wanted];
  }

  [[nodiscard]] std::string place() const override { return lines_->place(); }

 private:
  // Moves on to the next one, whose quotes are all closed, and which has an
  // end.
  [[nodiscard]] Result<bool> next_record(bool is_first) {
    Result<bool> more = lines_->next();
    if (!more.ok() || !more.value()) {
      return more;
    }
    QuoteScan quotes;
    const std::string_view line = lines_->line();
    std::size_t looked_at =
        is_first ? line.size() - without_byte_order_marks(line).size() : 0;
    while (quotes.is_open_after(lines_->line().substr(looked_at))) {
      looked_at = lines_->line().size();
      more = lines_->extend();
      if (!more.ok()) {
        return more;
      }
      if (!more.value()) {
        return cut_off(
            lines_->place(),
            std::string(kCutOff) + "a quote is opened and never closed");
      }
    }
    return lines_->has_end()
               ? Result<bool>(true)
               : cut_off(lines_->place(), std::string(kCutOff) + kNoEnd);
  }

  [[nodiscard]] Error cut_off(const std::string& where,
                              const std::string& why) {
    cut_ = true;
    return {ErrorCode::kInput, 0, where + why};
  }

  // Also behind those that somebody wants.
  [[nodiscard]] bool has_all_columns() const {
    std::size_t columns = 1;
    for (Split split = split_field(lines_->line()); !split.is_last;
         split = split_field(split.rest)) {
      ++columns;
    }
    return columns >= columns_;
  }

  // False when there are too few columns.
  bool take(std::string_view rest) {
    texts_.clear();
    for (std::size_t column = 0; column < places_.size(); ++column) {
      const Split split = split_field(rest);
      if (places_[column] != kNobody) {
        put(split, places_[column]);
      }
      if (split.is_last && column + 1 < places_.size()) {
        return false;
      }
      rest = split.rest;
    }
    return true;
  }

  void put(const Split& split, std::size_t wanted) {
    std::vector<std::string_view>& values = values_[wanted];
    values.clear();
    std::string_view text = split.field;
    if (split.has_quotes) {
      text = texts_.emplace_back(undoubled(text));
    }
    if (text.empty()) {
      if (!wanted_[wanted].is_list) {
        values.push_back(split.is_quoted ? std::string_view("")
                                         : std::string_view());
      }
    } else if (wanted_[wanted].is_list) {
      lists_[wanted].split(text, texts_, values);
    } else {
      values.push_back(text);
    }
  }

  std::unique_ptr<TextLines> lines_;
  const std::span<const WantedColumn> wanted_;
  std::vector<std::size_t> places_;  // of the columns, among those wanted
  std::vector<bool> is_text_;        // that are wanted as lists of structs
  std::vector<ListText> lists_;
  std::size_t columns_ = 0;
  bool cut_ = false;
  std::vector<std::vector<std::string_view>> values_;
  std::deque<std::string> texts_;  // that do not stand so in the line
};

}  // namespace

std::unique_ptr<RecordSource> open_csv_records(
    std::unique_ptr<TextLines> lines, std::span<const WantedColumn> wanted) {
  return std::make_unique<CsvRecords>(std::move(lines), wanted);
}

}  // namespace mxsweep::io
