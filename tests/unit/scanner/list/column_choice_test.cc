// Which column of a list holds the names that are meant, which one is a rank,
// and which line is a header.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/list_rig.h"

namespace mxsweep::lists {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ColumnChoice, WordsOfTheHeaderDecideBeforeWhatColumnsHold) {
  EXPECT_THAT(read_list("mx,url,domain\nm.example.com,https://u.example.com/,"
                        "d.example.com\n")
                  .names,
              ElementsAre("d.example.com"));
  EXPECT_THAT(read_list("website,email\na.example.com,x@b.example.com\n").names,
              ElementsAre("a.example.com"));
}

// Of a registrar, of a provider's interface: the address is the owner's.
TEST(ColumnChoice, NamesThatAreCalledSoBeatMailAddresses) {
  for (const char* text :
       {"Name;E-Mail;Ablaufdatum\na.example.com;x@c.example.net;2027\n"
        "b.example.com;x@d.example.net;2027\n",
        "Name,Registrant Email\na.example.com,x@c.example.net\n"
        "b.example.com,x@d.example.net\n",
        "{\"domains\":[{\"name\":\"a.example.com\",\"owner\":{\"email\":"
        "\"x@c.example.net\"}},{\"name\":\"b.example.com\",\"owner\":"
        "{\"email\":\"x@d.example.net\"}}]}",
        "- name: a.example.com\n  email: x@c.example.net\n"
        "- name: b.example.com\n  email: x@d.example.net\n"}) {
    EXPECT_THAT(read_list(text).names,
                ElementsAre("a.example.com", "b.example.com"))
        << text;
  }
  EXPECT_THAT(read_list("name,email\nErika Roe,x@b.example.com\n").names,
              ElementsAre("b.example.com"));
  EXPECT_THAT(read_list("client,sender\na.example.com,x@b.example.com\n").names,
              ElementsAre("b.example.com"));
}

TEST(ColumnChoice, ASparseColumnIsPassedOverUnlessItIsCalledDomain) {
  std::string web = "web;mail\n";
  std::string domain = "domain;mail\n";
  for (int i = 0; i < 20; ++i) {
    const std::string row = i == 3 ? "w.example.com" : "";
    web += row + ";x@m.example.com\n";
    domain += row + ";x@m.example.com\n";
  }
  EXPECT_EQ(read_list(web).names[0], "m.example.com");
  EXPECT_THAT(read_list(web).text, HasSubstr("also in column 1"));
  EXPECT_EQ(read_list(domain).names[3], "w.example.com");
}

TEST(ColumnChoice, AColumnOfOneNameIsALinkToThePublisher) {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += "h" + std::to_string(i) + ".example.com,list.example.org\n";
  }
  EXPECT_EQ(read_list(text).names[5], "h5.example.com");
}

TEST(ColumnChoice, TwoAsGoodAsEachOtherAreRefused) {
  const Read read = read_list("a.example.com,b.example.com\n");
  EXPECT_TRUE(read.refused);
  EXPECT_THAT(read.text, HasSubstr("--column"));
  EXPECT_THAT(read.text, Not(HasSubstr("example.com")));
}

// Words that are known for other things, unknown ones, the same one twice.
TEST(ColumnChoice, WordsThatDecideNothingLeaveTwoColumnsRefused) {
  const std::string rows =
      "a.example.com,b.example.com\n"
      "c.example.com,d.example.com\n";
  for (const char* header : {"ns,mx", "a,b", "source,comment", "x,comment",
                             "cname,q", "sender_domain,recipient_domain"}) {
    for (const char separator : {',', ';', '\t', '|'}) {
      std::string text = std::string(header) + "\n" + rows;
      std::replace(text.begin(), text.end(), ',', separator);
      const Read read = read_list(text);
      EXPECT_TRUE(read.refused) << text;
      EXPECT_THAT(read.text, HasSubstr("column 1"));
      EXPECT_THAT(read.text, HasSubstr("column 2"));
      EXPECT_THAT(read.text, HasSubstr("--column"));
    }
  }
  EXPECT_THAT(read_list("ns,mx\n" + rows).text,
              HasSubstr("column 1 \"ns\" and column 2 \"mx\""));
  EXPECT_TRUE(read_list("{\"ns\":\"a.example.com\",\"mx\":\"b.example.com\"}\n"
                        "{\"ns\":\"c.example.com\",\"mx\":\"d.example.com\"}\n")
                  .refused);
}

