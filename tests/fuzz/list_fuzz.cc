// Any octets as a list: recognised or in a format that is asked for, it ends in
// a refusal, an error or records; what is said is short and printable; and a
// column that is asked for by number is read again to the same records. Values
// that are passed on are bounded.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "io/base/packed_texts.h"
#include "io/base/utf8.h"

#include "scanner/input/input_line.h"
#include "scanner/list/list_format.h"

#include "tests/fuzz/fuzz_check.h"

namespace {

using mxsweep::Cell;
using mxsweep::fuzz::require;

constexpr mxsweep::InputOptions kOptions = {.allow_special = true};

class Sink final : public mxsweep::CellSink {
 public:
  [[nodiscard]] bool take_cells(std::span<const Cell> cells) override {
    for (const Cell& cell : cells) {
      require(!cell.rank.has_value() || *cell.rank >= 0);
      require(cell.problem.empty() || cell.text.empty());
      std::size_t passed = 0;
      for (std::size_t i = 0; i < mxsweep::io::kPackedTextsMax; ++i) {
        passed += mxsweep::io::packed_text(cell.passed, i).value_or("").size();
      }
      require(passed <= mxsweep::io::kPackedBytesMax);
      parse_cell(cell.text, kOptions, record_);
      require(record_.name.empty() == !record_.error.empty());
      ++records;
    }
    return true;
  }

  [[nodiscard]] bool take_lines(
      std::span<const mxsweep::io::Line> lines) override {
    for (const mxsweep::io::Line& line : lines) {
      records += parse_input_line(line.text, kOptions, record_) ==
                         mxsweep::LineKind::kRecord
                     ? 1
                     : 0;
    }
    return true;
  }

  void pause() override {}

  std::size_t records = 0;

 private:
  mxsweep::InputRecord record_;
};

void require_shown(std::string_view text) {
  require(text.size() < 4096);
  while (!text.empty()) {
    const mxsweep::io::Utf8Step step = mxsweep::io::utf8_step(text);
    require(step.valid);
    const auto first = static_cast<unsigned char>(text.front());
    require(first >= 0x20 && first != 0x7F);
    text.remove_prefix(step.bytes);
  }
}

std::size_t read_list(const std::string& path,
                      const mxsweep::ListWishes& wishes) {
  auto lines = mxsweep::io::LineReader::open(path, nullptr);
  require(lines.ok());
  const auto sample = mxsweep::take_sample(*lines.value());
  if (!sample.ok()) {
    return 0;  // refused below: NUL, what is packed and damaged
  }
  const mxsweep::ListVerdict verdict =
      mxsweep::recognise({*lines.value(), path, sample.value(), wishes});
  require(!verdict.text.empty());
  Sink sink;
  if (verdict.reader != nullptr) {
    require_shown(verdict.text);
    (void)verdict.reader->read_all(sink);
  }
  return sink.records;
}

}  // namespace

// The first octet picks the wishes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // Parquet is another library's to be fuzzed.
  constexpr std::string_view kParquet = "PAR1";
  if (size == 0 || std::equal(kParquet.begin(), kParquet.end(), data + 1,
                              data + std::min(size, 1 + kParquet.size()))) {
    return 0;
  }
  static const int file = ::memfd_create("list", MFD_CLOEXEC);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  require(::ftruncate(file, 0) == 0);
  require(::pwrite(file, data + 1, size - 1, 0) ==
          static_cast<ssize_t>(size - 1));
  const auto formats = mxsweep::list_formats();
  mxsweep::ListWishes wishes;
  wishes.force = (data[0] & 0x80U) != 0;
  wishes.column = (data[0] & 0x40U) != 0 ? "2" : "";
  if ((data[0] & 0x20U) != 0) {
    wishes.passthrough = {"1", "a"};
  }
  const std::size_t format = data[0] & 0x1FU;
  if (format < formats.size()) {
    wishes.format = &formats[format];
  }
  const std::size_t records = read_list(path, wishes);
  require(records <= size + 1);
  require(read_list(path, wishes) == records);
  return 0;
}
