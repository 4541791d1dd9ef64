#include "scanner/results/passed_over.h"

#include <algorithm>
#include <string_view>

#include "scanner/mail/best_exchange.h"

namespace mxsweep {
namespace {

constexpr std::string_view kFiltered =
    kFindingLabels[static_cast<std::size_t>(Finding::kResolverFiltered)];

// A word that no scan writes says as little as a host that was not asked for.
ExchangeStatus status_of(std::string_view word) {
  const auto* const found = std::find(kExchangeStatusLabels.begin(),
                                      kExchangeStatusLabels.end(), word);
  return found == kExchangeStatusLabels.end()
             ? ExchangeStatus::kSkipped
             : static_cast<ExchangeStatus>(found -
                                           kExchangeStatusLabels.begin());
}

bool is_filtered(const ResultRows& rows, std::size_t findings) {
  const io::FieldTexts texts = rows.values(findings);
  return std::find(texts.begin(), texts.end(), kFiltered) != texts.end();
}

}  // namespace

bool is_passed_over(const ResultRows& rows, const HostColumns& columns,
                    std::size_t index) {
  const ExchangeStatus status = status_of(rows.text(columns.status, index));
  if (status == ExchangeStatus::kResolved) {
    return false;
  }
  Name name;
  return Name::from_text(rows.text(columns.exchange, index), name) ==
             NameProblem::kNone &&
         is_passed_over(
             {.name = name.view(),
              .status = status,
              .both_asked = !rows.text(columns.a_status, index).empty() &&
                            !rows.text(columns.aaaa_status, index).empty(),
              .filtered = is_filtered(rows, columns.findings)});
}

}  // namespace mxsweep
