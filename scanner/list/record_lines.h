// RecordLines: records that are printed a field on each line, "key | value"
// below "-[ RECORD 1 ]---" (psql's expanded display) or "key: value" below
// "*** 1. row ***" (mysql -E). A value's path is "[].key", as YamlLines has it.
// What a value holds on further lines is left out, where they have no key of
// their own. Hostile octets; bounded memory; one thread.
#pragma once

#include <string>
#include <string_view>

namespace mxsweep {

class RecordLines {
 public:
  // What a line says, to a visitor as YamlLines has them. False: it is none of
  // a record.
  template <class Visitor>
  bool take(std::string_view line, Visitor& visitor) {
    if (!split(line)) {
      return false;
    }
    if (!path_.empty()) {
      (void)visitor.text(path_, value_);
    }
    return true;
  }

  // The line before was blank, or between records.
  [[nodiscard]] bool was_nothing() const { return nothing_; }

 private:
  [[nodiscard]] bool split(std::string_view line);

  char separator_ = ':';
  bool nothing_ = false;
  std::string path_;  // of the key on the line; empty: there is none
  std::string_view value_;
};

// It stands before a record.
[[nodiscard]] bool is_record_mark(std::string_view line);

}  // namespace mxsweep
