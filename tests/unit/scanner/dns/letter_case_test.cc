// Letter case as a secret: letters change and nothing else does, evenly, and
// only the same case is recognised.
#include "scanner/dns/letter_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "io/base/prng.h"

#include "tests/support/names.h"

namespace mxsweep {
namespace {

using test::name_of;

std::vector<std::uint8_t> mixed(const Name& name, std::uint64_t secret) {
  std::vector<std::uint8_t> octets(name.view().data(),
                                   name.view().data() + name.view().size());
  mix_case(octets, secret);
  return octets;
}

TEST(LetterCaseTest, LettersChangeAndNothingElse) {
  const Name name = name_of("a1-b2.xn--z.test");
  const std::vector<std::uint8_t> all = mixed(name, ~std::uint64_t{0});
  const std::string text(all.begin(), all.end());
  EXPECT_EQ(text, std::string("\5A1-B2\5XN--Z\4TEST\0", 18));
  const std::vector<std::uint8_t> none = mixed(name, 0);
  EXPECT_TRUE(std::equal(none.begin(), none.end(), name.view().data()));
}

bool recognised(const std::vector<std::uint8_t>& octets, const Name& name,
                std::uint64_t secret) {
  return has_mixed_case(std::as_bytes(std::span(octets)), name.view(), secret);
}

TEST(LetterCaseTest, OnlyTheSameCaseIsRecognised) {
  io::Prng prng(1);
  const Name name = name_of("some-long.example.com");
  int wrong = 0;
  for (int round = 0; round < 1000; ++round) {
    const std::uint64_t secret = prng.next();
    std::vector<std::uint8_t> octets = mixed(name, secret);
    octets.push_back(15);  // what stands behind it does not matter
    wrong += recognised(octets, name, secret) ? 0 : 1;
    const std::size_t at = 1 + prng.below(4);  // "some"
    octets[at] = static_cast<std::uint8_t>(octets[at] ^ 0x20U);
    wrong += recognised(octets, name, secret) ? 1 : 0;
    octets.resize(5);
    wrong += recognised(octets, name, secret) ? 1 : 0;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(LetterCaseTest, HalfOfTheLettersAreLarge) {
  io::Prng prng(2);
  const Name name = name_of("abcdefghij.klmnopqrst");
  std::array<int, 22> large{};
  constexpr int kRounds = 10'000;
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<std::uint8_t> octets = mixed(name, prng.next());
    for (std::size_t at = 0; at < large.size(); ++at) {
      large[at] += std::isupper(octets[at]) != 0 ? 1 : 0;
    }
  }
  for (std::size_t at = 0; at < large.size(); ++at) {
    const bool letter = at != 0 && at != 11;
    EXPECT_NEAR(large[at], letter ? kRounds / 2 : 0, letter ? 300 : 0) << at;
  }
}

}  // namespace
}  // namespace mxsweep
