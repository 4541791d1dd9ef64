// Every *.scn file of this folder as a test of its own: the folder is listed
// when the program starts, so a new scenario needs no registration. The format
// is described in README.md; MXSWEEP_SCENARIOS names another folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/scenario/run.h"

namespace mxsweep::sim {
namespace {

class ScenarioTest : public ::testing::Test {
 public:
  explicit ScenarioTest(std::string path) : path_(std::move(path)) {}

  void TestBody() override {
    const std::string problem = run_scenario_file(path_);
    if (!problem.empty()) {
      ADD_FAILURE() << problem;
    }
  }

 private:
  std::string path_;
};

std::vector<std::filesystem::path> scenario_files() {
  const char* other = std::getenv("MXSWEEP_SCENARIOS");
  const std::filesystem::path folder =
      other == nullptr ? MXSWEEP_SCENARIO_FOLDER : other;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".scn") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void register_scenarios() {
  for (const std::filesystem::path& path : scenario_files()) {
    std::string name = path.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    ::testing::RegisterTest(
        "Scenario", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [path]() -> ::testing::Test* { return new ScenarioTest(path); });
  }
}

}  // namespace
}  // namespace mxsweep::sim

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  mxsweep::sim::register_scenarios();
  return RUN_ALL_TESTS();
}
