// PublicSuffixes: what somebody registered, by a list of our own.
#include "scanner/dns/public_suffixes.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/support/names.h"

namespace mxsweep {
namespace {

class PublicSuffixesTest : public testing::Test {
 protected:
  PublicSuffixesTest() {
    std::ofstream(path_) << "// test\ncom\nuk\nco.uk\n*.ck\n!www.ck\n";
  }

  std::string registrable(const std::string& text) {
    auto list = PublicSuffixes::open(path_);
    if (!list.ok()) {
      return list.error().what;
    }
    const Name name = test::name_of(text);
    const NameView found = list.value().registrable(name.view());
    return found.empty() ? "none" : to_text(found);
  }

  std::string path_ = testing::TempDir() + "public_suffixes_test.dat";
};

TEST_F(PublicSuffixesTest, OneLabelMoreThanTheSuffix) {
  EXPECT_EQ(registrable("www.example.com"), "example.com");
  EXPECT_EQ(registrable("example.com"), "example.com");
  EXPECT_EQ(registrable("a.b.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable("example.uk"), "example.uk");
}

TEST_F(PublicSuffixesTest, WildcardsAndTheirExceptions) {
  EXPECT_EQ(registrable("a.b.c.ck"), "b.c.ck");
  EXPECT_EQ(registrable("c.ck"), "none");
  EXPECT_EQ(registrable("a.www.ck"), "www.ck");
}

TEST_F(PublicSuffixesTest, SuffixItselfIsRegisteredByNobody) {
  EXPECT_EQ(registrable("co.uk"), "none");
  EXPECT_EQ(registrable("com"), "none");
}

TEST_F(PublicSuffixesTest, WhatNoListKnowsIsRegisteredByNobody) {
  EXPECT_EQ(registrable("a\\000b.com"), "none");
  EXPECT_EQ(registrable("www.a\\.b.com"), "none");
  EXPECT_EQ(registrable("."), "none");
}

TEST_F(PublicSuffixesTest, UnknownTopLevelDomainIsASuffix) {
  EXPECT_EQ(registrable("a.b.unknown"), "b.unknown");
}

TEST_F(PublicSuffixesTest, FileWithoutAListIsRefused) {
  for (const std::string path : {"/nowhere/at/all", "/dev/null"}) {
    const auto list = PublicSuffixes::open(path);
    ASSERT_FALSE(list.ok()) << path;
    EXPECT_EQ(list.error().code, io::ErrorCode::kInput);
    EXPECT_NE(list.error().what.find(path), std::string::npos);
  }
}

TEST_F(PublicSuffixesTest, ThisMachineHasAList) {
  const auto list = PublicSuffixes::open("");
  ASSERT_TRUE(list.ok());
  EXPECT_NE(list.value().source(), "");
}

}  // namespace
}  // namespace mxsweep
