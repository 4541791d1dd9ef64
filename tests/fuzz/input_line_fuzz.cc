// Any octets as an input line: a name that can be asked or a reason, nothing
// shown that a terminal would obey, and no local part of a mail address.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "io/base/utf8.h"

#include "scanner/input/input_line.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::InputOptions;
using mxsweep::InputRecord;
using mxsweep::LineKind;
using mxsweep::fuzz::require;

// Two local parts of one length. Nothing may depend on which of them stood
// there; searching for one of them would also find what the line itself says.
constexpr std::string_view kSecret = "q9secret";
constexpr std::string_view kOther = "w4hidden";

void require_printable(std::string_view text) {
  while (!text.empty()) {
    const mxsweep::io::Utf8Step step = mxsweep::io::utf8_step(text);
    require(step.valid);
    const auto first = static_cast<unsigned char>(text[0]);
    require(first >= 0x20 && first != 0x7F);
    require(first != 0xC2 || static_cast<unsigned char>(text[1]) >= 0xA0);
    text.remove_prefix(step.bytes);
  }
}

// Only what host names and "_labels" are made of gets through.
void require_plain(const std::string& name) {
  for (const char c : name) {
    require((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '_' || c == '.');
  }
}

void require_valid(const InputRecord& record) {
  require(record.name.empty() == !record.error.empty());
  require(!record.rank.has_value() || *record.rank >= 0);
  require(record.input.size() <= 3U * 1024U);
  require_printable(record.input);
  require_printable(record.error);
  if (!record.name.empty()) {
    mxsweep::fuzz::require_round_trip(record.name.view());
    require(!record.name.view().is_root());
    require_plain(to_text(record.name.view()));
    require(record.input != to_text(record.name.view()));
  }
}

bool same(const InputRecord& a, const InputRecord& b) {
  return a.name == b.name && a.rank == b.rank && a.input == b.input &&
         a.error == b.error;
}

struct Parsed {
  InputRecord record;
  LineKind kind;
};

Parsed parse(const std::string& line, const InputOptions& options) {
  Parsed parsed;
  parsed.kind = parse_input_line(line, options, parsed.record);
  if (parsed.kind == LineKind::kRecord) {
    require_valid(parsed.record);
  }
  return parsed;
}

// The line is `before`, a local part, "@" and `after`.
void require_hidden(const std::string& before, const std::string& after,
                    const InputOptions& options) {
  const std::string rest = "@" + after;
  const Parsed one = parse(before + std::string(kSecret) + rest, options);
  const Parsed other = parse(before + std::string(kOther) + rest, options);
  require(one.kind == other.kind);
  require(one.kind == LineKind::kNothing || same(one.record, other.record));
}

// RFC 5321 section 4.1.2: what a quoted string may hold.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  out += kSecret;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + '"';
}

void try_mail_addresses(const std::string& line, const InputOptions& options) {
  require_hidden("", line, options);
  require_hidden(line, "", options);
  require_hidden(line, line, options);
  require_hidden("1,", line, options);
  InputOptions any = options;
  any.allow_special = true;
  const Parsed whole = parse(quoted(line) + "@x.test", any);
  require(whole.kind == LineKind::kRecord);
  require(to_text(whole.record.name.view()) == "x.test");
  require(whole.record.input == "@x.test");
}

}  // namespace

// The first octet picks the options.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) {
    return 0;
  }
  static InputRecord reused;
  const InputOptions options{.allow_special = (data[0] & 1U) != 0,
                             .lenient = (data[0] & 2U) != 0};
  const std::string line(data + 1, data + size);
  InputRecord record;
  const LineKind kind = parse_input_line(line, options, record);
  require(parse_input_line(line, options, reused) == kind);
  require(same(record, reused));
  if (kind == LineKind::kRecord) {
    require_valid(record);
  }
  try_mail_addresses(line, options);
  return 0;
}
