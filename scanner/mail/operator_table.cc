#include "scanner/mail/operator_table.h"

#include <algorithm>

#include "io/base/join.h"
#include "io/base/printable.h"
#include "io/base/utf8.h"

#include "scanner/dns/idna.h"
#include "scanner/mail/exchange_names.h"

namespace mxsweep {
namespace {

constexpr std::string_view kSelfLabel =
    kOperatorCategoryLabels[static_cast<std::size_t>(OperatorCategory::kSelf)];

// Of the labels of a name, those with their root octet cut off.
std::string_view without_root(NameView name) {
  return name.key().substr(0, name.size() - 1);
}

bool is_country(std::string_view text) {
  return text.empty() ||
         (text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) {
            return c >= 'A' && c <= 'Z';
          }));
}

std::string quoted(std::string_view text) {
  std::string out("'");
  return out.append(text).append("'");
}

// Mail hosts below it may be found: no address, and no label that a host must
// not have, but for underscores, which some have.
bool is_end_of_hosts(NameView suffix) {
  const LabelClass label_class = label_class_of(suffix);
  if (suffix.is_root() || label_class == LabelClass::kOther) {
    return false;
  }
  const FindingSet found = exchange_name_findings(suffix, label_class);
  return !found.has(Finding::kMxIsIpLiteral) &&
         (!found.has(Finding::kMxBadHostname) ||
          found.has(Finding::kMxUnderscore));
}

// False when the text is no name. U-labels become A-labels, as in lists.
bool read_suffix(std::string_view text, Name& suffix) {
  text.remove_prefix(text.starts_with("*.") ? 2 : text.starts_with('.'));
  std::string ascii;
  if (!io::is_ascii(text)) {
    if (!io::is_valid_utf8(text) ||
        !to_ascii_name(text, false, ascii).empty()) {
      return false;
    }
    text = ascii;
  }
  return Name::from_text(text, suffix) == NameProblem::kNone &&
         is_end_of_hosts(suffix.view());
}

// What is wrong with it, else nothing.
std::string problem_of(const OperatorTable::Row& row) {
  if (row.name.empty()) {
    return "no operator for " + quoted(row.suffix);
  }
  if (io::printable(row.name) != row.name) {
    return "the operator of " + quoted(row.suffix) +
           " is no UTF-8, or holds control characters";
  }
  if (row.name == kSelfLabel && row.category != kSelfLabel) {
    return "the operator 'self' is the domain itself, of the category self "
           "only";
  }
  if (row.name.front() == '(' && row.name.back() == ')') {
    return quoted(row.name) +
           " is no operator: reports have rows of their own in parentheses";
  }
  return {};
}

}  // namespace

std::string_view last_labels(NameView name) {
  NameView last = name;
  NameView before = name;
  for (NameView rest = name; !rest.is_root(); rest = rest.parent()) {
    before = last;
    last = rest;
  }
  return without_root(before);
}

std::string OperatorTable::add(const Row& row, std::string_view origin) {
  Name suffix;
  if (!read_suffix(row.suffix, suffix)) {
    return quoted(row.suffix) + " is no name that mail hosts end with";
  }
  if (std::string problem = problem_of(row); !problem.empty()) {
    return problem;
  }
  const auto* const category =
      std::find(kOperatorCategoryLabels.begin(), kOperatorCategoryLabels.end(),
                row.category);
  if (category == kOperatorCategoryLabels.end()) {
    return quoted(row.category) +
           " is no category: " + io::joined(kOperatorCategoryLabels, ", ");
  }
  if (!is_country(row.country)) {
    return quoted(row.country) + " is no country: two letters like CH";
  }
  const auto kind = category - kOperatorCategoryLabels.begin();
  const std::string rule = std::string(origin) + ':' + to_text(suffix.view());
  const auto there = by_suffix_.find(without_root(suffix.view()));
  if (there != by_suffix_.end()) {
    return at(there->second).rule == rule
               ? quoted(row.suffix) + " has a row already"
               : std::string();
  }
  if (operators_.size() == kOperatorsMax) {
    return "more than " + std::to_string(kOperatorsMax) + " suffixes";
  }
  operators_.push_back({std::string(row.name),
                        static_cast<OperatorCategory>(kind),
                        std::string(row.country), rule});
  aliases_.push_back(operators_.back());
  aliases_.back().rule = "cname:" + to_text(suffix.view());
  by_suffix_.emplace(without_root(suffix.view()),
                     static_cast<OperatorId>(operators_.size()));
  ends_.emplace(last_labels(suffix.view()));
  has_single_labels_ = has_single_labels_ || suffix.view().label_count() == 1;
  return {};
}

OperatorId OperatorTable::find(NameView exchange) const {
  if (!has_single_labels_ && !ends_.contains(last_labels(exchange))) {
    return kNoOperator;
  }
  for (NameView rest = exchange; !rest.is_root(); rest = rest.parent()) {
    const auto found = by_suffix_.find(without_root(rest));
    if (found != by_suffix_.end()) {
      return found->second;
    }
  }
  return kNoOperator;
}

std::uint64_t OperatorTable::digest() const {
  std::uint64_t sum = 0;
  for (const MailOperator& known : operators_) {
    std::string row = known.rule;
    for (const std::string_view text :
         {std::string_view(known.name), std::string_view(known.country),
          kOperatorCategoryLabels[static_cast<std::size_t>(known.category)]}) {
      row.append("\n").append(text);
    }
    sum += Xxh3Hash()(row);
  }
  return sum;
}

}  // namespace mxsweep
