// NdjsonList: a JSON value on each line. JsonList: one value, or several behind
// each other, of any size, parsed as it comes. Both hand out the strings at one
// path, and an empty cell for a record that has none there. Reader thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/input/line_list.h"
#include "scanner/list/cell_buffer.h"

namespace mxsweep {

struct JsonPlan {
  std::string path;   // as JsonWalk writes it; an object when `keys`
  bool keys = false;  // the keys of that object are the names
  // Of the objects that each are a record; none: a line is one.
  std::optional<std::string> record;
  bool skip_repeats = false;
};

// Takes from a walk what a plan says.
class JsonPick {
 public:
  explicit JsonPick(JsonPlan plan) : plan_(std::move(plan)) {}

  bool text(const std::string& path, std::string_view value);
  bool key(const std::string& path, std::string_view key);
  bool end_object(const std::string& path);

  // A record that gave nothing gives an empty cell.
  void end_record();
  void add_problem(std::string_view problem);

  [[nodiscard]] CellBuffer& cells() { return cells_; }

 private:
  void add(std::string_view value);

  const JsonPlan plan_;
  CellBuffer cells_;
  std::string last_;
  bool found_ = false;  // something in the record at hand
};

class NdjsonList final : public LineList {
 public:
  NdjsonList(io::LineReader& lines, JsonPlan plan)
      : LineList(lines), pick_(std::move(plan)) {}

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override;

  JsonPick pick_;
};

class JsonList final : public ListReader {
 public:
  JsonList(io::LineReader& lines, JsonPlan plan, std::string input)
      : lines_(lines), pick_(std::move(plan)), input_(std::move(input)) {}

  [[nodiscard]] io::Result<ListEnd> read_all(CellSink& sink) override;

 private:
  io::LineReader& lines_;
  JsonPick pick_;
  std::string input_;  // for messages
};

}  // namespace mxsweep
