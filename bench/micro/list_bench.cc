// Names a second that the reader of a list takes, by format, without the
// network: from a file to names in wire form. `wc -l` of the same file beside
// it (lines counted by the C library, in this process) says how much of that
// is the file. 1,000,000 names with ranks; CPU of one core.
#include <benchmark/benchmark.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "io/base/check.h"
#include "io/base/prng.h"

#include "scanner/input/input_line.h"
#include "scanner/list/list_format.h"

namespace mxsweep {
namespace {

constexpr std::size_t kNames = 1'000'000;

class Counter final : public CellSink {
 public:
  [[nodiscard]] bool take_cells(std::span<const Cell> cells) override {
    for (const Cell& cell : cells) {
      parse_cell(cell.text, {}, record_);
      names += record_.name.empty() ? 0 : 1;
    }
    return true;
  }

  [[nodiscard]] bool take_lines(std::span<const io::Line> lines) override {
    for (const io::Line& line : lines) {
      (void)parse_input_line(line.text, {}, record_);
      names += record_.name.empty() ? 0 : 1;
    }
    return true;
  }

  void pause() override {}

  std::size_t names = 0;

 private:
  InputRecord record_;
};

std::string name(io::Prng& prng) {
  std::string text;
  for (std::size_t left = 4 + prng.below(14); left > 0; --left) {
    text += static_cast<char>('a' + prng.below(26));
  }
  return text + ".com";
}

struct Kind {
  const char* format;
  const char* before;
  const char* behind;
  bool ranked;
};

constexpr Kind kKinds[] = {
    {"plain", "", "\n", false},
    {"csv", ",", "\n", true},
    {"csv of six fields", ",x,\"y, z\",", ",2026-03-01,u\n", true},
    {"ndjson", "{\"host\":\"", "\",\"input\":\"x\"}\n", false},
    {"json", "\",\n\"", "", false},
    {"zone", "", ".\t3600\tin\tns\tns1.example.net.\n", false},
    {"hosts", "0.0.0.0 ", "\n", false},
};

std::string list_of(const Kind& kind) {
  io::Prng prng(7);
  std::string text = std::string_view(kind.format) == "json" ? "[\"a.com" : "";
  for (std::size_t i = 0; i < kNames; ++i) {
    text += kind.ranked ? std::to_string(i + 1) : "";
    text += kind.before;
    text += name(prng);
    text += kind.behind;
  }
  return std::string_view(kind.format) == "json" ? text + "\"]\n" : text;
}

class File {
 public:
  explicit File(const std::string& text)
      : descriptor_(::memfd_create("list", MFD_CLOEXEC)) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const ssize_t put = ::write(descriptor_, rest.data(), rest.size());
      MXSWEEP_CHECK(put > 0);
      rest.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  ~File() { ::close(descriptor_); }

  [[nodiscard]] std::string path() const {
    return "/proc/self/fd/" + std::to_string(descriptor_);
  }

 private:
  int descriptor_;
};

void read_list(benchmark::State& state, const Kind& kind) {
  const File file(list_of(kind));
  std::size_t names = 0;
  for (auto _ : state) {
    auto lines = io::LineReader::open(file.path(), nullptr).take();
    const ListSample sample = take_sample(*lines).take();
    const ListVerdict verdict =
        recognise({*lines, file.path(), sample, ListWishes()});
    MXSWEEP_CHECK(verdict.reader != nullptr);
    Counter sink;
    MXSWEEP_CHECK(verdict.reader->read_all(sink).ok());
    names += sink.names;
  }
  MXSWEEP_CHECK(names >= static_cast<std::size_t>(state.iterations()) * kNames);
  state.SetItemsProcessed(static_cast<std::int64_t>(names));
}

// As `wc -l` does it.
void count_lines(benchmark::State& state, const Kind& kind) {
  const File file(list_of(kind));
  std::size_t lines = 0;
  for (auto _ : state) {
    auto reader = io::LineReader::open(file.path(), nullptr).take();
    while (true) {
      const io::ByteBatch batch = reader->read_bytes().take();
      if (batch.bytes.empty()) {
        break;
      }
      std::string_view rest = batch.bytes;
      for (std::size_t at = rest.find('\n'); at != std::string_view::npos;
           at = rest.find('\n')) {
        ++lines;
        rest.remove_prefix(at + 1);
      }
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(lines));
}

}  // namespace
}  // namespace mxsweep

int main(int argc, char** argv) {
  for (const mxsweep::Kind& kind : mxsweep::kKinds) {
    const std::string format(kind.format);
    benchmark::RegisterBenchmark(
        ("list/" + format).c_str(),
        [&kind](benchmark::State& state) { mxsweep::read_list(state, kind); });
    benchmark::RegisterBenchmark(("wc/" + format).c_str(),
                                 [&kind](benchmark::State& state) {
                                   mxsweep::count_lines(state, kind);
                                 });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
