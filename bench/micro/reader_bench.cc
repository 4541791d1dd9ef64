// Reading of a list as the reader thread does it: from the file to the name,
// for each way in which lists are packed..
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "io/file/line_reader.h"

#include "scanner/input/input_line.h"

#include "tests/support/encoders.h"

namespace mxsweep::bench {
namespace {

constexpr int kNames = 200'000;

std::string list_of_names() {
  std::string text;
  std::uint32_t noise = 1;
  for (int i = 0; i < kNames; ++i) {
    noise = noise * 1664525U + 1013904223U;
    text += "name" + std::to_string(noise % 100'000'000) + ".example.com\n";
  }
  return text;
}

// A file that is gone when it is done with.
class ListFile {
 public:
  explicit ListFile(const std::string& kind) {
    std::string name =
        std::filesystem::temp_directory_path() / "mxsweep_bench_XXXXXX";
    folder_ = ::mkdtemp(name.data()) == nullptr ? "" : name;
    const std::string text = list_of_names();
    std::ofstream(path(), std::ios::binary)
        << (kind.empty() ? text : test::encode(kind, text));
  }

  ListFile(const ListFile&) = delete;
  ListFile& operator=(const ListFile&) = delete;

  ~ListFile() { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ + "/list"; }

 private:
  std::string folder_;
};

void read_list(benchmark::State& state, const std::string& kind) {
  const ListFile file(kind);
  InputRecord record;
  for (auto _ : state) {
    auto reader = io::LineReader::open(file.path(), nullptr);
    int names = 0;
    while (reader.ok()) {
      const io::Result<io::LineBatch> batch = reader.value()->read();
      if (!batch.ok() || batch.value().state != io::ReadState::kMore) {
        break;
      }
      for (const io::Line& line : batch.value().lines) {
        names += parse_input_line(line.text, {}, record) == LineKind::kRecord &&
                         record.error.empty()
                     ? 1
                     : 0;
      }
    }
    if (names != kNames) {
      state.SkipWithError("not all names were read");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations() * kNames);
}

BENCHMARK_CAPTURE(read_list, plain, "");
BENCHMARK_CAPTURE(read_list, gzip, "gzip");
BENCHMARK_CAPTURE(read_list, zstd, "zstd");
BENCHMARK_CAPTURE(read_list, xz, "xz");
BENCHMARK_CAPTURE(read_list, bzip2, "bzip2");
BENCHMARK_CAPTURE(read_list, zip, "zip");

}  // namespace
}  // namespace mxsweep::bench
