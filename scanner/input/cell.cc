#include "scanner/input/cell.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "io/base/ascii.h"
#include "io/base/byte_word.h"
#include "io/base/endpoint.h"
#include "io/base/utf8.h"

#include "scanner/dns/idna.h"
#include "scanner/dns/special_names.h"
#include "scanner/input/blanks.h"
#include "scanner/input/cell_target.h"
#include "scanner/input/known_tops.h"

namespace mxsweep {
namespace {

constexpr std::size_t kInputOctetsMax = 1024;
constexpr std::string_view kAddress = "IP address, not a name";
constexpr std::string_view kForeignCharacter =
    "character that no domain name has";
constexpr std::string_view kDigits =
    "last label is all digits, which no domain has";

enum class TextClass : std::uint8_t { kPlain, kAscii, kOther };

// kPlain: letters, digits, hyphens, underscores and dots only.
TextClass text_class_of(std::string_view text) {
  TextClass found = TextClass::kPlain;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x80) {
      return TextClass::kOther;
    }
    const bool plain = (octet >= 'a' && octet <= 'z') ||
                       (octet >= 'A' && octet <= 'Z') ||
                       (octet >= '0' && octet <= '9') || octet == '-' ||
                       octet == '_' || octet == '.';
    found = plain ? found : TextClass::kAscii;
  }
  return found;
}

bool has_a_label(std::string_view text) {
  return text.starts_with("xn--") || text.find(".xn--") != text.npos;
}

bool has_edge_hyphen(std::string_view text) {
  return text.front() == '-' || text.back() == '-' ||
         text.find(".-") != text.npos || text.find("-.") != text.npos;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// U+0080..U+009F, which terminals obey as they do U+0000..U+001F.
bool is_c1_control(std::string_view character) {
  return character.size() == 2 && character[0] == '\xC2' &&
         static_cast<unsigned char>(character[1]) < 0xA0;
}

// Control characters and octets that are not UTF-8 become U+FFFD.
void append_printable(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const io::Utf8Step step = io::utf8_step(text);
    if (!step.valid || is_control(text.front()) ||
        is_c1_control(text.substr(0, step.bytes))) {
      out += io::kReplacementCharacter;
    } else {
      out.append(text.substr(0, step.bytes));
    }
    text.remove_prefix(step.bytes);
  }
}

