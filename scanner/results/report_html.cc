// A report as one page that loads nothing: no script, no font, no picture that
// is not inside. Each chart is drawn in SVG beside the numbers, which stand in
// a table, so that a screen reader, a printer and a copy have them
// (docs/decisions/025). Every text is escaped.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "io/base/utf8.h"

#include "scanner/results/report_document.h"

namespace mxsweep {
namespace {

constexpr std::string_view kHead =
    R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'">
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff;
  --faint: #57606a; --line: #d0d7de; --bar: #0b62c4; --panel: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9da7b3;
    --line: #3d444d; --bar: #58a6ff; --panel: #161b22; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: .5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2rem 0 .25rem; }
p { margin: 0 0 .75rem; color: var(--faint); }
a { color: var(--bar); }
:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; }
nav ul, .figures { gap: .5rem 1rem;
  list-style: none; padding: 0; margin: 0 0 1rem; }
.figures div { background: var(--panel); border: 1px solid var(--line);
  border-radius: .5rem; padding: .5rem 1rem; }
.figures { display: grid;
  grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); }
.figures dt { color: var(--faint); }
.figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word;
  font-weight: normal; max-width: 24rem; }
tbody th { min-width: 8rem; }
thead th { color: var(--faint); font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.bar { width: 22%; min-width: 5rem; }
svg { display: block; width: 100%; }
.bar svg { height: 1.2rem; }
rect { fill: var(--bar); }
.curve { max-width: 40rem; border: 1px solid var(--line); }
.curve polyline { fill: none; stroke: var(--bar); stroke-width: 2;
  vector-effect: non-scaling-stroke; }
.curve circle { fill: var(--bar); }
.curve line { stroke: var(--line); vector-effect: non-scaling-stroke; }
.curve text { fill: var(--faint); font-size: 10px; }
summary { cursor: pointer; }
ul.examples { margin: 0; padding-left: 1.2rem; }
@media (max-width: 40rem) { .bar, .wide td.bar { display: none; }
  .wide, .wide tbody { display: block; overflow-wrap: anywhere; }
  .wide thead { position: absolute; clip-path: inset(50%); overflow: hidden;
    width: 1px; height: 1px; }
  .wide tr { display: block; border-bottom: 1px solid var(--line);
    padding: .3rem 0; }
  .wide tbody th, .wide td { display: block; max-width: none; border: 0;
    padding: .1rem 0; text-align: left; white-space: normal; }
  .wide tbody th { font-weight: 600; }
  .wide td:empty { display: none; }
  .wide td[data-of]::before { content: attr(data-of) ": ";
    color: var(--faint); } }
@media print { nav, .wide .bar { display: none; }
  body { max-width: none; padding: 0; font-size: .8rem; }
  th, td { padding: .15rem .4rem; }
  .wide th, .wide td { overflow-wrap: anywhere; }
  .wide tbody th { min-width: 11rem; }
  ul.examples { min-width: 8rem; padding-left: 1rem; }
  .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; }
  tr, .figures div, .curve { break-inside: avoid; }
  h2, h2 + p { break-after: avoid; } }
</style>
)";

constexpr const char* kWideTable =
    "\"><table class=\"wide\" role=\"table\">\n<thead role=\"rowgroup\"><tr "
    "role=\"row\">";

void append_escaped(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const io::Utf8Step step = io::utf8_step(text);
    const char c = text.front();
    if (!step.valid) {
      out += "\xEF\xBF\xBD";
    } else if (step.bytes > 1) {
      out += text.substr(0, step.bytes);
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else {
      out += c < ' ' || c == '\x7F' ? '?' : c;
    }
    text.remove_prefix(step.bytes);
  }
}

std::string number_text(double value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), value,
                                 std::chars_format::fixed, 2);
  return {digits.begin(), end.ptr};
}

