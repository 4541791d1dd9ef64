// JSON lines as writer_jsonl.cc writes them, by nlohmann-json's SAX parser: an
// object a line, of which only the wanted keys are kept. Which columns there
// are is what the objects so far say: who leaves NULL out has no key for it.
#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "io/table/list_text.h"
#include "io/table/read/records.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kDepthMax = 64;
constexpr const char* kNoObject = "its last line is no JSON object";

// Depths of what is wanted: the object of the row, the list that is a value of
// it, and the structs in that list.
constexpr std::size_t kRowDepth = 1;
constexpr std::size_t kListDepth = 2;
constexpr std::size_t kStructDepth = 3;

// Keeps the wanted values of one row. The functions without a comment are the
// interface of the library.
class RowHandler {
 public:
  using Json = nlohmann::json;

  explicit RowHandler(std::span<const WantedColumn> wanted)
      : wanted_(wanted),
        places_(wanted.size()),
        found_(wanted.size()),
        others_(wanted.size()),
        lists_(wanted.size()) {}

  // Before each row.
  void reset() {
    octets_.clear();
    texts_.clear();
    depth_ = 0;
    structs_ = 0;
    for (std::vector<Place>& places : places_) {
      places.clear();
    }
  }

  [[nodiscard]] bool has(std::size_t wanted) const { return found_[wanted]; }

  // What a column is that is wanted as something else.
  [[nodiscard]] const char* other_type(std::size_t wanted) const {
    return others_[wanted] == nullptr ? "" : others_[wanted];
  }

  void show(std::size_t wanted, std::vector<std::string_view>& values) {
    values.clear();
    if (!has(wanted)) {  // an object has what structs of a list would have
      return;
    }
    for (const Place& place : places_[wanted]) {
      const std::string_view text =
          place.is_null
              ? std::string_view()
              : std::string_view(octets_.data() + place.at, place.size);
      if (place.is_list_text) {
        lists_[wanted].split(text, texts_, values);
      } else {
        values.push_back(text);
      }
    }
  }

  bool null() {
    keep({.is_null = true});
    found_fields();
    return depth_ != 0;
  }

  bool boolean(bool value) { return text(value ? "true" : "false"); }

  bool number_integer(Json::number_integer_t value) { return number(value); }

  bool number_unsigned(Json::number_unsigned_t value) { return number(value); }

  bool number_float(Json::number_float_t /*value*/,
                    const std::string& written) {
    return text(written);
  }

  bool string(std::string& value) { return text(value); }

  static bool binary(Json::binary_t& /*value*/) { return true; }

  bool start_object(std::size_t /*elements*/) {
    structs_ += depth_ == kListDepth ? 1 : 0;
    note_type(depth_ == kListDepth ? Type::kListOfStructs : Type::kStruct);
    return ++depth_ <= kDepthMax;
  }

  bool key(const std::string& value) {
    if (depth_ == kRowDepth) {
      column_ = value;
      field_.clear();
      structs_ = 0;
      for (std::size_t i = 0; i < wanted_.size(); ++i) {
        found_[i] = found_[i] ||
                    (wanted_[i].name == column_ && wanted_[i].field.empty());
      }
    } else if (depth_ == kStructDepth) {
      field_ = value;
    }
    return true;
  }

  bool end_object() {
    if (--depth_ == kListDepth) {
      field_.clear();
      complete_struct();
    }
    return true;
  }

  bool start_array(std::size_t /*elements*/) {
    if (depth_ == kRowDepth) {
      note_type(Type::kList);
      found_fields();
    }
    return depth_ != 0 && ++depth_ <= kDepthMax;
  }

  bool end_array() {
    --depth_;
    return true;
  }

  static bool parse_error(std::size_t /*position*/,
                          const std::string& /*token*/,
                          const nlohmann::detail::exception& /*error*/) {
    return false;
  }

 private:
  struct Place {
    std::size_t at = 0;
    std::size_t size = 0;
    bool is_null = false;
    bool is_list_text = false;  // a list that is spelt as one text
  };

  enum class Type : std::uint8_t { kText, kStruct, kList, kListOfStructs };

