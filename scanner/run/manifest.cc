#include "scanner/run/manifest.h"

#include <cstdint>
#include <string_view>

#include "scanner/dns/limits.h"
#include "scanner/run/number_text.h"
#include "scanner/run/version.h"

namespace mxsweep {
namespace {

// Builds one object; commas are put where they belong.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }

  void text(std::string_view key, std::string_view value) {
    name(key);
    append_json_string(value, out_);
  }

  void number(std::string_view key, std::uint64_t value) {
    name(key);
    out_ += std::to_string(value);
  }

  void boolean(std::string_view key, bool value) {
    name(key);
    out_ += value ? "true" : "false";
  }

  // The caller appends the value.
  void name(std::string_view key) {
    out_ += first_ ? "" : ",";
    first_ = false;
    append_json_string(key, out_);
    out_ += ':';
  }

  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

std::vector<std::string> address_texts(
    const std::vector<io::Endpoint>& endpoints) {
  std::vector<std::string> texts;
  texts.reserve(endpoints.size());
  for (const io::Endpoint& endpoint : endpoints) {
    texts.push_back(io::address_text(endpoint.address.data(), endpoint.family));
  }
  return texts;
}

void append_settings(const ScanPlan& plan, JsonObject& object) {
  object.text("input", plan.input_path);
  object.text("shape", io::name_of(kShapes, plan.shape));
  object.text("addresses", io::name_of(kAddressModes, plan.addresses));
  object.number("rate_pps", plan.rate_pps);
  object.boolean("pace_resolvers", plan.pace_resolvers);
  object.number("resolver_rate_pps", plan.resolver_pps);
  object.boolean("resolver_check", plan.check_resolvers);
  object.number("concurrency", plan.concurrency);
  object.number("threads", plan.threads);
  object.number("retries", plan.retries);
  object.number("timeout_ms",
                static_cast<std::uint64_t>(plan.timeout.ns / 1'000'000));
  object.number("edns_payload_octets", kEdnsPayloadOctets);
  object.boolean("recursion_desired", true);
  object.number("give_up_after_ms",
                static_cast<std::uint64_t>(plan.give_up_after.ns / 1'000'000));
  object.boolean("allow_special", plan.allow_special);
  object.boolean("lenient", plan.lenient);
  object.boolean("query_literals", plan.query_literals);
  object.boolean("port_per_query", plan.port_per_query);
  if (plan.seed.has_value()) {
    object.number("seed", *plan.seed);
  }
}

void append_texts(const std::vector<std::string>& texts, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(texts[i], out);
  }
  out += ']';
}

void append_resolvers(const ScanReport& report, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < report.resolvers.size(); ++i) {
    const ResolverReport& resolver = report.resolvers[i];
    out += i == 0 ? "" : ",";
    JsonObject object(out);
    object.text("resolver", resolver.label);
    object.number("sent", resolver.sent);
    object.number("replies", resolver.replies);
    object.number("without_reply", resolver.without_reply);
    object.number("failures", resolver.failures);
    object.number("late", resolver.late);
    object.number("times_set_aside", resolver.spells);
    object.number("rtt_us", static_cast<std::uint64_t>(resolver.rtt.to_us()));
    object.number("pace_pps", resolver.pace_pps);
    object.boolean("rewrites_nxdomain", resolver.rewrites_nxdomain);
    object.boolean("recursed_at_start", resolver.without_recursion.empty());
    object.boolean("left_out", resolver.left_out);
    object.name("dns64_prefixes");
    append_texts(resolver.dns64_prefixes, out);
    object.end();
  }
  out += ']';
}

void append_statuses(const Totals& totals, std::string& out) {
  JsonObject object(out);
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    object.number(kLookupStatusLabels[i], totals.by_status[i]);
  }
  object.end();
}

}  // namespace

std::string manifest_json(const ScanPlan& plan, const ScanReport& report) {
  std::string out;
  JsonObject object(out);
  object.text("tool", "mxsweep");
  object.text("version", kVersion);
  object.name("argv");
  append_texts(plan.command_line, out);
  append_settings(plan, object);
  object.name("local_addresses");
  append_texts(address_texts(plan.local_addresses), out);
  object.text("transport", report.transport);
  object.number("segmentation_refused_errno",
                static_cast<std::uint64_t>(report.totals.segmentation_error));
  object.number("started_at_us", static_cast<std::uint64_t>(report.started_us));
  object.number("elapsed_us",
                static_cast<std::uint64_t>(report.elapsed.to_us()));
  object.number("records_read", report.records_read);
  object.number("records_written", report.records_written);
  object.boolean("ledger_ok", report.ledger_ok);
  object.boolean("interrupted", report.interrupted);
  object.text("limited_by", limited_by(report));
  object.number("cpu_user_us",
                static_cast<std::uint64_t>(report.cpu.user.to_us()));
  object.number("cpu_system_us",
                static_cast<std::uint64_t>(report.cpu.system.to_us()));
  object.name("status");
  append_statuses(report.totals, out);
  for (const TotalRow& row : total_rows()) {
    object.number(row.name, report.totals.*row.value);
  }
  object.name("resolvers");
  append_resolvers(report, out);
  object.end();
  return out;
}

}  // namespace mxsweep
