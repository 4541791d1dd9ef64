// A report in Markdown as trackers and wikis take it. What has a meaning in
// Markdown gets a backslash, what has one in HTML becomes an entity.
#include "io/base/printable.h"

#include "scanner/results/report_document.h"

namespace mxsweep {
namespace {

// What stands before or in place of a character.
std::string shown(char c) {
  constexpr std::string_view kSpecial = "\\`*_{}[]()#+!|~";
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    default:
      break;
  }
  return kSpecial.find(c) == std::string_view::npos ? std::string(1, c)
                                                    : std::string{'\\', c};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : io::printable(text)) {
    out += shown(c);
  }
  return out;
}

void append_row(const std::vector<ReportValue>& row, std::string& out) {
  out += '|';
  for (const ReportValue& value : row) {
    out += ' ' + escaped(plain_text(value)) + " |";
  }
  out += '\n';
}

void append_table(const ReportTable& table, std::string& out) {
  out += "\n## ";
  out += table.title;
  out += "\n\n" + table.meaning + '\n';
  if (table.rows.empty()) {
    out += "\nNone.\n";
    return;
  }
  out += "\n|";
  std::string rule = "|";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ReportValue& value = table.rows.front()[i];
    const bool is_number = std::holds_alternative<std::uint64_t>(value) ||
                           std::holds_alternative<Share>(value);
    out += ' ' + escaped(table.columns[i]) + " |";
    rule += is_number ? " ---: |" : " --- |";
  }
  out += '\n' + rule + '\n';
  for (const std::vector<ReportValue>& row : table.rows) {
    append_row(row, out);
  }
}

}  // namespace

std::string report_markdown(const ReportDocument& document) {
  std::string out = "# Mail of " + escaped(document.source) + "\n\n";
  for (const ReportFigure& figure : document.figures) {
    out += "- ";
    out += figure.title;
    out += ": " + escaped(plain_text(figure.value)) + '\n';
  }
  for (const ReportTable& table : document.tables) {
    append_table(table, out);
  }
  return out;
}

}  // namespace mxsweep
