// What unbound prints becomes one sentence about the user's own file.
#include "scanner/run/unbound_words.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

// As unbound 1.17.1 prints it.
constexpr std::string_view kSyntax =
    "/dev/stdin:43: error: unknown keyword 'frob'\n"
    "/dev/stdin:43: error: stray ':'\n"
    "read /dev/stdin failed: 2 errors in configuration file\n"
    "[1700000000] unbound[1234:0] fatal error: Could not read config file: "
    "/dev/stdin. Maybe try unbound -dv\n";

TEST(UnboundWords, FaultsAreShownInTheUsersFile) {
  const UnboundWords words = read_unbound_words(kSyntax, {"u.conf", 42, 3});
  EXPECT_TRUE(words.of_user);
  EXPECT_EQ(words.text,
            "u.conf, line 2: unknown keyword 'frob'; u.conf, line 2: stray "
            "':'");
}

TEST(UnboundWords, FaultsElsewhereAreNotTheUsers) {
  for (const ConfigPart& part : {ConfigPart{"u.conf", 44, 3},
                                 ConfigPart{"u.conf", 40, 3}, ConfigPart{}}) {
    const UnboundWords words = read_unbound_words(kSyntax, part);
    EXPECT_FALSE(words.of_user);
    EXPECT_EQ(words.text.rfind("unknown keyword 'frob'; stray ':'; read", 0),
              0U)
        << words.text;
  }
}

TEST(UnboundWords, LinesLoseTheirStampsAndEnds) {
  const UnboundWords words = read_unbound_words(
      "[1700000000] unbound[12:0] error: can't bind socket: Address in use\n"
      "[1700000000] unbound[12:0] error: can't bind socket: Address in use\n"
      "\n[1700000000] unbound[12:0] fatal error: could not open ports",
      {"u.conf", 1, 1});
  EXPECT_FALSE(words.of_user);
  EXPECT_EQ(words.text,
            "error: can't bind socket: Address in use; fatal error: could not "
            "open ports");
  EXPECT_EQ(read_unbound_words("", {}).text, "");
}

}  // namespace
}  // namespace mxsweep
