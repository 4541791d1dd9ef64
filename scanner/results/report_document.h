// ReportDocument: a report as tables of words and numbers, and which of their
// columns are drawn, so that every format shows the same: JSON for programs,
// Markdown for tickets, HTML for people. Every text in it may come from a file
// and is hostile; each renderer escapes what its format gives a meaning. Plain
// values and pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scanner/results/diff.h"
#include "scanner/results/mail_report.h"

namespace mxsweep {

struct Share {
  double of_all = 0;  // 0 to 1
};

using ReportValue = std::variant<std::string, std::uint64_t, double, Share,
                                 std::vector<std::string>>;

struct ReportTable {
  std::string_view id;  // a word
  std::string_view title;
  std::string meaning;                      // of the whole, in a sentence
  std::vector<std::string_view> columns{};  // words
  std::vector<std::vector<ReportValue>> rows{};
  // Drawn: a bar for the share of each row, or one line through them.
  enum class Chart : std::uint8_t { kBars, kLine } chart = Chart::kBars;
};

struct ReportFigure {
  std::string_view id;
  std::string_view title;
  ReportValue value;
};

struct ReportDocument {
  std::string source;  // the path of the result
  std::vector<ReportFigure> figures;
  std::vector<ReportTable> tables;
};

[[nodiscard]] ReportDocument make_document(const MailReport& report,
                                           std::string source);

// Adds what changed since an older result, and who moved to whom.
void add_changes(const DiffReport& diff, ReportDocument& document);

// The Herfindahl-Hirschman index of the operators: 1 if one has all. A domain
// that runs its own mail, or of which nobody knows who does, counts as an
// operator of its own.
[[nodiscard]] double concentration(const MailReport& report);

// One object.
[[nodiscard]] std::string report_json(const ReportDocument& document);

[[nodiscard]] std::string report_markdown(const ReportDocument& document);

// One page that loads nothing.
[[nodiscard]] std::string report_html(const ReportDocument& document);

// As people read it: 1,234, 0.123, 12.3 %, a text, or several with commas.
[[nodiscard]] std::string plain_text(const ReportValue& value);

}  // namespace mxsweep
