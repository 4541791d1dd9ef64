// LookupBuilder: one lookup as a test tells it. The MX answer and what became
// of each mail host are given as short texts; run() takes them through
// take_mx_answer() and conclude() as the shard does and keeps the hosts alive.
// A mail host that is asked for but not described fails the test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/endpoint.h"

#include "scanner/dns/name.h"
#include "scanner/mail/mail_verdict.h"

#include "tests/support/names.h"
#include "tests/support/rr_sets.h"

namespace mxsweep::test {

inline AddressData address_of(const std::string& text, std::uint16_t index) {
  const auto endpoint = io::parse_endpoint(text, 25);
  EXPECT_TRUE(endpoint.has_value()) << text;
  AddressData address;
  if (endpoint.has_value()) {
    address.bytes = endpoint->address;
    address.family = endpoint->family;
  }
  address.index = index;
  address.ttl_s = 300U + index;
  return address;
}

inline LookupStatus status_of_label(std::string_view label) {
  const auto found =
      std::find(kLookupStatusLabels.begin(), kLookupStatusLabels.end(), label);
  EXPECT_NE(found, kLookupStatusLabels.end()) << label;
  return static_cast<LookupStatus>(found - kLookupStatusLabels.begin());
}

// The labels of a set, separated by blanks, in the order of the enum.
inline std::string labels_of(FindingSet findings) {
  std::string out;
  for (std::size_t i = 0; i < kFindingCount; ++i) {
    if (findings.has(static_cast<Finding>(i))) {
      out += out.empty() ? "" : " ";
      out += kFindingLabels[i];
    }
  }
  return out;
}

inline std::string_view label_of(MailKind kind) {
  return kMailKindLabels[static_cast<std::size_t>(kind)];
}

class LookupBuilder {
 public:
  explicit LookupBuilder(std::string_view domain,
                         std::string_view status = "NOERROR") {
    answer.status = status_of_label(status);
    lookup.reset();
    const Name name = name_of(domain);
    lookup.set_name(name.view(), label_class_of(name.view()));
    lookup.reply.received = true;
    lookup.reply.resolver = 0;
    lookup.reply.attempts = 1;
  }

  LookupBuilder& mx(std::uint16_t preference, std::string_view exchange) {
    mx_.emplace_back(preference, name_of(exchange));
    return *this;
  }

  LookupBuilder& cname(std::string_view target) {
    answer.cname_chain.push_back(name_of(target));
    return *this;
  }

  LookupBuilder& ttl(std::uint32_t seconds) {
    mx_ttl_s_ = seconds;
    return *this;
  }

  LookupBuilder& ede(std::uint16_t code) {
    answer.ede_codes.push_back(code);
    return *this;
  }

  LookupBuilder& addresses(AddressMode mode) {
    options.addresses = mode;
    return *this;
  }

  // `a` and `aaaa`: a status, or addresses separated by blanks, or nothing
  // when that question is not asked.
  LookupBuilder& host(const std::string& name, const std::string& a,
                      const std::string& aaaa, std::string_view cname = {},
                      bool filtered = false) {
    HostEntry& entry = entries_.emplace_back();
    const Name wire = name_of(name);
    entry.name_octets.assign(wire.view().data(),
                             wire.view().data() + wire.view().size());
    if (!cname.empty()) {
      const Name target = name_of(cname);
      entry.cname_octets.assign(target.view().data(),
                                target.view().data() + target.view().size());
    }
    entry.a_status = take_outcome(a, entry);
    entry.aaaa_status = take_outcome(aaaa, entry);
    entry.filtered = filtered;
    entry.state = HostEntry::State::kResolved;
    hosts_[name] = &entry;
    return *this;
  }

  // For what a test says of it besides.
  HostEntry& last_host() { return entries_.back(); }

  Lookup& run() {
    answer.records.begin(kTypeMx);
    for (const auto& [preference, exchange] : mx_) {
      add_mx(answer.records, preference, exchange, mx_ttl_s_);
    }
    lookup.reply.status = answer.status;
    take_mx_answer(answer, options, lookup);
    for (Exchange& exchange : lookup.exchanges) {
      if (exchange.skip != HostSkip::kAsked) {
        continue;
      }
      const auto found = hosts_.find(to_text(lookup.text(exchange.name)));
      if (found == hosts_.end()) {
        ADD_FAILURE() << "asked for " << to_text(lookup.text(exchange.name));
        continue;
      }
      exchange.host = found->second;
    }
    conclude(options, lookup);
    return lookup;
  }

  // "exchange: findings" of every exchange that has any, in order.
  [[nodiscard]] std::string exchange_findings() const {
    std::string out;
    for (const Exchange& exchange : lookup.exchanges) {
      if (exchange.findings.bits() == 0) {
        continue;
      }
      out += out.empty() ? "" : " | ";
      out += to_text(lookup.text(exchange.name)) + ": " +
             labels_of(exchange.findings);
    }
    return out;
  }

  Answer answer;
  MailOptions options;
  Lookup lookup;

 private:
  static AddressOutcome take_outcome(const std::string& text,
                                     HostEntry& entry) {
    if (text.empty()) {
      return std::nullopt;
    }
    if (std::find(kLookupStatusLabels.begin(), kLookupStatusLabels.end(),
                  text) != kLookupStatusLabels.end()) {
      return status_of_label(text);
    }
    std::istringstream words(text);
    std::string word;
    for (std::uint16_t index = 0; words >> word; ++index) {
      entry.addresses.push_back(address_of(word, index));
    }
    return LookupStatus::kNoError;
  }

  std::vector<std::pair<std::uint16_t, Name>> mx_;
  std::uint32_t mx_ttl_s_ = 3600;
  std::deque<HostEntry> entries_;
  std::map<std::string, HostEntry*> hosts_;
};

}  // namespace mxsweep::test
