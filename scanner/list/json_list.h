// NdjsonList: a JSON value on each line. JsonList: one value, or several behind
// each other, of any size, parsed as it comes. Both hand out the strings at one
// path, and an empty cell for a record that has none there. Reader thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/input/line_list.h"
#include "scanner/list/cell_buffer.h"
#include "scanner/list/repeat_filter.h"

namespace mxsweep {

struct JsonPlan {
  std::string path;   // as JsonWalk writes it; an object when `keys`
  bool keys = false;  // the keys of that object are the names
  // "*" in the path, and in that of the records, stands for any key.
  bool any_key = false;
  // Objects in arrays of their own kind, as folders have folders: a key that
  // leads to an array within an array of that key stands in the path once.
  bool tree = false;
  // Of the objects that each are a record; none: a line is one.
  std::optional<std::string> record;
  bool skip_repeats = false;
  bool literal = false;  // written as programs have it: see literal_json.h
  // Of the key that says what the value beside it is (value_kinds.h). It is
  // known when their object has ended.
  std::optional<std::string> kinds{};
  // Of values that go with the names of their record. Where there are any,
  // `record` is set or a line is one.
  std::vector<std::string> passed{};
};

// Whether a path is that of the plan, where "*" may stand for one key.
[[nodiscard]] bool fits_path(std::string_view pattern, std::string_view path);

// A path in which what is nested in itself stands once: ".children[].url" of
// ".children[].children[].url".
[[nodiscard]] std::string folded(std::string_view path);

// A path without the "[]" of the elements of an array: a key that holds one
// string here and an array of strings there is read as one place.
[[nodiscard]] constexpr std::string_view key_of(std::string_view path) {
  return path.substr(0, path.size() - (path.ends_with("[]") ? 2 : 0));
}

// Takes from a walk what a plan says.
class JsonPick {
 public:
  explicit JsonPick(JsonPlan plan)
      : plan_(std::move(plan)), values_(plan_.passed.size()) {}

  bool text(const std::string& path, std::string_view value);
  bool key(const std::string& path, std::string_view key);
  bool end_object(const std::string& path);

  [[nodiscard]] bool wants_scalars() const { return !values_.empty(); }

  bool scalar(const std::string& path, std::optional<std::string_view> text);

  // A record that gave nothing gives an empty cell.
  void end_record();
  void add_problem(std::string_view problem);

  [[nodiscard]] CellBuffer& cells() { return cells_; }

  [[nodiscard]] ListOmissions omissions() const {
    return {.repeats = repeats_.count(), .includes = 0, .generators = 0};
  }

  // The names of one record are more than can be held until its end.
  [[nodiscard]] bool record_too_long() const {
    return names_.size() + held_.size() > kRecordBytesMax;
  }

  [[nodiscard]] std::uint64_t values_cut() const {
    return cells_.passed().cut();
  }

 private:
  static constexpr std::size_t kRecordBytesMax = std::size_t{1} << 20U;

  [[nodiscard]] bool is_at(std::string_view place,
                           std::string_view path) const {
    if (plan_.tree) {
      return fits_path(place, folded(path));
    }
    return plan_.any_key ? fits_path(place, path) : place == path;
  }

  void release();
  void add(std::string_view value);
  void add_name(std::string_view name);
  void pack();

  const JsonPlan plan_;
  CellBuffer cells_;
  RepeatFilter repeats_;
  bool found_ = false;  // something in the record at hand

  // With a plan's `kinds`: of the object at hand, a line each.
  std::string held_;
  bool typed_otherwise_ = false;

  // Of the record at hand, until it ends: then its values are known.
  std::string names_;  // a line each
  std::vector<std::optional<std::string>> values_;
};

class NdjsonList final : public LineList {
 public:
  NdjsonList(io::LineReader& lines, JsonPlan plan)
      : LineList(lines), pick_(std::move(plan)) {}

  [[nodiscard]] ListOmissions omissions() const override {
    return pick_.omissions();
  }

  [[nodiscard]] std::uint64_t values_cut() const override {
    return pick_.values_cut();
  }

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override;

  JsonPick pick_;
};

class JsonList final : public ListReader {
 public:
  JsonList(io::LineReader& lines, JsonPlan plan, std::string input)
      : lines_(lines),
        literal_(plan.literal),
        pick_(std::move(plan)),
        input_(std::move(input)) {}

  [[nodiscard]] io::Result<ListEnd> read_all(CellSink& sink) override;

  [[nodiscard]] ListOmissions omissions() const override {
    return pick_.omissions();
  }

  [[nodiscard]] std::uint64_t values_cut() const override {
    return pick_.values_cut();
  }

 private:
  io::LineReader& lines_;
  const bool literal_;
  JsonPick pick_;
  std::string input_;  // for messages
};

}  // namespace mxsweep
