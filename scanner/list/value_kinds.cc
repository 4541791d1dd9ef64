#include "scanner/list/value_kinds.h"

#include <algorithm>
#include <array>
#include <string>

#include "scanner/list/header_words.h"

namespace mxsweep {
namespace {

constexpr std::array kKindWords = std::to_array<std::string_view>(
    {"type", "indicatortype", "ioctype", "attributetype", "observabletype",
     "valuetype", "datatype", "entitytype", "itype", "assettype", "kind"});

constexpr std::array kNames = std::to_array<std::string_view>(
    {"domain", "domainname", "fqdn", "hostname", "host", "subdomain", "url",
     "wildcard", "uri", "link", "email", "emailaddr", "emailaddress",
     "emailsrc", "emaildst"});

constexpr std::array kNoNames =
    std::to_array<std::string_view>({"file",
                                     "files",
                                     "filename",
                                     "filepath",
                                     "filehash",
                                     "hash",
                                     "hashes",
                                     "md5",
                                     "sha1",
                                     "sha224",
                                     "sha256",
                                     "sha384",
                                     "sha512",
                                     "ssdeep",
                                     "imphash",
                                     "tlsh",
                                     "mutex",
                                     "regkey",
                                     "registrykey",
                                     "windowsregistrykey",
                                     "yara",
                                     "sigma",
                                     "snort",
                                     "pdb",
                                     "cve",
                                     "attachment",
                                     "process",
                                     "emailattachment",
                                     "vulnerability",
                                     "malwaresample",
                                     "filehashmd5",
                                     "filehashsha1",
                                     "filehashsha256",
                                     "googleplayappid",
                                     "appleappid",
                                     "otherapk",
                                     "otheripa",
                                     "sourcecode",
                                     "executable"});

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_kind_word(std::string_view header) {
  return is_one_of(kKindWords, bare_word(header.substr(0, 64)));
}

// Of a pair ("filename|sha256", "domain|ip") the first counts.
ValueKind value_kind(std::string_view type) {
  const std::string word = bare_word(type.substr(0, type.find('|')));
  if (is_one_of(kNames, word)) {
    return ValueKind::kName;
  }
  return is_one_of(kNoNames, word) ? ValueKind::kNoName : ValueKind::kUnknown;
}

}  // namespace mxsweep
