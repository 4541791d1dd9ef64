// From finished lookups to rows, in all three shapes.
#include "scanner/rows/row_format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "scanner/rows/column_layout.h"

#include "tests/unit/scanner/mail/lookup_builder.h"
#include "tests/unit/scanner/rows/render.h"

namespace mxsweep {
namespace {

using test::LookupBuilder;
using test::render;

constexpr const char* kFour = "5.6.7.8";
constexpr const char* kSix = "2a00:1::8";
constexpr std::int64_t kWallOffsetUs = 1'700'000'000'000'000;

class RowFormatTest : public ::testing::Test {
 protected:
  static FinalReply reply() {
    FinalReply out;
    out.received = true;
    out.resolver = 1;
    out.attempts = 2;
    out.bytes = 91;
    out.rtt = io::Duration::microseconds(1234);
    out.at = io::Instant{5'000'000};
    return out;
  }

  // Runs the builder and appends its rows; returns how many.
  std::size_t append(LookupBuilder& b, Shape shape) {
    b.lookup.seq = 7;
    b.lookup.reply = reply();
    b.run();
    return append_to_batch(b.lookup, b.lookup, shape);
  }

  std::size_t append_to_batch(const Lookup& lookup, const Lookup& asked,
                              Shape shape) {
    batch_.reset();  // it borrows the schema
    plan_ = RowPlan(shape);
    batch_ = std::make_unique<io::RowBatch>(plan_.schema());
    RowFormatter formatter(plan_, pool_, {kWallOffsetUs, {}});
    const std::size_t rows = formatter.append(lookup, asked, *batch_);
    EXPECT_EQ(rows, batch_->rows());
    return rows;
  }

  std::string cell(std::string_view column, std::size_t row = 0) {
    const io::Schema schema = plan_.schema();
    for (std::size_t i = 0; i < schema.size(); ++i) {
      if (schema[i].name == column) {
        return render(batch_->column(i), row);
      }
    }
    ADD_FAILURE() << "no column " << column;
    return {};
  }

  // The cells of one row, "a b c" of the columns named.
  std::string cells(const std::vector<std::string_view>& columns,
                    std::size_t row = 0) {
    std::string out;
    for (const std::string_view column : columns) {
      out += out.empty() ? "" : " ";
      out += cell(column, row);
    }
    return out;
  }

