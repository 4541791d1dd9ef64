// Layouts: which columns of the table (columns.h) stand side by side, and what
// of that is known when the program is compiled: the schema, the place of a
// column, and which of them a further row of the same lookup repeats. Nothing
// here knows any one column. Constants, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "io/base/check.h"
#include "io/table/schema.h"

#include "scanner/rows/column_values.h"
#include "scanner/rows/columns.h"

namespace mxsweep {

inline constexpr std::size_t kTableSize =
    std::tuple_size_v<decltype(columns::kTable)>;

inline constexpr std::array<ColumnHead, kTableSize> kHeads =
    std::apply([](const auto&... column) { return std::array{column.head...}; },
               columns::kTable);

[[nodiscard]] constexpr bool is_struct(Layout layout) {
  return layout == Layout::kExchangeStruct || layout == Layout::kAddressStruct;
}

[[nodiscard]] constexpr bool stands_in(const ColumnHead& head, Layout layout) {
  const bool of_address = head.subject == Subject::kAddress;
  switch (layout) {
    case Layout::kFlat:
      return head.shapes.flat;
    case Layout::kMx:
      return head.shapes.mx;
    case Layout::kDomain:
      return head.shapes.domain;
    case Layout::kNested:
      return head.shapes.nested;
    case Layout::kExchangeStruct:
      return !head.field.empty() && !of_address;
    case Layout::kAddressStruct:
      break;
  }
  return !head.field.empty() && of_address;
}

// Whether a row, or a struct, may be without that.
[[nodiscard]] constexpr bool may_lack(Layout layout, Subject subject) {
  switch (subject) {
    case Subject::kLookup:
    case Subject::kRow:
      return false;
    case Subject::kReply:
    case Subject::kHost:
    case Subject::kOperator:
      return true;
    case Subject::kExchange:
    case Subject::kTarget:
    case Subject::kAddress:
      break;
  }
  return !is_struct(layout);
}

// Whether this one has it.
template <Layout kLayout, Subject kSubject>
[[nodiscard]] bool has(const RowSource& row) {
  if constexpr (!may_lack(kLayout, kSubject)) {
    return true;
  } else if constexpr (kSubject == Subject::kReply) {
    return row.asked.reply.received;
  } else if constexpr (kSubject == Subject::kExchange) {
    return row.exchange != nullptr;
  } else if constexpr (kSubject == Subject::kTarget) {
    return row.target != nullptr;
  } else if constexpr (kSubject == Subject::kHost) {
    return row.host != nullptr;
  } else if constexpr (kSubject == Subject::kOperator) {
    return row.mail_operator != nullptr;
  } else {
    return row.address != nullptr;
  }
}

// Of those that are there anyway, or of all that may be.
template <Layout kLayout, bool kAll>
[[nodiscard]] constexpr bool is_member(const ColumnHead& head) {
  return stands_in(head, kLayout) && (kAll || !head.on_request);
}

template <Layout kLayout, bool kAll>
[[nodiscard]] constexpr std::size_t count_members() {
  std::size_t count = 0;
  for (const ColumnHead& head : kHeads) {
    count += is_member<kLayout, kAll>(head) ? 1 : 0;
  }
  return count;
}

// Their places in the table.
template <Layout kLayout, bool kAll = false>
inline constexpr auto kMembers = [] {
  std::array<std::size_t, count_members<kLayout, kAll>()> members{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < kTableSize; ++at) {
    if (is_member<kLayout, kAll>(kHeads[at])) {
      members[count++] = at;
    }
  }
  return members;
}();

// What the column gives for a row that has its subject.
template <std::size_t kColumn>
[[nodiscard, gnu::always_inline]] inline auto value_of(const RowSource& row) {
  return std::get<kColumn>(columns::kTable).value(row);
}

template <std::size_t kColumn>
using ValueOf =
    ColumnValue<decltype(value_of<kColumn>(std::declval<const RowSource&>()))>;

template <Layout kLayout, std::size_t kColumn>
[[nodiscard]] constexpr io::Column as_column() {
  const ColumnHead& head = kHeads[kColumn];
  io::Column column =
      ValueOf<kColumn>::as_column(is_struct(kLayout) ? head.field : head.name);
  column.nullable = column.nullable || may_lack(kLayout, head.subject);
  column.distinct = head.distinct;
  return column;
}

template <Layout kLayout>
inline constexpr auto kSchema = [
]<std::size_t... kAt>(std::index_sequence<kAt...>) {
  return std::array{as_column<kLayout, kMembers<kLayout>[kAt]>()...};
}

(std::make_index_sequence<kMembers<kLayout>.size()>());

template <Layout kLayout>
struct ColumnValue<StructOf<kLayout>> {
  static constexpr io::Column as_column(std::string_view name) {
    return {.name = name,
            .type = io::ColumnType::kStruct,
            .children = kSchema<kLayout>};
  }

  static void append(const StructOf<kLayout>& fields, io::ColumnData& column,
                     std::string& text) {
    append_fields(fields.row, column, text,
                  std::make_index_sequence<kMembers<kLayout>.size()>());
    column.close();
  }

 private:
  template <std::size_t... kAt>
  static void append_fields(const RowSource& row, io::ColumnData& column,
                            std::string& text,
                            std::index_sequence<kAt...> /*all*/) {
    (append_field<kMembers<kLayout>[kAt]>(row, column.child(kAt), text), ...);
  }

  template <std::size_t kColumn>
  static void append_field(const RowSource& row, io::ColumnData& column,
                           std::string& text) {
    if (has<kLayout, kHeads[kColumn].subject>(row)) {
      ValueOf<kColumn>::append(value_of<kColumn>(row), column, text);
    } else {
      column.append_null();
    }
  }
};

// The place of a column. REQUIRES: there is one of that name
[[nodiscard]] constexpr std::size_t column_index(io::Schema schema,
                                                 std::string_view name) {
  const std::optional<std::size_t> at = io::find_column(schema, name);
  MXSWEEP_CHECK(at.has_value());
  return *at;
}

// Columns side by side that are handled alike.
struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool repeated = false;  // as in the row before; else all of one subject
};

// Copying fewer cells costs more than to make them anew.
inline constexpr std::size_t kRepeatedMin = 4;

// The run of a layout that begins with that column, in a row that shares the
// subjects below `first_new` with the row before.
template <Layout kLayout>
[[nodiscard]] constexpr Run run_from(std::size_t begin, Subject first_new) {
  constexpr std::size_t kEnd = kMembers<kLayout>.size();
  const auto subject_at = [](std::size_t at) {
    return kHeads[kMembers<kLayout>[at]].subject;
  };
  std::size_t end = begin;
  while (end < kEnd && subject_at(end) < first_new) {
    ++end;
  }
  if (end - begin >= kRepeatedMin) {
    return {begin, end, true};
  }
  end = begin;
  while (end < kEnd && subject_at(end) == subject_at(begin)) {
    ++end;
  }
  return {begin, end, false};
}

}  // namespace mxsweep
