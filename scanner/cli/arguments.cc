#include "scanner/cli/arguments.h"

#include <algorithm>
#include <array>

#include "io/file/compression.h"
#include "io/file/path_kind.h"

#include "scanner/cli/suggest.h"
#include "scanner/cli/values.h"
#include "scanner/dns/special_names.h"
#include "scanner/input/cell.h"
#include "scanner/input/known_tops.h"

namespace mxsweep {
namespace {

// Those that are top-level domains too are taken for lists: more people have a
// names.zip than ask for a domain below .zip.
constexpr std::array<std::string_view, 28> kListExtensions = {
    ".txt",   ".csv",    ".tsv",     ".psv",  ".tab", ".json",  ".jsonl",
    ".json5", ".ndjson", ".parquet", ".list", ".lst", ".hosts", ".rpz",
    ".conf",  ".log",    ".names",   ".dat",  ".gz",  ".zst",   ".bz2",
    ".xz",    ".zip",    ".zone",    ".xlsx", ".xls", ".db",    ".mxsweep"};

bool is_url(std::string_view word) {
  return word.find("://") != std::string_view::npos;
}

bool looks_like_path(std::string_view word) {
  if (is_url(word)) {
    return false;
  }
  return word.find('/') != std::string_view::npos ||
         (word.find('@') == std::string_view::npos && has_list_extension(word));
}

// Whether it can be meant as a name: not a word alone, which is rather a
// mistyped file or command.
bool looks_like_name(std::string_view word) {
  return is_url(word) || word.find_first_of(".@") != std::string_view::npos ||
         std::any_of(word.begin(), word.end(), [](char c) {
           return static_cast<unsigned char>(c) > 0x7F;
         });
}

bool can_be_asked(std::string_view word) {
  InputRecord record;
  parse_cell(word, {}, record);
  return record.error.empty();
}

// Two letters are a country's, or will be.
bool may_be_top(std::string_view label) {
  constexpr std::size_t kCountry = 2;
  return label.size() <= kCountry || is_known_top(label) ||
         is_private_top(label) || may_be_special(label);
}

// "hosts.bak" is rather a file that is missing. Who writes a dot at the end
// means a name.
bool ends_like_a_file(std::string_view word) {
  InputRecord record;
  if (is_url(word) || !looks_like_name(word) ||
      word.find('@') != std::string_view::npos || word.ends_with('.')) {
    return false;
  }
  parse_cell(word, {}, record);
  if (!record.error.empty()) {
    return false;
  }
  return !may_be_top(top_label(record.name.view()));
}

enum class Meaning : std::uint8_t { kFile, kFolder, kName, kNeither };

Meaning meaning_of(const std::string& word) {
  if (word == "-") {
    return Meaning::kFile;
  }
  switch (io::path_kind(word)) {
    case io::PathKind::kFile:
      return Meaning::kFile;
    case io::PathKind::kFolder:
      // A name is hardly ever a folder's, and a folder is no list.
      return looks_like_name(word) && !looks_like_path(word) &&
                     can_be_asked(word)
                 ? Meaning::kName
                 : Meaning::kFolder;
    case io::PathKind::kNothing:
      break;
  }
  if (looks_like_path(word)) {
    return Meaning::kFile;
  }
  return looks_like_name(word) && !ends_like_a_file(word) ? Meaning::kName
                                                          : Meaning::kNeither;
}

// How the same name is written that no file has.
std::string as_name(const std::string& word) {
  return word + ".";
}

io::Error has_no_top(const std::string& word) {
  return usage_error("there is no file " + in_quotes(word) +
                     ", and no top-level domain that it ends with; to ask it "
                     "as a name all the same: " +
                     as_name(word));
}

io::Error neither(const std::string& word) {
  if (ends_like_a_file(word)) {
    return has_no_top(word);
  }
  std::string what = in_quotes(word) +
                     " is neither a file that is there nor a domain name with "
                     "a dot";
  const std::string_view command = nearest_command(word);
  if (!command.empty()) {
    what += "; did you mean: mxsweep ";
    what += command;
  } else if (can_be_asked(word)) {
    what += "; a top-level domain is asked as " + as_name(word);
  }
  return usage_error(std::move(what));
}

// A word alone that can be asked, but is hardly meant.
bool is_no_top(const std::string& word) {
  InputRecord record;
  parse_cell(word, {}, record);
  return record.error.empty() && !looks_like_name(word) &&
         !may_be_top(top_label(record.name.view()));
}

void warn_of_other_meaning(const std::string& word, Meaning meaning,
                           std::vector<std::string>& warnings) {
  if (meaning == Meaning::kName) {
    if (io::path_kind(word) == io::PathKind::kFolder) {
      warnings.push_back(in_quotes(word) +
                         " is also a folder here; it is asked as a name");
    }
    return;
  }
  if (word == "-" || word.find('/') != std::string::npos ||
      !can_be_asked(word) || !looks_like_name(word)) {
    return;
  }
  const bool there = io::path_kind(word) != io::PathKind::kNothing;
  if (!has_list_extension(word) ||
      (!there && (word.ends_with(".zip") || word.ends_with(".zone")))) {
    warnings.push_back(in_quotes(word) +
                       (there ? " is a file here and read as a list"
                              : " is taken for the name of a list") +
                       "; as a name it is asked as " + as_name(word));
  }
}

io::Error two_files(const std::string& one, const std::string& other) {
  return usage_error(
      "one list is read in a run, and " + in_quotes(one) + " and " +
      in_quotes(other) +
      " are two: they may differ in format and column; put lists of the same "
      "kind together first (cat A B | mxsweep -)");
}

io::Status add(const std::string& word, Arguments& sorted) {
  switch (meaning_of(word)) {
    case Meaning::kFile:
      if (!sorted.file.empty()) {
        return two_files(sorted.file, word);
      }
      sorted.file = word;
      return {};
    case Meaning::kFolder:
      return usage_error(in_quotes(word) +
                         " is a folder; name a list that is in it, or join "
                         "those of text: cat FOLDER/* | mxsweep -");
    case Meaning::kName:
      sorted.names.push_back(word);
      return {};
    case Meaning::kNeither:
      break;
  }
  return neither(word);
}

}  // namespace

bool has_list_extension(std::string_view path) {
  const std::string_view name = io::without_compression(path);
  return name.size() < path.size() ||
         std::any_of(kListExtensions.begin(), kListExtensions.end(),
                     [path](std::string_view extension) {
                       return path.size() > extension.size() &&
                              path.ends_with(extension);
                     });
}

io::Status check_is_name(const std::string& word) {
  const bool is_file = io::path_kind(word) == io::PathKind::kFile;
  const bool is_list =
      word == "-" ||
      (is_file && (looks_like_path(word) || !looks_like_name(word)));
  if (!is_list) {
    if (is_no_top(word)) {
      return usage_error(in_quotes(word) +
                         " is one word and no top-level domain; to ask it as "
                         "one all the same: " +
                         as_name(word));
    }
    return ends_like_a_file(word) ? io::Status(has_no_top(word)) : io::Status();
  }
  std::string what = in_quotes(word) + " is a list; explain takes a name";
  if (word.find('/') == std::string::npos && can_be_asked(word)) {
    what += "; as a name it is asked as " + as_name(word);
  }
  return usage_error(std::move(what));
}

io::Result<Arguments> sort_arguments(std::span<const std::string> words,
                                     std::vector<std::string>& warnings) {
  Arguments sorted;
  for (const std::string& word : words) {
    if (word.empty()) {
      return usage_error("the name of FILE is empty");
    }
    io::Status added = add(word, sorted);
    if (!added.ok()) {
      return added.error();
    }
    warn_of_other_meaning(word, meaning_of(word), warnings);
  }
  if (!sorted.file.empty() && !sorted.names.empty()) {
    return usage_error("names come from the list " + in_quotes(sorted.file) +
                       " or from the arguments (" +
                       in_quotes(sorted.names.front()) +
                       "), not from both; put the name into the list, or ask "
                       "twice");
  }
  return sorted;
}

}  // namespace mxsweep
