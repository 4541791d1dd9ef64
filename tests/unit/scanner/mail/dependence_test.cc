// Dependence: one network, one operator, one machine behind two names, and mail
// hosts that somebody else could register.
#include "scanner/mail/dependence.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "scanner/mail/finding_meanings.h"
#include "scanner/rr/address_places.h"

#include "tests/support/mmdb_file.h"
#include "tests/support/suffixes.h"
#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::labels_of;
using test::LookupBuilder;

class DependenceTest : public ::testing::Test {
 protected:
  DependenceTest() {
    EXPECT_EQ(table_.add({"one.net", "One", "hosting", ""}, "suffix"), "");
    EXPECT_EQ(table_.add({"uno.net", "One", "hosting", ""}, "suffix"), "");
    EXPECT_EQ(table_.add({"two.net", "Two", "hosting", ""}, "suffix"), "");
  }

  // Of the domain, those that this file is about.
  std::string found(LookupBuilder& builder) {
    builder.options.operators = &matcher_;
    builder.options.places = places_on_ ? &places_ : nullptr;
    const FindingSet all = builder.run().findings;
    FindingSet some;
    for (const Finding each :
         {Finding::kSingleAddress, Finding::kSingleNetwork, Finding::kSingleAsn,
          Finding::kSharedAddress, Finding::kSingleOperator,
          Finding::kMixedOperators, Finding::kBackupMxForeign}) {
      if (all.has(each)) {
        some.add(each);
      }
    }
    return labels_of(some);
  }

  struct Network {
    const char* block;
    std::uint64_t asn;
  };

  void write_networks(const std::vector<Network>& networks) {
    const std::string path = testing::TempDir() + "/dependence.mmdb";
    test::MmdbFile file("A-Kind");
    for (const Network& network : networks) {
      file.add(network.block, {{"autonomous_system_number", {network.asn}}});
    }
    std::ofstream(path, std::ios::binary) << file.octets();
    const io::Status opened = places_.open_networks(path);
    EXPECT_TRUE(opened.ok());
    std::filesystem::remove(path);
  }

  // Two mail hosts that nobody is known to run.
  std::string of_addresses(const std::string& a4, const std::string& a6,
                           const std::string& b4, const std::string& b6) {
    LookupBuilder builder("example.com");
    builder.mx(10, "a.test.net").mx(20, "b.test.net");
    builder.host("a.test.net", a4, a6).host("b.test.net", b4, b6);
    return found(builder);
  }

  std::string of_operators(std::initializer_list<const char*> exchanges) {
    LookupBuilder builder("example.com");
    builder.addresses(AddressMode::kNone);
    for (const char* exchange : exchanges) {
      builder.mx(10, exchange);
    }
    return found(builder);
  }

  // What is to be asked about a mail host that the zone of so many labels
  // denies, or what is known at once.
  std::string of_denial(const std::string& exchange, std::uint8_t labels,
                        const std::string& cname = "") {
    LookupBuilder builder("example.com");
    builder.mx(10, exchange).host(exchange, "NXDOMAIN", "NXDOMAIN", cname);
    builder.last_host().denied_by_labels = labels;
    Lookup& lookup = builder.run();
    Exchange& its = lookup.exchanges.front();
    const NameView asked = look_at_registration(matcher_, lookup, its);
    if (its.findings.has(Finding::kMxUnregistered)) {
      return asked.empty() ? "unregistered" : "unregistered, and asked";
    }
    return asked.empty() ? "" : "ask " + to_text(asked);
  }

  // What the answer about the domain says.
  static bool of_registration(const std::string& a, const std::string& aaaa,
                              bool filtered = false) {
    LookupBuilder builder("example.com");
    builder.mx(10, "gone.com").host("gone.com", a, aaaa, "", filtered);
    Lookup& lookup = builder.run();
    take_registration(builder.last_host(), lookup.exchanges.front());
    return lookup.exchanges.front().findings.has(Finding::kMxUnregistered);
  }

  AddressPlaces places_;
  bool places_on_ = false;
  OperatorTable table_;
  PublicSuffixes suffixes_ = test::suffixes_of("com\nnet\nuk\nco.uk\n");
  OperatorMatcher matcher_{table_, suffixes_};
};

TEST_F(DependenceTest, OneNetworkOfEachFamily) {
  EXPECT_EQ(of_addresses("5.6.7.8", "NODATA", "5.6.7.9", "NODATA"),
            "single_network");
  EXPECT_EQ(of_addresses("5.6.7.8", "2a00:0:1::1", "5.6.7.9", "2a00:0:1:9::1"),
            "single_network");
  EXPECT_EQ(of_addresses("5.6.7.8", "NODATA", "NODATA", "2a00::1"),
            "single_network");
  EXPECT_EQ(of_addresses("5.6.7.8", "NODATA", "5.6.8.8", "NODATA"), "");
  EXPECT_EQ(of_addresses("5.6.7.8", "2a00:0:1::1", "5.6.7.9", "2a00:0:2::1"),
            "");
  EXPECT_EQ(of_addresses("5.6.7.8 5.6.8.8", "NODATA", "5.6.7.9", "NODATA"), "");
}

