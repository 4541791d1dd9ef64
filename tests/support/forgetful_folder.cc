#include "tests/support/forgetful_folder.h"

#include <cerrno>
#include <utility>

namespace mxsweep::test {
namespace {

io::Error error_of(Trouble trouble) {
  if (trouble == Trouble::kDiskFull) {
    return {io::ErrorCode::kOutput, ENOSPC, "no space is left on the device"};
  }
  return {io::ErrorCode::kOutput, EIO, "the device reports an error"};
}

// Has its name once all of it is durable.
class ForgetfulFile final : public io::OutputSink {
 public:
  ForgetfulFile(ForgetfulDisk& disk, std::string name)
      : disk_(disk), name_(std::move(name)) {}

  [[nodiscard]] io::Status write(std::span<const std::byte> bytes) override {
    io::Status status = disk_.operate();
    if (status.ok()) {
      text_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    return status;
  }

  [[nodiscard]] std::uint64_t position() const override { return text_.size(); }

  [[nodiscard]] io::Status commit() override {
    io::Status status = disk_.operate(true);  // of its octets
    if (!status.ok()) {
      return status;
    }
    disk_.rename_in(name_, text_);
    status = disk_.operate(true);  // of the folder
    if (status.ok()) {
      disk_.make_durable(name_);
    }
    return status;
  }

  [[nodiscard]] io::Status commit_partial() override { return commit(); }

  [[nodiscard]] std::string location() const override { return name_; }

  [[nodiscard]] bool leaves_file() const override { return false; }

 private:
  ForgetfulDisk& disk_;
  std::string name_;
  std::string text_;
};

}  // namespace

io::Status ForgetfulDisk::operate(bool syncs) {
  ++done_;
  const bool spared = trouble_ == Trouble::kSyncFails && !syncs;
  if (trouble_ == Trouble::kNone || left_ > 0 || spared) {
    left_ -= left_ > 0 ? 1 : 0;
    return {};
  }
  const Trouble now = std::exchange(trouble_, Trouble::kNone);
  power_cut_ = now == Trouble::kPowerCut || now == Trouble::kSyncFails;
  if (now == Trouble::kKill || now == Trouble::kPowerCut) {
    throw Crash{};
  }
  return error_of(now);
}

void ForgetfulDisk::rename_in(const std::string& name,
                              const std::string& text) {
  seen_[name] = text;
}

void ForgetfulDisk::make_durable(const std::string& name) {
  durable_[name] = seen_[name];
}

void ForgetfulDisk::append(const std::string& name, std::string_view text) {
  seen_[name] += text;
}

// What was durable, and some beginning of what was appended to it; or the file
// was removed and may be there all the same.
std::optional<std::string> ForgetfulDisk::after_cut(const std::string& name,
                                                    const std::string& text) {
  const auto seen = seen_.find(name);
  if (seen == seen_.end()) {
    return prng_.below(2) == 0 ? std::optional<std::string>(text)
                               : std::nullopt;
  }
  const auto added =
      static_cast<std::uint32_t>(seen->second.size() - text.size());
  return seen->second.substr(0, text.size() + prng_.below(added + 1));
}

void ForgetfulDisk::cut_power() {
  std::map<std::string, std::string> found;
  for (const auto& [name, text] : durable_) {
    std::optional<std::string> left = after_cut(name, text);
    if (left.has_value()) {
      found[name] = *std::move(left);
    }
  }
  // A file that was added is there or not.
  for (const auto& [name, text] : seen_) {
    if (durable_.count(name) == 0 && prng_.below(2) == 0) {
      found[name] = text;
    }
  }
  seen_ = std::move(found);
}

void ForgetfulDisk::restart() {
  if (std::exchange(power_cut_, false)) {
    cut_power();
  }
  durable_ = seen_;
  trouble_ = Trouble::kNone;
}

io::Result<std::unique_ptr<io::OutputSink>> ForgetfulFolder::create(
    const std::string& name) {
  const io::Status status = disk_.operate();
  if (!status.ok()) {
    return status.error();
  }
  return std::unique_ptr<io::OutputSink>(
      std::make_unique<ForgetfulFile>(disk_, name));
}

io::Status ForgetfulFolder::append(const std::string& name,
                                   std::string_view text) {
  io::Status status = disk_.operate();
  if (!status.ok()) {
    return status;
  }
  disk_.append(name, text);
  status = disk_.operate(true);
  if (status.ok()) {
    disk_.make_durable(name);
  }
  return status;
}

io::Result<std::optional<std::string>> ForgetfulFolder::read(
    const std::string& name) {
  const auto found = disk_.files().find(name);
  return found == disk_.files().end()
             ? std::optional<std::string>()
             : std::optional<std::string>(found->second);
}

std::optional<std::uint64_t> ForgetfulFolder::size(const std::string& name) {
  const auto found = disk_.files().find(name);
  return found == disk_.files().end()
             ? std::nullopt
             : std::optional<std::uint64_t>(found->second.size());
}

io::Result<std::vector<std::string>> ForgetfulFolder::names() {
  std::vector<std::string> out;
  for (const auto& [name, text] : disk_.files()) {
    out.push_back(name);
  }
  return out;
}

io::Status ForgetfulFolder::remove(const std::string& name) {
  io::Status status = disk_.operate();
  if (status.ok()) {
    disk_.remove(name);
  }
  return status;
}

}  // namespace mxsweep::test
