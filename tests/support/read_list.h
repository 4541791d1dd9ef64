// Reads a list of a test through LineReader, out of a file or of a pipe that a
// thread fills. For tests of what is between a file and its lines.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "io/file/line_reader.h"

namespace mxsweep::test {

struct ReadList {
  std::vector<std::string> lines;
  std::string error;  // without a name: FILE stands for it
};

enum class Way { kFile, kPipe };

// A folder that is removed with it.
class ListFolder {
 public:
  ListFolder() {
    std::string name = testing::TempDir() + "list_XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }

  ListFolder(const ListFolder&) = delete;
  ListFolder& operator=(const ListFolder&) = delete;

  ~ListFolder() { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return folder_ + "/" + name;
  }

  [[nodiscard]] ReadList read(
      std::string_view bytes, Way way,
      io::TextEncoding encoding = io::TextEncoding::kUtf8) const {
    const std::string at = path("FILE");
    std::filesystem::remove(at);
    std::thread writer;
    if (way == Way::kPipe) {
      EXPECT_EQ(::mkfifo(at.c_str(), 0600), 0);
      writer = std::thread([at, content = std::string(bytes)] {
        std::ofstream(at, std::ios::binary) << content;
      });
    } else {
      std::ofstream(at, std::ios::binary) << bytes;
    }
    ReadList list = read_path(at, encoding);
    if (writer.joinable()) {
      writer.join();
    }
    return list;
  }

 private:
  [[nodiscard]] static ReadList read_path(const std::string& path,
                                          io::TextEncoding encoding) {
    ReadList list;
    auto opened = io::LineReader::open(path, nullptr, nullptr, encoding);
    EXPECT_TRUE(opened.ok());
    while (opened.ok()) {
      const io::Result<io::LineBatch> batch = opened.value()->read();
      if (!batch.ok()) {
        EXPECT_EQ(batch.error().code, io::ErrorCode::kInput);
        list.error = batch.error().what;
        const std::size_t at = list.error.find(path);
        EXPECT_NE(at, std::string::npos) << list.error;
        if (at != std::string::npos) {
          list.error.replace(at, path.size(), "FILE");
        }
        break;
      }
      if (batch.value().state != io::ReadState::kMore) {
        break;
      }
      for (const io::Line& line : batch.value().lines) {
        list.lines.emplace_back(line.text);
      }
    }
    return list;
  }

  std::string folder_;
};

}  // namespace mxsweep::test
