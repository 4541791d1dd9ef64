// InlineArena: pieces inside, pieces outside, and after clear().
#include "scanner/mail/inline_arena.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mxsweep {
namespace {

std::string piece_at(const InlineArena& store, std::uint32_t at,
                     std::size_t size) {
  const std::uint8_t* octets = store.at(at);
  return {octets, octets + size};
}

TEST(InlineArena, PiecesOfEverySizeAreFoundAgain) {
  for (std::size_t step = 1; step <= InlineArena::kInside + 1; ++step) {
    InlineArena store;
    std::vector<std::string> pieces;
    std::vector<std::uint32_t> places;
    for (std::size_t i = 0; i < 2 * InlineArena::kInside / step + 3; ++i) {
      pieces.emplace_back(step, static_cast<char>('a' + i % 26));
      places.push_back(store.add(pieces.back()));
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      ASSERT_EQ(piece_at(store, places[i], step), pieces[i]) << step;
    }
  }
}

TEST(InlineArena, ShortPiecesStayInsideBesideLongOnes) {
  InlineArena store;
  const std::uint32_t longer = store.add(std::string(1000, 'x'));
  const std::uint32_t shorter = store.add("short");
  EXPECT_LT(shorter, InlineArena::kInside);
  EXPECT_EQ(piece_at(store, longer, 1000), std::string(1000, 'x'));
  EXPECT_EQ(piece_at(store, shorter, 5), "short");
  EXPECT_EQ(store.add(""), 5U);
}

TEST(InlineArena, IsUsedAgainAfterClear) {
  InlineArena store;
  static_cast<void>(store.add(std::string(1000, 'x')));
  store.clear();
  store.shrink();
  const std::uint32_t at = store.add("next");
  EXPECT_EQ(at, 0U);
  EXPECT_EQ(piece_at(store, at, 4), "next");
}

}  // namespace
}  // namespace mxsweep
