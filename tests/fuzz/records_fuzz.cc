// Any octets as the table of a result that is read back: CSV or JSON lines, by
// how they begin. It ends in rows or in an error of one line that names the
// file; rows have what the columns promise; and the single values that were
// read, written as CSV by hand, are read again.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/table/read/records.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::fuzz::require;
using mxsweep::io::FieldTexts;
using mxsweep::io::RecordSource;
using mxsweep::io::Result;
using mxsweep::io::WantedColumn;

constexpr std::array kWanted = {
    WantedColumn{"a"},
    WantedColumn{"b"},
    WantedColumn{"list", true},
    WantedColumn{"mx", true, "x"},
    WantedColumn{"mx", true, "y"},
};
constexpr std::size_t kSingle = 2;  // of them, at the front
constexpr std::size_t kX = 3;
constexpr std::size_t kY = 4;

// A file in memory, and its name.
class File {
 public:
  explicit File(const char* name)
      : file_(::memfd_create(name, MFD_CLOEXEC)),
        path_("/proc/self/fd/" + std::to_string(file_)) {}

  void write(std::string_view octets) const {
    require(::ftruncate(file_, 0) == 0);
    require(::pwrite(file_, octets.data(), octets.size(), 0) ==
            static_cast<ssize_t>(octets.size()));
  }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  int file_;
  std::string path_;
};

struct Value {
  std::string text;
  bool is_null = false;

  bool operator==(const Value&) const = default;
};

using Row = std::array<Value, kSingle>;

struct Outcome {
  std::vector<Row> rows;
  std::string error;
};

Value value_of(const RecordSource& source, std::size_t wanted) {
  const FieldTexts values = source.values(wanted);
  const std::string_view text = values.empty() ? "" : values.front();
  return {std::string(text), values.empty() || text.data() == nullptr};
}

void look_at(const RecordSource& source, const std::string& path) {
  require(source.place().starts_with(path + ", line "));
  for (std::size_t i = 0; i < kWanted.size(); ++i) {
    require(source.has(i) || source.values(i).empty());
  }
  // Of one struct each.
  require(source.values(kX).size() == source.values(kY).size() ||
          !source.has(kX) || !source.has(kY));
}

Outcome read_all(const std::string& path) {
  Outcome outcome;
  const auto fail = [&](const mxsweep::io::Error& error) {
    outcome.error = error.what;
    require(error.what.find(path) != std::string::npos);
    require(error.what.find('\n') == std::string::npos);
    return outcome;
  };
  Result<std::unique_ptr<RecordSource>> opened =
      mxsweep::io::open_records(path, kWanted);
  if (!opened.ok()) {
    return fail(opened.error());
  }
  RecordSource& source = *opened.value();
  const mxsweep::io::Status begun = source.begin();
  if (!begun.ok()) {
    return fail(begun.error());
  }
  while (true) {
    const Result<bool> more = source.next();
    if (!more.ok()) {
      return fail(more.error());
    }
    if (!more.value()) {
      return outcome;
    }
    look_at(source, path);
    Row& row = outcome.rows.emplace_back();
    for (std::size_t i = 0; i < kSingle; ++i) {
      row[i] = value_of(source, i);
    }
  }
}

std::string as_csv(const std::vector<Row>& rows) {
  std::string text = "a,b\n";
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < kSingle; ++i) {
      text += i == 0 ? "" : ",";
      if (row[i].is_null) {
        continue;
      }
      text += '"';
      for (const char octet : row[i].text) {
        text += octet == '"' ? "\"\"" : std::string(1, octet);
      }
      text += '"';
    }
    text += '\n';
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // Parquet is another library's to be fuzzed, and what is packed another
  // target's (decoders).
  const std::string octets(data, data + size);
  if (octets.starts_with("PAR1")) {
    return 0;
  }
  static const File file("table");
  file.write(octets);
  const Outcome outcome = read_all(file.path());
  static const File again("again");
  again.write(as_csv(outcome.rows));
  const Outcome same = read_all(again.path());
  require(same.error.empty());
  require(same.rows == outcome.rows);
  return 0;
}
