// MailState: what a result says about the mail of one name: its kind, its mail
// hosts and who runs the best of them, however many rows that took. It owns
// its octets, keeps their room from name to name, and travels through a sorter
// as a key and a row. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/mail/lookup.h"

namespace mxsweep {

// Of a host whose preference no column tells.
inline constexpr std::int32_t kNoPreference = -1;

struct MailHost {
  std::string_view name;
  std::int32_t preference = kNoPreference;
};

class MailState {
 public:
  // Replaces what was there.
  void begin(std::string_view domain, std::optional<std::int64_t> seq,
             MailKind kind);

  // In the order of the rows. The same again at once is dropped.
  void add_host(const MailHost& host);

  // Of a host, empty where nobody knows; that of the one with the lowest rank
  // (best_exchange.h) stays, the first of equal ones.
  void add_operator(std::string_view name, std::int32_t rank);

  [[nodiscard]] bool is_same_record(const MailState& other) const {
    return seq_ == other.seq_ && domain_ == other.domain_;
  }

  // Another row, or more of them, of the same record.
  void add(const MailState& more);

  [[nodiscard]] const std::string& domain() const { return domain_; }

  // Number of the record; nothing where no column tells.
  [[nodiscard]] std::optional<std::int64_t> seq() const { return seq_; }

  [[nodiscard]] MailKind kind() const { return kind_; }

  // Whether anything is known at all.
  [[nodiscard]] bool is_known() const { return kind_ != MailKind::kUnknown; }

  [[nodiscard]] std::size_t hosts() const { return hosts_.size(); }

  // Ends when something is added. REQUIRES: index < hosts()
  [[nodiscard]] MailHost host(std::size_t index) const;

  // Of the best host; nothing where nobody knows.
  [[nodiscard]] std::optional<std::string_view> mail_operator() const;

  // Orders by the octets of the domain, then by seq. REQUIRES: the domain is
  // without NUL
  void append_key(std::string& key) const;
  void append_row(std::string& row) const;

  // What append_key() and append_row() of this process wrote.
  void read(std::string_view key, std::string_view row);

 private:
  struct Host {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
    std::int32_t preference = kNoPreference;
  };

  // In front of the hosts and the octets of a row.
  struct Head {
    std::int64_t seq = 0;
    std::uint32_t hosts = 0;
    MailKind kind = MailKind::kUnknown;
    bool has_seq = false;
    bool has_operator = false;
    Host mail_operator;
  };

  [[nodiscard]] Host keep(std::string_view text, std::int32_t preference);
  [[nodiscard]] std::string_view text(const Host& host) const;

  std::string domain_;
  std::optional<std::int64_t> seq_;
  MailKind kind_ = MailKind::kUnknown;
  std::vector<Host> hosts_;
  std::optional<Host> operator_;
  std::string octets_;
};

}  // namespace mxsweep
