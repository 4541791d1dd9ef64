// A report as one JSON object: source, figures by their ids, and tables by
// theirs, each a list of objects. Shares are numbers from 0 to 1.
#include <array>
#include <charconv>

#include "io/table/text_format.h"

#include "scanner/results/report_document.h"

namespace mxsweep {
namespace {

class JsonReport {
 public:
  std::string write(const ReportDocument& document) {
    out_.append("{\"source\":");
    io::append_json_text(out_, document.source);
    out_.append(",\"figures\":{");
    bool is_first = true;
    for (const ReportFigure& figure : document.figures) {
      key(figure.id, is_first);
      value(figure.value);
    }
    out_.append("},\"tables\":{");
    is_first = true;
    for (const ReportTable& table : document.tables) {
      key(table.id, is_first);
      rows(table);
    }
    out_.append("}}\n");
    return std::string(out_.view());
  }

 private:
  void key(std::string_view name, bool& is_first) {
    if (!is_first) {
      out_.append(',');
    }
    is_first = false;
    io::append_json_text(out_, name);
    out_.append(':');
  }

  void rows(const ReportTable& table) {
    out_.append('[');
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      out_.append(row == 0 ? "{" : ",{");
      bool is_first = true;
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        key(table.columns[i], is_first);
        value(table.rows[row][i]);
      }
      out_.append('}');
    }
    out_.append(']');
  }

  void value(const ReportValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      io::append_json_text(out_, *text);
    } else if (const auto* count = std::get_if<std::uint64_t>(&value)) {
      out_.append(std::to_string(*count));
    } else if (const auto* real = std::get_if<double>(&value)) {
      number(*real);
    } else if (const auto* part = std::get_if<Share>(&value)) {
      number(part->of_all);
    } else {
      list(std::get<std::vector<std::string>>(value));
    }
  }

  void number(double value) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), value);
    out_.append(std::string_view(
        digits.data(), static_cast<std::size_t>(end.ptr - digits.data())));
  }

  void list(const std::vector<std::string>& texts) {
    out_.append('[');
    for (std::size_t i = 0; i < texts.size(); ++i) {
      out_.append(i == 0 ? "" : ",");
      io::append_json_text(out_, texts[i]);
    }
    out_.append(']');
  }

  io::TextBuffer out_;
};

}  // namespace

std::string report_json(const ReportDocument& document) {
  return JsonReport().write(document);
}

}  // namespace mxsweep
