#include "io/table/sort/row_codec.h"

#include <array>
#include <cstdint>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

// Seven bits an octet, the lowest first; the last octet has its top bit clear.
void put_count(std::uint64_t value, std::string& octets) {
  std::array<char, 10> bytes;
  std::size_t size = 0;
  while (value >= 0x80) {
    bytes[size++] = static_cast<char>(value | 0x80U);
    value >>= 7U;
  }
  bytes[size++] = static_cast<char>(value);
  octets.append(bytes.data(), size);
}

// Small ones, of either sign, take few octets.
void put_int(std::int64_t value, std::string& octets) {
  const auto bits = static_cast<std::uint64_t>(value);
  put_count(bits << 1U ^ (value < 0 ? ~std::uint64_t{0} : 0), octets);
}

void put_text(std::string_view text, bool plain, std::string& octets) {
  put_count(text.size() << 1U | (plain ? 1U : 0U), octets);
  octets += text;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void put_element(const ColumnData& data, std::size_t index,
                 std::string& octets) {
  if (data.column().nullable) {
    octets += data.is_null(index) ? '\0' : '\1';
    if (data.is_null(index)) {
      return;
    }
  }
  switch (data.column().type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      put_int(data.int_at(index), octets);
      break;
    case ColumnType::kBool:
    case ColumnType::kEnum:
      octets += static_cast<char>(data.codes()[index]);
      break;
    case ColumnType::kString:
      put_text(data.string_at(index), false, octets);
      break;
    case ColumnType::kList: {
      const ElementRange range = data.list_at(index);
      put_count(range.end - range.begin, octets);
      for (std::size_t at = range.begin; at < range.end; ++at) {
        put_element(data.child(0), at, octets);
      }
      break;
    }
    case ColumnType::kStruct:
      for (std::size_t field = 0; field < data.child_count(); ++field) {
        put_element(data.child(field), index, octets);
      }
      break;
  }
}

void put_cell(const RowBatch& rows, std::size_t column, Cell cell,
              std::string& octets) {
  switch (rows.schema()[column].type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
    case ColumnType::kBool:
    case ColumnType::kEnum:
      put_int(cell.as_int(), octets);
      break;
    case ColumnType::kString:
      put_text(rows.text(cell.as_text()), cell.as_text().plain(), octets);
      break;
    case ColumnType::kList: {
      const ElementRange range = cell.as_list();
      put_count(range.end - range.begin, octets);
      for (std::size_t at = range.begin; at < range.end; ++at) {
        put_element(rows.elements(column), at, octets);
      }
      break;
    }
    case ColumnType::kStruct:
      break;  // no column of a batch is one
  }
}

// Takes a row apart from its beginning.
class Octets {
 public:
  explicit Octets(std::string_view octets) : rest_(octets) {}

  [[nodiscard]] std::uint8_t octet() {
    MXSWEEP_DCHECK(!rest_.empty());
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  [[nodiscard]] std::uint64_t count() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t part = octet();
      value |= std::uint64_t{part & 0x7FU} << shift;
      if (part < 0x80) {
        return value;
      }
    }
  }

  [[nodiscard]] std::int64_t integer() {
    const std::uint64_t bits = count();
    return static_cast<std::int64_t>(bits >> 1U ^ (0 - (bits & 1U)));
  }

  [[nodiscard]] std::string_view text(bool& plain) {
    const std::uint64_t head = count();
    plain = (head & 1U) != 0;
    const std::string_view value = rest_.substr(0, head >> 1U);
    rest_.remove_prefix(value.size());
    return value;
  }

 private:
  std::string_view rest_;
};

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void append_element(Octets& octets, ColumnData& data) {
  if (data.column().nullable && octets.octet() == 0) {
    data.append_null();
    return;
  }
  bool plain = false;
  switch (data.column().type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      data.append_int(octets.integer());
      break;
    case ColumnType::kBool:
      data.append_bool(octets.octet() != 0);
      break;
    case ColumnType::kEnum:
      data.append_enum(octets.octet());
      break;
    case ColumnType::kString:
      data.append_string(octets.text(plain));
      break;
    case ColumnType::kList:
      for (std::uint64_t left = octets.count(); left != 0; --left) {
        append_element(octets, data.child(0));
      }
      data.close();
      break;
    case ColumnType::kStruct:
      for (std::size_t field = 0; field < data.child_count(); ++field) {
        append_element(octets, data.child(field));
      }
      data.close();
      break;
  }
}

void put_value(ColumnType type, Octets& octets, RowWriter& row) {
  bool plain = false;
  switch (type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      row.put_int(octets.integer());
      break;
    case ColumnType::kBool:
      row.put_bool(octets.integer() != 0);
      break;
    case ColumnType::kEnum:
      row.put_enum(static_cast<std::uint8_t>(octets.integer()));
      break;
    case ColumnType::kString: {
      const std::string_view text = octets.text(plain);
      row.put_text(text, plain);
      break;
    }
    case ColumnType::kList: {
      const std::size_t begin = row.elements().size();
      for (std::uint64_t left = octets.count(); left != 0; --left) {
        append_element(octets, row.elements());
      }
      row.put_list(begin);
      break;
    }
    case ColumnType::kStruct:
      break;  // no column of a batch is one
  }
}

}  // namespace

void encode_row(const RowBatch& rows, std::size_t row, std::string& octets) {
  const RowBatch::Row& at = rows.row(row);
  const Cell* cell = rows.cells(at);
  put_count(at.present, octets);
  for (std::size_t column = 0; column < rows.column_count(); ++column) {
    if ((at.present >> column & 1U) != 0) {
      put_cell(rows, column, *cell++, octets);
    }
  }
}

void decode_row(std::string_view octets, RowBatch& rows) {
  Octets from(octets);
  const ColumnSet present = from.count();
  RowWriter row(rows);
  for (std::size_t column = 0; column < rows.column_count(); ++column) {
    if ((present >> column & 1U) != 0) {
      put_value(rows.schema()[column].type, from, row);
    } else {
      row.put_null();
    }
  }
  row.end();
}

}  // namespace mxsweep::io
