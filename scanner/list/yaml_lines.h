// YamlLines: the lines of a YAML file to what stands at which key, as far as
// lists go: mappings and sequences in any depth, one entry on a line, values in
// brackets, texts over lines. Not a YAML parser: anchors, tags and keys over
// lines are text. A value's path is the last key before it, as JsonWalk writes
// it: ".domains[]" for an item below domains:, "[].name" for a name: of
// anything. Hostile octets; bounded memory; one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

class YamlLines {
 public:
  // What a line says, which may be nothing. Has
  //   bool text(const std::string& path, std::string_view value);
  //   bool key(const std::string& path, std::string_view key);
  // as the visitors of JsonWalk, whose answers do not matter here.
  // False: the line is none of YAML.
  template <class Visitor>
  bool take(std::string_view line, Visitor& visitor) {
    values_.clear();
    if (!split(line)) {
      return false;
    }
    if (!key_.empty()) {
      (void)visitor.key(parent_, key_);
    }
    for (const Value& value : values_) {
      (void)visitor.text(value.path, value.text);
    }
    return true;
  }

  // The line before was blank, a comment or a mark between documents.
  [[nodiscard]] bool was_nothing() const { return nothing_; }

 private:
  struct Value {
    std::string path;
    std::string_view text;
  };

  struct Open {
    std::size_t indent = 0;
    std::string key;
  };

  [[nodiscard]] bool split(std::string_view line);
  [[nodiscard]] bool take_content(std::string_view text, std::size_t indent,
                                  bool item);
  void take_entry(std::string_view key, std::string_view value,
                  std::size_t indent);
  void take_value(std::string_view text, const std::string& path);
  void take_scalar(std::string_view text, const std::string& path);
  void take_flow(std::string_view text, const std::string& path);
  void close_deeper(std::size_t indent, bool item);
  [[nodiscard]] std::string items_path() const;

  std::vector<Open> open_;  // keys without a value, outer ones first
  std::vector<Value> values_;
  std::string parent_;           // path of the mapping that key_ is of
  std::string_view key_;         // of the line; empty: it has none
  std::size_t text_indent_ = 0;  // of the key of a text over lines
  bool in_text_ = false;
  bool nothing_ = false;
};

}  // namespace mxsweep
