// JobBatch: jobs come out as they went in, also after reuse.
#include "scanner/input/job.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

TEST(JobBatchTest, JobsComeOutAsTheyWentIn) {
  JobBatch batch;
  for (int round = 0; round < 2; ++round) {
    for (std::int64_t i = 0; i < 100; ++i) {
      const Name name = test::name_of("n" + std::to_string(i) + ".test");
      const std::string input = "Input " + std::to_string(i);
      Job job;
      job.seq = i * 1'000'000'000'000;
      job.name = name.view();
      job.input = input;
      if (i % 2 == 0) {
        job.rank = i;
      }
      const std::string passed(static_cast<std::size_t>(i % 7), 'p');
      job.passed = passed;
      job.label_class = static_cast<LabelClass>(i % 3);
      batch.add(job);
    }
    Job bad;
    bad.seq = 5;
    bad.error = "empty label";
    batch.add(bad);
    ASSERT_EQ(batch.size(), 101U);
    for (std::int64_t i = 0; i < 100; ++i) {
      const Job job = batch.job(static_cast<std::size_t>(i));
      EXPECT_EQ(job.seq, i * 1'000'000'000'000);
      EXPECT_EQ(job.label_class, static_cast<LabelClass>(i % 3));
      EXPECT_EQ(to_text(job.name), "n" + std::to_string(i) + ".test");
      EXPECT_EQ(job.input, "Input " + std::to_string(i));
      EXPECT_TRUE(job.error.empty());
      EXPECT_EQ(job.passed, std::string(static_cast<std::size_t>(i % 7), 'p'));
      EXPECT_EQ(job.rank.has_value(), i % 2 == 0);
      EXPECT_EQ(job.rank.value_or(i), i);
    }
    const Job job = batch.job(100);
    EXPECT_TRUE(job.name.empty());
    EXPECT_EQ(job.error, "empty label");
    EXPECT_EQ(job.seq, 5);
    batch.last = true;
    batch.clear();
    EXPECT_EQ(batch.size(), 0U);
    EXPECT_FALSE(batch.last);
  }
}

TEST(JobBatchTest, FullAtTheMostJobs) {
  JobBatch batch;
  for (std::size_t i = 0; i < JobBatch::kJobsMax; ++i) {
    EXPECT_FALSE(batch.full());
    batch.add({});
  }
  EXPECT_TRUE(batch.full());
}

TEST(JobBatchTest, SortedBySizeTheOrderWithinASizeStays) {
  JobBatch batch;
  Job nameless;
  nameless.seq = 1;
  nameless.error = "empty label";
  std::int64_t seq = 0;
  for (const char* text :
       {"ccc.test", "a.test", "bb.test", "b.test", "aaa.test", "a.test"}) {
    const Name name = test::name_of(text);
    Job job;
    job.seq = ++seq;
    job.name = name.view();
    batch.add(job);
  }
  nameless.seq = ++seq;
  batch.add(nameless);
  batch.sort_by_size();
  std::string order;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    order += std::to_string(batch.job(i).seq);
  }
  EXPECT_EQ(order, "7246315");
  EXPECT_EQ(batch.job(0).error, "empty label");
  EXPECT_EQ(to_text(batch.job(6).name), "aaa.test");
}

}  // namespace
}  // namespace mxsweep
