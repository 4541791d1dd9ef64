// A public suffix list of a test's own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "scanner/dns/public_suffixes.h"

namespace mxsweep::test {

// Of `text`, a suffix a line.
inline PublicSuffixes suffixes_of(std::string_view text) {
  const std::string path =
      testing::TempDir() + "suffixes_" + std::to_string(::getpid()) + ".dat";
  std::ofstream(path) << text;
  auto opened = PublicSuffixes::open(path);
  std::filesystem::remove(path);
  EXPECT_TRUE(opened.ok());
  return opened.take();
}

}  // namespace mxsweep::test
