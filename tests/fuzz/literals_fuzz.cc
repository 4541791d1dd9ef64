// Any octets as a list in the source of a program, or as YAML: in pieces of any
// size it becomes the same JSON as at once, and no more of it than a bounded
// part is new; what stands in YAML at which key is bounded and of its line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/list/literal_json.h"
#include "scanner/list/yaml_lines.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::fuzz::require;

struct Json {
  bool sound = true;
  std::string text;
  std::size_t values = 0;
};

Json json_of(std::string_view octets, std::size_t piece) {
  mxsweep::LiteralJson literal;
  Json json;
  while (!octets.empty() && json.sound) {
    const std::size_t size = std::min(piece, octets.size());
    json.sound = literal.take(octets.substr(0, size), json.text);
    octets.remove_prefix(size);
  }
  json.values = literal.values();
  return json;
}

// Of a value in the YAML: a key and a few marks around it.
constexpr std::size_t kPathMax = 1024;

struct Visitor {
  [[nodiscard]] bool text(const std::string& path, std::string_view value) {
    return look(path, value);
  }

  [[nodiscard]] bool key(const std::string& path, std::string_view key) {
    return look(path, key);
  }

  bool look(const std::string& path, std::string_view value) {
    require(path.size() <= kPathMax);
    require(value.size() <= line.size());
    require(value.empty() || line.find(value) != std::string_view::npos);
    octets += value.size();
    return true;
  }

  std::string_view line;
  std::size_t octets = 0;
};

void read_yaml(std::string_view octets) {
  mxsweep::YamlLines yaml;
  while (!octets.empty()) {
    Visitor visitor;
    visitor.line = octets.substr(0, octets.find('\n'));
    (void)yaml.take(visitor.line, visitor);
    require(visitor.octets <= 2 * visitor.line.size());
    octets.remove_prefix(std::min(visitor.line.size() + 1, octets.size()));
  }
}

}  // namespace

// The first octet is the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string text(data + 1, data + size);
  const Json whole = json_of(text, text.size());
  const Json pieces = json_of(text, std::size_t{data[0]} + 1);
  require(whole.sound == pieces.sound);
  require(whole.text == pieces.text);
  require(whole.values == pieces.values);
  // An octet becomes \u00XX at most; a name of an assignment, a key around it.
  require(whole.text.size() <= 8 * text.size() + 64);
  read_yaml(text);
  return 0;
}
