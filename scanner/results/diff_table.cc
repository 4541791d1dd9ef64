#include "scanner/results/diff_table.h"

#include <array>
#include <cstddef>
#include <optional>

namespace mxsweep {
namespace {

constexpr std::size_t kBatchRows = 256;

using Type = io::ColumnType;

constexpr std::array kElement = {io::Column{.name = "element"}};

constexpr std::array kColumns = {
    io::Column{.name = "domain", .distinct = true},
    io::Column{.name = "change", .type = Type::kEnum, .labels = kChangeLabels},
    io::Column{.name = "old_mail_kind",
               .type = Type::kEnum,
               .nullable = true,
               .labels = kMailKindLabels},
    io::Column{.name = "new_mail_kind",
               .type = Type::kEnum,
               .nullable = true,
               .labels = kMailKindLabels},
    io::Column{
        .name = "old_exchanges", .type = Type::kList, .children = kElement},
    io::Column{
        .name = "new_exchanges", .type = Type::kList, .children = kElement},
    io::Column{.name = "old_operator", .nullable = true},
    io::Column{.name = "new_operator", .nullable = true},
};

void put_kind(const MailState* state, io::RowWriter& row) {
  if (state == nullptr) {
    row.put_null();
  } else {
    row.put_enum(static_cast<std::uint8_t>(state->kind()));
  }
}

void put_exchanges(const MailState* state, io::RowWriter& row) {
  if (state == nullptr || !state->is_known() || state->hosts() == 0) {
    row.put_null();
    return;
  }
  const std::size_t begin = row.elements().size();
  for (std::size_t index = 0; index < state->hosts(); ++index) {
    row.elements().append_string(state->host(index).name);
  }
  row.put_list(begin);
}

void put_operator(const MailState* state, io::RowWriter& row) {
  const std::optional<std::string_view> name =
      state == nullptr || !state->is_known() ? std::nullopt
                                             : state->mail_operator();
  if (name.has_value()) {
    row.put_text(*name);
  } else {
    row.put_null();
  }
}

}  // namespace

io::Schema diff_schema() {
  return kColumns;
}

DiffTable::DiffTable(io::TableWriter& writer)
    : writer_(writer), rows_(diff_schema()) {}

io::Status DiffTable::add(Change change, const MailState* before,
                          const MailState* now) {
  {
    io::RowWriter row(rows_);
    row.put_text((before == nullptr ? now : before)->domain());
    row.put_enum(static_cast<std::uint8_t>(change));
    put_kind(before, row);
    put_kind(now, row);
    put_exchanges(before, row);
    put_exchanges(now, row);
    put_operator(before, row);
    put_operator(now, row);
    row.end();
  }
  return rows_.rows() < kBatchRows ? io::Status() : flush();
}

io::Status DiffTable::flush() {
  if (rows_.rows() == 0) {
    return {};
  }
  io::Status written = writer_.write(rows_);
  rows_.clear();
  return written;
}

}  // namespace mxsweep
