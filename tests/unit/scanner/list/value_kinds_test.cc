// Words that say of a value that it is a name, or none.
#include "scanner/list/value_kinds.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

TEST(ValueKinds, WordsAboveThem) {
  EXPECT_TRUE(is_kind_word("type"));
  EXPECT_TRUE(is_kind_word("Indicator type"));
  EXPECT_TRUE(is_kind_word("ioc_type"));
  EXPECT_FALSE(is_kind_word("domain_type"));
  EXPECT_FALSE(is_kind_word(""));
}

TEST(ValueKinds, WhatTheySay) {
  for (const char* const name :
       {"domain", "Hostname", "domain|ip", "domain-name", "URL", "email-src"}) {
    EXPECT_EQ(value_kind(name), ValueKind::kName) << name;
  }
  for (const char* const none :
       {"filename", "filename|sha256", "FileHash-MD5", "md5", "FilePath",
        "regkey|value", "Mutex", "malware-sample"}) {
    EXPECT_EQ(value_kind(none), ValueKind::kNoName) << none;
  }
  for (const char* const other :
       {"", "|", "MX", "City", "File sharing", "profile", "ip-dst"}) {
    EXPECT_EQ(value_kind(other), ValueKind::kUnknown) << other;
  }
}

}  // namespace
}  // namespace mxsweep
