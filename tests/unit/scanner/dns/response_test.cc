// The question echo and the walk over the records of a response.
#include "scanner/dns/response.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::as_message;
using test::cname_record;
using test::Message;
using test::mx_record;
using test::Octets;
using test::soa_record;

struct Read {
  bool ok = false;
  Question question;
  std::size_t records_at = 0;
};

Read read_echo(const Octets& octets) {
  Read read;
  const auto header = read_header(as_message(octets));
  read.ok = header.has_value() && read_question(as_message(octets), *header,
                                                read.question, read.records_at);
  return read;
}

// "section type owner" of every record; ends with "!" when malformed, with
// "..." when cut.
std::vector<std::string> records_of(const Octets& octets) {
  std::vector<std::string> out;
  const Read echo = read_echo(octets);
  const auto header = read_header(as_message(octets));
  if (!echo.ok) {
    return {"no question"};
  }
  RecordReader reader(as_message(octets), *header, echo.question.name.view(),
                      echo.records_at);
  Record record;
  for (;;) {
    const RecordReader::Step step = reader.next(record);
    if (step == RecordReader::Step::kEnd) {
      return out;
    }
    if (step != RecordReader::Step::kRecord) {
      out.emplace_back(step == RecordReader::Step::kCut ? "..." : "!");
      return out;
    }
    out.push_back(std::to_string(static_cast<int>(record.section)) + " " +
                  std::to_string(record.type) + " " + to_text(record.owner));
  }
}

using Texts = std::vector<std::string>;

TEST(QuestionTest, IsReadAndSaysWhereRecordsBegin) {
  const Message message("Echo.TEST", kTypeAaaa);
  const Read read = read_echo(message.octets());
  ASSERT_TRUE(read.ok);
  EXPECT_EQ(to_text(read.question.name.view()), "echo.test");
  EXPECT_EQ(read.question.type, kTypeAaaa);
  EXPECT_EQ(read.question.klass, kClassIn);
  EXPECT_EQ(read.records_at, message.size());
}

TEST(QuestionTest, T6NoQuestionOrTwoAreRefused) {
  Octets octets = Message("t6.test").octets();
  for (const std::uint8_t count : Octets{0, 2, 255}) {
    octets[5] = count;
    EXPECT_FALSE(read_echo(octets).ok) << int{count};
  }
  octets[5] = 1;
  octets[4] = 1;  // 257
  EXPECT_FALSE(read_echo(octets).ok);
}

