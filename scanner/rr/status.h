// What became of one question: the status codes of the result table, in the
// order users read them. Values are stored in results by name, never by
// number. See docs/results.md for what each means. Constants, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mxsweep {

enum class LookupStatus : std::uint8_t {
  kNoError,  // the records asked for exist
  kNoData,   // the name exists (or may), the type does not
  kNxDomain,
  kServFail,
  kRefused,
  kFormErr,
  kNotImp,
  kOtherRcode,
  kReferral,      // no answer, but other servers: useless from a resolver
  kCnameLoop,     // the aliases lead in a circle, or there are too many
  kYxDomain,      // what a DNAME makes of the name is longer than names may be
  kTimeout,       // no valid reply to the last attempt, and no answer before
  kNetworkError,  // unreachable, refused by the kernel, connection reset
  kTruncated,     // TC, and the stream failed too
  kMalformed,
  kInvalidName,   // never asked: the input is no usable name
  kBlocklisted,   // never asked: excluded by the user
  kNotAttempted,  // never asked: the run ended first
  kCount,
};

inline constexpr std::size_t kLookupStatusCount =
    static_cast<std::size_t>(LookupStatus::kCount);

// Labels in the order of the enum.
inline constexpr std::array<std::string_view, kLookupStatusCount>
    kLookupStatusLabels = {"NOERROR",       "NODATA",      "NXDOMAIN",
                           "SERVFAIL",      "REFUSED",     "FORMERR",
                           "NOTIMP",        "OTHER_RCODE", "REFERRAL",
                           "CNAME_LOOP",    "YXDOMAIN",    "TIMEOUT",
                           "NETWORK_ERROR", "TRUNCATED",   "MALFORMED",
                           "INVALID_NAME",  "BLOCKLISTED", "NOT_ATTEMPTED"};

[[nodiscard]] constexpr std::string_view to_text(LookupStatus status) {
  return kLookupStatusLabels[static_cast<std::size_t>(status)];
}

// True for the three statuses that say something about the name itself.
[[nodiscard]] constexpr bool is_answer(LookupStatus status) {
  return status == LookupStatus::kNoError || status == LookupStatus::kNoData ||
         status == LookupStatus::kNxDomain;
}

// True for those after which nobody else need be asked: they say something
// about the name or about its aliases.
[[nodiscard]] constexpr bool is_conclusive(LookupStatus status) {
  return is_answer(status) || status == LookupStatus::kCnameLoop ||
         status == LookupStatus::kYxDomain;
}

}  // namespace mxsweep
