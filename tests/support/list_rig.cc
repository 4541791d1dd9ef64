#include "tests/support/list_rig.h"

#include <sys/mman.h>
#include <unistd.h>

#include <thread>

#include "io/base/check.h"
#include "io/file/output_error.h"

#include "scanner/input/input_line.h"

namespace mxsweep::lists {
namespace {

class Collector final : public CellSink {
 public:
  Collector(Read& out, std::size_t cells_max, SingleLabels single_labels)
      : options_{.allow_special = true, .single_labels = single_labels},
        out_(out),
        cells_max_(cells_max) {}

  [[nodiscard]] bool take_cells(std::span<const Cell> cells) override {
    for (const Cell& cell : cells) {
      record_.rank = cell.rank;
      if (cell.problem.empty()) {
        parse_cell(cell.text, options_, record_);
      } else {
        record_.name.clear();
        record_.error.assign(cell.problem);
      }
      keep();
    }
    return out_.names.size() < cells_max_;
  }

  [[nodiscard]] bool take_lines(std::span<const io::Line> lines) override {
    for (const io::Line& line : lines) {
      if (parse_input_line(line.text, options_, record_) == LineKind::kRecord) {
        keep();
      }
    }
    return out_.names.size() < cells_max_;
  }

  void pause() override {}

 private:
  void keep() {
    out_.names.push_back(record_.error.empty() ? to_text(record_.name.view())
                                               : "!" + record_.error);
    out_.ranks.push_back(record_.rank);
  }

  const InputOptions options_;
  Read& out_;
  std::size_t cells_max_;
  InputRecord record_;
};

std::string path_of(int descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor);
}

void put(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t put = ::write(descriptor, octets.data(), octets.size());
    if (put <= 0) {
      return;  // whoever reads wanted no more
    }
    octets.remove_prefix(static_cast<std::size_t>(put));
  }
}

Read read_path(const std::string& path, const How& how) {
  Read out;
  io::Result<std::unique_ptr<io::LineReader>> lines =
      io::LineReader::open(path, nullptr);
  MXSWEEP_CHECK(lines.ok());
  const io::Result<ListSample> sample = take_sample(*lines.value());
  if (!sample.ok()) {
    out.error = sample.error();
    return out;
  }
  ListVerdict verdict =
      recognise({*lines.value(), path, sample.value(), how.wishes});
  out.text = verdict.text;
  out.refused = verdict.reader == nullptr;
  if (!out.refused) {
    Collector sink(out, how.cells_max, verdict.reader->single_labels());
    const io::Result<ListEnd> end = verdict.reader->read_all(sink);
    out.omitted = verdict.reader->omissions();
    if (!end.ok()) {
      out.error = end.error();
    }
  }
  return out;
}

}  // namespace

Read read_list(std::string_view octets, const How& how) {
  if (how.through == Through::kFile) {
    const int file = ::memfd_create("list", MFD_CLOEXEC);
    MXSWEEP_CHECK(file >= 0);
    put(file, octets);
    Read out = read_path(path_of(file), how);
    ::close(file);
    return out;
  }
  io::ignore_write_signals();
  int ends[2] = {-1, -1};
  MXSWEEP_CHECK(::pipe(ends) == 0);
  std::thread writer([octets, end = ends[1]] {
    put(end, octets);
    ::close(end);
  });
  Read out = read_path(path_of(ends[0]), how);
  ::close(ends[0]);
  writer.join();
  return out;
}

}  // namespace mxsweep::lists