// By databases of the user; without one nothing is said.
TEST_F(DependenceTest, OneAutonomousSystemOfAllAddresses) {
  write_networks(
      {{"5.0.0.0/23", 64500}, {"5.0.2.0/24", 64501}, {"2a00::/32", 64500}});
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "5.0.1.1", "NODATA"), "");
  places_on_ = true;
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "5.0.1.1", "NODATA"),
            "single_asn");
  EXPECT_EQ(of_addresses("5.0.0.1", "2a00::1", "5.0.1.1", "NODATA"),
            "single_asn");
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "5.0.0.2", "NODATA"),
            "single_network single_asn");
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "5.0.2.1", "NODATA"), "");
  EXPECT_EQ(of_addresses("5.0.0.1 5.0.2.1", "NODATA", "5.0.1.1", "NODATA"), "");
  // Nobody knows where the second one is.
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "9.9.9.9", "NODATA"), "");
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "NODATA", "2a01::1"),
            "single_network");
  EXPECT_EQ(of_addresses("8.8.8.8", "NODATA", "9.9.9.9", "NODATA"), "");
  // Not all addresses are known, or there is one host only.
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "SERVFAIL", "NODATA"), "");
  EXPECT_EQ(of_addresses("5.0.0.1", "NODATA", "NODATA", "NODATA"),
            "single_address");
}

TEST_F(DependenceTest, OneMachineBehindTwoNames) {
  EXPECT_EQ(of_addresses("5.6.7.8", "NODATA", "5.6.7.8", "NODATA"),
            "single_address single_network shared_address");
  EXPECT_EQ(
      of_addresses("5.6.7.8 9.9.1.1", "NODATA", "7.7.7.7 9.9.1.1", "NODATA"),
      "shared_address");
}

TEST_F(DependenceTest, PrivateAddressesAreNoNetworkOfTheWorld) {
  EXPECT_EQ(of_addresses("10.0.0.1", "NODATA", "10.0.0.1", "NODATA"), "");
  EXPECT_EQ(of_addresses("10.0.0.1 5.6.7.8", "NODATA", "10.0.0.1", "NODATA"),
            "single_address");
}

TEST_F(DependenceTest, NothingIsSaidWhileSomethingIsUnknown) {
  EXPECT_EQ(of_addresses("5.6.7.8", "NODATA", "5.6.7.8", "SERVFAIL"), "");
}

TEST_F(DependenceTest, OneAddressOfAllMailHosts) {
  EXPECT_EQ(of_addresses("5.6.7.8", "NODATA", "NXDOMAIN", "NXDOMAIN"),
            "single_address");
  EXPECT_EQ(of_addresses("NODATA", "2a00::1", "NODATA", "NODATA"),
            "single_address");
  EXPECT_EQ(of_addresses("5.6.7.8", "2a00::1", "NODATA", "NODATA"), "");
  EXPECT_EQ(of_addresses("5.6.7.8 5.6.7.9", "NODATA", "NODATA", "NODATA"), "");
}

// Mail to the address of the domain itself depends on it by design.
TEST_F(DependenceTest, AnImplicitMailHostIsNoSet) {
  LookupBuilder builder("example.com", "NODATA");
  builder.host("example.com", "5.6.7.8", "NODATA");
  EXPECT_EQ(found(builder), "");
}

TEST_F(DependenceTest, OneMailHostHasNothingInCommon) {
  LookupBuilder one("example.com");
  one.mx(10, "a.one.net").host("a.one.net", "5.6.7.8", "NODATA");
  EXPECT_EQ(found(one), "single_address");
  LookupBuilder twice("example.com");
  twice.mx(10, "a.one.net").mx(20, "a.one.net");
  twice.host("a.one.net", "5.6.7.8", "NODATA");
  EXPECT_EQ(found(twice), "single_address");
}

TEST_F(DependenceTest, ManyMailHostsAreNotCompared) {
  for (const int count : {16, 17}) {
    LookupBuilder builder("example.com");
    for (int i = 0; i < count; ++i) {
      const std::string host = "m" + std::to_string(i) + ".test.net";
      builder.mx(10, host).host(host, "5.6.7." + std::to_string(i), "NODATA");
    }
    EXPECT_EQ(found(builder), count == 16 ? "single_network" : "");
  }
}