TEST(QuestionTest, CutAtAnyOctetIsRefused) {
  const Octets octets = Message("cut.test").octets();
  for (std::size_t size = 0; size < octets.size(); ++size) {
    const Octets part(octets.begin(),
                      octets.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(read_echo(part).ok) << size;
  }
  EXPECT_TRUE(read_echo(octets).ok);
}

TEST(QuestionTest, W3PointersInTheQuestionAreMalformed) {
  for (const std::uint8_t target : Octets{0, 4, 11, 12, 13, 200}) {
    Octets octets(kHeaderOctets, 0);
    octets[5] = 1;
    octets.insert(octets.end(), {0xC0, target, 0, 15, 0, 1});
    EXPECT_FALSE(read_echo(octets).ok) << int{target};
  }
}

TEST(RecordReaderTest, WalksTheThreeSectionsInOrder) {
  Message message("walk.test");
  message.answer(mx_record("walk.test", 5, "a.walk.test"))
      .answer(mx_record("walk.test", 6, "b.walk.test"))
      .authority(soa_record(60, 60))
      .additional(cname_record("x.test", "y.test"));
  EXPECT_EQ(
      records_of(message.octets()),
      (Texts{"0 15 walk.test", "0 15 walk.test", "1 6 test", "2 5 x.test"}));
}

TEST(RecordReaderTest, EmptySectionsAreSkipped) {
  Message message("walk.test");
  message.additional(cname_record("x.test", "y.test"));
  EXPECT_EQ(records_of(message.octets()), (Texts{"2 5 x.test"}));
  EXPECT_EQ(records_of(Message("none.test").octets()), Texts{});
}

TEST(RecordReaderTest, RecordSaysWhatTheWireSays) {
  Message message("walk.test");
  test::Rr record = mx_record("Walk.Test", 5, "a.walk.test", 0x80000001U);
  record.klass = 3;
  message.answer(record);
  const Octets& octets = message.octets();
  const Read echo = read_echo(octets);
  const auto header = read_header(as_message(octets));
  RecordReader reader(as_message(octets), *header, echo.question.name.view(),
                      echo.records_at);
  Record out;
  ASSERT_EQ(reader.next(out), RecordReader::Step::kRecord);
  EXPECT_EQ(out.klass, 3);
  EXPECT_EQ(out.ttl_s, 0x80000001U);
  EXPECT_EQ(out.rdata_size, record.rdata.size());
  EXPECT_EQ(out.rdata_at, octets.size() - record.rdata.size());
  Cursor rdata = reader.rdata(out);
  EXPECT_EQ(rdata.u16(), 5);
  Name exchange;
  rdata.name(exchange);
  EXPECT_EQ(to_text(exchange.view()), "a.walk.test");
  EXPECT_TRUE(rdata.at_end());
}

TEST(RecordReaderTest, OwnersMayBePointers) {
  Message message("walk.test");
  test::Rr record = mx_record("walk.test", 5, "a.test");
  record.owner = {0xC0, 12};  // the question
  message.answer(record);
  record.owner = {0xC0, 17};  // its second label
  message.answer(record);
  record.owner = {1, 'X', 0xC0, 12};
  message.answer(record);
  record.owner = {0};
  message.answer(record);
  EXPECT_EQ(
      records_of(message.octets()),
      (Texts{"0 15 walk.test", "0 15 test", "0 15 x.walk.test", "0 15 ."}));
}

TEST(RecordReaderTest, W3PointersIntoTheHeaderOrForwardAreMalformed) {
  for (const std::uint8_t target : {std::uint8_t{11}, std::uint8_t{200}}) {
    Message message("walk.test");
    test::Rr record = mx_record("walk.test", 5, "a.test");
    record.owner = {0xC0, target};
    message.answer(record);
    EXPECT_EQ(records_of(message.octets()), Texts{"!"}) << int{target};
  }
}

TEST(RecordReaderTest, MoreRecordsPromisedThanThereAreIsCut) {
  Message message("walk.test");
  message.answer(mx_record("walk.test", 5, "a.test")).promise_answer();
  EXPECT_EQ(records_of(message.octets()), (Texts{"0 15 walk.test", "..."}));
  Octets all = Message("walk.test").octets();
  all[10] = 0xFF;
  EXPECT_EQ(records_of(all), Texts{"..."});
}

TEST(RecordReaderTest, W4RdlengthBeyondTheMessageIsCut) {
  Message message("walk.test");
  test::Rr record = mx_record("walk.test", 5, "a.test");
  record.rdlength_error = 1;
  message.answer(record);
  EXPECT_EQ(records_of(message.octets()), Texts{"..."});
  Message longest("walk.test");
  record.rdlength_error = 0xFFFF - static_cast<int>(record.rdata.size());
  longest.answer(record);
  EXPECT_EQ(records_of(longest.octets()), Texts{"..."});
}

TEST(RecordReaderTest, StartBeyondTheMessageIsCut) {
  Octets octets = Message("walk.test").octets();
  octets[7] = 1;
  const auto header = read_header(as_message(octets));
  RecordReader reader(as_message(octets), *header, NameView(),
                      octets.size() + 1);
  Record record;
  EXPECT_EQ(reader.next(record), RecordReader::Step::kCut);
}

TEST(RecordReaderTest, CutAtEveryOctetIsCut) {
  Message message("walk.test");
  const std::size_t begin = message.size();
  test::Rr record = mx_record("walk.test", 5, "a.walk.test");
  message.answer(record);
  record.owner = {1, 'x', 0xC0, 12};
  message.answer(record);
  const Octets& octets = message.octets();
  for (std::size_t size = begin; size < octets.size(); ++size) {
    const Octets part(octets.begin(),
                      octets.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(records_of(part).back(), "...") << size;
  }
}

TEST(RecordReaderTest, NameThatIsNoneIsMalformedNotCut) {
  for (const Octets& owner :
       {Octets{0xC0, 11}, Octets{0xC0, 200}, Octets{0x40, 0}, Octets{0x80, 0},
        Octets{1, 'a', 0xBF, 0}}) {
    Message message("walk.test");
    test::Rr record = mx_record("walk.test", 5, "a.test");
    record.owner = owner;
    message.answer(record);
    EXPECT_EQ(records_of(message.octets()), Texts{"!"});
  }
}

TEST(TtlTest, W8TopBitMakesItZero) {
  EXPECT_EQ(effective_ttl_s(0), 0U);
  EXPECT_EQ(effective_ttl_s(300), 300U);
  EXPECT_EQ(effective_ttl_s(0x7FFFFFFFU), 0x7FFFFFFFU);
  EXPECT_EQ(effective_ttl_s(0x80000000U), 0U);
  EXPECT_EQ(effective_ttl_s(0x80000001U), 0U);
  EXPECT_EQ(effective_ttl_s(0xFFFFFFFFU), 0U);
}

}  // namespace
}  // namespace mxsweep
