// Status and Result: a value or an error, and never a guess.

#include "io/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mxsweep::io {
namespace {

TEST(Status, IsOkByDefault) {
  EXPECT_TRUE(Status().ok());
}

TEST(Status, KeepsItsError) {
  const Status status = Error{ErrorCode::kOutput, 28, "full"};
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_EQ(status.error().sys_errno, 28);
  EXPECT_EQ(status.error().what, "full");
}

TEST(Result, HoldsAValueThatCannotBeCopied) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  ASSERT_TRUE(result.ok());
  const std::unique_ptr<int> taken = result.take();
  EXPECT_EQ(*taken, 7);
}

TEST(Result, HoldsAnError) {
  const Result<std::string> result = Error{ErrorCode::kInput, 2, "gone"};
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().what, "gone");
}

TEST(ResultDeathTest, MisuseIsOurMistake) {
  const Result<int> failed = Error{ErrorCode::kInput, 0, "x"};
  EXPECT_DEATH(static_cast<void>(failed.value()), "internal error");
  const Result<int> good = 1;
  EXPECT_DEATH(static_cast<void>(good.error()), "internal error");
  EXPECT_DEATH(static_cast<void>(Status().error()), "internal error");
}

}  // namespace
}  // namespace mxsweep::io