  ResolverPool pool_{{*io::parse_endpoint("192.0.2.1", 53),
                      *io::parse_endpoint("[2001:db8::1]:5353", 53)}};
  RowPlan plan_;
  std::unique_ptr<io::RowBatch> batch_;
};

TEST_F(RowFormatTest, S1FlatRowHasEveryColumn) {
  LookupBuilder b("s1.test");
  b.mx(10, "m.s1.test").host("m.s1.test", kFour, "NODATA", "r.s1.test");
  b.lookup.rank = 12;
  b.lookup.set_texts("S1.test.", "");
  ASSERT_EQ(append(b, Shape::kFlat), 1U);
  EXPECT_EQ(cells({"seq", "domain", "input", "input_rank", "status",
                   "mail_kind", "rcode", "ede_codes", "mx_count"}),
            "7 s1.test S1.test. 12 NOERROR mx 0 [] 1");
  EXPECT_EQ(
      cells({"preference", "exchange", "mx_index", "mx_ttl_s", "mx_owner",
             "exchange_status", "a_status", "aaaa_status", "exchange_cname"}),
      "10 m.s1.test 0 3600 NULL RESOLVED NOERROR NODATA r.s1.test");
  EXPECT_EQ(cells({"address", "address_family", "address_index",
                   "address_ttl_s", "address_scope"}),
            "5.6.7.8 4 0 300 global");
  EXPECT_EQ(cells({"findings", "ad", "transport", "resolver", "attempts",
                   "rtt_us", "answered_at", "answer_bytes"}),
            "[mx_is_cname single_mx single_address no_ipv6] false udp "
            "[2001:db8::1]:5353 2 1234 1700000000005000 91");
  EXPECT_EQ(cells({"negative_ttl_s", "error"}), "NULL NULL");
  EXPECT_EQ(cell("mx_set_hash").size(), 17U);
}

TEST_F(RowFormatTest, S2OwnerIsShownWhenAliasesLedAway) {
  LookupBuilder b("s2.test");
  b.cname("w.test").cname("x.test").mx(5, "m.test").host("m.test", kFour, kSix);
  append(b, Shape::kFlat);
  EXPECT_EQ(cells({"domain", "mx_owner"}), "s2.test x.test");
  append(b, Shape::kMx);
  LookupBuilder nested("s2.test");
  nested.cname("w.test").cname("x.test").mx(5, "m.test");
  nested.host("m.test", kFour, kSix);
  append(nested, Shape::kNested);
  EXPECT_EQ(cells({"mx_owner", "cname_chain"}), "x.test [w.test x.test]");
}

TEST_F(RowFormatTest, S6ImplicitMxHasNoIndexAndNoMxTtl) {
  LookupBuilder b("s6.test", "NODATA");
  b.answer.negative_ttl_s = 60;
  b.host("s6.test", kFour, kSix);
  ASSERT_EQ(append(b, Shape::kFlat), 2U);
  for (std::size_t row = 0; row < 2; ++row) {
    EXPECT_EQ(
        cells({"status", "mail_kind", "mx_count", "preference", "exchange",
               "mx_index", "mx_ttl_s", "mx_set_hash", "negative_ttl_s"},
              row),
        "NODATA implicit_mx 0 0 s6.test NULL NULL NULL 60");
  }
  EXPECT_EQ(cell("address", 0), kFour);
  EXPECT_EQ(cell("address", 1), kSix);
}

TEST_F(RowFormatTest, S7DomainWithoutMailHasOneRowWithoutExchange) {
  for (const Shape shape : {Shape::kFlat, Shape::kMx}) {
    LookupBuilder b("s7.test", "NODATA");
    b.host("s7.test", "NODATA", "NXDOMAIN");
    ASSERT_EQ(append(b, shape), 1U);
    // What was learnt about the domain's own addresses stays visible.
    EXPECT_EQ(cells({"mail_kind", "preference", "exchange", "exchange_status",
                     "a_status", "aaaa_status", "findings"}),
              "none NULL NULL NODATA NODATA NXDOMAIN [no_mail]");
  }
  EXPECT_EQ(cell("addresses"), "[]");
}

TEST_F(RowFormatTest, S7UnknownImplicitHostHasNoExchangeEither) {
  LookupBuilder b("s7.test", "NODATA");
  b.host("s7.test", "TIMEOUT", "NODATA");
  ASSERT_EQ(append(b, Shape::kFlat), 1U);
  EXPECT_EQ(cells({"mail_kind", "exchange", "exchange_status", "findings"}),
            "unknown NULL TIMEOUT [mx_lookup_failed]");
}

TEST_F(RowFormatTest, S4NxDomainHasNothingButItsStatus) {
  LookupBuilder b("s4.test", "NXDOMAIN");
  b.answer.negative_ttl_s = 900;
  ASSERT_EQ(append(b, Shape::kFlat), 1U);
  EXPECT_EQ(cells({"status", "mail_kind", "mx_count", "preference", "exchange",
                   "mx_index", "mx_ttl_s", "mx_owner", "exchange_status",
                   "a_status", "aaaa_status", "exchange_cname", "address",
                   "address_family", "address_index", "address_ttl_s",
                   "address_scope", "findings", "negative_ttl_s"}),
            "NXDOMAIN none 0 NULL NULL NULL NULL NULL NULL NULL NULL NULL "
            "NULL NULL NULL NULL NULL [] 900");
}

TEST_F(RowFormatTest, N1NullMxIsADotInEveryShape) {
  for (const Shape shape : {Shape::kFlat, Shape::kMx}) {
    LookupBuilder b("n1.test");
    b.mx(0, ".");
    ASSERT_EQ(append(b, shape), 1U);
    EXPECT_EQ(cells({"mail_kind", "mx_count", "preference", "exchange",
                     "exchange_status", "a_status", "findings"}),
              "null_mx 1 0 . SKIPPED NULL [null_mx]");
  }
  LookupBuilder b("n1.test");
  b.mx(0, ".");
  append(b, Shape::kNested);
  EXPECT_EQ(cell("mx"),
            "[{0,.,0,3600,NULL,NULL,NULL,SKIPPED,NULL,NULL,NULL,[],[]}]");
}

TEST_F(RowFormatTest, S5FailureWithoutAReplyHasNullsNotZeros) {
  LookupBuilder b("s5.test", "TIMEOUT");
  b.run();
  b.lookup.reply.received = false;
  b.lookup.reply.attempts = 4;
  b.lookup.reply.resolver = 0;
  ASSERT_EQ(append_to_batch(b.lookup, b.lookup, Shape::kFlat), 1U);
  EXPECT_EQ(
      cells({"status", "mail_kind", "rcode", "ad", "transport", "resolver",
             "attempts", "rtt_us", "answered_at", "answer_bytes"}),
      "TIMEOUT unknown NULL NULL NULL 192.0.2.1:53 4 NULL NULL NULL");
}

TEST_F(RowFormatTest, FailureWithAReplySaysWhatWasReceived) {
  LookupBuilder b("s5.test", "SERVFAIL");
  b.ede(22).ede(7);
  b.run();
  b.lookup.reply.rcode = 2;
  b.lookup.reply.stream = true;
  b.lookup.reply.authentic_data = true;
  append_to_batch(b.lookup, b.lookup, Shape::kFlat);
  EXPECT_EQ(
      cells({"status", "rcode", "ede_codes", "ad", "transport", "findings"}),
      "SERVFAIL 2 [22 7] true tcp [dnssec_bogus]");
}

TEST_F(RowFormatTest, I2InvalidNameIsARowThatSaysWhy) {
  for (const Shape shape : {Shape::kFlat, Shape::kMx, Shape::kNested}) {
    Lookup lookup;
    lookup.reset();
    lookup.seq = 3;
    lookup.set_texts("a..b", "empty label");
    lookup.reply.status = LookupStatus::kInvalidName;
    conclude({}, lookup);
    ASSERT_EQ(append_to_batch(lookup, lookup, shape), 1U);
    EXPECT_EQ(cells({"seq", "domain", "input", "status", "mail_kind", "rcode",
                     "resolver", "attempts", "error"}),
              "3  a..b INVALID_NAME unknown NULL NULL 0 empty label");
  }
}

TEST_F(RowFormatTest, I1InputIsShownBesideTheALabels) {
  LookupBuilder b("xn--bcher-kva.test", "NXDOMAIN");
  b.lookup.set_texts("b\u00FCcher.test", "");
  append(b, Shape::kFlat);
  EXPECT_EQ(cells({"domain", "input"}), "xn--bcher-kva.test b\u00FCcher.test");
}

TEST_F(RowFormatTest, W6OddOctetsAreEscaped) {
  LookupBuilder b("w6.test");
  b.mx(10, "a\\.b.test").mx(20, "\\000.test").addresses(AddressMode::kNone);
  ASSERT_EQ(append(b, Shape::kFlat), 2U);
  EXPECT_EQ(cell("exchange", 0), "a\\.b.test");
  EXPECT_EQ(cell("exchange", 1), "\\000.test");
}

TEST_F(RowFormatTest, RootIsADot) {
  LookupBuilder b(".", "NXDOMAIN");
  append(b, Shape::kFlat);
  EXPECT_EQ(cell("domain"), ".");
}

TEST_F(RowFormatTest, T8DuplicatesHaveTheirOwnInputAndTheSameAnswer) {
  for (const Shape shape : {Shape::kFlat, Shape::kMx, Shape::kNested}) {
    LookupBuilder asked("d.test");
    asked.mx(10, "m.test").host("m.test", kFour, kSix);
    asked.lookup.seq = 1;
    asked.lookup.set_texts("first", "");
    asked.lookup.rank = 1;
    asked.lookup.reply = reply();
    asked.run();
    Lookup duplicate;
    duplicate.reset();
    duplicate.seq = 900;
    duplicate.set_name(test::name_of("d.test").view(), LabelClass::kLdh);
    duplicate.set_texts("D.TEST", "");
    const std::size_t rows = append_to_batch(duplicate, asked.lookup, shape);
    EXPECT_EQ(rows, shape == Shape::kFlat ? 2U : 1U);
    for (std::size_t row = 0; row < rows; ++row) {
      EXPECT_EQ(cells({"seq", "domain", "input", "input_rank", "status",
                       "mail_kind", "mx_count", "attempts", "rtt_us"},
                      row),
                "900 d.test D.TEST NULL NOERROR mx 1 2 1234");
    }
    EXPECT_EQ(cell("mx_set_hash").size(), 17U);
  }
}

TEST_F(RowFormatTest, S11AddressesAreSortedAndTheirIndexIsThatOfTheWire) {
  LookupBuilder b("s11.test");
  b.mx(10, "m.test");
  b.host("m.test", "5.0.0.30 5.0.0.4 5.0.0.200", "2a00::20 2a00::3");
  ASSERT_EQ(append(b, Shape::kFlat), 5U);
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < 5; ++row) {
    rows.push_back(cells(
        {"address", "address_family", "address_index", "address_ttl_s"}, row));
  }
  EXPECT_EQ(rows,
            (std::vector<std::string>{"5.0.0.4 4 1 301", "5.0.0.30 4 0 300",
                                      "5.0.0.200 4 2 302", "2a00::3 6 1 301",
                                      "2a00::20 6 0 300"}));
}

TEST_F(RowFormatTest, MxShapeJoinsTheSortedAddresses) {
  LookupBuilder b("d.test");
  b.mx(20, "n.test").mx(10, "m.test").host("n.test", "NODATA", "NODATA");
  b.host("m.test", "5.0.0.30 5.0.0.4", kSix);
  ASSERT_EQ(append(b, Shape::kMx), 2U);
  EXPECT_EQ(cells({"preference", "exchange", "mx_index", "addresses"}, 0),
            "10 m.test 1 [5.0.0.4 5.0.0.30 2a00:1::8]");
  EXPECT_EQ(cells({"preference", "exchange", "mx_index", "addresses"}, 1),
            "20 n.test 0 []");
}

TEST_F(RowFormatTest, NestedRowHoldsEverythingOfADomain) {
  LookupBuilder b("d.test");
  b.mx(20, "n.test").mx(10, "m.test");
  b.host("n.test", "TIMEOUT", "NODATA");
  b.host("m.test", "5.0.0.30 10.0.0.4", kSix, "r.test");
  ASSERT_EQ(append(b, Shape::kNested), 1U);
  EXPECT_EQ(cells({"mx_count", "mx_ttl_s", "mx_owner", "cname_chain"}),
            "2 3600 NULL []");
  EXPECT_EQ(cell("mx"),
            "[{10,m.test,1,3600,NULL,NULL,NULL,RESOLVED,NOERROR,NOERROR,r.test,"
            "[mx_is_cname private_address non_global_address],"
            "[{5.0.0.30,4,0,300,global} {10.0.0.4,4,1,301,private} "
            "{2a00:1::8,6,0,300,global}]} "
            "{20,n.test,0,3600,NULL,NULL,NULL,TIMEOUT,TIMEOUT,NODATA,NULL,"
            "[mx_lookup_failed],[]}]");
  // Those of the domain and of all its records.
  EXPECT_EQ(cell("findings"),
            "[mx_is_cname mx_lookup_failed private_address "
            "non_global_address]");
}

TEST_F(RowFormatTest, NestedImplicitMxHasNoIndexAndNoTtl) {
  LookupBuilder b("d.test", "NODATA");
  b.host("d.test", kFour, "NODATA");
  append(b, Shape::kNested);
  EXPECT_EQ(cells({"mx_ttl_s", "mx"}),
            "NULL [{0,d.test,NULL,NULL,NULL,NULL,NULL,RESOLVED,NOERROR,NODATA,"
            "NULL,[],"
            "[{5.6.7.8,4,0,300,global}]}]");
  LookupBuilder none("d.test", "NODATA");
  none.host("d.test", "NODATA", "NODATA");
  append(none, Shape::kNested);
  EXPECT_EQ(cell("mx"), "[]");
}

TEST_F(RowFormatTest, FindingsOfARecordStayWithTheRecord) {
  LookupBuilder b("d.test");
  b.mx(10, "a_b.test").mx(20, "m.test");
  b.host("a_b.test", kFour, kSix).host("m.test", "10.0.0.1", "NODATA");
  ASSERT_EQ(append(b, Shape::kFlat), 3U);
  EXPECT_EQ(cell("findings", 0), "[mx_bad_hostname mx_underscore]");
  EXPECT_EQ(cell("findings", 1), "[mx_bad_hostname mx_underscore]");
  EXPECT_EQ(cell("findings", 2), "[private_address non_global_address]");
}

// 398 MX, the most ever seen, with 0 to 3 addresses each.
LookupBuilder largest_domain() {
  LookupBuilder b("big.test");
  for (int i = 0; i < 398; ++i) {
    const std::string host = "m" + std::to_string(i) + ".test";
    b.mx(static_cast<std::uint16_t>(i * 37 % 50), host);
    std::string a;
    for (int k = 0; k < i % 4; ++k) {
      a += (k == 0 ? "" : " ") + ("5.0." + std::to_string(i % 256)) + "." +
           std::to_string(9 - k);
    }
    b.host(host, a.empty() ? "NODATA" : a, "NODATA");
  }
  return b;
}

TEST_F(RowFormatTest, LargestKnownDomainIsWrittenWhole) {
  LookupBuilder flat = largest_domain();
  std::size_t expected = 0;
  for (int i = 0; i < 398; ++i) {
    expected += static_cast<std::size_t>(std::max(1, i % 4));
  }
  ASSERT_EQ(append(flat, Shape::kFlat), expected);
  std::int64_t last = 0;
  for (std::size_t row = 0; row < expected; ++row) {
    EXPECT_EQ(cells({"seq", "mx_count"}, row), "7 398");
    const std::int64_t preference = std::stoll(cell("preference", row));
    EXPECT_GE(preference, last);
    last = preference;
  }
  LookupBuilder mx = largest_domain();
  EXPECT_EQ(append(mx, Shape::kMx), 398U);
  LookupBuilder nested = largest_domain();
  EXPECT_EQ(append(nested, Shape::kNested), 1U);
}

TEST_F(RowFormatTest, RowsOfADomainAreSortedByPreferenceExchangeAddress) {
  LookupBuilder b = largest_domain();
  const std::size_t rows = append(b, Shape::kFlat);
  for (std::size_t row = 1; row < rows; ++row) {
    const auto key = [&](std::size_t at) {
      return std::tuple(std::stoll(cell("preference", at)),
                        cell("exchange", at), cell("address", at));
    };
    ASSERT_LT(key(row - 1), key(row)) << row;
  }
}

// Every domain has at least one row, each MX at least one, each address one.
TEST_F(RowFormatTest, SumOfRowsFollowsFromTheData) {
  using Make = std::function<LookupBuilder()>;

  struct Case {
    Make make;
    std::size_t flat;
    std::size_t mx;
  };

  const std::vector<Case> cases = {
      {[] { return LookupBuilder("a.test", "NXDOMAIN"); }, 1, 1},
      {[] { return LookupBuilder("a.test", "SERVFAIL"); }, 1, 1},
      {[] {
         LookupBuilder b("a.test");
         b.mx(10, "m.test").mx(20, "n.test").mx(30, "localhost");
         b.host("m.test", "5.0.0.1 5.0.0.2", kSix);
         b.host("n.test", "NXDOMAIN", "NXDOMAIN");
         return b;
       },
       5, 3},
      {[] {
         LookupBuilder b("a.test", "NODATA");
         b.host("a.test", "5.0.0.1 5.0.0.2", "NODATA");
         return b;
       },
       2, 1},
      {[] {
         LookupBuilder b("a.test", "NODATA");
         b.host("a.test", "127.0.53.53", "NODATA");  // I7: none
         return b;
       },
       1, 1}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    LookupBuilder flat = cases[i].make();
    EXPECT_EQ(append(flat, Shape::kFlat), cases[i].flat) << i;
    LookupBuilder mx = cases[i].make();
    EXPECT_EQ(append(mx, Shape::kMx), cases[i].mx) << i;
    LookupBuilder nested = cases[i].make();
    EXPECT_EQ(append(nested, Shape::kNested), 1U) << i;
  }
}

TEST_F(RowFormatTest, OneFormatterFillsABatchWithManyDomains) {
  const RowPlan plan(Shape::kFlat);
  io::RowBatch batch(plan.schema());
  RowFormatter formatter(plan, pool_, {kWallOffsetUs, {}});
  const std::size_t seq = column_index(batch.schema(), "seq");
  const std::size_t domain = column_index(batch.schema(), "domain");
  std::size_t rows = 0;
  for (int i = 0; i < 50; ++i) {
    LookupBuilder b("d" + std::to_string(i) + ".test");
    b.mx(10, "m.test").host("m.test", i % 2 == 0 ? kFour : "NODATA", kSix);
    b.lookup.seq = i;
    rows += formatter.append(b.run(), b.lookup, batch);
    EXPECT_EQ(batch.rows(), rows);
    EXPECT_EQ(render(batch.column(seq), rows - 1), std::to_string(i));
    EXPECT_EQ(render(batch.column(domain), rows - 1),
              "d" + std::to_string(i) + ".test");
  }
  EXPECT_EQ(rows, 75U);
}

}  // namespace
}  // namespace mxsweep
