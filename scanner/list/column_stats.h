// ColumnStats: what the cells of one column of a sample look like. A column is
// a field of a delimited list, a path of keys in JSON, a column of a Parquet
// file. choose_column() says which of them holds the names that are meant.
// Main thread, before the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/input/cell.h"
#include "scanner/list/cell_look.h"
#include "scanner/list/header_words.h"

namespace mxsweep {

// Whether names are names, or people: jane.roe and john.doe end in as many ways
// as there are surnames, and hardly ever like a domain. Names of a private
// network or below a new top-level domain share few ends.
class EndsVote {
 public:
  void add(const CellLook& look);

  [[nodiscard]] bool are_people() const;

  // com.example, as crawls and packages of programs have it: so written, even
  // where a company's own top-level domain stands last.
  [[nodiscard]] bool are_backwards() const;

 private:
  std::size_t cells_ = 0;
  std::size_t names_ = 0;
  std::size_t backwards_ = 0;
  std::size_t strange_ = 0;
  std::unordered_set<std::size_t> ends_;  // of the strange ones
};

// By what is there beside `usable` names: `singles` of one label, of which
// `tops` are known top-level domains. All where there is nothing else, else
// none but those, and not even these where other words stand between them.
[[nodiscard]] SingleLabels asked_singles(std::size_t usable,
                                         std::size_t singles, std::size_t tops);

class ColumnStats {
 public:
  void add(std::string_view cell);

  [[nodiscard]] std::size_t filled() const { return filled_; }

  [[nodiscard]] std::size_t usable() const { return names_ + urls_ + mails_; }

  // Cells with several names each, which are read, but say less of a column:
  // name servers are listed so.
  [[nodiscard]] std::size_t several() const { return several_; }

  [[nodiscard]] std::size_t numbers() const { return numbers_; }

  [[nodiscard]] std::size_t repeats() const { return repeats_; }

  [[nodiscard]] SingleLabels asked_singles() const {
    return mxsweep::asked_singles(usable() + addresses_, singles_, tops_);
  }

  // Of the filled cells, those with a name or an address.
  [[nodiscard]] double share() const;

  // Of the usable cells, those under a known top-level domain.
  [[nodiscard]] double known_share() const;

  // Users of a mail system rather than domains.
  [[nodiscard]] bool are_people() const { return ends_.are_people(); }

  [[nodiscard]] bool are_backwards() const { return ends_.are_backwards(); }

  // The same names in the same rows, however each is written.
  [[nodiscard]] bool has_names_of(const ColumnStats& other) const {
    return usable() == other.usable() && names_sum_ == other.names_sum_;
  }

  [[nodiscard]] std::size_t distinct() const { return seen_.size(); }

  // Of most of its usable cells.
  [[nodiscard]] CellKind kind() const;

  // Numbers only, from 0 or 1 on, each greater than the one before.
  [[nodiscard]] bool counts_up() const;

 private:
  std::uint64_t rows_ = 0;
  std::uint64_t names_sum_ = 0;  // of what was asked where
  std::size_t filled_ = 0;
  std::size_t names_ = 0;
  std::size_t urls_ = 0;
  std::size_t mails_ = 0;
  std::size_t several_ = 0;
  std::size_t addresses_ = 0;
  std::size_t numbers_ = 0;
  std::size_t known_ = 0;
  std::size_t singles_ = 0;
  std::size_t tops_ = 0;     // of these, known
  std::size_t repeats_ = 0;  // cells equal to the one before
  std::optional<std::int64_t> first_number_;
  std::optional<std::int64_t> last_number_;
  bool ascending_ = true;
  EndsVote ends_;
  std::unordered_set<std::size_t> seen_;  // hashes of usable ones' names
  std::string last_;
};

struct SampleColumn {
  std::string name;  // of the header; empty: it has none
  ColumnStats stats;
};

struct ColumnChoice {
  std::size_t column = 0;
  std::vector<std::size_t> others;  // that hold names too
};

// Links to pages that differ, of one site in all rows: who publishes the list,
// as a social network.
[[nodiscard]] bool leads_to_one(const ColumnStats& stats);

// One name or two in all of many rows: a link back to whoever publishes the
// list, or what was searched for.
[[nodiscard]] bool is_constant(const ColumnStats& stats, std::size_t rows);

// The most names that differ in one of several columns, but those known for
// others; in one that a word says to be about names or mail, and not about a
// machine; and in one that a word says to be about names.
struct MostNames {
  std::size_t any = 0;
  std::size_t said = 0;
  std::size_t domains = 0;
};

[[nodiscard]] MostNames most_names(const std::vector<SampleColumn>& columns);

// A link or an address that many rows share, such as that of a registrar, or
// the machine that wrote them, where another column has so many names: the rows
// are not about it.
[[nodiscard]] bool is_of_few(const SampleColumn& column, const MostNames& most);

// A word of a header that looks like a name since its parts are joined by dots:
// "Domain.Name" of R, "company.domain" of JSON. `below`: what stands under it.
[[nodiscard]] bool is_dotted_word(std::string_view cell,
                                  const ColumnStats& below);

// The last part of it is a word of headers.
[[nodiscard]] bool ends_in_word(std::string_view cell);

// Of `rows` records. Nothing when no column holds names in half of these, or in
// half of its filled cells where the header says so; nor when two are as good
// as each other and no word of the header prefers one: then `rivals` has them.
[[nodiscard]] std::optional<ColumnChoice> choose_column(
    const std::vector<SampleColumn>& columns, std::size_t rows,
    std::vector<std::size_t>& rivals);

// The column with the most cells that hold names, to be spoken of.
[[nodiscard]] std::size_t nearest_column(
    const std::vector<SampleColumn>& columns);

}  // namespace mxsweep
