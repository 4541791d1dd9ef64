#include "scanner/rr/blocklist.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "io/base/ascii.h"
#include "io/base/endpoint.h"
#include "io/base/utf8.h"

#include "scanner/dns/idna.h"

namespace mxsweep {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0,    0,
                                                  0, 0, 0, 0, 0xFF, 0xFF};

bool is_name_character(char c) {
  return io::is_ascii_letter(c) || io::is_ascii_digit(c) || c == '-' ||
         c == '_' || c == '.';
}

// False: no name. U-labels become A-labels.
bool take_name(std::string_view text, Name& out) {
  std::string ascii(text);
  if (!io::is_ascii(text) &&
      (!io::is_valid_utf8(text) || !to_ascii_name(text, true, ascii).empty())) {
    return false;
  }
  // Rules of filters for browsers and the like would never match a name.
  return std::all_of(ascii.begin(), ascii.end(), is_name_character) &&
         Name::from_text(ascii, out) == NameProblem::kNone &&
         !out.view().is_root();
}

std::optional<unsigned> number_of(std::string_view text) {
  unsigned value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end ? std::optional(value)
                                             : std::nullopt;
}

bool lies_in(const std::uint8_t* address, const AddressBlock& block) {
  const std::size_t whole = block.bits / 8;
  if (!std::equal(address, address + whole, block.prefix.begin())) {
    return false;
  }
  const unsigned rest = block.bits % 8;
  return rest == 0 ||
         ((address[whole] ^ block.prefix[whole]) >> (8 - rest)) == 0;
}

}  // namespace

bool Blocklist::add_line(std::string_view line) {
  line = io::without_byte_order_marks(line);
  line = io::trimmed(line.substr(0, line.find('#')), kBlanks);
  if (line.empty() || add_prefix(line)) {
    return true;
  }
  if (line.starts_with('*')) {
    line.remove_prefix(1);
  }
  if (line.starts_with('.')) {
    line.remove_prefix(1);
  }
  Name name;
  if (line.find_first_of(" \t/,:@") != std::string_view::npos ||
      !take_name(line, name)) {
    return false;
  }
  names_.emplace(name.view().key());
  return true;
}

// An address alone is a prefix of all its bits. False: the text is neither.
bool Blocklist::add_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view before = text.substr(0, slash);
  // No port: that is for parse_endpoint() to see, too.
  if (before.starts_with('[') ||
      (before.find('.') != std::string_view::npos &&
       before.find(':') != std::string_view::npos &&
       before.find("::") == std::string_view::npos)) {
    return false;
  }
  const std::optional<io::Endpoint> address = io::parse_endpoint(before, 53);
  if (!address.has_value()) {
    return false;
  }
  AddressBlock block;
  block.prefix = address->address;
  block.family = address->family;
  const unsigned most = block.family == 4 ? 32 : 128;
  const std::optional<unsigned> bits = slash == std::string_view::npos
                                           ? most
                                           : number_of(text.substr(slash + 1));
  if (!bits.has_value() || *bits > most) {
    return false;
  }
  block.bits = static_cast<std::uint8_t>(*bits);
  prefixes_.push_back(block);
  return true;
}

NameView Blocklist::find(NameView name) const {
  for (; !name.empty() && !name.is_root(); name = name.parent()) {
    if (names_.contains(name.key())) {
      return name;
    }
  }
  return {};
}

bool Blocklist::holds(const std::uint8_t* address, std::uint8_t family) const {
  if (family == 6 && std::equal(kMapped.begin(), kMapped.end(), address)) {
    address += kMapped.size();
    family = 4;
  }
  return std::any_of(prefixes_.begin(), prefixes_.end(),
                     [address, family](const AddressBlock& block) {
                       return block.family == family && lies_in(address, block);
                     });
}

}  // namespace mxsweep
