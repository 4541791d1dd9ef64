// What explain makes of a recording: which queries ask about the name, which
// only whether the resolver is there, and why there was another one.
#include "scanner/run/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mxsweep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint8_t kMx = 15;
constexpr std::uint8_t kA = 1;

// One resolver that is asked about a.test and its mail host.
class Talk {
 public:
  explicit Talk(io::Recording& recording) : recording_(recording) {}

  // A query about a.test; its id.
  std::uint8_t ask(std::uint8_t type, bool edns) {
    ++id_;
    std::vector<std::uint8_t> query = question(type, 0, edns ? 1 : 0);
    query[2] = 1;  // RD
    if (edns) {
      query.insert(query.end(), {0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0});
    }
    record(std::move(query), true);
    return id_;
  }

  void reply(std::uint8_t id, std::uint8_t type, std::uint8_t rcode) {
    const bool has_mx = type == kMx && rcode == 0;
    std::vector<std::uint8_t> message = question(type, has_mx ? 1 : 0, 0);
    message[1] = id;
    message[2] = 0x81;
    message[3] = static_cast<std::uint8_t>(0x80U | rcode);
    if (has_mx) {  // 10 a.test
      message.insert(message.end(), {0xC0, 12, 0, kMx, 0, 1, 0, 0, 0, 60, 0, 4,
                                     0, 10, 0xC0, 12});
    }
    record(std::move(message), false);
  }

 private:
  [[nodiscard]] std::vector<std::uint8_t> question(
      std::uint8_t type, std::uint8_t answers, std::uint8_t additional) const {
    return {0, id_, 0, 0,   0,   1,   0,   answers, 0, 0,    0, additional,
            1, 'a', 4, 't', 'e', 's', 't', 0,       0, type, 0, 1};
  }

  void record(std::vector<std::uint8_t> octets, bool sent) {
    at_ = at_ + io::Duration::milliseconds(10);
    io::RecordedMessage message;
    message.at = at_;
    message.sent = sent;
    for (const std::uint8_t octet : octets) {
      message.payload.push_back(static_cast<std::byte>(octet));
    }
    message.peer = *io::parse_endpoint("192.0.2.53:53", 0);
    recording_.push_back(std::move(message));
  }

  io::Recording& recording_;
  io::Instant at_{};
  std::uint8_t id_ = 0;
};

TEST(ExplanationTest, ListsControlQuestionsApart) {
  Explanation explanation(nullptr);
  Talk talk(*explanation.tap().messages);
  talk.reply(talk.ask(kMx, true), kMx, 0);
  for (int i = 0; i < 3; ++i) {
    talk.reply(talk.ask(kA, true), kA, 2);
    talk.reply(talk.ask(kMx, false), kMx, 0);
  }
  const std::string text = explanation.text();
  EXPECT_THAT(text, HasSubstr("1. MX of a.test: which mail hosts"));
  EXPECT_THAT(text, HasSubstr("3. MX of a.test again: is the resolver there? "
                              "(X4)\n  asked 3 times, 3 replies came\n"));
  EXPECT_THAT(text, Not(HasSubstr("without it (T2)")));
}

TEST(ExplanationTest, WhatWasNotAnsweredIsAskedAgain) {
  Explanation explanation(nullptr);
  Talk talk(*explanation.tap().messages);
  talk.reply(talk.ask(kMx, true), kMx, 1);
  talk.reply(talk.ask(kMx, false), kMx, 2);
  const std::uint8_t first = talk.ask(kMx, false);
  talk.ask(kMx, false);
  talk.reply(first, kMx, 0);
  const std::string text = explanation.text();
  EXPECT_THAT(text, HasSubstr("EDNS may be why: asked again without it (T2)"));
  EXPECT_THAT(text, HasSubstr("asked again later (X4)"));
  EXPECT_THAT(text, Not(HasSubstr("is the resolver there?")));
}

}  // namespace
}  // namespace mxsweep
