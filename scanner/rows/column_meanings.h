// What the columns mean, a line for each, for people who choose among them
// (--columns help). docs/results.md says more. Constants, any thread.
#pragma once

#include <array>
#include <string_view>

namespace mxsweep {

struct ColumnMeaning {
  std::string_view name;
  std::string_view meaning;
};

// In the order of the table in columns.h; a test finds who is missing.
inline constexpr std::array kColumnMeanings = {
    ColumnMeaning{"seq", "number of the input record, from 0"},
    ColumnMeaning{"domain", "the name that was asked; empty for INVALID_NAME"},
    ColumnMeaning{"input", "the line as given, when it differs"},
    ColumnMeaning{"input_rank", "rank of a ranked list"},
    ColumnMeaning{"status", "what became of the MX question"},
    ColumnMeaning{"mail_kind", "what it means for mail"},
    ColumnMeaning{"rcode", "response code received, extended bits included"},
    ColumnMeaning{"ede_codes", "extended errors (RFC 8914) of that response"},
    ColumnMeaning{"mx_count", "MX records in the answer, duplicates dropped"},
    ColumnMeaning{"preference", "lower is better; 0 for an implicit MX"},
    ColumnMeaning{"exchange", "the mail host; . for a null MX"},
    ColumnMeaning{"mx_index", "position in the answer, from 0"},
    ColumnMeaning{"mx_ttl_s", "lowest TTL of the MX records"},
    ColumnMeaning{"mx_owner", "where CNAMEs of the domain led"},
    ColumnMeaning{"exchange_status",
                  "what is known about addresses of the mail host"},
    ColumnMeaning{"a_status", "what became of the question for A"},
    ColumnMeaning{"aaaa_status", "what became of the question for AAAA"},
    ColumnMeaning{"exchange_cname", "where CNAMEs of the mail host lead"},
    ColumnMeaning{"address", "an address of the mail host"},
    ColumnMeaning{"address_family", "4 or 6"},
    ColumnMeaning{"address_index", "position in the answer, from 0"},
    ColumnMeaning{"address_ttl_s", "TTL of the address"},
    ColumnMeaning{"address_scope", "global, or what the address is instead"},
    ColumnMeaning{"addresses", "all addresses of the mail host"},
    ColumnMeaning{"cname_chain",
                  "names that the CNAMEs of the domain led over"},
    ColumnMeaning{"mx", "the MX, each with its host and its addresses"},
    ColumnMeaning{"findings", "what is remarkable about domain and MX"},
    ColumnMeaning{"ad", "the resolver says that it validated"},
    ColumnMeaning{"transport", "udp or tcp, of the final reply"},
    ColumnMeaning{"resolver", "who was asked last"},
    ColumnMeaning{"attempts", "packets sent for the MX question"},
    ColumnMeaning{"rtt_us", "how long the final reply took"},
    ColumnMeaning{"answered_at", "when it came"},
    ColumnMeaning{"answer_bytes", "size of the final reply"},
    ColumnMeaning{"negative_ttl_s", "how long a negative answer may be kept"},
    ColumnMeaning{"mx_set_hash",
                  "equal for equal sets of (preference, exchange)"},
    ColumnMeaning{"error", "why an INVALID_NAME was not asked"},
    ColumnMeaning{"run_id", "the same in all rows of a run, see --run-id"},
};

// Empty when there is none.
[[nodiscard]] constexpr std::string_view meaning_of_column(
    std::string_view name) {
  for (const ColumnMeaning& column : kColumnMeanings) {
    if (column.name == name) {
      return column.meaning;
    }
  }
  return {};
}

}  // namespace mxsweep
