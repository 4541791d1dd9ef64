// OutputFolder: a folder of files that appears under its name only when it is
// complete. Files are made in "<path>.part" beside it; commit() syncs and
// renames that. What is there already is never touched: a folder of that name
// must be empty. Destroyed uncommitted it removes a folder without files and
// leaves any other. One thread at a time; errors are ErrorCode::kOutput.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "io/base/result.h"
#include "io/file/output_sink.h"

namespace mxsweep::io {

class OutputFolder final : public OutputPlace {
 public:
  [[nodiscard]] static Result<std::unique_ptr<OutputFolder>> open(
      const std::string& path);

  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder() override;

  // A new file "folder/name" inside, compressed where a kind is given. It is to
  // be committed before the folder is.
  [[nodiscard]] Result<std::unique_ptr<OutputSink>> create(
      const std::string& folder, const std::string& name,
      const CompressionKind* compression);

  [[nodiscard]] Status commit() override;
  [[nodiscard]] Status commit_partial() override;

  [[nodiscard]] std::string location() const override { return location_; }

  [[nodiscard]] bool leaves_file() const override {
    return files_ != 0 && !committed_;
  }

 private:
  explicit OutputFolder(const std::string& target)
      : target_(target), location_(target + ".part") {}

  [[nodiscard]] Status finish_as(const std::string& name);

  std::string target_;
  std::string location_;  // the .part folder, later the final name
  std::size_t files_ = 0;
  bool committed_ = false;
};

}  // namespace mxsweep::io
