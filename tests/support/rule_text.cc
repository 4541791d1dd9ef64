// The text form of FakeResolver's rules; tests/scenario/README.md documents
// it for people.
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>

#include "tests/support/fake_resolver.h"

namespace mxsweep::sim {
namespace {

template <class T>
struct Named {
  std::string_view name;
  T value;
};

constexpr std::array<Named<std::uint16_t>, 7> kRcodes = {{{"NOERROR", 0},
                                                          {"FORMERR", 1},
                                                          {"SERVFAIL", 2},
                                                          {"NXDOMAIN", 3},
                                                          {"NOTIMP", 4},
                                                          {"REFUSED", 5},
                                                          {"BADVERS", 16}}};

constexpr std::array<Named<Act>, 9> kActs = {{{"answer", Act::kAnswer},
                                              {"silence", Act::kSilence},
                                              {"rcode", Act::kRcode},
                                              {"truncate", Act::kTruncate},
                                              {"tail", Act::kTail},
                                              {"hex", Act::kHex},
                                              {"refer", Act::kRefer},
                                              {"refuse", Act::kRefusePort},
                                              {"reset", Act::kReset}}};

constexpr std::array<Named<Forgery>, kForgeryCount> kForgeries = {
    {{"source", Forgery::kSource},
     {"port", Forgery::kPort},
     {"id", Forgery::kId},
     {"name", Forgery::kName},
     {"type", Forgery::kType},
     {"class", Forgery::kClass},
     {"query", Forgery::kQuery},
     {"opcode", Forgery::kOpcode},
     {"noquestion", Forgery::kNoQuestion}}};

template <class T, std::size_t kSize>
std::optional<T> find_named(const std::array<Named<T>, kSize>& table,
                            std::string_view name) {
  for (const Named<T>& entry : table) {
    if (entry.name == name) {
      return entry.value;
    }
  }
  return std::nullopt;
}

template <class T>
bool parse_int(std::string_view text, T& out) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_rcode(std::string_view text, std::uint16_t& out) {
  const auto named = find_named(kRcodes, text);
  out = named.value_or(0);
  return named.has_value() || parse_int(text, out);
}

// Calls `take` with each part between commas; false as soon as it says so.
template <class Take>
bool each_of(std::string_view list, const Take& take) {
  while (true) {
    const std::size_t comma = list.find(',');
    if (!take(list.substr(0, comma))) {
      return false;
    }
    if (comma == std::string_view::npos) {
      return true;
    }
    list.remove_prefix(comma + 1);
  }
}

bool parse_tries(std::string_view text, Rule& out) {
  const std::size_t dash = text.find('-');
  if (!parse_int(text.substr(0, dash), out.try_from)) {
    return false;
  }
  if (dash == std::string_view::npos) {
    out.try_to = out.try_from;
    return true;
  }
  return dash + 1 == text.size() ||
         parse_int(text.substr(dash + 1), out.try_to);
}

bool parse_condition(std::string_view word, Rule& out) {
  if (word == "udp" || word == "tcp") {
    out.stream = word == "tcp" ? 1 : 0;
    return true;
  }
  if (word == "edns" || word == "plain") {
    out.edns = word == "edns" ? 1 : 0;
    return true;
  }
  if (word == "do") {
    out.dnssec_ok = true;
    return true;
  }
  if (word.starts_with("try=")) {
    return parse_tries(word.substr(4), out);
  }
  if (word.starts_with("after=")) {
    return parse_duration(word.substr(6), out.after);
  }
  return word.starts_with("before=") &&
         parse_duration(word.substr(7), out.before);
}

bool parse_list_detail(std::string_view key, std::string_view value,
                       Rule& out) {
  if (key == "ede") {
    return each_of(value, [&out](std::string_view part) {
      return parse_int(part, out.ede_codes.emplace_back());
    });
  }
  return key == "forge" && each_of(value, [&out](std::string_view part) {
           const auto forgery = find_named(kForgeries, part);
           out.forgeries.push_back(forgery.value_or(Forgery::kSource));
           return forgery.has_value();
         });
}

bool is_number_detail(std::string_view key) {
  return key == "copies" || key == "pad" || key == "cut" || key == "links" ||
         key == "additional" || key == "rdlength";
}

bool parse_number_detail(std::string_view key, std::string_view value,
                         Rule& out) {
  if (key == "copies") {
    return parse_int(value, out.copies);
  }
  if (key == "pad" || key == "cut") {
    return parse_int(value, key == "pad" ? out.pad : out.cut);
  }
  if (key == "additional") {
    return parse_int(value, out.more_additionals);
  }
  return parse_int(value, key == "links" ? out.links : out.length_error);
}

bool parse_detail(std::string_view word, Rule& out) {
  if (word == "ad" || word == "noopt" || word == "nocompress" ||
      word == "nora" || word == "nosoa") {
    out.authentic = out.authentic || word == "ad";
    out.no_recursion = out.no_recursion || word == "nora";
    out.no_soa = out.no_soa || word == "nosoa";
    out.no_opt = out.no_opt || word == "noopt";
    out.compress = out.compress && word != "nocompress";
    return true;
  }
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) {
    return false;
  }
  const std::string_view key = word.substr(0, equals);
  const std::string_view value = word.substr(equals + 1);
  if (key == "delay" || key == "gap") {
    return parse_duration(value, key == "delay" ? out.delay : out.gap);
  }
  if (key == "behind") {
    return parse_hex(value, out.behind);
  }
  if (is_number_detail(key)) {
    return parse_number_detail(key, value, out);
  }
  if (key == "rcode") {
    return parse_rcode(value, out.rcode);
  }
  if (key == "case") {
    out.spelling = value == "upper" ? Spelling::kUpper : Spelling::kMixed;
    return value == "upper" || value == "mixed";
  }
  return parse_list_detail(key, value, out);
}

bool parse_counts(std::string_view text, Rule& out) {
  std::size_t at = 0;
  return each_of(text,
                 [&](std::string_view part) {
                   return at < 3 && parse_int(part, out.counts[at++]);
                 }) &&
         at == 3;
}

// The action's own arguments.
std::string parse_act(std::istringstream& in, Rule& out) {
  std::string word;
  in >> word;
  const auto act = find_named(kActs, word);
  if (!act.has_value()) {
    return "unknown action '" + word + "'";
  }
  out.act = *act;
  if (out.act == Act::kRcode && !(in >> word && parse_rcode(word, out.rcode))) {
    return "'rcode' needs a response code";
  }
  if (out.act == Act::kTail && !(in >> word && parse_counts(word, out))) {
    return "'tail' needs counts like 1,0,0 and octets";
  }
  if (out.act == Act::kTail || out.act == Act::kHex) {
    if (!(in >> word) || !parse_hex(word == "-" ? "" : word, out.octets)) {
      return "bad hexadecimal octets";
    }
  }
  return "";
}

std::string parse_extra(std::string_view text, Rule& out) {
  std::istringstream in{std::string(text)};
  std::string section;
  in >> section;
  Part part = Part::kAnswer;
  if (section == "authority") {
    part = Part::kAuthority;
  } else if (section == "additional") {
    part = Part::kAdditional;
  } else if (section != "answer") {
    return "'+' needs answer, authority or additional";
  }
  std::string record;
  std::getline(in, record);
  out.extra.emplace_back(part, ZoneRecord{});
  return parse_record(record, out.extra.back().second);
}

std::string parse_when(std::string_view text, Rule& out) {
  std::istringstream in{std::string(text)};
  std::string type;
  if (!(in >> out.name >> type)) {
    return "a rule is: on NAME TYPE [condition...] -> ACTION [detail...]";
  }
  if (out.name != "*") {
    out.name = name_text(wire_name(out.name));
  }
  out.type = type == "*" ? std::uint16_t{0} : type_from_text(type);
  if (type != "*" && out.type == 0) {
    return "unknown type '" + type + "'";
  }
  for (std::string word; in >> word;) {
    if (!parse_condition(word, out)) {
      return "unknown condition '" + word + "'";
    }
  }
  return "";
}

}  // namespace

