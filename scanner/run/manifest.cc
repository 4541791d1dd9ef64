#include "scanner/run/manifest.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/run/version.h"

namespace mxsweep {
namespace {

using Json = nlohmann::ordered_json;  // keys in the order in which they come

// Paths and arguments may hold any octets; those outside ASCII are shown as
// Latin-1, so that the text is always valid.
std::string utf8_of(std::string_view octets) {
  std::string text;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0U | octet >> 6U);
      text += static_cast<char>(0x80U | (octet & 0x3FU));
    }
  }
  return text;
}

std::uint64_t microseconds(io::Duration time) {
  return static_cast<std::uint64_t>(time.to_us());
}

// A value of the plan by its type; null where there is nothing to show.
class SettingValue {
 public:
  explicit SettingValue(const ScanPlan& plan) : plan_(plan) {}

  template <class T>
  Json operator()(T ScanPlan::*field) const {
    return json_of(plan_.*field);
  }

  template <class T>
  Json operator()(T constant) const {
    return constant;
  }

 private:
  template <class T>
  static Json json_of(T number) {
    return number;
  }

  static Json json_of(const std::optional<std::uint64_t>& number) {
    return number.has_value() ? Json(*number) : Json();
  }

  static Json json_of(io::Duration time) { return time.ns / 1'000'000; }

  static Json json_of(const std::string& text) { return utf8_of(text); }

  static Json json_of(const std::vector<io::Endpoint>& endpoints) {
    Json texts = Json::array();
    for (const io::Endpoint& endpoint : endpoints) {
      texts.push_back(
          io::address_text(endpoint.address.data(), endpoint.family));
    }
    return texts;
  }

  static Json json_of(const std::vector<std::string>& words) {
    Json texts = Json::array();
    for (const std::string& word : words) {
      texts.push_back(utf8_of(word));
    }
    return texts.empty() ? Json() : texts;
  }

  static Json json_of(Shape shape) { return io::name_of(kShapes, shape); }

  static Json json_of(io::TextEncoding encoding) {
    return io::name_of(io::kTextEncodings, encoding);
  }

  static Json json_of(AddressMode mode) {
    return io::name_of(kAddressModes, mode);
  }

  static Json json_of(HeaderWish wish) {
    return io::name_of(kHeaderWishes, wish);
  }

  const ScanPlan& plan_;
};

void put_settings(const ScanPlan& plan, Json& object) {
  Json& words = object["argv"] = Json::array();
  for (const std::string& word : plan.command_line) {
    words.push_back(utf8_of(word));
  }
  for (const ManifestKey& setting : kManifestSettings) {
    Json value = std::visit(SettingValue(plan), setting.value);
    if (!value.is_null()) {
      object[std::string(setting.key)] = std::move(value);
    }
  }
}

Json resolver_object(const ResolverReport& resolver) {
  return {{"resolver", resolver.label},
          {"sent", resolver.sent},
          {"replies", resolver.replies},
          {"without_reply", resolver.without_reply},
          {"failures", resolver.failures},
          {"late", resolver.late},
          {"times_set_aside", resolver.spells},
          {"rtt_us", microseconds(resolver.rtt)},
          {"pace_pps", resolver.pace_pps},
          {"rewrites_nxdomain", resolver.rewrites_nxdomain},
          {"recursed_at_start", resolver.without_recursion.empty()},
          {"left_out", resolver.left_out},
          {"dns64_prefixes", resolver.dns64_prefixes}};
}

void put_totals(const Totals& totals, Json& object) {
  Json& statuses = object["status"] = Json::object();
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    statuses[std::string(kLookupStatusLabels[i])] = totals.by_status[i];
  }
  for (const TotalRow& row : total_rows()) {
    object[std::string(row.name)] = totals.*row.value;
  }
}

}  // namespace

std::string manifest_json(const ScanPlan& plan, const ScanReport& report) {
  Json object = {{"tool", "mxsweep"}, {"version", kVersion}};
  put_settings(plan, object);
  if (!report.run_id.empty()) {
    object["run_id"] = report.run_id;
  }
  object["input_format"] = report.input_format;
  object["transport"] = report.transport;
  object["segmentation_refused_errno"] = report.totals.segmentation_error;
  object["started_at_us"] = report.started_us;
  object["elapsed_us"] = microseconds(report.elapsed);
  object["duplicates_left_out"] = report.list.duplicates;
  object["not_sampled"] = report.list.not_sampled;
  object["unique_window"] = report.list.unique_window;
  object["public_suffix_list"] = report.list.public_suffix_list;
  object["records_read"] = report.records_read;
  object["records_written"] = report.records_written;
  object["ledger_ok"] = report.ledger_ok;
  object["interrupted"] = report.interrupted;
  object["limited_by"] = limited_by(report);
  object["cpu_user_us"] = microseconds(report.cpu.user);
  object["cpu_system_us"] = microseconds(report.cpu.system);
  put_totals(report.totals, object);
  Json& resolvers = object["resolvers"] = Json::array();
  for (const ResolverReport& resolver : report.resolvers) {
    resolvers.push_back(resolver_object(resolver));
  }
  constexpr bool kAsciiOnly = true;
  return object.dump(-1, ' ', kAsciiOnly);
}

}  // namespace mxsweep