// The longest start of `text` within the limit that ends with a character.
std::string_view bounded(std::string_view text) {
  if (text.size() <= kInputOctetsMax) {
    return text;
  }
  std::size_t end = kInputOctetsMax;
  while (end > kInputOctetsMax - 4 &&
         (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

// RFC 3696 section 2: so that names and addresses can be told apart.
bool ends_with_digits(std::string_view name) {
  if (name.ends_with('.')) {
    name.remove_suffix(1);
  }
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return last.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_address(std::string_view text) {
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  return io::parse_endpoint(text, 53).has_value();
}

// UTS #46 maps full-width characters and symbols to ASCII, so that "@", "/"
// or an address may turn up only now.
std::string_view to_ascii_by_idna(std::string_view text, bool lenient,
                                  std::string& ascii) {
  if (!io::is_valid_utf8(text)) {
    return "not valid UTF-8";
  }
  const std::string_view problem = to_ascii_name(text, lenient, ascii);
  if (!problem.empty()) {
    return problem;
  }
  if (text_class_of(ascii) != TextClass::kPlain) {
    return kForeignCharacter;
  }
  return is_address(ascii) ? kAddress : std::string_view{};
}

// Lower-case ASCII in `ascii`, or why not.
std::string_view to_ascii(std::string_view text, const InputOptions& options,
                          std::string& ascii) {
  const TextClass found = text_class_of(text);
  if (found != TextClass::kPlain &&
      std::any_of(text.begin(), text.end(), is_control)) {
    return "control character";
  }
  if (found == TextClass::kOther) {
    return to_ascii_by_idna(text, options.lenient, ascii);
  }
  if (found == TextClass::kAscii) {
    return kForeignCharacter;
  }
  ascii = io::ascii_lower(text);
  if (has_a_label(ascii) && !options.lenient) {
    return check_a_labels(ascii);
  }
  return {};
}

// A word that stands where names do: "Total", "unknown".
bool is_left_out(NameView name, SingleLabels asked) {
  return asked != SingleLabels::kAll && name.label_count() == 1 &&
         (asked == SingleLabels::kNone || !is_known_top(name.first_label()));
}

std::string_view problem_of(std::string_view text, const InputOptions& options,
                            Name& name) {
  if (text.empty()) {
    return "no domain name on the line";
  }
  if (is_address(text)) {
    return kAddress;
  }
  thread_local std::string ascii;
  ascii.clear();
  const std::string_view problem = to_ascii(text, options, ascii);
  if (!problem.empty()) {
    return problem;
  }
  const NameProblem syntax = Name::from_text(ascii, name);
  if (syntax != NameProblem::kNone) {
    return to_text(syntax);
  }
  if (name.view().is_root()) {
    return "the root is not a mail domain";
  }
  if (ends_with_digits(ascii)) {
    return kDigits;
  }
  if (has_edge_hyphen(ascii) && !options.lenient) {
    return "hyphen at start or end of a label";
  }
  if (is_left_out(name.view(), options.single_labels)) {
    return "a word, not a domain name";
  }
  return {};
}

void set_error(std::string_view text, InputRecord& out) {
  out.name.clear();
  out.error.assign(text);
}

void check_special(const InputOptions& options, InputRecord& out) {
  if (options.allow_special || !out.error.empty()) {
    return;
  }
  const std::string_view special = special_use_domain(out.name.view());
  if (!special.empty()) {
    set_error("special-use name (.", out);
    out.error += special;
    out.error += "); --allow-special asks it";
  }
}

// ":25"; what begins with a zero is rather a secret number.
bool is_port(std::string_view text) {
  constexpr unsigned kPortMax = 65535;
  unsigned port = 0;
  const char* const end = text.data() + text.size();
  return text.size() > 1 && text.front() == ':' && text[1] != '0' &&
         std::from_chars(text.data() + 1, end, port).ptr == end &&
         port <= kPortMax;
}

// The cell is a name and nothing but dots and a port around it, so that it may
// be shown whole: ".a.example", "a.example:25". A port only behind a top-level
// domain that there is, since a user with a number looks alike. `text` is the
// name in lower case.
bool is_name_alone(std::string_view cell, const CellTarget& target,
                   std::string_view text) {
  const std::size_t begin = cell.find(target.name);
  if (begin == std::string_view::npos ||
      !(target.sign.empty() || target.sign == "*.") ||
      cell.substr(0, begin).find_first_not_of(
          target.sign.empty() ? "." : "*.") != std::string_view::npos) {
    return false;
  }
  std::string_view rest = cell.substr(begin + target.name.size());
  rest.remove_prefix(std::min(rest.find_first_not_of('.'), rest.size()));
  const std::string_view top = text.substr(text.rfind('.') + 1);
  return rest.empty() ||
         (is_port(rest) && (is_known_top(top) || is_private_top(top)));
}

// Of what was understood the name is shown as it was written, where that says
// more than the name does.
void show_name(std::string_view cell, const CellTarget& target,
               InputRecord& out) {
  thread_local std::string text;
  thread_local std::string shown;
  text.clear();
  if (!out.name.empty()) {
    append_text(out.name.view(), text);
  }
  if (!out.name.empty() && is_name_alone(cell, target, text)) {
    shown.assign(cell);
  } else {
    shown.assign(target.sign);
    shown += target.name;
  }
  if (shown != text) {
    append_printable(bounded(shown), out.input);
  }
}

// Whatever else stands in a cell is somebody's own.
void show_length(std::string_view cell, InputRecord& out) {
  if (!cell.empty()) {
    out.input += '(';
    out.input += std::to_string(cell.size());
    out.input += cell.size() == 1 ? " octet)" : " octets)";
  }
}

// Plain names are looked at in words of eight octets.
using Word = std::uint64_t;

// What was found in a name. Not zero means yes.
struct Folding {
  Word upper = 0;  // something was made lower case
  Word underscore = 0;
  Word foreign = 0;  // something needs a closer look
};

Word fold_word(Word word, Folding& out) {
  const Word upper = io::bytes_between(word, 'A', 'Z');
  const Word folded = io::lower_bytes(word, upper);
  const Word underscore = io::bytes_between(folded, '_', '_');
  const Word kept = io::bytes_between(folded, 'a', 'z') |
                    io::bytes_between(folded, '0', '9') |
                    io::bytes_between(folded, '-', '.') | underscore;
  out.upper |= upper;
  out.underscore |= underscore;
  out.foreign |= kept ^ io::kByteTops;
  return folded;
}

// A label that breaks no rule and is no A-label.
bool is_usual_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelOctetsMax &&
         label.front() != '-' && label.back() != '-' &&
         (label.size() < 4 || (label[0] | 0x20) != 'x' ||
          (label[1] | 0x20) != 'n' || label[2] != '-' || label[3] != '-');
}

// Only an address ends with a label of digits.
bool is_usual_top(std::string_view label, const InputOptions& options) {
  return (label.front() < '0' || label.front() > '9') &&
         (options.allow_special || !may_be_special(label));
}

// A wire name that is made of a cell, word by word. What was just written is
// read nowhere: a processor waits for that.
class UsualName {
 public:
  // `wire`: Name::room(). REQUIRES: a cell that fits
  UsualName(std::string_view cell, std::uint8_t* wire)
      : cell_(cell), wire_(wire) {
    std::size_t at = 0;
    for (; at + io::kWordBytes <= cell.size(); at += io::kWordBytes) {
      put(io::read_word(cell.data() + at), at, 0);
    }
    put_rest(at);
    top_ = open_;
    end_label(cell.size());
    wire_[cell.size() + 1] = 0;
  }

  [[nodiscard]] bool usual() const { return usual_ && found_.foreign == 0; }

  [[nodiscard]] const Folding& found() const { return found_; }

  // The last label, in lower case.
  [[nodiscard]] std::string_view top() const {
    return found_.upper == 0
               ? cell_.substr(top_)
               : NameView(&wire_[top_], cell_.size() - top_ + 2).first_label();
  }

  [[nodiscard]] bool is_word() const { return top_ == 0; }

 private:
  // What is left from `at` on.
  void put_rest(std::size_t at) {
    if (at == cell_.size()) {
      return;
    }
    if (at != 0) {  // together with some before it
      const std::size_t from = cell_.size() - io::kWordBytes;
      put(io::read_word(cell_.data() + from), from, at - from);
      return;
    }
    std::array<char, io::kWordBytes> octets{};
    octets.fill('a');
    std::memcpy(octets.data(), cell_.data(), cell_.size());
    put(io::read_word(octets.data()), 0, 0);
  }

  // A word of the cell, from `at` on; its first `known` octets were put before.
  void put(Word word, std::size_t at, std::size_t known) {
    const Word folded = fold_word(word, found_) >> (8 * known);
    io::put_word(&wire_[1 + at + known], folded);
    for (Word dots = io::bytes_between(folded, '.', '.'); dots != 0;
         dots &= dots - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(dots));
      end_label(at + known + bit / 8);
    }
  }

  // The open label ends before the dot at `dot` of the cell, or with the cell.
  void end_label(std::size_t dot) {
    const std::size_t length = dot - open_;
    usual_ = usual_ && is_usual_label(cell_.substr(open_, length));
    wire_[open_] = static_cast<std::uint8_t>(length);
    open_ = dot + 1;
  }

  std::string_view cell_;
  std::uint8_t* wire_;
  Folding found_;
  // Of the label that is not ended yet: where it begins in the cell, which is
  // where its length stands in the wire name.
  std::size_t open_ = 0;
  std::size_t top_ = 0;
  bool usual_ = true;
};

}  // namespace

bool take_usual_name(std::string_view cell, const InputOptions& options,
                     InputRecord& out) {
  out.name.clear();
  out.input.clear();
  out.error.clear();
  if (cell.ends_with('\r')) {
    cell.remove_suffix(1);
  }
  if (cell.empty() || cell.size() > kNameOctetsMax - 2) {
    return false;
  }
  const UsualName name(cell, out.name.room());
  const bool is_word =
      name.is_word() && options.single_labels != SingleLabels::kAll;
  if (!name.usual() || is_word || !is_usual_top(name.top(), options)) {
    return false;
  }
  out.name.take(cell.size() + 2);
  out.label_class = name.found().underscore == 0 ? LabelClass::kLdh
                                                 : LabelClass::kUnderscores;
  if (name.found().upper != 0) {
    out.input.assign(cell);
  }
  return true;
}

void parse_cell(std::string_view cell, const InputOptions& options,
                InputRecord& out) {
  if (take_usual_name(cell, options, out)) {
    return;
  }
  thread_local CellScratch scratch;
  cell = trimmed(cell);
  const CellTarget target = find_target(cell, scratch);
  const std::string_view problem =
      target.problem.empty() ? problem_of(target.name, options, out.name)
                             : target.problem;
  if (problem.empty()) {
    check_special(options, out);
    show_name(cell, target, out);
  } else {
    refuse_cell(cell, problem, out);
  }
  out.label_class = label_class_of(out.name.view());
}

void refuse_cell(std::string_view cell, std::string_view problem,
                 InputRecord& out) {
  set_error(problem, out);
  out.input.clear();
  show_length(cell, out);
  out.label_class = label_class_of(out.name.view());
}

}  // namespace mxsweep
