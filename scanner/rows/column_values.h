// ColumnValue: the types that a result column may give, each with its type in
// the schema and with how a value is put into a row, or appended to the
// elements of a list. What a column gives is all there is to say about it: its
// type and whether it may be NULL (std::optional) follow.
//
// Nothing is kept here; any thread. Everything that takes a RowWriter is
// inlined, so that the writer stays in registers and knows the column.
// `text` is scratch of the caller's, which keeps its capacity.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "io/base/endpoint.h"
#include "io/table/row_batch.h"

#include "scanner/dns/name.h"
#include "scanner/mail/findings.h"
#include "scanner/mail/mx_set_hash.h"
#include "scanner/rr/rr_address.h"

namespace mxsweep {

// A point of calendar time.
struct Timestamp {
  std::int64_t us = 0;
};

// A text as it is. `plain` as in io::TextRef.
struct Text {
  std::string_view text;
  bool plain = false;
};

// A name, the class of which is known.
struct ClassedName {
  NameView name;
  LabelClass label_class = LabelClass::kOther;
};

struct AnyName {
  NameView name;
};

struct AddressText {
  const AddressData& address;
};

// A list: what `each` makes of every item.
template <class Item, class Each>
struct ListOf {
  std::span<const Item> items;
  Each each;
};

template <class Item, class Each>
[[nodiscard]] ListOf<Item, Each> list_of(
    std::type_identity_t<std::span<const Item>> items, Each each) {
  return {items, each};
}

template <class Value>
[[nodiscard]] constexpr std::optional<Value> null_if(bool null, Value value) {
  return null ? std::optional<Value>() : std::optional<Value>(value);
}

// The labels of an enumeration, in its order.
using EnumLabels = std::span<const std::string_view>;
template <class Enum>
inline constexpr EnumLabels kLabelsOf{};
template <>
inline constexpr EnumLabels kLabelsOf<Finding> = kFindingLabels;

// For each type: as_column(), put() and append().
template <class Value>
struct ColumnValue;

// A type without anything inside.
template <io::ColumnType kType>
struct PlainColumn {
  static constexpr io::Column as_column(std::string_view name) {
    return {.name = name, .type = kType};
  }
};

template <io::ColumnType kType>
struct IntColumn : PlainColumn<kType> {
  [[gnu::always_inline]] static void put(std::int64_t value, io::RowWriter& row,
                                         std::string& /*text*/) {
    row.put_int(value);
  }

  static void append(std::int64_t value, io::ColumnData& column,
                     std::string& /*text*/) {
    column.append_int(value);
  }
};

template <>
struct ColumnValue<std::int32_t> : IntColumn<io::ColumnType::kInt32> {};

template <>
struct ColumnValue<std::int64_t> : IntColumn<io::ColumnType::kInt64> {};

template <>
struct ColumnValue<Timestamp> : PlainColumn<io::ColumnType::kTimestampUs> {
  [[gnu::always_inline]] static void put(Timestamp value, io::RowWriter& row,
                                         std::string& /*text*/) {
    row.put_int(value.us);
  }
};

template <>
struct ColumnValue<bool> : PlainColumn<io::ColumnType::kBool> {
  [[gnu::always_inline]] static void put(bool value, io::RowWriter& row,
                                         std::string& /*text*/) {
    row.put_bool(value);
  }
};

template <class Enum>
requires std::is_enum_v<Enum>

struct ColumnValue<Enum> {
  static constexpr io::Column as_column(std::string_view name) {
    return {
        .name = name, .type = io::ColumnType::kEnum, .labels = kLabelsOf<Enum>};
  }

  [[gnu::always_inline]] static void put(Enum value, io::RowWriter& row,
                                         std::string& /*text*/) {
    row.put_enum(static_cast<std::uint8_t>(value));
  }

  static void append(Enum value, io::ColumnData& column,
                     std::string& /*text*/) {
    column.append_enum(static_cast<std::uint8_t>(value));
  }
};

template <>
struct ColumnValue<Text> : PlainColumn<io::ColumnType::kString> {
  [[gnu::always_inline]] static void put(Text value, io::RowWriter& row,
                                         std::string& /*text*/) {
    row.put_text(value.text, value.plain);
  }

  static void append(Text value, io::ColumnData& column,
                     std::string& /*text*/) {
    column.append_string(value.text);
  }
};

template <>
struct ColumnValue<MxSetHash> : PlainColumn<io::ColumnType::kString> {
  [[gnu::always_inline]] static void put(const MxSetHash& hash,
                                         io::RowWriter& row,
                                         std::string& /*text*/) {
    std::memcpy(row.batch().text_room(hash.size()), hash.data(), hash.size());
    row.put_text(row.batch().take_text(hash.size(), true));
  }
};

template <>
struct ColumnValue<ClassedName> : PlainColumn<io::ColumnType::kString> {
  [[gnu::always_inline]] static void put(ClassedName value, io::RowWriter& row,
                                         std::string& text) {
    row.put_text(written(value, row.batch(), text));
  }

