// What the arguments mean that are no flags: one list, or names to be asked.
// A word is a list where there is a file of that name, or where it has a slash
// or ends as lists do (.txt, .csv.gz); every other word with a dot, an @ or a
// scheme is a name. Errors are ErrorCode::kUsage and say what to do. Main
// thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"

namespace mxsweep {

struct Arguments {
  std::string file;  // "-" is standard input; empty: none
  std::vector<std::string> names;
};

// What could be meant in another way is said in a line of `warnings`.
[[nodiscard]] io::Result<Arguments> sort_arguments(
    std::span<const std::string> words, std::vector<std::string>& warnings);

// Of what is to be a name: that it is no list. Files that are called like a
// name do not matter.
[[nodiscard]] io::Status check_is_name(const std::string& word);

// Whether the path ends as lists do.
[[nodiscard]] bool has_list_extension(std::string_view path);

}  // namespace mxsweep
