// The value of --blocklist-file: names and prefixes, one a line.

#include <memory>
#include <string>

#include "io/file/line_reader.h"

#include "scanner/cli/read_value.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

class BlocklistFile {
 public:
  BlocklistFile(std::string_view flag, std::string path)
      : prefix_(std::string(flag) + ": "), path_(std::move(path)) {}

  io::Status read(Blocklist& out) {
    auto opened = io::LineReader::open(path_, nullptr);
    if (!opened.ok()) {
      return usage_error(prefix_ + opened.error().what);
    }
    const std::unique_ptr<io::LineReader> lines = opened.take();
    while (true) {
      const io::Result<io::LineBatch> batch = lines->read();
      if (!batch.ok()) {
        return usage_error(prefix_ + batch.error().what);
      }
      if (batch.value().state != io::ReadState::kMore) {
        return {};
      }
      for (const io::Line& line : batch.value().lines) {
        io::Status added = add(line, out);
        if (!added.ok()) {
          return added;
        }
      }
    }
  }

 private:
  io::Status add(const io::Line& line, Blocklist& out) {
    ++number_;
    if (!line.cut && out.add_line(line.text)) {
      return {};
    }
    return usage_error(prefix_ + path_ + ", line " + std::to_string(number_) +
                       ": neither a name nor an address nor a prefix like "
                       "192.0.2.0/24");
  }

  std::string prefix_;
  std::string path_;
  std::size_t number_ = 0;
};

}  // namespace

io::Status read_blocklist(const Flag& flag, const std::string& typed,
                          const PlanDraft& draft) {
  Blocklist blocklist;
  io::Status read = BlocklistFile(flag.name(), typed).read(blocklist);
  if (!read.ok()) {
    return read;
  }
  if (blocklist.size() == 0) {
    draft.warnings.push_back(std::string(flag.name()) + ": " + typed +
                             " blocks nothing");
  }
  draft.plan.blocklist = std::move(blocklist);
  draft.plan.blocklist_path = typed;
  return {};
}

}  // namespace mxsweep
