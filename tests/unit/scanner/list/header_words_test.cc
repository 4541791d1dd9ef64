// Words above columns.
#include "scanner/list/header_words.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

TEST(HeaderWords, AreComparedWithoutCaseBlanksAndSigns) {
  for (const char* word : {"domain", "Domain", "DOMAIN", " domain ",
                           "\"domain\"", "Domain:", "\uFEFFdomain"}) {
    EXPECT_EQ(header_word(word).role, HeaderRole::kDomain) << word;
  }
  EXPECT_EQ(header_word("Domain Name").role, HeaderRole::kDomain);
  EXPECT_EQ(header_word("domain_name").role, HeaderRole::kDomain);
  EXPECT_EQ(header_word("E-Mail").role, HeaderRole::kMail);
  EXPECT_EQ(header_word("ДОМЕН").role, HeaderRole::kDomain);
  EXPECT_EQ(header_word("Domínio").role, HeaderRole::kDomain);
  EXPECT_EQ(header_word("DOMÍNIO").role, HeaderRole::kDomain);
}

TEST(HeaderWords, RolesOfOthers) {
  EXPECT_EQ(header_word("URL").role, HeaderRole::kUrl);
  EXPECT_EQ(header_word("Sito web").role, HeaderRole::kUrl);
  EXPECT_EQ(header_word("name").role, HeaderRole::kWeak);
  EXPECT_EQ(header_word("GlobalRank").role, HeaderRole::kRank);
  EXPECT_EQ(header_word("#rank").role, HeaderRole::kRank);
  EXPECT_EQ(header_word("city").role, HeaderRole::kOther);
  EXPECT_EQ(header_word("xyzzy").role, HeaderRole::kNone);
  EXPECT_EQ(header_word("").role, HeaderRole::kNone);
  EXPECT_EQ(header_word(std::string(1000, 'a')).role, HeaderRole::kNone);
}

TEST(HeaderWords, WebSitesInFurtherLanguages) {
  for (const char* word :
       {"İnternet Adresi", "İNTERNET SİTESİ", "Verkkosivut", "Kotisivut",
        "Ιστοσελίδα", "ΙΣΤΟΣΕΛΙΔΑ", "Ιστότοπος", "Webové stránky",
        "Webová adresa", "Internetová adresa", "Koduleht", "Kodulehekülg",
        "Интернет-страница", "누리집", "وب\u200Cسایت", "Página oficial", "Lien",
        "Faqja e internetit"}) {
    EXPECT_EQ(header_word(word).role, HeaderRole::kUrl) << word;
  }
}

TEST(HeaderWords, APartOfAWordIsLessThanTheWord) {
  EXPECT_EQ(header_word("Company Domain").role, HeaderRole::kDomain);
  EXPECT_EQ(header_word("network.domain").role, HeaderRole::kDomain);
  EXPECT_EQ(header_word("IDN_Domain").role, HeaderRole::kDomain);
  EXPECT_LT(header_word("Domain").order, header_word("IDN_Domain").order);
  EXPECT_LT(header_word("IDN_Domain").order, header_word("url").order);
  // "First Name" is nobody's domain.
  EXPECT_EQ(header_word("First Name").role, HeaderRole::kOther);
}

TEST(HeaderWords, OrderOfWhatIsMeant) {
  EXPECT_LT(header_word("domain").order, header_word("base domain").order);
  EXPECT_LT(header_word("domain").order, header_word("website").order);
  EXPECT_LT(header_word("website").order, header_word("email").order);
  EXPECT_LT(header_word("email").order, header_word("name").order);
  EXPECT_LT(header_word("name").order, header_word("xyzzy").order);
}

}  // namespace
}  // namespace mxsweep
