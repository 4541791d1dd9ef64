// ListFormat: one row of the table of formats that a list may have. Each looks
// at the sample and says whether it is its own, and then reads it, or refuses
// it with what to do instead. They are asked in the order of the table; the
// last one, plain, is for everything. Main thread, before the run.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/named.h"

#include "scanner/input/list_reader.h"
#include "scanner/list/list_sample.h"

namespace mxsweep {

struct ListFormat;

// What a column of --passthrough is called in the table: this and its name in
// the list, so that it is never one of ours.
inline constexpr std::string_view kPassedPrefix = "in_";

enum class HeaderWish : std::uint8_t { kAuto, kYes, kNo };

inline constexpr std::array kHeaderWishes = {
    io::Named<HeaderWish>{HeaderWish::kAuto, "auto",
                          "the first record is looked at"},
    io::Named<HeaderWish>{HeaderWish::kYes, "yes",
                          "the first record names the columns"},
    io::Named<HeaderWish>{HeaderWish::kNo, "no",
                          "the first record is one like all others"}};

// What the user said of the list.
struct ListWishes {
  const ListFormat* format = nullptr;  // null: it is to be recognised
  std::string column;  // number from 1, or name; empty: it is to be found
  HeaderWish header = HeaderWish::kAuto;
  bool force = false;  // read what looks wrong
  // Further columns, numbers or names, whose values are handed on as they are.
  std::vector<std::string> passthrough{};

  // Only what has columns is wanted.
  [[nodiscard]] bool wants_column() const {
    return !column.empty() || !passthrough.empty();
  }
};

struct ListInput {
  io::LineReader& lines;
  const std::string& path;  // "-": standard input
  const ListSample& sample;
  const ListWishes& wishes;
};

struct ListVerdict {
  // What is read from where, for the announcement: column 2 "domain" of a
  // comma list. Or why the list is refused.
  std::string text;
  std::unique_ptr<ListReader> reader;  // null: refused
  // What the columns of the wish `passthrough` are called in the table, in the
  // same order.
  std::vector<std::string> passed{};
  SingleLabels single_labels = SingleLabels::kAll;
  bool has_columns = false;  // of which one can be wished
  bool may_have_header = false;
};

struct ListFormat {
  std::string_view name;
  std::string_view help;
  // Reads it as that, or says why it cannot be.
  ListVerdict (*recognise)(const ListInput& input);
  bool reads_bytes = false;  // of lines of any length
};

[[nodiscard]] std::span<const ListFormat> list_formats();

// Null when there is none.
[[nodiscard]] const ListFormat* find_list_format(std::string_view name);

// The format that was wished, or the first that fits.
[[nodiscard]] ListVerdict recognise(const ListInput& input);

// No verdict at all, so that the next is asked.
[[nodiscard]] inline ListVerdict not_mine() {
  return {};
}

[[nodiscard]] inline ListVerdict refuse(std::string why) {
  ListVerdict verdict;
  verdict.text = std::move(why);
  return verdict;
}

// What a column of the list is called in the table: in_ and its name in the
// list, or its number from 1 where it has none. Short and printable.
[[nodiscard]] std::string passed_name(std::string_view name,
                                      std::size_t number);

// ", 2 of 9 lines of another kind"; nothing where all `lines` are of this one.
[[nodiscard]] std::string other_lines_text(std::size_t mine, std::size_t lines);

// A word of the list that may be shown, in quotes: short and printable.
[[nodiscard]] std::string shown_word(std::string_view word);

}  // namespace mxsweep
