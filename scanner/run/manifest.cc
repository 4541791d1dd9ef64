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

  static Json json_of(SortOrder order) {
    return io::name_of(kSortOrders, order);
  }

  static Json json_of(PartitionBy partition) {
    return io::name_of(kPartitions, partition);
  }

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

void put_words(const ScanPlan& plan, Json& object) {
  Json& words = object["argv"] = Json::array();
  for (const std::string& word : plan.command_line) {
    words.push_back(utf8_of(word));
  }
}

void put_settings(const ScanPlan& plan, Json& object) {
  for (const ManifestKey& setting : kManifestSettings) {
    Json value = std::visit(SettingValue(plan), setting.value);
    if (!value.is_null()) {
      object[std::string(setting.key)] = std::move(value);
    }
  }
}

// Which databases of addresses these were, whatever their files are called.
void put_databases(const ScanPlan& plan, Json& object) {
  const auto put = [&object](const std::string& key,
                             const io::AddressDatabase* database) {
    if (database != nullptr) {
      object[key + "_type"] = utf8_of(database->type());
      object[key + "_built_at_s"] = database->built_at_s();
    }
  };
  put("asn_db", plan.places.networks());
  put("country_db", plan.places.countries());
}

Json resolver_object(const ResolverReport& resolver) {
  Json object = {{"resolver", resolver.label}};
  for (const auto& row : ResolverCountTable<std::uint64_t>::kRows) {
    object[std::string(row.key)] = resolver.*row.value;
  }
  object["rtt_us"] = microseconds(resolver.rtt);
  object["pace_pps"] = resolver.pace_pps;
  object["rewrites_nxdomain"] = resolver.rewrites_nxdomain;
  object["denies_the_root"] = resolver.denies_the_root;
  object["recursed_at_start"] = resolver.without_recursion.empty();
  object["left_out"] = resolver.left_out;
  object["dns64_prefixes"] = resolver.dns64_prefixes;
  return object;
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

std::map<std::string, std::string> manifest_settings(const ScanPlan& plan) {
  Json object = Json::object();
  put_settings(plan, object);
  object["format"] = plan.writer->name;
  std::map<std::string, std::string> settings;
  for (const auto& [key, value] : object.items()) {
    settings[key] = value.dump();
  }
  return settings;
}

std::string setting_text(std::string_view text) {
  return Json(utf8_of(text)).dump();
}

std::string manifest_json(const ScanPlan& plan, const ScanReport& report) {
  Json object = {{"tool", "mxsweep"}, {"version", kVersion}};
  put_words(plan, object);
  put_settings(plan, object);
  put_databases(plan, object);
  if (!report.run_id.empty()) {
    object["run_id"] = report.run_id;
  }
  object["input_format"] = report.input_format;
  object["transport"] = report.transport;
  object["segmentation_refused_errno"] = report.totals.segmentation_error;
  object["started_at_us"] = report.started_us;
  object["elapsed_us"] = microseconds(report.elapsed);
  for (const InputCountRow& row : kInputCounts) {
    object[std::string(row.key)] = report.list.*row.value;
  }
  object["public_suffix_list"] = report.list.public_suffix_list;
  object["records_of_earlier_sessions"] = report.records_before;
  object["records_read"] = report.records_read;
  object["records_written"] = report.records_written;
  object["records_left"] = report.records_left;
  object["ledger_ok"] = report.ledger_ok;
  object["interrupted"] = report.interrupted;
  object["stopped_by"] = io::name_of(kStopCauses, report.stop_cause);
  object["mostly_unknown"] = report.mostly_unknown;
  object["unbound_restarts"] = report.unbound_restarts;
  object["limited_by"] = limited_by(report);
  object["cpu_user_us"] = microseconds(report.cpu.user);
  object["cpu_system_us"] = microseconds(report.cpu.system);
  put_totals(report.totals, object);
  Json& resolvers = object["resolvers"] = Json::array();
  for (const ResolverReport& resolver : report.resolvers) {
    resolvers.push_back(resolver_object(resolver));
  }
  object["servers_asked"] = report.servers.count;
  Json& servers = object["servers_most_asked"] = Json::array();
  for (const ServerReport& server : report.servers.most_asked) {
    servers.push_back({{"address", server.label}, {"asked", server.asked}});
  }
  constexpr bool kAsciiOnly = true;
  return object.dump(-1, ' ', kAsciiOnly);
}

}  // namespace mxsweep