TEST(ColumnChoice, AWordThatDecidesIsFollowedAndTheOtherColumnAnnounced) {
  for (const char* header : {"mx,domain", "source,host", "ns,website"}) {
    const Read read =
        read_list(std::string(header) + "\na.example.com,b.example.com\n");
    EXPECT_THAT(read.names, ElementsAre("b.example.com")) << header;
    EXPECT_THAT(read.text, HasSubstr("also in column 1")) << header;
  }
}

TEST(ColumnChoice, OneNameInTwoSpellingsIsNoQuestion) {
  const Read read = read_list(
      "domain_ascii,domain_idn\n"
      "xn--bcher-kva.example.com,b\u00FCcher.example.com\n");
  EXPECT_THAT(read.names, ElementsAre("xn--bcher-kva.example.com"));
}

// Users of a mail system, without a word that says so or with one.
TEST(ColumnChoice, PeopleAreNoDomains) {
  for (const char* people :
       {"1,jane.roe,Rom\n2,john.doe,Bonn\n3,max.muster,Ulm\n",
        "jane.roe\njohn.doe\nmax.muster\n",
        "username;city\njane.roe;Rom\njohn.doe;Bonn\n",
        "jane.roe 1\njohn.doe 2\nmax.muster 3\nmoe.li 4\n",
        "{\"user\":\"jane.roe\"}\n{\"user\":\"john.doe\"}\n"}) {
    const Read read = read_list(people);
    EXPECT_TRUE(read.refused) << people << read.text;
    EXPECT_THAT(read.text, Not(HasSubstr("jane")));
  }
  EXPECT_THAT(
      read_list("jane.roe,a.example.com\njohn.doe,b.example.com\n").names,
      ElementsAre("a.example.com", "b.example.com"));
}

// However often each surname comes.
TEST(ColumnChoice, PeopleWhoseSurnamesComeAgainAreNoDomains) {
  std::string plain;
  std::string logins = "id,login,dept\n";
  std::string passwords = "id,Benutzername,Passwort\n";
  for (int i = 0; i < 300; ++i) {
    const std::string login = "jane" + std::to_string(i) + ".roe" +
                              std::string({static_cast<char>('a' + i % 26),
                                           static_cast<char>('q' + i % 2)});
    plain += login + "\n";
    logins += "7," + login + ",sales\n";
    passwords += "7," + login + ",Quatsch.wort1\n";
  }
  for (const std::string& text : {plain, logins, passwords}) {
    const Read read = read_list(text);
    EXPECT_TRUE(read.refused) << read.text;
    EXPECT_THAT(read.text, Not(HasSubstr("jane")));
  }
}

TEST(ColumnChoice, PeopleWithUmlautsOrInOtherScriptsAreNoDomains) {
  const std::string ascii = "jane.roe\njohn.doe\nmax.muster\nmia.bauer\n";
  for (const std::string& text :
       {"anna.m\u00FCller\n" + ascii,
        "mia.dupont\nmoe.dupont\nmei.rossi\nj\u00FCrgen.gr\u00FC\n" + ascii,
        std::string("j\u00FCrgen.schr\u00F6der\nj\u00F6rg.m\u00FCller\n"),
        std::string("\u043E\u043B\u0435\u0433.\u0438\u0432\u0430\n"
                    "\u0438\u0432\u0430.\u043E\u043B\u0435\u0433\n"),
        "login;city\nanna.m\u00FCller;Rom\njohn.doe;Ulm\n" +
            std::string("max.muster;Bonn\n")}) {
    EXPECT_TRUE(read_list(text).refused) << text;
  }
  EXPECT_EQ(read_list("b\u00FCcher.example.com\n"
                      "\u043E.\u0440\u0444\n")
                .names.size(),
            2U);
}

