#include "scanner/dns/idna.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace mxsweep {
namespace {

constexpr std::string_view kBadPunycode = "bad punycode in xn-- label";
constexpr std::string_view kNotAllowed = "characters that IDNA does not allow";
constexpr std::string_view kHyphen = "hyphen at start or end of a label";
constexpr std::string_view kLongLabel = "label longer than 63 octets";
constexpr std::string_view kLongName = "name longer than 253 characters";

// No name of 253 octets is longer in UTF-8, but for characters that are mapped
// to nothing.
constexpr std::size_t kTextOctetsMax = 4096;

// Plain names go through without these checks, so that these are no reason to
// refuse others: `r3---sn-x` is a name, and empty labels are found later.
constexpr std::uint32_t kNoReason =
    UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_EMPTY_LABEL;

// What keeps a name that is written soundly from being registered.
constexpr std::uint32_t kRegistryRules =
    UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN |
    UIDNA_ERROR_BIDI | UIDNA_ERROR_CONTEXTJ |
    UIDNA_ERROR_LEADING_COMBINING_MARK;

struct Reason {
  std::uint32_t errors;
  std::string_view text;
};

constexpr std::array kReasons = {
    Reason{UIDNA_ERROR_PUNYCODE | UIDNA_ERROR_INVALID_ACE_LABEL, kBadPunycode},
    Reason{UIDNA_ERROR_DISALLOWED | UIDNA_ERROR_LEADING_COMBINING_MARK |
               UIDNA_ERROR_BIDI | UIDNA_ERROR_CONTEXTJ |
               UIDNA_ERROR_LABEL_HAS_DOT,
           kNotAllowed},
    Reason{UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN, kHyphen},
    Reason{UIDNA_ERROR_LABEL_TOO_LONG, kLongLabel},
    Reason{UIDNA_ERROR_DOMAIN_NAME_TOO_LONG, kLongName},
};

std::string_view reason(std::uint32_t errors) {
  for (const Reason& one : kReasons) {
    if ((errors & one.errors) != 0) {
      return one.text;
    }
  }
  return errors == 0 ? std::string_view{} : kNotAllowed;
}

// ICU's tables for UTS #46; null only where it has none.
const UIDNA* uts46() {
  static const UIDNA* const opened = [] {
    UErrorCode error = U_ZERO_ERROR;
    const UIDNA* tables = ::uidna_openUTS46(
        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
            UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        &error);
    return U_SUCCESS(error) != 0 ? tables : nullptr;
  }();
  return opened;
}

using Convert = decltype(&::uidna_nameToASCII_UTF8);

// Converts by one of ICU's functions; `errors` are UIDNA_ERROR_*. False: there
// is no result at all.
bool convert(Convert by, std::string_view text, std::string& out,
             std::uint32_t& errors) {
  const UIDNA* const tables = uts46();
  if (tables == nullptr || text.size() > kTextOctetsMax) {
    return false;
  }
  out.resize(4 * kTextOctetsMax);
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size =
      by(tables, text.data(), static_cast<std::int32_t>(text.size()),
         out.data(), static_cast<std::int32_t>(out.size()), &info, &error);
  if (U_FAILURE(error) != 0) {
    return false;
  }
  out.resize(static_cast<std::size_t>(size));
  errors = info.errors;
  return true;
}

}  // namespace

std::string_view to_ascii_name(std::string_view text, bool lenient,
                               std::string& out) {
  std::uint32_t errors = 0;
  if (!convert(&::uidna_nameToASCII_UTF8, text, out, errors)) {
    return kLongName;
  }
  return reason(errors & ~kNoReason & ~(lenient ? kRegistryRules : 0));
}

std::string_view check_a_labels(std::string_view text) {
  thread_local std::string again;
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    text.remove_prefix(std::min(label.size() + 1, text.size()));
    if (!label.starts_with("xn--")) {
      continue;
    }
    std::uint32_t errors = 0;
    if (!convert(&::uidna_labelToASCII_UTF8, label, again, errors)) {
      return kLongLabel;
    }
    if (errors != 0) {
      return reason(errors);
    }
    if (again != label) {
      return kBadPunycode;
    }
  }
  return {};
}

}  // namespace mxsweep
