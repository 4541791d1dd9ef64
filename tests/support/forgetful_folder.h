// ForgetfulFolder: a disk for tests. What was not made durable may be lost when
// the power goes, whole or from some octet on, as a file system may do; a
// killed process loses nothing that it has written. After so many operations
// the next one throws Crash, or fails: a full disk, a device with an error, or
// a sync that fails, after which nobody knows what is there, as after a power
// cut. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/base/prng.h"
#include "io/file/folder.h"

namespace mxsweep::test {

struct Crash {};

enum class Trouble {
  kNone,
  kKill,
  kPowerCut,
  kDiskFull,
  kDeviceError,
  kSyncFails,
};

// Outlives the folders that look at it, as a disk does.
class ForgetfulDisk {
 public:
  explicit ForgetfulDisk(std::uint64_t seed) : prng_(seed) {}

  // The trouble comes at the operation behind the next `operations`.
  void plan(Trouble trouble, std::uint64_t operations) {
    trouble_ = trouble;
    left_ = operations;
  }

  // What the next process finds.
  void restart();

  // The error of the operation that fails. `syncs`: it makes durable.
  [[nodiscard]] io::Status operate(bool syncs = false);

  [[nodiscard]] const std::map<std::string, std::string>& files() const {
    return seen_;
  }

  [[nodiscard]] std::uint64_t operations() const { return done_; }

  void rename_in(const std::string& name, const std::string& text);
  void make_durable(const std::string& name);
  void append(const std::string& name, std::string_view text);

  void remove(const std::string& name) { seen_.erase(name); }

 private:
  void cut_power();
  [[nodiscard]] std::optional<std::string> after_cut(const std::string& name,
                                                     const std::string& text);

  io::Prng prng_;
  Trouble trouble_ = Trouble::kNone;
  std::uint64_t left_ = 0;
  std::uint64_t done_ = 0;
  std::map<std::string, std::string> seen_;
  std::map<std::string, std::string> durable_;
  bool power_cut_ = false;
};

class ForgetfulFolder final : public io::Folder {
 public:
  explicit ForgetfulFolder(ForgetfulDisk& disk) : disk_(disk) {}

  [[nodiscard]] io::Result<std::unique_ptr<io::OutputSink>> create(
      const std::string& name) override;
  [[nodiscard]] io::Status append(const std::string& name,
                                  std::string_view text) override;
  [[nodiscard]] io::Result<std::optional<std::string>> read(
      const std::string& name) override;
  [[nodiscard]] std::optional<std::uint64_t> size(
      const std::string& name) override;
  [[nodiscard]] io::Result<std::vector<std::string>> names() override;
  [[nodiscard]] io::Status remove(const std::string& name) override;

  [[nodiscard]] bool is_there() const override { return true; }

  [[nodiscard]] std::string path() const override { return "the folder"; }

 private:
  ForgetfulDisk& disk_;
};

}  // namespace mxsweep::test
