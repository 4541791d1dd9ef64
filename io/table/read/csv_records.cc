// CSV as writer_csv.cc writes it (RFC 4180 with a header line): an empty field
// is NULL, "" an empty text, a list a text of list_text.h; or as a spreadsheet
// wrote it again.
#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "io/base/ascii.h"
#include "io/base/number_text.h"
#include "io/base/utf8.h"
#include "io/table/list_text.h"
#include "io/table/read/records.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kNobody = ~std::size_t{0};
constexpr std::string_view kSeparatorLine = "sep=";

// A field and what is behind it.
struct Split {
  std::string_view field;
  std::string_view rest;
  bool is_last = false;
  bool is_quoted = false;
  bool has_quotes = false;  // doubled ones
};

Split split_quoted(std::string_view text, char separator) {
  Split split;
  split.is_quoted = true;
  std::size_t at = 1;
  while (true) {
    at = text.find('"', at);
    if (at == std::string_view::npos) {  // of a header, by another separator
      split.field = text.substr(1);
      split.is_last = true;
      return split;
    }
    if (at + 1 == text.size() || text[at + 1] != '"') {
      break;
    }
    split.has_quotes = true;
    at += 2;
  }
  split.field = text.substr(1, at - 1);
  split.rest = text.substr(at + 1);
  split.is_last = !split.rest.starts_with(separator);
  split.rest.remove_prefix(split.is_last ? 0 : 1);
  return split;
}

Split split_field(std::string_view text, char separator) {
  if (text.starts_with('"')) {
    return split_quoted(text, separator);
  }
  Split split;
  const std::size_t end = text.find(separator);
  split.is_last = end == std::string_view::npos;
  split.field = text.substr(0, end);
  split.rest = split.is_last ? std::string_view() : text.substr(end + 1);
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
  explicit QuoteScan(char separator) : separator_(separator) {}

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
        return behind(text, separator_, State::kFieldBegins);
      case State::kQuoted:
        return behind(text, '"', State::kQuoteEnds);
      case State::kQuoteEnds:
        state_ = text.front() == '"'          ? State::kQuoted
                 : text.front() == separator_ ? State::kFieldBegins
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

  const char separator_;
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
    Status header = read_header(without_byte_order_marks(lines_->line()));
    return header.ok() ? check_names() : header;
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
    const std::string place = lines_->place();
    // Empty lines at the end, which people leave, are no rows.
    while (lines_->line().empty() && columns_ > 1) {
      more = next_record(false);
      if (!more.ok() || !more.value()) {
        return more;
      }
      if (!lines_->line().empty()) {
        return wrong_columns(place, "fewer", false);
      }
    }
    const bool is_last = lines_->is_last();
    const std::size_t columns = take(lines_->line());
    if (columns == columns_) {
      return more;
    }
    return columns < columns_ ? wrong_columns(place, "fewer", is_last)
                              : wrong_columns(place, "more", false);
  }

  [[nodiscard]] FieldTexts values(std::size_t wanted) const override {
    return values_[wanted];
  }

  [[nodiscard]] std::string place() const override { return lines_->place(); }

 private:
  [[nodiscard]] Error wrong_columns(const std::string& place, const char* what,
                                    bool is_cut) {
    const std::string why = what + (" than the " + with_commas(columns_)) +
                            " columns of the header";
    return is_cut ? cut_off(place, std::string(kCutOff) + why)
                  : Error{ErrorCode::kInput, 0,
                          place + ": " + why +
                              "; the file was cut off or changed"};
  }

  // Spreadsheets part columns by what their country does, and some say first by
  // what: "sep=;".
  [[nodiscard]] Status read_header(std::string_view header) {
    if (header.size() == kSeparatorLine.size() + 1 &&
        header.starts_with(kSeparatorLine)) {
      separator_ = header.back();
      const Result<bool> more = next_record(false);
      if (!more.ok()) {
        return more.error();
      }
      take_header(more.value() ? lines_->line() : std::string_view());
      return {};
    }
    for (const char separator : {';', '\t', ','}) {
      separator_ = separator;
      if (header.find(separator) != std::string_view::npos &&
          take_header(header)) {
        return {};
      }
    }
    take_header(header);
    return {};
  }

  // Of two columns of one name, as a join of two tables has them, nobody can
  // tell which is meant.
  [[nodiscard]] Status check_names() const {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (std::count(places_.begin(), places_.end(), i) > 1) {
        return Error{ErrorCode::kInput, 0,
                     lines_->name() + " has two columns " +
                         std::string(wanted_[i].name)};
      }
    }
    return {};
  }

  // Whether there is a wanted column.
  bool take_header(std::string_view rest) {
    places_.clear();
    for (bool is_last = false; !is_last;) {
      const Split split = split_field(rest, separator_);
      places_.push_back(place_of(split.field));
      for (std::size_t i = 0; i < wanted_.size(); ++i) {
        is_text_[i] = is_text_[i] || (wanted_[i].name == split.field &&
                                      !wanted_[i].field.empty());
      }
      is_last = split.is_last;
      rest = split.rest;
    }
    columns_ = places_.size();
    return std::any_of(places_.begin(), places_.end(),
                       [](std::size_t place) { return place != kNobody; });
  }

  // Among those wanted.
  [[nodiscard]] std::size_t place_of(std::string_view name) const {
    const std::string small = ascii_lower(name);
    const auto found = std::find_if(
        wanted_.begin(), wanted_.end(), [&small](const WantedColumn& one) {
          return one.name == small && one.field.empty();
        });
    return found == wanted_.end()
               ? kNobody
               : static_cast<std::size_t>(found - wanted_.begin());
  }

  // Moves on to the next one, whose quotes are all closed, and which has an
  // end.
  [[nodiscard]] Result<bool> next_record(bool is_first) {
    Result<bool> more = lines_->next();
    if (!more.ok() || !more.value()) {
      return more;
    }
    QuoteScan quotes(separator_);
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

  // How many columns the row has.
  std::size_t take(std::string_view rest) {
    texts_.clear();
    std::size_t columns = 0;
    for (bool is_last = false; !is_last; ++columns) {
      const Split split = split_field(rest, separator_);
      if (columns < columns_ && places_[columns] != kNobody) {
        put(split, places_[columns]);
      }
      is_last = split.is_last;
      rest = split.rest;
    }
    return columns;
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
  char separator_ = ',';
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
