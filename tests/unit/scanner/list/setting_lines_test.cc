// Lines of settings to what stands at which key.
#include "scanner/list/setting_lines.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mxsweep {
namespace {

struct Seen {
  std::vector<std::string> values;

  bool text(const std::string& path, std::string_view value) {
    values.push_back(path + "=" + std::string(value));
    return true;
  }
};

using Texts = std::vector<std::string>;

// "-" for a line that is no setting.
Texts values_of(const Texts& lines) {
  SettingLines settings;
  Seen seen;
  for (const std::string& line : lines) {
    if (!settings.take(line, seen)) {
      seen.values.emplace_back("-");
    }
  }
  return seen.values;
}

TEST(SettingLines, KeysAndValuesOfAllKinds) {
  EXPECT_EQ(values_of({"a=x", "b = \"y\" # z", "export C='z'", "d.e-f = [x, y]",
                       "g =", "# h = i", ""}),
            (Texts{"[].a=x", "[].b=y", "[].C=z", "[].d.e-f=x", "[].d.e-f=y"}));
}

TEST(SettingLines, ValuesGoOnInLinesThatBeginWithABlank) {
  EXPECT_EQ(values_of({"a = x,", "  y,", "\tz", "b = c"}),
            (Texts{"[].a=x", "[].a=y", "[].a=z", "[].b=c"}));
  EXPECT_EQ(values_of({"a = x", "[section]", "  y"}), (Texts{"[].a=x", "-"}));
}

TEST(SettingLines, SectionsAreNoValues) {
  EXPECT_EQ(values_of({"[a.example]", "[[b]]", "[remote \"c\"]"}), Texts());
  EXPECT_EQ(values_of({"[\"a.example\"]"}), Texts{"-"});
}

TEST(SettingLines, WhatIsOfProgramsIsNone) {
  EXPECT_EQ(values_of({"a == b", "a => b", "a =~ b", "two words = b", "= b",
                       "https://a.example/?b=c"}),
            (Texts{"-", "-", "-", "-", "-", "-"}));
}

}  // namespace
}  // namespace mxsweep