TEST(ColumnChoice, NamesOfAPrivateNetworkOrOfANewTopLevelDomainAreDomains) {
  std::string text;
  for (int i = 0; i < 20; ++i) {
    text += "h" + std::to_string(i) + (i % 2 == 0 ? ".newtop\n" : ".ournet\n");
  }
  EXPECT_EQ(read_list(text).names.size(), 20U);
  EXPECT_EQ(read_list("1,a.corp\n2,b.lan\n3,c.local\n").names.size(), 3U);
  EXPECT_EQ(read_list("domain\njane.roe\njohn.doe\n").names.size(), 2U);
}

TEST(ColumnChoice, AMapIsAboutItsFirstWord) {
  const Read read =
      read_list("a.example.com b.example.com\nc.example.com d.example.com\n");
  EXPECT_THAT(read.names, ElementsAre("a.example.com", "c.example.com"));
  EXPECT_THAT(read.text, HasSubstr("also in column 2"));
}

TEST(ColumnChoice, OfOneLineAllNamesAreAsked) {
  EXPECT_THAT(read_list("a.example.com b.example.com\n").names,
              ElementsAre("a.example.com", "b.example.com"));
  for (const char* text :
       {"Jane Roe <jane@a.example.com>; \"Doe, John\" <john@b.example.com>\n",
        "Jane <jane@a.example.com>, \"Doe, John\" <john@b.example.com>,\n"}) {
    const Read read = read_list(text);
    EXPECT_THAT(read.names, ElementsAre("a.example.com", "b.example.com"));
    EXPECT_THAT(read.text, HasSubstr("several names on a line"));
  }
}

TEST(ColumnChoice, ColumnsByNumberAndName) {
  How how;
  how.wishes.column = "2";
  const std::string text = "host,Mail Host\na.example.com,b.example.com\n";
  EXPECT_THAT(read_list(text, how).names, ElementsAre("b.example.com"));
  how.wishes.column = "mail_host";
  EXPECT_THAT(read_list(text, how).names, ElementsAre("b.example.com"));
  for (const char* column : {"0", "3", "mx", "99999999999999999999"}) {
    how.wishes.column = column;
    EXPECT_TRUE(read_list(text, how).refused) << column;
  }
}

TEST(ColumnChoice, AColumnThatIsAskedForNeedsNoNames) {
  How how;
  how.wishes.column = "2";
  EXPECT_THAT(read_list("1,Oberau\n2,Unterau\n", how).names,
              ElementsAre("oberau", "unterau"));
}

TEST(ColumnChoice, Ranks) {
  EXPECT_THAT(read_list("1,a.example.com\n2,b.example.com\n").ranks,
              ElementsAre(1, 2));
  EXPECT_THAT(read_list("seq,domain\n1,a.example.com\n").ranks,
              ElementsAre(std::nullopt));
  EXPECT_THAT(read_list("origin,rank\nhttps://a.example.com,1000\n").ranks,
              ElementsAre(1000));
  EXPECT_THAT(read_list("id,x,domain\n7,y,a.example.com\n").ranks,
              ElementsAre(std::nullopt));
  EXPECT_THAT(read_list("5 a.example.com\n3 b.example.com\n").ranks,
              ElementsAre(std::nullopt, std::nullopt));
}

TEST(ColumnChoice, HeadersAreSkippedAndFirstRecordsAreNot) {
  EXPECT_THAT(read_list("domain\na.example.com\n").names,
              ElementsAre("a.example.com"));
  EXPECT_THAT(
      read_list("1,localhost\n2,a.example.com\n3,b.example.com\n").names,
      ElementsAre("!a word, not a domain name", "a.example.com",
                  "b.example.com"));
  How how;
  how.wishes.header = HeaderWish::kNo;
  EXPECT_EQ(read_list("domain\na.example.com\n", how).names.size(), 2U);
  how.wishes.header = HeaderWish::kYes;
  EXPECT_EQ(read_list("x.example.com\na.example.com\n", how).names.size(), 1U);
}