  static void append(ClassedName value, io::ColumnData& column,
                     std::string& text) {
    text.clear();
    append_text(value.name, text);
    column.append_string(text);
  }

 private:
  static io::TextRef written(ClassedName value, io::RowBatch& batch,
                             std::string& text) {
    if (value.label_class != LabelClass::kOther) {
      const std::size_t size = value.name.size() - 2;
      write_plain_text(value.name, batch.text_room(size));
      return batch.take_text(size, true);
    }
    text.clear();
    append_text(value.name, text);
    return batch.add_text(text, false);
  }
};

template <>
struct ColumnValue<AnyName> : PlainColumn<io::ColumnType::kString> {
  [[gnu::always_inline]] static void put(AnyName value, io::RowWriter& row,
                                         std::string& text) {
    ColumnValue<ClassedName>::put({value.name, label_class_of(value.name)}, row,
                                  text);
  }

  static void append(AnyName value, io::ColumnData& column, std::string& text) {
    ColumnValue<ClassedName>::append({value.name}, column, text);
  }
};

template <>
struct ColumnValue<AddressText> : PlainColumn<io::ColumnType::kString> {
  [[gnu::always_inline]] static void put(AddressText value, io::RowWriter& row,
                                         std::string& /*text*/) {
    char* const to = row.batch().text_room(io::kAddressCharsMax);
    row.put_text(row.batch().take_text(write(value, to), true));
  }

  static void append(AddressText value, io::ColumnData& column,
                     std::string& text) {
    text.resize(io::kAddressCharsMax);
    text.resize(write(value, text.data()));
    column.append_string(text);
  }

 private:
  static std::size_t write(AddressText value, char* to) {
    const AddressData& address = value.address;
    const char* const end =
        io::put_address_text(to, address.bytes.data(), address.family);
    return static_cast<std::size_t>(end - to);
  }
};

template <class Value>
struct ColumnValue<std::optional<Value>> {
  static constexpr io::Column as_column(std::string_view name) {
    io::Column column = ColumnValue<Value>::as_column(name);
    column.nullable = true;
    return column;
  }

  [[gnu::always_inline]] static void put(const std::optional<Value>& value,
                                         io::RowWriter& row,
                                         std::string& text) {
    if (value.has_value()) {
      ColumnValue<Value>::put(*value, row, text);
    } else {
      row.put_null();
    }
  }

  static void append(const std::optional<Value>& value, io::ColumnData& column,
                     std::string& text) {
    if (value.has_value()) {
      ColumnValue<Value>::append(*value, column, text);
    } else {
      column.append_null();
    }
  }
};

// A list. List: with is_empty() and append_all(), which appends the elements.
template <class List, class Element>
struct ListColumn {
  static constexpr std::array<io::Column, 1> kElement = {
      ColumnValue<Element>::as_column("element")};

  static constexpr io::Column as_column(std::string_view name) {
    return {.name = name, .type = io::ColumnType::kList, .children = kElement};
  }

  template <class Value>
  [[gnu::always_inline]] static void put(const Value& value, io::RowWriter& row,
                                         std::string& text) {
    if (List::is_empty(value)) {
      row.put_null();
      return;
    }
    const std::size_t begin = row.elements().size();
    List::append_all(value, row.elements(), text);
    row.put_list(begin);
  }

  template <class Value>
  static void append(const Value& value, io::ColumnData& column,
                     std::string& text) {
    List::append_all(value, column.child(0), text);
    column.close();
  }
};

template <>
struct ColumnValue<FindingSet> : ListColumn<ColumnValue<FindingSet>, Finding> {
  static bool is_empty(FindingSet findings) { return findings.bits() == 0; }

  static void append_all(FindingSet findings, io::ColumnData& elements,
                         std::string& /*text*/) {
    std::uint64_t bits = findings.bits();
    while (bits != 0) {
      elements.append_enum(static_cast<std::uint8_t>(std::countr_zero(bits)));
      bits &= bits - 1;
    }
  }
};

template <class Item, class Each>
struct ColumnValue<ListOf<Item, Each>>
    : ListColumn<ColumnValue<ListOf<Item, Each>>,
                 std::invoke_result_t<Each, const Item&>> {
  static bool is_empty(const ListOf<Item, Each>& list) {
    return list.items.empty();
  }

  static void append_all(const ListOf<Item, Each>& list,
                         io::ColumnData& elements, std::string& text) {
    using Element = std::invoke_result_t<Each, const Item&>;
    for (const Item& item : list.items) {
      ColumnValue<Element>::append(list.each(item), elements, text);
    }
  }
};

}  // namespace mxsweep