TEST_F(DependenceTest, OperatorsOfASet) {
  EXPECT_EQ(of_operators({"a.one.net"}), "");
  EXPECT_EQ(of_operators({"a.one.net", "b.one.net"}), "single_operator");
  EXPECT_EQ(of_operators({"a.one.net", "b.uno.net"}), "single_operator");
  EXPECT_EQ(of_operators({"a.one.net", "a.two.net"}), "mixed_operators");
  EXPECT_EQ(of_operators({"a.one.net", "mx.example.com"}), "mixed_operators");
  EXPECT_EQ(of_operators({"a.one.net", "mx.test.net"}), "");
  EXPECT_EQ(of_operators({"a.example.com", "b.example.com"}), "");
  EXPECT_EQ(of_operators({"a.test.net", "b.test.net"}), "");
  EXPECT_EQ(of_operators({"."}), "");
}

TEST_F(DependenceTest, BackupOfAnotherOperator) {
  const auto of_backups = [this](const char* first, const char* second) {
    LookupBuilder builder("example.com");
    builder.addresses(AddressMode::kNone).mx(10, first).mx(20, second);
    return found(builder);
  };
  EXPECT_EQ(of_backups("a.one.net", "b.one.net"), "single_operator");
  EXPECT_EQ(of_backups("a.one.net", "a.two.net"),
            "mixed_operators backup_mx_foreign");
  EXPECT_EQ(of_backups("mx.example.com", "a.two.net"),
            "mixed_operators backup_mx_foreign");
  EXPECT_EQ(of_backups("a.one.net", "mx.test.net"), "");
}

TEST_F(DependenceTest, DomainOfAMailHostIsInDoubt) {
  EXPECT_EQ(of_denial("mx.gone.com", 1), "ask gone.com");
  EXPECT_EQ(of_denial("a.mx.gone.co.uk", 2), "ask gone.co.uk");
  EXPECT_EQ(of_denial("mx.gone.co.uk", 1), "ask gone.co.uk");
  EXPECT_EQ(of_denial("gone.com", 1), "unregistered");
  // The end of an alias is what is to be registered.
  EXPECT_EQ(of_denial("mx.test.net", 1, "mx.gone.com"), "ask gone.com");
  EXPECT_EQ(of_denial("mx.test.net", 1, "gone.com"), "unregistered");
}

TEST_F(DependenceTest, DomainOfAMailHostIsThere) {
  // The domain itself said it, or a zone below it.
  EXPECT_EQ(of_denial("mx.there.com", 2), "");
  EXPECT_EQ(of_denial("mx.a.there.com", 3), "");
  EXPECT_EQ(of_denial("mx.test.net", 2, "mx.there.com"), "");
  // The domain that was asked exists, whatever zone its records are in.
  EXPECT_EQ(of_denial("mx.example.com", 1), "");
  EXPECT_EQ(of_denial("mx.test.net", 1, "mx.example.com"), "");
  // The top-level domain does not exist, or nothing said who denied it.
  EXPECT_EQ(of_denial("mx.gone.nowhere", 0), "");
  // Nobody registers a public suffix.
  EXPECT_EQ(of_denial("co.uk", 1), "");
}

TEST_F(DependenceTest, OnlyNxDomainSaysThatNobodyRegistered) {
  EXPECT_TRUE(of_registration("NXDOMAIN", "NXDOMAIN"));
  EXPECT_FALSE(of_registration("NODATA", "NODATA"));
  EXPECT_FALSE(of_registration("5.6.7.8", "NODATA"));
  EXPECT_FALSE(of_registration("NXDOMAIN", "SERVFAIL"));
  EXPECT_FALSE(of_registration("NXDOMAIN", "NXDOMAIN", true));
}

TEST_F(DependenceTest, WorstFindingOfASet) {
  EXPECT_EQ(worst_of({}), std::nullopt);
  FindingSet set;
  set.add(Finding::kNoIpv6);
  EXPECT_EQ(worst_of(set), Severity::kNote);
  set.add(Finding::kSharedAddress);
  EXPECT_EQ(worst_of(set), Severity::kWarning);
  set.add(Finding::kMxUnregistered);
  set.add(Finding::kSingleMx);
  EXPECT_EQ(worst_of(set), Severity::kError);
}

TEST_F(DependenceTest, WhoMustActIsToldWhatToDo) {
  for (std::size_t at = 0; at < kFindingCount; ++at) {
    const FindingMeaning& meaning = kFindingMeanings[at];
    EXPECT_FALSE(meaning.text.empty()) << kFindingLabels[at];
    EXPECT_TRUE(meaning.advice.ends_with('.')) << kFindingLabels[at];
  }
}

}  // namespace
}  // namespace mxsweep