TEST(ColumnChoice, AnOnlyRecordIsAHeaderIfItIsMadeOfWords) {
  EXPECT_FALSE(read_list("id,domain\n").refused);
  EXPECT_THAT(read_list("id,domain\n").text, HasSubstr("nothing behind it"));
  for (const char* text :
       {"{mail: \"x@a.example.com\"}\n", "mail: \"x@a.example.com\"\n",
        "domain= Erika Mustermann\n", "<domain> x\n"}) {
    const Read read = read_list(text);
    EXPECT_TRUE(read.refused || !read.names.empty()) << text;
  }
}

TEST(ColumnChoice, AHeaderThatLooksLikeANameIsNone) {
  EXPECT_THAT(read_list("ort.nummer,org.name\n1,a.example.com\n"
                        "2,b.example.com\n")
                  .names,
              ElementsAre("a.example.com", "b.example.com"));
}

TEST(ColumnChoice, RowsWithoutANameAreRecordsAll) {
  EXPECT_THAT(read_list("id,domain\n1,a.example.com\n2,\n3\n"
                        "4,b.example.com\n")
                  .names,
              ElementsAre("a.example.com", "!no domain name on the line",
                          "!no domain name on the line", "b.example.com"));
}

TEST(ColumnChoice, MostlyUnusableListsAreRefusedUnlessForced) {
  const std::string text = "Oberau\nUnterau\na.example.com\n";
  EXPECT_TRUE(read_list(text).refused);
  How how;
  how.wishes.force = true;
  EXPECT_THAT(read_list(text, how).names,
              ElementsAre("oberau", "unterau", "a.example.com"));
  EXPECT_FALSE(read_list("a.example.com\nOber Au\n").refused);
}

// A table, words and JSON lines as much as a plain list.
TEST(ColumnChoice, AColumnThatMostRowsHaveNothingInIsRefusedUnlessItSaysSo) {
  const auto text = [](const char* with, const char* without) {
    std::string all;
    for (int i = 0; i < 30; ++i) {
      all += i % 5 == 0 ? with : without;
    }
    return all;
  };
  for (const std::string& list :
       {text("7,a.example.com,x\n", "7,,x\n"),
        text("it is a.example.com here\n", "it is nothing here\n"),
        text("{\"n\":1,\"x\":\"a.example.com\"}\n", "{\"n\":1}\n")}) {
    EXPECT_TRUE(read_list(list).refused) << list;
  }
  const Read table = read_list(text("7,a.example.com,x\n", "7,,x\n"));
  EXPECT_THAT(table.text, HasSubstr("of 30 rows 6 have a name"));
  EXPECT_THAT(table.text, HasSubstr("--column"));
  How how;
  how.wishes.force = true;
  EXPECT_EQ(read_list(text("7,a.example.com,x\n", "7,,x\n"), how).names[0],
            "a.example.com");
  EXPECT_FALSE(
      read_list("id,website\n" + text("7,a.example.com\n", "7,\n")).refused);
}

// A registrar or an owner of many is not what the rows are about.
TEST(ColumnChoice, LinksAndAddressesThatManyRowsShareComeLast) {
  std::string registrars = "Name,Registrar Website,Expires\n";
  std::string owners = "name,owner_email\n";
  for (int i = 0; i < 80; ++i) {
    const std::string name = "h" + std::to_string(i) + ".example.com,";
    const std::string few = std::to_string(i % 5) + ".example.net";
    registrars += name + "https://r" + few + "/,2026-01-01\n";
    owners += name + "erika@o" + few + "\n";
  }
  EXPECT_EQ(read_list(registrars).names[7], "h7.example.com");
  EXPECT_EQ(read_list(owners).names[7], "h7.example.com");
  EXPECT_THAT(read_list(owners).text, HasSubstr("also in column 2"));
}

