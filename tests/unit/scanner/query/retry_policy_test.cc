// The retry policy, first as rules, then over every status and combination of
// flags as properties that no decision may break.
#include "scanner/query/retry_policy.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mxsweep {
namespace {

using io::Duration;

constexpr std::size_t kAskedStatuses =
    static_cast<std::size_t>(LookupStatus::kInvalidName);

RetryOptions options(std::uint32_t retries, bool others) {
  RetryOptions out;
  out.retries = retries;
  out.other_resolvers = others;
  return out;
}

AttemptEnd end_of(LookupStatus status) {
  AttemptEnd end;
  end.status = status;
  end.edns = true;
  return end;
}

struct Expected {
  RetryAction action;
  bool edns = true;
  bool stream = false;
  bool same_resolver = false;
  bool counted = true;
  std::int64_t delay_ms = 0;
};

void expect(const RetryDecision& got, const Expected& want,
            const std::string& note) {
  SCOPED_TRACE(note);
  EXPECT_EQ(got.action, want.action);
  EXPECT_EQ(got.delay, Duration::milliseconds(want.delay_ms));
  if (want.action == RetryAction::kFinal) {
    return;  // the rest means nothing
  }
  EXPECT_EQ(got.edns, want.edns);
  EXPECT_EQ(got.stream, want.stream);
  EXPECT_EQ(got.same_resolver, want.same_resolver);
  EXPECT_EQ(got.counted, want.counted);
}

TEST(RetryPolicyTest, AnswersAreFinal) {
  for (const auto status :
       {LookupStatus::kNoError, LookupStatus::kNoData, LookupStatus::kNxDomain,
        LookupStatus::kCnameLoop, LookupStatus::kYxDomain}) {
    for (const bool others : {false, true}) {
      expect(decide(options(3, others), end_of(status)), {RetryAction::kFinal},
             std::string(to_text(status)));
    }
  }
}

TEST(RetryPolicyTest, FailuresGoElsewhereAtOnceWhenThereIsElsewhere) {
  for (const auto status :
       {LookupStatus::kServFail, LookupStatus::kRefused,
        LookupStatus::kOtherRcode, LookupStatus::kTimeout,
        LookupStatus::kNetworkError, LookupStatus::kTruncated,
        LookupStatus::kMalformed}) {
    expect(decide(options(3, true), end_of(status)), {RetryAction::kNow},
           std::string(to_text(status)));
  }
}

TEST(RetryPolicyTest, X4OneResolverIsAskedAgainAfterItsCacheForgot) {
  struct Case {
    LookupStatus status;
    std::uint32_t used;
    std::int64_t delay_ms;  // 0: at once
  };

  const std::array cases = {Case{LookupStatus::kServFail, 0, 1100},
                            Case{LookupStatus::kServFail, 1, 1100},
                            Case{LookupStatus::kServFail, 2, 3100},
                            Case{LookupStatus::kServFail, 3, 6200},
                            Case{LookupStatus::kRefused, 0, 1100},
                            Case{LookupStatus::kOtherRcode, 0, 1100},
                            Case{LookupStatus::kMalformed, 0, 1100},
                            Case{LookupStatus::kTruncated, 0, 1100},
                            Case{LookupStatus::kTimeout, 0, 0},
                            Case{LookupStatus::kTimeout, 2, 0},
                            Case{LookupStatus::kNetworkError, 0, 1100}};
  for (const Case& one : cases) {
    AttemptEnd end = end_of(one.status);
    end.retries_used = one.used;
    Expected want{one.delay_ms == 0 ? RetryAction::kNow : RetryAction::kLater};
    want.delay_ms = one.delay_ms;
    expect(decide(options(4, false), end), want,
           std::string(to_text(one.status)));
  }
}

TEST(RetryPolicyTest, X4WaitingNeverTakesLongerThanAFailureIsKept) {
  for (std::uint32_t used = 0; used < 100; ++used) {
    AttemptEnd end = end_of(LookupStatus::kServFail);
    end.retries_used = used;
    const RetryDecision next = decide(options(100, false), end);
    ASSERT_EQ(next.action, RetryAction::kLater) << used;
    ASSERT_GE(next.delay, Duration::milliseconds(1100)) << used;
    ASSERT_LE(next.delay, Duration::seconds(300)) << used;  // RFC 9520
  }
}

TEST(RetryPolicyTest, X4WhenEveryResolverHasFailedTheirCachesMustForget) {
  for (const auto status : {LookupStatus::kServFail, LookupStatus::kRefused,
                            LookupStatus::kMalformed}) {
    AttemptEnd end = end_of(status);
    end.failed_everywhere = true;
    end.retries_used = 1;
    Expected want{RetryAction::kLater};
    want.delay_ms = 1100;
    expect(decide(options(3, true), end), want, std::string(to_text(status)));
  }
  AttemptEnd silent = end_of(LookupStatus::kTimeout);
  silent.failed_everywhere = true;
  expect(decide(options(3, true), silent), {RetryAction::kNow}, "silence");
}

// A resolver that is not there says nothing about the name, however often.
TEST(RetryPolicyTest, SilenceOfOneThatIsNotThereUsesUpNoRetry) {
  for (const auto status :
       {LookupStatus::kTimeout, LookupStatus::kNetworkError}) {
    for (const bool others : {false, true}) {
      AttemptEnd end = end_of(status);
      end.unproven = true;
      end.retries_used = 3;
      const RetryDecision next = decide(options(3, others), end);
      const bool waits = status == LookupStatus::kNetworkError && !others;
      EXPECT_EQ(next.action, waits ? RetryAction::kLater : RetryAction::kNow);
      EXPECT_FALSE(next.counted);
      EXPECT_EQ(next.edns, end.edns);
    }
  }
}

TEST(RetryPolicyTest, X4OnlyUselessRepliesAreCachedFailures) {
  for (std::size_t i = 0; i < kAskedStatuses; ++i) {
    const auto status = static_cast<LookupStatus>(i);
    const bool nothing_came = status == LookupStatus::kTimeout ||
                              status == LookupStatus::kNetworkError;
    EXPECT_EQ(is_cached_failure(status), !is_answer(status) && !nothing_came)
        << to_text(status);
  }
}

TEST(RetryPolicyTest, RetriesAreCounted) {
  for (const bool others : {false, true}) {
    for (std::uint32_t retries = 0; retries < 5; ++retries) {
      for (std::uint32_t used = 0; used <= 6; ++used) {
        AttemptEnd end = end_of(LookupStatus::kServFail);
        end.retries_used = used;
        const bool final =
            decide(options(retries, others), end).action == RetryAction::kFinal;
        EXPECT_EQ(final, used >= retries) << used << " of " << retries;
      }
    }
  }
}

TEST(RetryPolicyTest, T2FormErrAndNotImpAreAskedOnceWithoutEdns) {
  for (const auto status : {LookupStatus::kFormErr, LookupStatus::kNotImp}) {
    for (const std::uint32_t retries : {0U, 3U}) {
      AttemptEnd end = end_of(status);
      Expected once{RetryAction::kNow};
      once.edns = false;
      once.same_resolver = true;
      once.counted = false;
      expect(decide(options(retries, true), end), once, "with OPT");

      end.edns = false;
      end.without_edns_tried = true;
      Expected then{retries == 0 ? RetryAction::kFinal : RetryAction::kNow};
      then.edns = false;
      expect(decide(options(retries, true), end), then, "without OPT");
    }
  }
}

TEST(RetryPolicyTest, T2FaultOfEdnsIsAskedOnceWithoutIt) {
  for (const auto status :
       {LookupStatus::kMalformed, LookupStatus::kOtherRcode}) {
    AttemptEnd end = end_of(status);
    end.edns_fault = true;
    Expected once{RetryAction::kNow};
    once.edns = false;
    once.same_resolver = true;
    once.counted = false;
    expect(decide(options(0, true), end), once, "with OPT");
    end.without_edns_tried = true;
    expect(decide(options(0, true), end), {RetryAction::kFinal}, "once only");
    end.without_edns_tried = false;
    end.edns_fault = false;
    expect(decide(options(0, true), end), {RetryAction::kFinal}, "no fault");
  }
}

TEST(RetryPolicyTest, T2FormErrOverAStreamStaysOnTheStream) {
  AttemptEnd end = end_of(LookupStatus::kFormErr);
  end.stream = true;
  Expected want{RetryAction::kNow};
  want.edns = false;
  want.stream = true;
  want.same_resolver = true;
  want.counted = false;
  expect(decide(options(3, true), end), want, "stream");
}

TEST(RetryPolicyTest, T2SilenceIsAskedWithoutEdnsTheLastTime) {
  for (std::uint32_t used = 0; used < 3; ++used) {
    AttemptEnd end = end_of(LookupStatus::kTimeout);
    end.only_silence = true;
    end.retries_used = used;
    EXPECT_EQ(decide(options(3, false), end).edns, used != 2) << used;
    end.only_silence = false;  // it has spoken: OPT is not the reason
    EXPECT_TRUE(decide(options(3, false), end).edns) << used;
  }
}

TEST(RetryPolicyTest, T4TruncationIsRepeatedOverAStreamForFree) {
  for (const bool edns : {false, true}) {
    for (const std::uint32_t used : {0U, 3U}) {
      AttemptEnd end = end_of(LookupStatus::kTruncated);
      end.truncated = true;
      end.edns = edns;
      end.retries_used = used;  // even when no retry is left
      Expected want{RetryAction::kNow};
      want.edns = edns;
      want.stream = true;
      want.same_resolver = true;
      want.counted = false;
      expect(decide(options(3, true), end), want, edns ? "edns" : "plain");
    }
  }
}

TEST(RetryPolicyTest, T4FailedStreamGoesBackToDatagrams) {
  AttemptEnd end = end_of(LookupStatus::kTruncated);
  end.stream = true;
  expect(decide(options(3, true), end), {RetryAction::kNow}, "stream failed");
  end.truncated = true;  // TC over a stream makes no sense: no endless loop
  expect(decide(options(3, true), end), {RetryAction::kNow}, "TC on stream");
  end.retries_used = 3;
  expect(decide(options(3, true), end), {RetryAction::kFinal}, "none left");
}

TEST(RetryPolicyTest, E2FilteredAnswerIsAskedElsewhereOrTaken) {
  for (const auto status : {LookupStatus::kNoError, LookupStatus::kNoData,
                            LookupStatus::kNxDomain}) {
    AttemptEnd end = end_of(status);
    end.filtered = true;
    expect(decide(options(3, true), end), {RetryAction::kNow}, "elsewhere");
    expect(decide(options(3, false), end), {RetryAction::kFinal}, "only one");
    end.retries_used = 3;
    expect(decide(options(3, true), end), {RetryAction::kFinal}, "none left");
  }
}

AttemptEnd end_with(std::size_t status, unsigned flags, std::uint32_t used) {
  AttemptEnd end;
  end.status = static_cast<LookupStatus>(status);
  end.truncated = (flags & 1U) != 0;
  end.filtered = (flags & 2U) != 0;
  end.edns = (flags & 4U) != 0;
  end.stream = (flags & 8U) != 0;
  end.without_edns_tried = (flags & 16U) != 0;
  end.only_silence = (flags & 32U) != 0;
  end.failed_everywhere = (flags & 64U) != 0;
  end.edns_fault = (flags & 128U) != 0;
  end.retries_used = used;
  return end;
}

// An query cannot go on for ever: what is not counted happens at most once.
void expect_sound(const AttemptEnd& end, const RetryDecision& next,
                  const RetryOptions& chosen) {
  const bool again = next.action != RetryAction::kFinal;
  if (again && !next.counted) {
    EXPECT_TRUE((next.stream && !end.stream) ||
                (!next.edns && end.edns && !end.without_edns_tried));
    EXPECT_TRUE(next.same_resolver);
  }
  if (again && next.counted) {
    EXPECT_LT(end.retries_used, chosen.retries);
    EXPECT_FALSE(next.same_resolver);
    EXPECT_FALSE(next.stream);
  }
  if (again && end.without_edns_tried && !end.truncated) {
    EXPECT_FALSE(next.edns);
  }
  if (is_conclusive(end.status) && !end.filtered && !end.truncated) {
    EXPECT_FALSE(again);
  }
  EXPECT_EQ(next.action == RetryAction::kLater, next.delay > Duration{});
  if (next.action == RetryAction::kLater) {
    EXPECT_TRUE(!chosen.other_resolvers || end.failed_everywhere);
    EXPECT_TRUE(is_cached_failure(end.status) ||
                end.status == LookupStatus::kNetworkError);
    EXPECT_GE(next.delay, Duration::seconds(1));  // X4
  }
}

TEST(RetryPolicyTest, EveryStatusWithEveryFlag) {
  for (std::size_t status = 0; status < kAskedStatuses; ++status) {
    for (unsigned flags = 0; flags < 256; ++flags) {
      for (std::uint32_t used = 0; used <= 3; ++used) {
        for (const bool others : {false, true}) {
          SCOPED_TRACE(std::string(kLookupStatusLabels[status]) + " flags " +
                       std::to_string(flags) + " used " + std::to_string(used) +
                       (others ? " others" : ""));
          const AttemptEnd end = end_with(status, flags, used);
          const RetryOptions chosen = options(3, others);
          expect_sound(end, decide(chosen, end), chosen);
        }
      }
    }
  }
}

}  // namespace
}  // namespace mxsweep
