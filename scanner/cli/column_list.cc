#include "scanner/cli/column_list.h"

#include <algorithm>
#include <array>

#include "io/base/text_wrap.h"

#include "scanner/cli/suggest.h"
#include "scanner/cli/values.h"
#include "scanner/list/list_format.h"
#include "scanner/rows/row_plan.h"

namespace mxsweep {
namespace {

constexpr std::string_view kFlag = "--columns";

struct Preset {
  std::string_view name;
  std::string_view help;
  // Of all shapes together; a shape has some of them.
  std::span<const std::string_view> columns;
};

constexpr std::array<std::string_view, 10> kMinimal = {
    "domain",    "status",        "mail_kind", "preference", "exchange",
    "exchanges", "address_count", "address",   "addresses",  "mx"};

// In the order of OpenINTEL's own columns; docs/results.md has both side by
// side.
constexpr std::array<std::string_view, 15> kOpenIntel = {
    "domain",    "mx_owner",       "mx_ttl_s", "answered_at", "rtt_us",
    "status",    "rcode",          "ad",       "ede_codes",   "address",
    "addresses", "exchange_cname", "exchange", "preference",  "mx_set_hash"};

constexpr std::array kPresets = {
    Preset{"minimal", "who takes the mail of a domain, and where", kMinimal},
    Preset{kAllColumns,
           "every column of the shape, and those that other flags ask for",
           {}},
    Preset{"openintel", "what OpenINTEL's tables have columns for, too",
           kOpenIntel},
};

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Preset* find_preset(std::string_view name) {
  const auto* found =
      std::find_if(kPresets.begin(), kPresets.end(),
                   [name](const Preset& one) { return one.name == name; });
  return found == kPresets.end() ? nullptr : found;
}

void add(std::string_view name, std::vector<std::string>& names) {
  if (!has(names, name)) {
    names.emplace_back(name);
  }
}

void add_preset(const Preset& preset, Shape shape, std::string_view asked,
                std::vector<std::string>& names) {
  for (const std::string_view name : preset.columns) {
    if (find_column(shape, name) != nullptr) {
      add(name, names);
    }
  }
  if (preset.columns.empty()) {
    for (const Choosable& column : choosable_columns(shape)) {
      if (!column.on_request) {
        add(column.column.name, names);
      }
    }
    for (const std::string_view name : words_between_commas(asked)) {
      if (!name.empty()) {
        add(name, names);
      }
    }
  }
}

// What might have been meant, nearest first: "'status' or 'a_status'".
std::string near_columns(std::string_view typed, Shape shape) {
  std::vector<std::string_view> words;
  for (const Choosable& column : choosable_columns(shape)) {
    words.push_back(column.column.name);
  }
  for (const Preset& preset : kPresets) {
    words.push_back(preset.name);
  }
  std::string text;
  for (const std::string_view word : nearest_words(typed, words)) {
    text += text.empty() ? "" : " or ";
    text += in_quotes(word);
  }
  return text;
}

io::Error unknown_column(std::string_view typed, Shape shape) {
  std::string what = std::string(kFlag) + ": ";
  for (const auto& other : kShapes) {
    if (find_column(other.value, typed) != nullptr) {
      return usage_error(
          what + "rows of --shape " + std::string(io::name_of(kShapes, shape)) +
          " have no column " + in_quotes(typed) + ", those of --shape " +
          std::string(other.name) + " have; see --columns help");
    }
  }
  if (typed.starts_with(kPassedPrefix)) {
    return usage_error(what + in_quotes(typed) +
                       " is a column of the list, which --passthrough puts "
                       "behind those of --columns; leave it out here");
  }
  what += "there is no column " + in_quotes(typed);
  const std::string near = near_columns(typed, shape);
  return usage_error(what + (near.empty() ? "; see --columns help"
                                          : "; did you mean " + near + '?'));
}

std::string type_text(const io::Column& column) {
  switch (column.type) {
    case io::ColumnType::kInt32:
      return "int32";
    case io::ColumnType::kInt64:
      return "int64";
    case io::ColumnType::kBool:
      return "bool";
    case io::ColumnType::kTimestampUs:
      return "timestamp";
    case io::ColumnType::kString:
    case io::ColumnType::kEnum:
      return "text";
    case io::ColumnType::kList:
      return column.children.front().type == io::ColumnType::kInt32
                 ? "list of int32"
             : column.children.front().type == io::ColumnType::kInt64
                 ? "list of int64"
             : column.children.front().type == io::ColumnType::kStruct
                 ? "list of struct"
                 : "list of text";
    case io::ColumnType::kStruct:
      break;
  }
  return "struct";
}

void append_padded(std::string_view text, std::size_t width, std::string& out) {
  out += text;
  out.append(width > text.size() ? width - text.size() : 1, ' ');
}

// A name that is too long for its place takes from that of the type.
void append_column(const Choosable& column, std::string& out) {
  constexpr std::size_t kNameWidth = 16;
  constexpr std::size_t kTypeWidth = 15;
  std::string line;
  append_padded(column.column.name, kNameWidth, line);
  append_padded(type_text(column.column), kNameWidth + kTypeWidth - line.size(),
                line);
  out += "  ";
  out += line;
  out += column.meaning;
  out += '\n';
}

bool has_every_shape(std::string_view name) {
  return std::all_of(kShapes.begin(), kShapes.end(), [name](const auto& shape) {
    return find_column(shape.value, name) != nullptr;
  });
}

template <class Wanted>
void append_columns(Shape shape, const Wanted& is_wanted, std::string& out) {
  for (const Choosable& column : choosable_columns(shape)) {
    if (is_wanted(column)) {
      append_column(column, out);
    }
  }
}

bool is_missing(Shape shape, const Choosable& column) {
  return find_column(shape, column.column.name) == nullptr;
}

// By the shapes that have them.
void append_requested(std::string& out) {
  struct Part {
    std::string_view title;
    Shape shape;
    bool (*is_wanted)(const Choosable& column);
  };

  constexpr std::array kParts = {
      Part{"every shape", Shape::kFlat,
           [](const Choosable& one) {
             return has_every_shape(one.column.name);
           }},
      Part{"every shape but nested", Shape::kFlat,
           [](const Choosable& one) {
             return is_missing(Shape::kNested, one) &&
                    !is_missing(Shape::kMx, one);
           }},
      Part{"--shape flat", Shape::kFlat,
           [](const Choosable& one) { return is_missing(Shape::kMx, one); }},
      Part{"every shape but flat", Shape::kMx,
           [](const Choosable& one) { return is_missing(Shape::kFlat, one); }}};
  for (const Part& part : kParts) {
    out += "\nOnly on request, with ";
    out += part.title;
    out += ":\n";
    append_columns(
        part.shape,
        [&part](const Choosable& one) {
          return one.on_request && part.is_wanted(one);
        },
        out);
  }
}

void append_preset(const Preset& preset, std::string& out) {
  out += "  ";
  append_padded(preset.name, 11, out);
  out += preset.help;
  out += '\n';
  std::string line;
  for (const std::string_view name : preset.columns) {
    // With the commas before and behind it.
    if (13 + line.size() + 2 + name.size() > io::kTextColumns) {
      out.append(13, ' ').append(line).append(",\n");
      line.clear();
    }
    line += line.empty() ? "" : ",";
    line += name;
  }
  if (!line.empty()) {
    out.append(13, ' ').append(line).append("\n");
  }
}

}  // namespace

io::Result<std::vector<std::string>> parse_columns(std::string_view typed,
                                                   Shape shape,
                                                   std::string_view asked) {
  std::vector<std::string> names;
  std::vector<std::string> typed_names;
  for (const std::string_view word : words_between_commas(typed)) {
    if (word.empty()) {
      continue;  // a comma too many
    }
    if (has(typed_names, word)) {
      return usage_error(std::string(kFlag) + ": " + in_quotes(word) +
                         " is named twice; once is enough");
    }
    typed_names.emplace_back(word);
    if (word.starts_with('-')) {
      const auto known = std::find(names.begin(), names.end(), word.substr(1));
      if (known == names.end()) {
        return usage_error(std::string(kFlag) + ": " + in_quotes(word) +
                           " leaves out what nothing before it names");
      }
      names.erase(known);
    } else if (const Preset* preset = find_preset(word); preset != nullptr) {
      add_preset(*preset, shape, asked, names);
    } else if (find_column(shape, word) != nullptr) {
      add(word, names);
    } else {
      return unknown_column(word, shape);
    }
  }
  if (names.empty()) {
    return usage_error(std::string(kFlag) +
                       " names no column; see --columns help");
  }
  return names;
}

io::Status check_key_columns(std::span<const std::string> columns,
                             SortOrder order, PartitionBy partition) {
  const auto lacks = [columns](std::string_view name) {
    return std::find(columns.begin(), columns.end(), name) == columns.end();
  };
  const auto needs = [](const std::string& flag, std::string_view name) {
    return usage_error(flag + " needs the column " + std::string(name) +
                       "; add it to " + std::string(kFlag));
  };
  const std::string_view by = sort_column(order);
  if (!by.empty() && lacks(by)) {
    return needs("--sort " + std::string(by), by);
  }
  if (partition != PartitionBy::kNone && lacks("domain")) {
    return needs("--partition-by", "domain");
  }
  return {};
}

bool show_operators(Shape shape, const std::vector<std::string>& columns) {
  return RowPlan(shape, columns).needs_operators();
}

std::vector<std::string_view> column_words() {
  std::vector<std::string_view> words;
  words.reserve(kPresets.size());
  for (const Preset& preset : kPresets) {
    words.push_back(preset.name);
  }
  for (const auto& shape : kShapes) {
    for (const Choosable& column : choosable_columns(shape.value)) {
      if (std::find(words.begin(), words.end(), column.column.name) ==
          words.end()) {
        words.push_back(column.column.name);
      }
    }
  }
  return words;
}

std::string columns_text() {
  std::string out =
      "--columns takes names of columns with commas between them, in any "
      "order.\nA name with a hyphen before it is left out of those so far: "
      "full,-spf_record.\n\nColumns of --shape flat, where nothing else is "
      "said:\n";
  append_columns(
      Shape::kFlat, [](const Choosable& one) { return !one.on_request; }, out);
  for (const Shape shape : {Shape::kMx, Shape::kDomain, Shape::kNested}) {
    out += "\nOnly with --shape ";
    out += io::name_of(kShapes, shape);
    out += ":\n";
    append_columns(
        shape,
        [](const Choosable& one) {
          return !one.on_request && is_missing(Shape::kFlat, one);
        },
        out);
  }
  append_requested(out);
  out +=
      "\nA shape has no columns of what its rows are not about: mx none of a "
      "single\naddress, domain and nested none of a single MX or address.\n\n"
      "Presets, which may stand among the names; a shape takes what it "
      "has:\n";
  for (const Preset& preset : kPresets) {
    append_preset(preset, out);
  }
  return out;
}

}  // namespace mxsweep