// The machine that wrote a log stands in each of its rows.
TEST(ColumnChoice, AMachineOfManyRowsComesAfterTheNamesInThese) {
  for (const int machines : {1, 3}) {
    std::string table = "time,hostname,sender_domain\n";
    std::string queries = "time,host,query\n";
    std::string objects;
    std::string senders;
    for (int i = 0; i < 20; ++i) {
      const std::string name = "a" + std::to_string(i) + ".example.com";
      const std::string machine =
          "mx" + std::to_string(i % machines) + ".example.org";
      table += "7," + machine + "," + name + "\n";
      queries += "7," + machine + "," + name + "\n";
      objects += "{\"agent\":{\"hostname\":\"" + machine +
                 "\"},\"rcpt_domain\":\"" + name + "\"}\n";
      senders += "{\"result\":{\"sender\":\"x@" + name + "\",\"host\":\"" +
                 machine + "\"}}\n";
    }
    for (const std::string& text : {table, queries, objects, senders}) {
      EXPECT_EQ(read_list(text).names.at(7), "a7.example.com") << text;
    }
  }
  std::string types = "host,value\n";  // of one host in several rows
  for (int i = 0; i < 20; ++i) {
    types += "a" + std::to_string(i / 4) + ".example.com,mx" +
             std::to_string(i) + ".example.org\n";
  }
  EXPECT_EQ(read_list(types).names.at(0), "a0.example.com");
}

TEST(ColumnChoice, LinksThatAllLeadToOneSiteAreNotAsked) {
  std::string some = "First Name,URL,Email Address,Company\n";
  std::string none = some;
  for (int i = 0; i < 40; ++i) {
    const std::string row =
        "Erika,https://www.example.org/in/e" + std::to_string(i) + ",";
    const std::string mail = "x@a" + std::to_string(i) + ".example.com";
    some += row + (i % 10 == 0 ? mail : "") + ",X\n";
    none += row + ",X\n";
  }
  EXPECT_EQ(read_list(some).names.at(0), "a0.example.com");
  const Read refused = read_list(none);
  EXPECT_TRUE(refused.refused);
  EXPECT_THAT(refused.text, HasSubstr("all of one site"));
}

TEST(ColumnChoice, AnUnknownWordOverNamesBeatsAMailAddress) {
  for (const char* name : {"a.example.com", "https://a.example.com/x"}) {
    const Read read = read_list(std::string("e-mail,qwxyz\nx@b.example.net,") +
                                name + "\nx@d.example.net," + name + "\n");
    EXPECT_EQ(read.names[0], "a.example.com") << read.text;
  }
  EXPECT_EQ(
      read_list("recipient,relay\nx@b.example.net,a.example.com\n").names[0],
      "b.example.net");
}

TEST(ColumnChoice, WordsJoinedByDotsAreAHeader) {
  for (const char* text :
       {"\"\",\"VAT\",\"Domain.Name\"\n\"1\",\"DE1\",\"a.example.com\"\n",
        "properties.name,properties.website\nErika,https://a.example.com/\n",
        "company.domain\na.example.com\nb.example.com\n",
        "vat,website.url\nx,https://a.example.com/\n"}) {
    const Read read = read_list(text);
    ASSERT_FALSE(read.names.empty()) << text << read.text;
    EXPECT_EQ(read.names[0], "a.example.com") << text << read.text;
  }
  EXPECT_EQ(read_list("corp.domain\nlab.domain\n").names.size(), 2U);
  EXPECT_EQ(read_list("url.to\na.example.com\n").names.size(), 2U);
  EXPECT_EQ(read_list("a.example.com,1\nb.example.com,2\n").names.size(), 2U);
}

TEST(ColumnChoice, SeveralNamesInAFieldAreTheReasonThatIsSaid) {
  for (const char* mark : {", ", "; ", " "}) {
    const std::string names =
        std::string("\"a.example.com") + mark + "b.example.com\",x y\n";
    const Read read = read_list("id,names,who\n1," + names + "2," + names);
    EXPECT_TRUE(read.refused);
    EXPECT_THAT(read.text, HasSubstr("several names in a field"));
  }
}

