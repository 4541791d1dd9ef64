// Names for tests.
#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "scanner/dns/name.h"

namespace mxsweep::test {

// From presentation format; a test that gives a bad name fails.
inline Name name_of(std::string_view text) {
  Name name;
  EXPECT_EQ(Name::from_text(text, name), NameProblem::kNone) << text;
  return name;
}

}  // namespace mxsweep::test
