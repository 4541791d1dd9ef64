#include "scanner/run/unbound_words.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <vector>

#include "io/base/join.h"

namespace mxsweep {
namespace {

constexpr std::string_view kFile = "/dev/stdin:";
constexpr std::size_t kSentencesMax = 3;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// "[1700000000] unbound[12:0] error: can't bind" without its beginning.
std::string_view without_stamp(std::string_view line) {
  constexpr std::string_view kProgram = "unbound[";
  if (!line.starts_with('[')) {
    return line;
  }
  const std::size_t program = line.find(kProgram);
  const std::size_t end =
      program == std::string_view::npos ? program : line.find("] ", program);
  return end == std::string_view::npos ? line : line.substr(end + 2);
}

void add_once(std::string_view text, std::vector<std::string>& sentences) {
  if (!text.empty() && sentences.size() < kSentencesMax &&
      std::find(sentences.begin(), sentences.end(), text) == sentences.end()) {
    sentences.emplace_back(text);
  }
}

// "/dev/stdin:45: error: unknown keyword 'x'": the line and the rest. 0: none.
std::size_t line_number(std::string_view& line) {
  if (!line.starts_with(kFile)) {
    return 0;
  }
  const std::string_view rest = line.substr(kFile.size());
  std::size_t number = 0;
  const auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) {
    return 0;
  }
  line = rest.substr(static_cast<std::size_t>(end - rest.data()));
  for (const std::string_view start : {": ", "error: "}) {
    line.remove_prefix(line.starts_with(start) ? start.size() : 0);
  }
  return number;
}

}  // namespace

UnboundWords read_unbound_words(std::string_view printed,
                                const ConfigPart& user) {
  std::vector<std::string> faults;
  std::vector<std::string> others;
  while (!printed.empty()) {
    std::string_view line = without_stamp(take_line(printed));
    const std::size_t number = line_number(line);
    if (number >= user.first_line && number < user.first_line + user.lines) {
      add_once(user.path + ", line " +
                   std::to_string(number - user.first_line + 1) + ": " +
                   std::string(line),
               faults);
    } else {
      add_once(line, others);
    }
  }
  return faults.empty() ? UnboundWords{io::joined(others, "; "), false}
                        : UnboundWords{io::joined(faults, "; "), true};
}

}  // namespace mxsweep