// As kubectl shows hosts.
TEST(ColumnChoice, SomeFieldsMayHoldSeveralNames) {
  const Read read = read_list(
      "NAME   HOSTS                        PORTS\n"
      "shop   a.example.com,b.example.com  80\n"
      "blog   c.example.com                80\n"
      "mail   d.example.com                443\n");
  EXPECT_EQ(read.names,
            (std::vector<std::string>{"a.example.com", "b.example.com",
                                      "c.example.com", "d.example.com"}));
  const Read ranked = read_list(
      "rank,domain\n1,\"a.example.com, b.example.com\"\n2,c.example.com\n"
      "3,\"d.example.com, and more\"\n4,e.example.com\n");
  ASSERT_EQ(ranked.names.size(), 5U);
  EXPECT_EQ(ranked.names[1], "b.example.com");
  EXPECT_EQ(ranked.ranks[1], 1);
  EXPECT_EQ(ranked.names[3].front(), '!');
}

TEST(ColumnChoice, MailBelowATopLevelDomainThatIsNotKnownIsAList) {
  EXPECT_EQ(read_list("jane@a.qwxyz\njohn@b.qwxyz\n").names.size(), 2U);
}

// As Common Crawl has its ranks.
TEST(ColumnChoice, NamesThatAreWrittenBackwardsAreRefused) {
  std::string ranks = "#harmonicc_pos\t#harmonicc_val\t#host_rev\t#n_hosts\n";
  std::string nodes;
  std::string plain;
  for (const char* word : {"facebook", "google", "youtube", "wikipedia",
                           "twitter", "instagram", "linkedin", "github"}) {
    ranks += std::string("1\t3.4E7\tcom.") + word + "\t7\n";
    nodes += std::string("5\tcom.") + word + "\n";
    plain += std::string("com.") + word + "\n";
  }
  for (const std::string& text : {ranks, nodes, plain}) {
    const Read read = read_list(text);
    EXPECT_TRUE(read.refused) << text;
    EXPECT_THAT(read.text, HasSubstr("backwards")) << text;
  }
  const Read digits = read_list(
      "#pos\t#host_rev\t#n\n0\tcom.a0\t0\n1\tnet.b1\t7\n2\torg.c2\t7\n");
  EXPECT_TRUE(digits.refused);
  EXPECT_THAT(digits.text, HasSubstr("column 2: it holds names that are"));
  EXPECT_EQ(read_list("de.example.org\nfr.example.org\n").names.size(), 2U);
}

// jane.roe7: no top-level domain but xn--... has digits.
TEST(ColumnChoice, LoginsThatEndInDigitsAreNotAsked) {
  std::string table = "login,company\n";
  std::string plain;
  std::string mixed;
  for (int i = 0; i < 100; ++i) {
    const std::string surname = {static_cast<char>('a' + i % 26), 'o', 'e',
                                 static_cast<char>('a' + i / 26)};
    const std::string login = "jane." + surname;
    table += login + std::to_string(i) + ",ACME\n";
    plain += login + std::to_string(i) + "\n";
    mixed += login + (i % 2 == 0 ? "7\n" : "\n");
  }
  for (const std::string& text : {table, plain, mixed}) {
    EXPECT_TRUE(read_list(text).refused) << text;
    EXPECT_THAT(read_list(text).text, Not(HasSubstr("jane")));
  }
}

// One such row among many, or each of them.
TEST(ColumnChoice, FieldsOverLinesStayInTheirRecords) {
  for (const int every : {1, 100}) {
    std::string contacts = "domain,contact,x\n";
    std::string hosts = "domain,dns,registrant\n";
    std::string places = "id,adresse,web\n";
    for (int i = 0; i < 120; ++i) {
      const std::string number = std::to_string(i);
      const std::string name = number + ".example.com";
      const bool over = i % every == every / 2;
      const std::string mail = "erika@x" + number + ".example.org";
      contacts +=
          "a" + name +
          (over ? ",\"Frau\n" + mail + "\nRoe\",1\n" : ",\"Frau Roe\",1\n");
      hosts += "a" + name + ",\"ns1.x.example.net" +
               (over ? "\nns2.x.example.net\",Roe\n" : "\",Roe\n");
      places += number + ",\"Weg 1" +
                (over ? "\n" + mail + "\nStadt\"" : "\"") + ",https://a" +
                name + "/x\n";
    }
    for (const std::string& text : {contacts, hosts, places}) {
      const Read read = read_list(text);
      EXPECT_EQ(read.names.size(), 120U) << read.text << every;
      EXPECT_THAT(read.names, testing::Each(testing::StartsWith("a")));
    }
  }
}