bool parse_duration(std::string_view text, io::Duration& out) {
  char* end = nullptr;
  const std::string copy(text);
  const double value = std::strtod(copy.c_str(), &end);
  const std::string_view unit(end);
  double scale = 0;
  if (unit == "us") {
    scale = 1e3;
  } else if (unit == "ms") {
    scale = 1e6;
  } else if (unit == "s") {
    scale = 1e9;
  }
  out.ns = static_cast<std::int64_t>(value * scale + 0.5);
  return scale > 0 && end != copy.c_str();
}

std::string parse_rule(std::string_view text, Rule& out) {
  const std::size_t arrow = text.find("->");
  if (arrow == std::string_view::npos) {
    return "a rule needs '->'";
  }
  std::string problem = parse_when(text.substr(0, arrow), out);
  std::string_view rest = text.substr(arrow + 2);
  const std::size_t plus = rest.find(" + ");
  std::istringstream in{std::string(rest.substr(0, plus))};
  if (problem.empty()) {
    problem = parse_act(in, out);
  }
  for (std::string word; problem.empty() && in >> word;) {
    if (!parse_detail(word, out)) {
      problem = "unknown detail '" + word + "'";
    }
  }
  while (problem.empty() && rest.find(" + ") != std::string_view::npos) {
    rest.remove_prefix(rest.find(" + ") + 3);
    problem = parse_extra(rest.substr(0, rest.find(" + ")), out);
  }
  return problem;
}

}  // namespace mxsweep::sim
