// Two results side by side: names that stand in several rows and several
// records, rows in any order, files that are partial or none of ours, and
// little memory.
#include "scanner/results/diff.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "scanner/run/dataset_journal.h"

namespace mxsweep {
namespace {

constexpr std::string_view kHeader =
    "seq,domain,mail_kind,preference,exchange,mx_operator\n";

class Diff : public testing::Test {
 protected:
  Diff() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  ~Diff() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(
        std::filesystem::path(folder_ + '/' + name).parent_path());
    std::ofstream(folder_ + '/' + name) << text;
    return folder_ + '/' + name;
  }

  io::Result<DiffReport> run(const std::string& old_rows,
                             const std::string& new_rows) const {
    return diff_results(
        {.old_path = write("old.csv", std::string(kHeader) + old_rows),
         .new_path = write("new.csv", std::string(kHeader) + new_rows)});
  }

  // "added 1, unchanged 2"
  std::string counts(const std::string& old_rows,
                     const std::string& new_rows) const {
    return counts_of(run(old_rows, new_rows));
  }

  static std::string counts_of(const io::Result<DiffReport>& report) {
    if (!report.ok()) {
      return report.error().what;
    }
    std::string out;
    for (std::size_t i = 0; i < kChanges; ++i) {
      if (report.value().counts[i] != 0) {
        out += out.empty() ? "" : ", ";
        out += std::string(kChangeLabels[i]) + ' ' +
               std::to_string(report.value().counts[i]);
      }
    }
    return out;
  }

  std::string error(const std::string& path, bool force = false) const {
    const io::Result<DiffReport> report =
        diff_results({.old_path = path, .new_path = path, .force = force});
    if (report.ok()) {
      return "";
    }
    std::string what = report.error().what;
    for (std::size_t at = what.find(folder_ + '/'); at != std::string::npos;
         at = what.find(folder_ + '/')) {
      what.erase(at, folder_.size() + 1);
    }
    return what;
  }

