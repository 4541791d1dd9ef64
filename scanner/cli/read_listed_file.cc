#include "scanner/cli/read_listed_file.h"

#include <cstddef>
#include <memory>

#include "scanner/cli/values.h"

namespace mxsweep {

io::Status for_each_line(std::string_view flag, const std::string& path,
                         const TakeLineAt& take) {
  const std::string prefix = std::string(flag) + ": ";
  auto opened = io::LineReader::open(path, nullptr);
  if (!opened.ok()) {
    return usage_error(prefix + opened.error().what);
  }
  const std::unique_ptr<io::LineReader> lines = opened.take();
  std::string place = path + ", line ";
  const std::size_t whole = place.size();
  std::size_t number = 0;
  while (true) {
    const io::Result<io::LineBatch> batch = lines->read();
    if (!batch.ok()) {
      return usage_error(prefix + batch.error().what);
    }
    if (batch.value().state != io::ReadState::kMore) {
      return {};
    }
    for (const io::Line& line : batch.value().lines) {
      place.resize(whole);
      place.append(std::to_string(++number)).append(": ");
      io::Status taken = take(line, place);
      if (!taken.ok()) {
        return taken;
      }
    }
  }
}

io::Status read_listed_file(std::string_view flag, const std::string& path,
                            const TakeLine& take) {
  return for_each_line(
      flag, path,
      [flag, &take](const io::Line& line, const std::string& place) {
        const std::string problem =
            line.cut ? "longer than any line of such a file" : take(line.text);
        return problem.empty()
                   ? io::Status()
                   : usage_error(std::string(flag) + ": " + place + problem);
      });
}

}  // namespace mxsweep