// Totals, "unknown" and the like stand where names do.
TEST(ColumnChoice, WordsAmongNamesAreNotAsked) {
  const std::string word = "!a word, not a domain name";
  for (const char* text :
       {"Domain;Anzahl\na.example.com;1\nb.example.com;2\nSumme;3\n",
        "Source,Users\na.example.com,7\nb.example.com,3\nfacebook,2\n",
        "a.example.com\nb.example.com\nhunter-two\n",
        "- domain: a.example.com\n- domain: b.example.com\n- domain: x\n",
        "[\"a.example.com\",\"b.example.com\",\"summe\"]",
        "{\"host\":\"a.example.com\"}\n{\"host\":\"b.example.com\"}\n"
        "{\"host\":\"null7\"}\n"}) {
    EXPECT_THAT(read_list(text).names,
                ElementsAre("a.example.com", "b.example.com", word))
        << text;
  }
  EXPECT_THAT(read_list("1,a.example.com\n2,net\n3,b.example.com\n").names,
              ElementsAre("a.example.com", "net", "b.example.com"));
  EXPECT_THAT(read_list("com\nqwxyz\nnet\norg\nco.uk\n").names,
              ElementsAre("com", "qwxyz", "net", "org", "co.uk"));
  EXPECT_THAT(
      read_list("a.example.com\nb.example.com\nc.example.com\nx\n").text,
      HasSubstr("1 of 4 lines without a name"));
}

// Fields with blanks in them.
TEST(ColumnChoice, AHeaderThatIsShorterThanItsRowsNamesNoColumn) {
  const Read read = read_list(
      "Name      DomainName    DomainType\n"
      "Firma A   a.example.com Authoritative\n"
      "Firma B   b.example.com Authoritative\n");
  EXPECT_THAT(read.names, ElementsAre("a.example.com", "b.example.com"));
  EXPECT_THAT(read.text, HasSubstr("column 3 of a blank-separated list"));
}

// PowerShell's tables: a ruler says how wide the columns are.
TEST(ColumnChoice, ColumnsOfAFixedWidth) {
  std::string text =
      "  Id Name      DomainName      Type\n"
      "  -- ----      ----------      ----\n"
      "   7 Firma A   a.example.com   Authoritative\n"
      " 129 M\u00FCller B  b.example.com\n"
      "   3           c.example....   Authoritative\n"
      "   3 Dr. d.example.org, e.example.org\n";
  for (int i = 0; i < 10; ++i) {
    text += "   4           f.example.com   Authoritative\n";
  }
  const Read read = read_list(text);
  EXPECT_THAT(read.text, HasSubstr("column 3 \"DomainName\" of a fixed-width"));
  ASSERT_GE(read.names.size(), 5U);
  EXPECT_EQ(read.names[0], "a.example.com");
  EXPECT_EQ(read.names[1], "b.example.com");
  EXPECT_EQ(read.names[2], "!cut short by its table");
  EXPECT_EQ(read.names[3], "!no domain name on the line");
  EXPECT_EQ(read.names[4], "f.example.com");
}

TEST(ColumnChoice, AListOfTopLevelDomainsIsOne) {
  EXPECT_THAT(read_list("com\nnet\norg\nxn--p1ai\n").names.size(), 4U);
}

TEST(ColumnChoice, NoWordThatIsUnknownIsShown) {
  const Read read = read_list("Erika,x\n7,a.example.com\n8,b.example.com\n");
  EXPECT_THAT(read.text, Not(HasSubstr("Erika")));
  EXPECT_THAT(read.text, Not(HasSubstr("\"x\"")));
}

}  // namespace
}  // namespace mxsweep::lists
