// Which values of a YAML file are the names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Yaml, NamesAtAnyKeyInAnyDepth) {
  for (const char* text :
       {"domains:\n  - a.example.com\n  - b.example.com\n",
        "---\nhosts:\n- a.example.com # x\n- \"b.example.com\"\n",
        "x:\n  y:\n    hosts:\n\n      -  a.example.com\n\n"
        "      -  'b.example.com'\n",
        "- name: a.example.com\n  owner: jane.roe\n"
        "- name: b.example.com\n  owner: john.doe\n",
        "- domain: a.example.com\n- domain: b.example.com\n",
        "meta:\n  mail: x@c.example.net\nsites:\n  one:\n"
        "    domain: a.example.com\n  two:\n    domain: b.example.com\n",
        "domains: [a.example.com, \"b.example.com\"]\nowner: jane\n",
        "- {name: a.example.com, id: 1}\n- {name: b.example.com, id: 2}\n",
        "domains: |\n  a.example.com\n  b.example.com\nother: x\n",
        "users:\n  - jane.roe\n  - john.doe\ndomains:\n  - a.example.com\n"
        "  - b.example.com\n",
        "payload:\n  - '+.a.example.com'\n  - b.example.com\n",
        "hosts:\n  a.example.com:\n    x: 1\n  b.example.com:\n",
        "- a.example.com\n- b.example.com\n"}) {
    const Read read = read_list(text);
    EXPECT_THAT(read.names, ElementsAre("a.example.com", "b.example.com"))
        << text << read.text;
    EXPECT_THAT(read.text, HasSubstr("YAML")) << text;
    EXPECT_THAT(read.text, Not(HasSubstr("jane")));
  }
}

TEST(Yaml, TwoKeysThatAreAsGoodAreRefused) {
  const std::string text = "ns:\n  - a.example.com\nmx:\n  - b.example.com\n";
  const Read read = read_list(text);
  EXPECT_TRUE(read.refused);
  EXPECT_THAT(read.text, HasSubstr(".ns[] and .mx[]"));
  How how;
  how.wishes.column = "mx";
  EXPECT_THAT(read_list(text, how).names, ElementsAre("b.example.com"));
}

TEST(Yaml, ConfigurationsOfNameServersAreStillRead) {
  EXPECT_THAT(read_list("server:\n  local-zone: \"a.example.com\" static\n"
                        "forward-zone:\n  name: \"b.example.com\"\n")
                  .names,
              ElementsAre("a.example.com", "b.example.com"));
  EXPECT_THAT(read_list("zone:\n  - domain: a.example.com\n    file: x.zone\n"
                        "  - domain: b.example.com\n    file: y.zone\n")
                  .names,
              ElementsAre("a.example.com", "b.example.com"));
}

TEST(Yaml, OneValueOfOneKeyIsNoList) {
  EXPECT_THAT(read_list("title: x\nsee: a.example.com\n").text,
              Not(HasSubstr("YAML")));
}

// As a control panel lists its domains: the address is the customer's.
TEST(Yaml, NamesWithWhatIsSaidOfThemBelowAreNone) {
  std::string text;
  for (int i = 0; i < 9; ++i) {
    const std::string number = std::to_string(i);
    text += "a" + number + ".example.com\n    Type: Top-level server\n" +
            "    Username: u" + number + "\n    Home directory: x\n" +
            "    Contact email: x@b" + number + ".example.net\n";
  }
  const Read read = read_list(text);
  EXPECT_TRUE(read.refused) << read.text;
}

TEST(EximLists, NamesByColonsAreAsked) {
  EXPECT_THAT(
      read_list("domainlist local_domains = a.example.com : b.example.com\n"
                "domainlist relay = c.example.com : @mx_any : +local_domains\n")
          .names,
      testing::ElementsAre("a.example.com", "b.example.com", "c.example.com"));
}

TEST(SshConfiguration, OnlyHostNamesAreAsked) {
  EXPECT_THAT(read_list("Host a\n  HostName a.example.com\n  User jane.roe\n"
                        "Host b\n  HostName b.example.com\n  User jane.roe\n"
                        "Host c\n  HostName 192.0.2.1\n")
                  .names,
              testing::ElementsAre("a.example.com", "b.example.com"));
}

}  // namespace
}  // namespace mxsweep::lists
