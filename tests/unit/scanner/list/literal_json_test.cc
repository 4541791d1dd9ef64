// Lists as programs have them in their source, to JSON; and several names on a
// line without any grammar.
#include "scanner/list/literal_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "!" where it is none.
std::string json(std::string_view text) {
  std::string whole;
  LiteralJson literals;
  const bool sound = literals.take(text, whole);
  // The same in pieces of one octet.
  std::string pieces;
  LiteralJson by_octet;
  bool sound_pieces = true;
  for (const char c : text) {
    sound_pieces = sound_pieces && by_octet.take({&c, 1}, pieces);
  }
  EXPECT_EQ(sound, sound_pieces) << text;
  EXPECT_TRUE(!sound || whole == pieces) << text;
  return sound ? whole : "!";
}

TEST(LiteralJson, WhatProgramsWrite) {
  EXPECT_EQ(json("['a', \"b\",]"), "[\"a\",\"b\"]\n");
  EXPECT_EQ(json("x = ['a'];"), "{\"x\":[\"a\"]}\n");
  EXPECT_EQ(json("const x = new Set(['a'])"), "{\"x\":[[\"a\"]]}\n");
  EXPECT_EQ(json("$x = array('k' => 'v',);"), "{\"x\":{\"k\":\"v\"}}\n");
  EXPECT_EQ(json("{'a', 'b'}"), "[\"a\",\"b\"]\n");
  EXPECT_EQ(json("{a: 'b', 'c': None, d: [1, 2.5]}"),
            "{\"a\":\"b\",\"c\":null,\"d\":[1,\"2.5\"]}\n");
  EXPECT_EQ(json("(u'a', b'b')\n"), "[\"a\",\"b\"]\n");
  EXPECT_EQ(json("# x\n[ // y\n'a', /* z */ 'b' # c\n]"), "[\"a\",\"b\"]\n");
  EXPECT_EQ(json("['it\\'s', 'x\"y']"), "[\"it's\",\"x\\\"y\"]\n");
  EXPECT_EQ(json("{'a': 1}\n{'b': 2}"), "{\"a\":1}\n{\"b\":2}\n");
}

TEST(LiteralJson, WhatIsNone) {
  for (const char* text : {"[Adblock Plus]\n", "a.example.com (x)", "['a' 'b']",
                           "a.example.com, ['b']", "[main]\nkey value\n[x]",
                           "'a', 'b'", "see [1] for this"}) {
    EXPECT_EQ(json(text), "!") << text;
  }
  EXPECT_EQ(json(std::string(100, '[')), "!");
  EXPECT_EQ(json("['" + std::string(100'000, 'a') + "']"), "!");
}

TEST(Literals, AreListsOfNames) {
  for (const char* text :
       {"['a.example.com', 'b.example.com']\n",
        "domains = [\n  \"a.example.com\",  # x\n  'b.example.com',\n]\n",
        "owners = ['jane.roe']\ndomains = ['a.example.com', 'b.example.com']\n",
        "{'a.example.com', 'b.example.com'}\n",
        "[\"a.example.com\", \"b.example.com\",]\n",
        "{domain: 'a.example.com'}\n{domain: 'b.example.com'}\n",
        "[{mail: \"x@a.example.com\"}, {mail: \"y@b.example.com\"}]\n",
        "{'a.example.com': 1, 'b.example.com': 2}\n",
        "return ['a.example.com', 'b.example.com'];\n"}) {
    for (const Through through : {Through::kFile, Through::kPipe}) {
      const Read read = read_list(text, {.wishes = {}, .through = through});
      EXPECT_THAT(read.names, ElementsAre("a.example.com", "b.example.com"))
          << text << read.text;
    }
  }
}

TEST(Literals, AreReadBeyondTheSampleAndFailLikeJson) {
  std::string text = "x = [";
  for (int i = 0; i < 100'000; ++i) {
    text += "'h" + std::to_string(i) + ".example.com', ";
  }
  EXPECT_EQ(read_list(text + "]").names.size(), 100'000U);
  const Read cut = read_list(text + "'a");
  EXPECT_EQ(cut.names.size(), 100'000U);
  EXPECT_TRUE(cut.error.has_value());
}

TEST(SeveralNamesOnALine, AreAllAskedWhereThereAreNoColumns) {
  for (const char* text :
       {"a.example.com, b.example.com, c.example.com\n",
        "a.example.com b.example.com c.example.com\n",
        "a.example.com;b.example.com;c.example.com;\n",
        "a.example.com,b.example.com\nc.example.com\n",
        "x@a.example.com; x@b.example.com\nx@c.example.com\n",
        "a.example.com\nb.example.com, c.example.com\n"}) {
    const Read read = read_list(text);
    EXPECT_THAT(read.names,
                ElementsAre("a.example.com", "b.example.com", "c.example.com"))
        << text;
    EXPECT_THAT(read.text, HasSubstr("several names"));
  }
}

}  // namespace
}  // namespace mxsweep::lists
