// Reports of policies, read from answers that a test makes up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/policy/policies.h"

namespace mxsweep::test {

inline void add_record(RrSet& records, const std::vector<std::uint8_t>& rdata) {
  const auto index = static_cast<std::uint16_t>(records.size());
  records.rdata().put(std::as_bytes(std::span(rdata)));
  records.add(300, index, std::numeric_limits<std::size_t>::max());
}

// RDATA of TXT, in strings of at most `most` octets.
inline std::vector<std::uint8_t> txt_rdata(std::string_view text,
                                           std::size_t most = 255) {
  std::vector<std::uint8_t> rdata;
  do {
    const std::string_view string = text.substr(0, most);
    rdata.push_back(static_cast<std::uint8_t>(string.size()));
    rdata.insert(rdata.end(), string.begin(), string.end());
    text.remove_prefix(string.size());
  } while (!text.empty());
  return rdata;
}

inline Answer answer_of(std::uint16_t type,
                        const std::vector<std::vector<std::uint8_t>>& all) {
  Answer answer;
  answer.clear();
  answer.status = LookupStatus::kNoError;
  answer.records.begin(type);
  for (const std::vector<std::uint8_t>& rdata : all) {
    add_record(answer.records, rdata);
  }
  return answer;
}

inline PolicyReport report_of(Policy policy, const Answer& answer) {
  PolicyReport report;
  read_policy(kind_of(policy), answer, report);
  return report;
}

// Of a policy with these TXT records.
inline PolicyReport report_of(Policy policy,
                              std::initializer_list<std::string_view> texts) {
  std::vector<std::vector<std::uint8_t>> all;
  for (const std::string_view text : texts) {
    all.push_back(txt_rdata(text));
  }
  return report_of(policy, answer_of(kTypeTxt, all));
}

inline std::string_view status_of(Policy policy, std::string_view text) {
  return kPolicyStatusLabels[static_cast<std::size_t>(
      report_of(policy, {text}).status)];
}

// What is wrong with it, and the number of the piece that this is about.
inline std::string why_of(Policy policy, std::string_view text) {
  const PolicyFault fault = report_of(policy, {text}).fault;
  return fault.piece == 0
             ? std::string(fault.why)
             : std::to_string(fault.piece) + ": " + std::string(fault.why);
}

}  // namespace mxsweep::test