class HtmlReport {
 public:
  std::string write(const ReportDocument& document) {
    out_ = kHead;
    element("<title>Mail of ", document.source, "</title>\n</head>\n<body>\n");
    element("<header><h1>Mail of ", document.source, "</h1>\n");
    out_ += "<dl class=\"figures\">\n";
    for (const ReportFigure& figure : document.figures) {
      element("<div><dt>", figure.title, "</dt>");
      element("<dd>", plain_text(figure.value), "</dd></div>\n");
    }
    out_ += "</dl></header>\n<nav aria-label=\"Sections\"><ul>\n";
    for (const ReportTable& table : document.tables) {
      element("<li><a href=\"#", table.id, "\">");
      element("", table.title, "</a></li>\n");
    }
    out_ += "</ul></nav>\n<main>\n";
    for (const ReportTable& table : document.tables) {
      section(table);
    }
    out_ += "</main>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void element(std::string_view open, std::string_view text,
               std::string_view close) {
    out_ += open;
    append_escaped(text, out_);
    out_ += close;
  }

  void section(const ReportTable& table) {
    element("<section aria-labelledby=\"", table.id, "\">\n");
    element("<h2 id=\"", table.id, "\">");
    element("", table.title, "</h2>\n");
    element("<p>", table.meaning, "</p>\n");
    if (table.rows.empty()) {
      out_ += "<p>None.</p>\n</section>\n";
      return;
    }
    if (table.chart == ReportTable::Chart::kLine) {
      line(table);
    }
    // A table that is too wide is scrolled, by the keyboard, too.
    element(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-labelledby=\"",
        table.id, is_wide(table) ? kWideTable : "\"><table>\n<thead><tr>");
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      out_ += "<th scope=\"col\"";
      out_ += is_wide(table) ? " role=\"columnheader\"" : "";
      out_ += is_number(table.rows.front()[i]) ? " class=\"number\"" : "";
      element(">", table.columns[i], "</th>");
      if (is_bar(table, table.rows.front()[i])) {
        out_ += "<td class=\"bar\"></td>";
      }
    }
    out_ += is_wide(table) ? "</tr></thead>\n<tbody role=\"rowgroup\">\n"
                           : "</tr></thead>\n<tbody>\n";
    for (const std::vector<ReportValue>& row : table.rows) {
      this->row(table, row);
    }
    out_ += "</tbody></table></div>\n</section>\n";
  }

  static bool is_number(const ReportValue& value) {
    return std::holds_alternative<std::uint64_t>(value) ||
           std::holds_alternative<Share>(value);
  }

  static bool is_bar(const ReportTable& table, const ReportValue& value) {
    return table.chart == ReportTable::Chart::kBars &&
           std::holds_alternative<Share>(value);
  }

  // On a small screen each row of it becomes a list (`data-of` names what a
  // cell is); browsers forget then what a table is, unless the roles say it.
  static bool is_wide(const ReportTable& table) {
    return table.columns.size() > 4;
  }

  // The beginning of a cell, up to its text.
  void open_cell(const ReportTable& table, std::size_t column,
                 const ReportValue& value) {
    out_ += column == 0 ? "<th scope=\"row\"" : "<td";
    out_ += is_number(value) ? " class=\"number\"" : "";
    if (is_wide(table) && column == 0) {
      out_ += " role=\"rowheader\"";
    } else if (is_wide(table)) {
      element(" role=\"cell\" data-of=\"", table.columns[column], "\"");
    }
    out_ += '>';
  }

  void row(const ReportTable& table, const std::vector<ReportValue>& row) {
    out_ += is_wide(table) ? "<tr role=\"row\">" : "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      open_cell(table, i, row[i]);
      if (const auto* texts = std::get_if<std::vector<std::string>>(&row[i])) {
        examples(*texts);
      } else {
        append_escaped(plain_text(row[i]), out_);
      }
      out_ += i == 0 ? "</th>" : "</td>";
      if (is_bar(table, row[i])) {
        bar(std::get<Share>(row[i]));
      }
    }
    out_ += "</tr>\n";
  }

  // The number stands beside it, so that it need not be read aloud.
  void bar(Share share) {
    out_ += "<td class=\"bar\"><svg aria-hidden=\"true\"><rect width=\"" +
            number_text(share.of_all * 100) +
            "%\" height=\"100%\"></rect></svg></td>";
  }

  void examples(const std::vector<std::string>& texts) {
    out_ += "<details><summary>" + std::to_string(texts.size()) +
            (texts.size() == 1 ? " example" : " examples") +
            "</summary><ul class=\"examples\">";
    for (const std::string& text : texts) {
      element("<li>", text, "</li>");
    }
    out_ += "</ul></details>";
  }

  // A curve: from left to right the rows, from below to above 0 to 1. What
  // stands on its axes is in the table, too, and need not be read aloud.
  struct Curve {
    static constexpr double kWidth = 400;
    static constexpr double kHeight = 170;
    static constexpr double kLeft = 38;  // of which texts are
    static constexpr double kBelow = 34;
    static constexpr double kEdge = 10;

    [[nodiscard]] double x(std::size_t row) const {
      const auto last = static_cast<double>(std::max<std::size_t>(rows, 2) - 1);
      return kLeft + (kWidth - kLeft - kEdge) * static_cast<double>(row) / last;
    }

    [[nodiscard]] static double y(double share) {
      return kHeight - kBelow - share * (kHeight - kBelow - kEdge);
    }

    std::size_t rows;
  };

  void line(const ReportTable& table) {
    const Curve curve{table.rows.size()};
    element(
        "<svg class=\"curve\" viewBox=\"0 0 400 170\" role=\"img\" "
        "aria-label=\"",
        table.title, ": a curve of the numbers in the table below\">");
    shares();
    std::string points;
    std::string marks;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const auto share = std::get<Share>(table.rows[i].back());
      const std::string x = number_text(curve.x(i));
      const std::string y = number_text(Curve::y(share.of_all));
      const std::string name = plain_text(table.rows[i].front());
      points.append(x).append(",").append(y).append(" ");
      marks.append("<circle cx=\"").append(x).append("\" cy=\"").append(y);
      marks += "\" r=\"4\"><title>";
      append_escaped(name + ": " + plain_text(share), marks);
      marks += "</title></circle>";
      text(x, Curve::kHeight - Curve::kBelow + 14, "middle", name);
    }
    text(number_text((Curve::kLeft + Curve::kWidth) / 2), Curve::kHeight - 4,
         "middle", table.columns.front());
    out_ +=
        "<polyline points=\"" + points + "\"></polyline>" + marks + "</svg>\n";
  }

  // Lines across, and what they mean.
  void shares() {
    const std::string ends =
        "<line x1=\"" + number_text(Curve::kLeft) + "\" x2=\"" +
        number_text(Curve::kWidth - Curve::kEdge) + "\" y1=\"";
    for (const double share : {0.0, 0.5, 1.0}) {
      const std::string y = number_text(Curve::y(share));
      out_.append(ends).append(y).append("\" y2=\"").append(y);
      out_ += "\"></line>";
      text(number_text(Curve::kLeft - 5), Curve::y(share) + 3, "end",
           share == 0   ? "0 %"
           : share == 1 ? "100 %"
                        : "50 %");
    }
  }

  void text(const std::string& x, double y, std::string_view anchor,
            std::string_view words) {
    out_ += "<text aria-hidden=\"true\" x=\"" + x + "\" y=\"" + number_text(y) +
            "\" text-anchor=\"";
    out_ += anchor;
    element("\">", words, "</text>");
  }

  std::string out_;
};

}  // namespace

std::string report_html(const ReportDocument& document) {
  return HtmlReport().write(document);
}

}  // namespace mxsweep