  const std::string folder_ =
      testing::TempDir() + "/diff-" +
      testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Diff, RowsOfOneRecordAreOneAnswer) {
  const std::string rows =
      "0,b.com,mx,10,x.b.com,\n0,b.com,mx,10,x.b.com,\n0,b.com,mx,20,y.b.com,"
      "\n1,a.com,none,,,\n";
  const std::string sorted_by_exchange =
      "1,a.com,none,,,\n0,b.com,mx,20,y.b.com,\n2,c.com,null_mx,0,.,\n"
      "0,b.com,mx,10,x.b.com,\n";
  EXPECT_EQ(counts(rows, rows), "unchanged 2");
  EXPECT_EQ(counts(rows, sorted_by_exchange), "added 1, unchanged 2");
}

TEST_F(Diff, OperatorIsThatOfAHostThatCanTakeMail) {
  const std::string header =
      "seq,domain,mail_kind,preference,exchange,mx_operator,exchange_status,"
      "a_status,aaaa_status,findings\n";
  const auto counts = [&](const std::string& rows) {
    const std::string best =
        "seq,domain,mail_kind,exchanges,mx_operator\n"
        "0,a.com,mx,x.com,Second\n";
    return counts_of(
        diff_results({.old_path = write("old.csv", best),
                      .new_path = write("new.csv", header + rows)}));
  };
  const std::string second =
      "0,a.com,mx,20,m.second.com,Second,RESOLVED,NOERROR,NODATA,\n";
  for (const std::string first :
       {"0,.,,SKIPPED,,,", "5,ms1.msv1.invalid,,SKIPPED,,,",
        "5,m.gone.com,First,NXDOMAIN,NXDOMAIN,NXDOMAIN,",
        "5,m.first.com,First,NODATA,NODATA,NODATA,"}) {
    EXPECT_EQ(counts("0,a.com,mx," + first + '\n' + second), "set_changed 1")
        << first;
  }
  for (const std::string first :
       {"5,m.first.com,First,RESOLVED,NOERROR,NODATA,",
        "5,m.first.com,First,NODATA,NODATA,,",
        "5,m.first.com,First,SERVFAIL,SERVFAIL,SERVFAIL,",
        "5,m.first.com,First,NXDOMAIN,NXDOMAIN,NXDOMAIN,resolver_filtered"}) {
    EXPECT_EQ(counts("0,a.com,mx," + first + '\n' + second),
              "operator_changed 1")
        << first;
  }
}

TEST_F(Diff, OfANameThatIsThereTwiceTheLastKnownAnswerCounts) {
  const std::string old_rows = "0,a.com,mx,10,x,\n";
  EXPECT_EQ(counts(old_rows, "0,a.com,mx,10,z,\n5,a.com,mx,10,x,\n"),
            "unchanged 1");
  EXPECT_EQ(counts(old_rows, "5,a.com,unknown,,,\n0,a.com,mx,10,x,\n"),
            "unchanged 1");
  EXPECT_EQ(counts(old_rows, "5,a.com,unknown,,,\n0,a.com,unknown,,,\n"),
            "newly_failing 1");
  const io::Result<DiffReport> report =
      run(old_rows, "0,a.com,mx,10,x,\n1,a.com,mx,10,x,\n2,,unknown,,,\n");
  EXPECT_EQ(report.value().now.repeats, 1U);
  EXPECT_EQ(report.value().now.nameless, 1U);
  EXPECT_EQ(report.value().now.names, 1U);
}

TEST_F(Diff, LittleMemoryMakesNoDifference) {
  std::string old_rows(kHeader);
  std::string new_rows(kHeader);
  for (int i = 0; i < 60'000; ++i) {
    const std::string name = std::to_string(i * 7919 % 60'000) + ".com,mx,10,";
    old_rows += std::to_string(i) + ',' + name + "mail.example.net,\n";
    new_rows += std::to_string(i) + ',' + name +
                (i % 3 == 0 ? "other.example.net,\n" : "mail.example.net,\n");
  }
  EXPECT_EQ(counts_of(diff_results({.old_path = write("old.csv", old_rows),
                                    .new_path = write("new.csv", new_rows),
                                    .memory_bytes = 1})),
            "set_changed 20000, unchanged 40000");
}

TEST_F(Diff, FoldersHaveParts) {
  const std::string header(kHeader);
  write("whole/_SUCCESS", "");
  write("whole/part-00000-x.csv", header + "0,a.com,mx,10,x,\n");
  write("whole/part-00001-x.csv", header + "1,b.com,mx,10,x,\n");
  write("whole/.lock", "");
  write("tlds/tld=com/part-0.csv",
        header + "1,b.com,mx,10,x,\n0,a.com,mx,10,x,\n");
  EXPECT_EQ(counts_of(diff_results({.old_path = folder_ + "/whole/",
                                    .new_path = folder_ + "/tlds"})),
            "unchanged 2");
}

TEST_F(Diff, WhatIsPartialIsRefused) {
  const std::string header(kHeader);
  const std::string why =
      ", and a name that is missing in it may be one that was not asked; "
      "--force takes it all the same";
  const std::string file = write("a.csv.partial", header);
  EXPECT_EQ(error(file),
            "a.csv.partial is partial: its run did not come to its end" + why);
  EXPECT_EQ(error(file, true), "");
  EXPECT_NE(error(write("a.csv.partial.2", header)), "");
  EXPECT_EQ(
      error(write("a.csv.gz.part", header)),
      "a.csv.gz.part is partial: its run failed, or has not ended yet" + why);
  EXPECT_EQ(error(write("by-hand/a.csv.partial", header)),
            "by-hand/a.csv.partial is partial: its run did not come to its "
            "end" +
                why);
  EXPECT_NE(error(folder_ + "/by-hand"), "");
  write("parts/_journal", "");
  write("parts/part-1.csv", header);
  EXPECT_EQ(
      error(folder_ + "/parts"),
      "parts is partial: its run did not end (--resume goes on with it)" + why);
  EXPECT_EQ(error(folder_ + "/parts", true), "");
  write("shards/" + shard_name(0, 2) + "/part-1.csv", header);
  EXPECT_NE(error(folder_ + "/shards").find("did not say that its shards are"),
            std::string::npos);
  std::filesystem::create_directories(folder_ + "/empty");
  EXPECT_EQ(error(folder_ + "/empty"),
            "there is no part of a result in the folder empty");
}

TEST_F(Diff, OtherFilesAreRefused) {
  EXPECT_EQ(error(write("x.csv", "name,mx\na.com,b\n")),
            "x.csv has no column domain, so that it is no result of mxsweep or "
            "not all of one; a scan without --columns has it, or one with "
            "--columns seq,domain,mail_kind,preference,exchange,mx_operator");
  EXPECT_NE(error(write("x.csv", "seq,domain,exchange\n0,a.com,b\n"))
                .find("x.csv has no column mail_kind, so"),
            std::string::npos);
  EXPECT_NE(error(write("x.csv", "domain,mail_kind\na.com,mx\n"))
                .find("has no column exchange (or exchanges, or mx)"),
            std::string::npos);
  EXPECT_EQ(error(write("x.csv", "domain,mail_kind,exchange\na.com,yes,b\n")),
            "x.csv, line 2: mail_kind is 'yes', which is unknown");
  EXPECT_EQ(error(write("x.csv", std::string(kHeader) + "x,a.com,mx,1,b,\n")),
            "x.csv, line 2: seq is 'x', which is no whole number");
  EXPECT_EQ(error(write("x.csv", std::string(kHeader) + "0,a.com,mx,12x,b,\n")),
            "x.csv, line 2: preference is '12x', which is no whole number");
  EXPECT_EQ(error(write("x.jsonl", R"({"domain":"a.com","mail_kind":"mx",)"
                                   R"("mx":[{"exchange":"b","preference":-1}]})"
                                   "\n")),
            "x.jsonl, line 1: mx.preference is '-1', which is no whole number");
  EXPECT_NE(error(folder_ + "/none.csv"), "");
}

TEST_F(Diff, ListsAreTheSameHoweverTheyAreSpelt) {
  const std::string header = "domain,mail_kind,exchanges\n";
  const std::string ours =
      write("x.csv", header + "a.com,none,\nb.com,mx,x\nc.com,mx,x;y\n");
  for (const std::string& other :
       {write("duckdb.csv",
              header + "a.com,none,[]\nb.com,mx,[x]\nc.com,mx,\"[x, y]\"\n"),
        write("pandas.csv",
              header + "a.com,none,[]\nb.com,mx,['x']\nc.com,mx,['x' 'y']\n"),
        write("x.jsonl",
              R"({"domain":"a.com","mail_kind":"none","exchanges":null})"
              "\n"
              R"({"domain":"b.com","mail_kind":"mx","exchanges":"x"})"
              "\n"
              R"({"domain":"c.com","mail_kind":"mx","exchanges":"x;y"})"
              "\n")}) {
    EXPECT_EQ(counts_of(diff_results({.old_path = ours, .new_path = other})),
              "unchanged 3")
        << other;
  }
}

// As Spark and jq write JSON lines: a key that is missing is NULL.
TEST_F(Diff, KeysMayBeLeftOutThatAreNull) {
  const std::string none = R"({"seq":0,"domain":"a.com","mail_kind":"none"})"
                           "\n";
  const auto mx = [](const std::string& mail_operator) {
    return R"({"seq":1,"domain":"b.com","mail_kind":"mx","preference":10,)"
           R"("exchange":"x")" +
           (mail_operator.empty()
                ? ""
                : ",\"mx_operator\":\"" + mail_operator + '"') +
           "}\n";
  };
  const std::string header(kHeader);
  const auto compared = [&](const std::string& now) {
    return diff_results(
        {.old_path =
             write("old.csv", header + "0,a.com,none,,,\n1,b.com,mx,10,x,"
                                       "One\n"),
         .new_path = write("new.jsonl", now)});
  };
  EXPECT_EQ(counts_of(compared(none + mx("One"))), "unchanged 2");
  EXPECT_EQ(counts_of(compared(none + mx(""))), "unchanged 2");
  const std::string text = diff_text(compared(none + mx("Two")).value());
  EXPECT_NE(text.find("operator_changed: 1"), std::string::npos) << text;
  EXPECT_EQ(text.find("operators were"), std::string::npos) << text;
  EXPECT_NE(diff_text(compared(none + mx("")).value())
                .find("operators were not compared"),
            std::string::npos);
  EXPECT_EQ(error(write("x.jsonl", none)), "");
  EXPECT_NE(error(write("x.jsonl", R"({"domain":"a.com","mail_kind":"mx"})"
                                   "\n"))
                .find("has no column exchange"),
            std::string::npos);
  EXPECT_NE(error(write("x.jsonl", "{\"x\":1}\n")).find("no column domain"),
            std::string::npos);
  EXPECT_NE(error(write("x.jsonl", "{\"domain\":\"a\"}\n"))
                .find("no column mail_kind"),
            std::string::npos);
}

// Of a folder of which one file has the column.
TEST_F(Diff, OperatorsOfSomeFilesAreSaid) {
  const std::string few = "seq,domain,mail_kind,preference,exchange\n";
  write("old/tld=com/a.csv", std::string(kHeader) + "0,a.com,mx,10,x,One\n");
  write("old/tld=de/a.csv", few + "1,a.de,mx,10,x\n");
  const io::Result<DiffReport> report = diff_results(
      {.old_path = folder_ + "/old",
       .new_path = write("new.csv", std::string(kHeader) +
                                        "0,a.com,mx,10,x,Two\n1,a.de,mx,10,x,"
                                        "Two\n")});
  EXPECT_EQ(counts_of(report), "operator_changed 1, unchanged 1");
  EXPECT_NE(diff_text(report.value()).find("operators were compared in part"),
            std::string::npos);
}

TEST_F(Diff, ColumnsOfOtherTypesAreNamed) {
  EXPECT_EQ(error(write("x.csv", "domain,mail_kind,mx\na.com,mx,[]\n")),
            "x.csv: the column mx is a text, which is not read as a list of "
            "structs");
  EXPECT_EQ(
      error(write("x.jsonl", R"({"domain":"a.com","mail_kind":"mx","mx":"[]"})"
                             "\n")),
      "x.jsonl: the column mx is a text, which is not read as a list of "
      "structs");
  EXPECT_EQ(
      error(write("x.jsonl",
                  R"({"domain":"a.com","mail_kind":"mx","exchange":["x"]})"
                  "\n")),
      "x.jsonl: the column exchange is a list, which is not read as one value");
  EXPECT_EQ(error(write("x.csv", "domain,mail_kind,exchange,mx\na,mx,b,c\n")),
            "");
}

constexpr const char* kRunAgain =
    "; run the scan again (one with -o DIR/ goes on with --resume)";

// Nothing is removed because a file ends too early.
TEST_F(Diff, WhatWasCutIsRefused) {
  const std::string header(kHeader);
  const std::string row = "0,a.com,mx,10,x,\n";
  EXPECT_EQ(error(write("x.csv", header + row + "1,b.com,mx,10,y.b.com")),
            "x.csv, line 3: the file is cut off: its last line has no end; "
            "whole rows before that: 1" +
                std::string(kRunAgain) + ", or take these with --force");
  EXPECT_EQ(error(write("x.csv", header + "0,a.com,mx")),
            "x.csv, line 2: the file is cut off: its last line has no end" +
                std::string(kRunAgain));
  EXPECT_EQ(error(write("x.csv", "seq,domain,mail_")),
            "x.csv, line 1: the file is cut off: its last line has no end" +
                std::string(kRunAgain));
  const std::string json =
      R"({"domain":"a.com","mail_kind":"none","exchange":null})"
      "\n";
  EXPECT_EQ(error(write("x.jsonl", json + json.substr(0, 20))),
            "x.jsonl, line 2: the file is cut off: its last line has no end; "
            "whole rows before that: 1" +
                std::string(kRunAgain) + ", or take these with --force");
}

TEST_F(Diff, WhatIsThereOfAFileThatWasCutIsTakenByForce) {
  const std::string cut =
      write("x.csv", std::string(kHeader) + "0,a.com,mx,10,x,\n1,b.com,mx");
  const io::Result<DiffReport> report =
      diff_results({.old_path = cut, .new_path = cut, .force = true});
  EXPECT_EQ(counts_of(report), "unchanged 1");
  // Where there is no row nothing can be taken.
  EXPECT_EQ(error(write("x.csv", std::string(kHeader) + "0,a.c"), true),
            "x.csv, line 2: the file is cut off: its last line has no end" +
                std::string(kRunAgain));
}

TEST_F(Diff, WhatIsEmptyIsRefused) {
  for (const char* name : {"x.csv", "x.jsonl", "x.parquet"}) {
    const std::string want = name + std::string(" is empty") + kRunAgain;
    EXPECT_EQ(error(write(name, "")), want);
    EXPECT_EQ(error(write(name, ""), true), want);
  }
  const std::string alone = write("x.csv", std::string(kHeader));
  const std::string no_row =
      " no row, which no whole result is; --force takes it all the same";
  EXPECT_EQ(error(alone), "x.csv has" + no_row);
  EXPECT_EQ(error(alone, true), "");
  write("tlds/tld=com/part-0.csv", std::string(kHeader));
  write("tlds/tld=de/part-0.csv", std::string(kHeader));
  EXPECT_EQ(error(folder_ + "/tlds"),
            "tlds/tld=com/part-0.csv and 1 more have" + no_row);
  write("tlds/tld=de/part-0.csv", std::string(kHeader) + "0,a.de,none,,,\n");
  EXPECT_EQ(error(folder_ + "/tlds"), "");
}

// A journal of one part of so many octets.
std::string journal(std::size_t octets) {
  return journal_line(DatasetBegin{}) +
         journal_line(DatasetPart{.file = "part-000001.csv",
                                  .octets = octets,
                                  .rows = 2,
                                  .records = 2,
                                  .seqs = "0-1",
                                  .input = {}}) +
         journal_line(DatasetEnd{.records = 2, .input = {}});
}

TEST_F(Diff, PartsMustBeThoseOfTheJournal) {
  const std::string header(kHeader);
  const std::string part = header + "0,a.com,mx,10,x,\n1,b.com,mx,10,x,\n";
  const std::string shard = "night/" + shard_name(0, 1) + '/';
  for (const std::string& folder : {std::string("night/"), shard}) {
    const std::string night = folder_ + "/night";
    const auto refusal = [&] { return error(night); };
    write("night/_SUCCESS", "");
    write(folder + "_journal", journal(part.size()));
    const std::string path = write(folder + "part-000001.csv", part);
    EXPECT_EQ(refusal(), "");
    const std::string is_partial =
        folder.substr(0, folder.size() - 1) + " is partial: ";
    write(folder + "part-000001.csv", header + "0,a.com,mx,10,x,\n");
    EXPECT_EQ(refusal().find(is_partial + "part-000001.csv was cut or changed"),
              0U)
        << refusal();
    EXPECT_EQ(error(night, true), "");
    write(folder + "part-000001.csv", part);
    const std::string stray = write(folder + "part-000002.csv", part);
    EXPECT_EQ(refusal().find(folder + "part-000002.csv is no part"), 0U)
        << refusal();
    EXPECT_EQ(error(night, true), "");
    std::filesystem::remove(path);
    EXPECT_EQ(refusal().find(is_partial + "part-000001.csv is gone"), 0U)
        << refusal();
    std::filesystem::rename(stray, path);
    EXPECT_EQ(refusal(), "");
    write(folder + "_journal", "");
    EXPECT_EQ(refusal().find(is_partial + "_journal is empty"), 0U)
        << refusal();
    write(folder + "_journal", journal_line(DatasetBegin{}));
    EXPECT_EQ(refusal().find(is_partial + "_journal does not say"), 0U)
        << refusal();
    std::filesystem::remove(folder_ + '/' + folder + "_journal");
    EXPECT_EQ(refusal().find(is_partial + "_journal is gone"), 0U) << refusal();
    EXPECT_EQ(error(night, true), "");
    std::filesystem::remove_all(night);
  }
}

TEST_F(Diff, ShardsMustAllBeThere) {
  const std::string part =
      std::string(kHeader) + "0,a.com,mx,10,x,\n1,b.com,mx,10,x,\n";
  write("night/_SUCCESS", "");
  for (std::uint32_t number = 0; number < 2; ++number) {
    const std::string shard = "night/" + shard_name(number, 2) + '/';
    write(shard + "_journal", journal(part.size()));
    write(shard + "part-000001.csv", part);
    const std::string said = error(folder_ + "/night");
    EXPECT_EQ(said.find("night is partial: it has 1 of 2 shards") == 0,
              number == 0)
        << said;
  }
  EXPECT_EQ(error(folder_ + "/night"), "");
  write("night/more.csv", part);
  EXPECT_EQ(error(folder_ + "/night").find("night/more.csv is no part"), 0U);
}

TEST_F(Diff, PreferencesAreShownWhereNothingElseDiffers) {
  const std::string text = diff_text(run("0,a.com,mx,10,x,\n0,a.com,mx,10,y,\n",
                                         "0,a.com,mx,10,x,\n0,a.com,mx,20,y,\n")
                                         .value());
  EXPECT_NE(text.find("a.com: mx 10 x 10 y -> mx 10 x 20 y\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("old: 1 name\nnew: 1 name\n1 of 1 name changed\n"),
            std::string::npos)
      << text;
}

TEST_F(Diff, TheTextSaysWhatChanged) {
  const std::string text = diff_text(
      run("0,a.com,mx,10,x,One\n1,b.com,mx,10,x,\n2,\x1b[31m.com,none,,,\n",
          "0,a.com,mx,10,y,Two\n1,b.com,unknown,,,\n")
          .value());
  EXPECT_NE(text.find("3 of 3 names changed\n"), std::string::npos) << text;
  EXPECT_NE(text.find("operator_changed: 1 (somebody else runs the best mail "
                      "host)\n  a.com: mx x (One) -> mx y (Two)\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  b.com: mx x -> unknown\n"), std::string::npos);
  EXPECT_NE(text.find("  ?[31m.com: none\n"), std::string::npos);
  EXPECT_EQ(text.find("operators were not compared"), std::string::npos);
}

}  // namespace
}  // namespace mxsweep