  // What the column of the key at hand is, if it is wanted as something else.
  void note_type(Type type) {
    if (depth_ != kRowDepth && type != Type::kListOfStructs) {
      return;
    }
    constexpr std::array kNames = {"a text", "a struct", "a list",
                                   "a list of structs"};
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const bool is_right =
          !wanted_[i].field.empty()
              ? type == Type::kList || type == Type::kListOfStructs
              : type == Type::kText ||
                    (type == Type::kList && wanted_[i].is_list);
      if (wanted_[i].name == column_ && !is_right) {
        others_[i] = kNames[static_cast<std::size_t>(type)];
      }
    }
  }

  // The key at hand has a list, or NULL, where structs may be.
  void found_fields() {
    for (std::size_t i = 0; depth_ == kRowDepth && i < wanted_.size(); ++i) {
      found_[i] = found_[i] || wanted_[i].name == column_;
    }
  }

  // Of all lists of structs each has a value of every field.
  void complete_struct() {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (!wanted_[i].field.empty() && wanted_[i].name == column_) {
        places_[i].resize(structs_, {.is_null = true});
      }
    }
  }

  [[nodiscard]] bool is_here(const WantedColumn& wanted) const {
    if (wanted.name != column_) {
      return false;
    }
    if (wanted.field.empty()) {
      return depth_ == kRowDepth || (wanted.is_list && depth_ == kListDepth);
    }
    return depth_ == kStructDepth && wanted.field == field_;
  }

  void keep(const Place& place) {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (!is_here(wanted_[i])) {
        continue;
      }
      const bool is_list_text = wanted_[i].is_list && depth_ == kRowDepth;
      if (!is_list_text || !place.is_null) {
        places_[i].push_back(place);
        places_[i].back().is_list_text = is_list_text;
      }
    }
  }

  bool text(std::string_view value) {
    note_type(Type::kText);
    if (depth_ > 0 && depth_ <= kStructDepth) {
      keep({.at = octets_.size(), .size = value.size()});
      octets_ += value;
    }
    return depth_ != 0;
  }

  template <class Number>
  bool number(Number value) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), value);
    return text(
        {digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
  }

  const std::span<const WantedColumn> wanted_;
  std::vector<std::vector<Place>> places_;  // in octets_
  std::vector<bool> found_;
  std::vector<const char*> others_;  // null: of the type that is wanted
  std::vector<ListText> lists_;
  std::deque<std::string> texts_;  // of the row, that do not stand so in it
  std::string octets_;
  std::string column_;  // the key of the row at hand
  std::string field_;   // that of the struct
  std::size_t depth_ = 0;
  std::size_t structs_ = 0;  // of the list at hand
};

class JsonlRecords final : public RecordSource {
 public:
  JsonlRecords(std::unique_ptr<TextLines> lines,
               std::span<const WantedColumn> wanted)
      : lines_(std::move(lines)), handler_(wanted), values_(wanted.size()) {}

  // There is a first row.
  [[nodiscard]] Status begin() override {
    const Result<bool> read = read_row();
    if (!read.ok()) {
      return read.error();
    }
    is_first_ = true;
    return read.value() ? Status() : cut_off(lines_->name(), " is empty");
  }

  [[nodiscard]] bool is_cut() const override {
    return cut_ || lines_->is_broken();
  }

  [[nodiscard]] bool has(std::size_t wanted) const override {
    return handler_.has(wanted);
  }

  [[nodiscard]] bool rows_tell_columns() const override { return true; }

  [[nodiscard]] std::string other_type(std::size_t wanted) const override {
    return handler_.other_type(wanted);
  }

  [[nodiscard]] Result<bool> next() override {
    if (is_first_) {
      is_first_ = false;
      return true;
    }
    return read_row();
  }

  [[nodiscard]] FieldTexts values(std::size_t wanted) const override {
    return values_[wanted];
  }

  [[nodiscard]] std::string place() const override { return lines_->place(); }

 private:
  Result<bool> read_row() {
    Result<bool> more = lines_->next();
    while (more.ok() && more.value() && lines_->line().empty()) {
      more = lines_->next();
    }
    if (!more.ok() || !more.value()) {
      return more;
    }
    const bool is_last = lines_->is_last();
    if (!lines_->has_end()) {
      return cut_off(lines_->place(), std::string(kCutOff) + kNoEnd);
    }
    handler_.reset();
    const std::string_view line = lines_->line();
    if (!nlohmann::json::sax_parse(line.begin(), line.end(), &handler_)) {
      return is_last
                 ? cut_off(lines_->place(), std::string(kCutOff) + kNoObject)
                 : Error{ErrorCode::kInput, 0,
                         lines_->place() +
                             " is no JSON object; the file was "
                             "cut off or changed"};
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
      handler_.show(i, values_[i]);
    }
    return true;
  }

  [[nodiscard]] Error cut_off(const std::string& where,
                              const std::string& why) {
    cut_ = true;
    return {ErrorCode::kInput, 0, where + why};
  }

  std::unique_ptr<TextLines> lines_;
  RowHandler handler_;
  std::vector<std::vector<std::string_view>> values_;
  bool is_first_ = false;
  bool cut_ = false;
};

}  // namespace

std::unique_ptr<RecordSource> open_jsonl_records(
    std::unique_ptr<TextLines> lines, std::span<const WantedColumn> wanted) {
  return std::make_unique<JsonlRecords>(std::move(lines), wanted);
}

}  // namespace mxsweep::io
