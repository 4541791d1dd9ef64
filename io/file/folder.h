// Folder: a folder that a program fills with files over several of its lives,
// and finds again what was made durable. An interface, so that tests may put a
// disk in its place that forgets what was not synced; DiskFolder is the real
// one. Names are those of files directly inside, without slashes. One thread
// at a time; errors are ErrorCode::kOutput.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"
#include "io/base/unique_fd.h"
#include "io/file/output_sink.h"

namespace mxsweep::io {

class Folder {
 public:
  Folder() = default;
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  virtual ~Folder() = default;

  // A file that has its name, and survives a power cut, once commit() says so.
  [[nodiscard]] virtual Result<std::unique_ptr<OutputSink>> create(
      const std::string& name) = 0;

  // Puts text behind what the file holds, and makes that durable. A power cut
  // may leave a beginning of it.
  [[nodiscard]] virtual Status append(const std::string& name,
                                      std::string_view text) = 0;

  // All of a file; nothing when there is none.
  [[nodiscard]] virtual Result<std::optional<std::string>> read(
      const std::string& name) = 0;

  // Octets of a file; nothing when there is none.
  [[nodiscard]] virtual std::optional<std::uint64_t> size(
      const std::string& name) = 0;

  // Every file but hidden ones, in no order.
  [[nodiscard]] virtual Result<std::vector<std::string>> names() = 0;

  // It is no error when there is none.
  [[nodiscard]] virtual Status remove(const std::string& name) = 0;

  // For messages.
  [[nodiscard]] virtual std::string path() const = 0;

  // Nobody has moved, removed or replaced it.
  [[nodiscard]] virtual bool is_there() const = 0;
};

class DiskFolder final : public Folder {
 public:
  // Makes the folder unless it is there. Only one process at a time has it: a
  // second one gets an Error.
  [[nodiscard]] static Result<std::unique_ptr<DiskFolder>> open(
      const std::string& path);

  DiskFolder(const DiskFolder&) = delete;
  DiskFolder& operator=(const DiskFolder&) = delete;
  ~DiskFolder() override;

  [[nodiscard]] Result<std::unique_ptr<OutputSink>> create(
      const std::string& name) override;
  [[nodiscard]] Status append(const std::string& name,
                              std::string_view text) override;
  [[nodiscard]] Result<std::optional<std::string>> read(
      const std::string& name) override;
  [[nodiscard]] std::optional<std::uint64_t> size(
      const std::string& name) override;
  [[nodiscard]] Result<std::vector<std::string>> names() override;
  [[nodiscard]] Status remove(const std::string& name) override;

  [[nodiscard]] std::string path() const override { return path_; }

  // The lock would be another one: what is in the folder is no longer ours.
  [[nodiscard]] bool is_there() const override;

 private:
  DiskFolder(std::string path, UniqueFd lock, bool is_ours)
      : path_(std::move(path)), lock_(std::move(lock)), is_ours_(is_ours) {}

  [[nodiscard]] std::string path_of(const std::string& name) const {
    return path_ + '/' + name;
  }

  [[nodiscard]] Status check_there() const;

  std::string path_;  // without a slash at its end
  UniqueFd lock_;
  bool is_ours_;  // else the file of the lock does not stay behind
};

// A whole file, durable and under its name at once.
[[nodiscard]] Status write_file(Folder& folder, const std::string& name,
                                std::string_view text);

// It is no error when there is none; durable.
[[nodiscard]] Status remove_file(const std::string& path);

// Makes the folder that `path` is in, unless it is there.
[[nodiscard]] Status make_folder_of(const std::string& path);

// The names of the folders in a folder but hidden ones, in their order.
[[nodiscard]] Result<std::vector<std::string>> folders_in(
    const std::string& path);

}  // namespace mxsweep::io
