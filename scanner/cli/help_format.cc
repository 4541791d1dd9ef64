#include "scanner/cli/help_format.h"

#include <algorithm>

#include "scanner/cli/read_value.h"

namespace mxsweep {

void append_item(const std::string& head, std::string_view text,
                 std::string& out) {
  out += head;
  if (head.size() + 2 > kHelpColumn) {
    out += '\n';
    out.append(kHelpColumn, ' ');
  } else {
    out.append(kHelpColumn - head.size(), ' ');
  }
  io::append_wrapped(text, kHelpColumn, out);
}

std::string meaning_of(const Flag& flag) {
  std::string out(flag.help);
  constexpr std::string_view kDefault = "{}";
  const std::size_t at = out.find(kDefault);
  if (at != std::string::npos) {
    out.replace(at, kDefault.size(), default_text(flag));
  }
  if (flag.aliases.empty()) {
    return out;
  }
  out += " (also ";
  for (const std::string_view& alias : flag.aliases) {
    out += &alias == flag.aliases.data() ? "" : ", ";
    out += alias;
  }
  out += ')';
  return out;
}

std::string head_of(const Flag& flag) {
  std::string head = "  ";
  head += flag.short_name.empty() ? "  " : flag.short_name;
  head += flag.short_name.empty() ? "  " : ", ";
  head += flag.long_name;
  return head;
}

void append_flag(const Flag& flag, std::string& out) {
  std::string head = head_of(flag);
  if (flag.takes_value()) {
    head += ' ';
    head += value_text(flag);
  }
  append_item(head, meaning_of(flag), out);
}

void append_flags(FlagGroup group, std::string& out) {
  for (const Flag& flag : flags()) {
    if (flag.group == group && !flag.hidden) {
      append_flag(flag, out);
    }
  }
}

}  // namespace mxsweep
