#include "scanner/results/mail_state.h"

#include <bit>
#include <cstring>

#include "io/base/ascii.h"
#include "io/base/check.h"

namespace mxsweep {
namespace {

// As a scan writes it: in lower case, without the dot at its end. Another
// program may have written the result again.
void append_name(std::string_view name, std::string& out) {
  // All of them, so that a name that was written so is written so again.
  while (name.size() > 1 && name.back() == '.' &&
         name[name.size() - 2] != '\\') {
    name.remove_suffix(1);
  }
  const std::size_t begin = out.size();
  out += name;
  for (std::size_t at = begin; at < out.size(); ++at) {
    out[at] = io::ascii_lower(out[at]);
  }
}

}  // namespace

void MailState::begin(std::string_view domain, std::optional<std::int64_t> seq,
                      MailKind kind) {
  domain_.clear();
  append_name(domain, domain_);
  seq_ = seq;
  kind_ = kind;
  hosts_.clear();
  operator_.reset();
  octets_.clear();
}

MailState::Host MailState::keep(std::string_view text,
                                std::int32_t preference) {
  const Host kept = {static_cast<std::uint32_t>(octets_.size()),
                     static_cast<std::uint32_t>(text.size()), preference};
  octets_ += text;
  return kept;
}

std::string_view MailState::text(const Host& host) const {
  return std::string_view(octets_).substr(host.at, host.size);
}

void MailState::add_host(const MailHost& host) {
  const std::size_t begin = octets_.size();
  append_name(host.name, octets_);
  const std::string_view name = std::string_view(octets_).substr(begin);
  const bool is_repeated = !hosts_.empty() &&
                           hosts_.back().preference == host.preference &&
                           text(hosts_.back()) == name;
  if (is_repeated) {
    octets_.resize(begin);
  } else {
    hosts_.push_back({static_cast<std::uint32_t>(begin),
                      static_cast<std::uint32_t>(name.size()),
                      host.preference});
  }
}

void MailState::add_operator(std::string_view name, std::int32_t rank) {
  if (!operator_.has_value() || rank < operator_->preference) {
    operator_ = keep(name, rank);
  }
}

void MailState::add(const MailState& more) {
  if (!is_known()) {
    kind_ = more.kind_;
  }
  for (std::size_t index = 0; index < more.hosts(); ++index) {
    add_host(more.host(index));
  }
  if (more.operator_.has_value()) {
    add_operator(more.text(*more.operator_), more.operator_->preference);
  }
}

MailHost MailState::host(std::size_t index) const {
  return {text(hosts_[index]), hosts_[index].preference};
}

std::optional<std::string_view> MailState::mail_operator() const {
  return operator_.has_value() && operator_->size != 0
             ? std::optional(text(*operator_))
             : std::nullopt;
}

void MailState::append_key(std::string& key) const {
  key += domain_;
  key += '\0';
  const auto number = static_cast<std::uint64_t>(seq_.value_or(0));
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    key += static_cast<char>(number >> (shift - 8));
  }
}

void MailState::append_row(std::string& row) const {
  Head head;
  std::memset(static_cast<void*>(&head), 0, sizeof(head));
  head.seq = seq_.value_or(0);
  head.has_seq = seq_.has_value();
  head.kind = kind_;
  head.hosts = static_cast<std::uint32_t>(hosts_.size());
  head.has_operator = operator_.has_value();
  head.mail_operator = operator_.value_or(Host());
  const std::size_t begin = row.size();
  const std::size_t bytes = hosts_.size() * sizeof(Host);
  row.resize(begin + sizeof(head) + bytes);
  std::memcpy(row.data() + begin, &head, sizeof(head));
  if (bytes != 0) {
    std::memcpy(row.data() + begin + sizeof(head), hosts_.data(), bytes);
  }
  row += octets_;
}

void MailState::read(std::string_view key, std::string_view row) {
  Head head;
  MXSWEEP_CHECK(row.size() >= sizeof(head));
  std::memcpy(&head, row.data(), sizeof(head));
  row.remove_prefix(sizeof(head));
  begin(key.substr(0, key.find('\0')),
        head.has_seq ? std::optional(head.seq) : std::nullopt, head.kind);
  const std::size_t bytes = head.hosts * sizeof(Host);
  MXSWEEP_CHECK(row.size() >= bytes);
  hosts_.resize(head.hosts);
  if (bytes != 0) {
    std::memcpy(hosts_.data(), row.data(), bytes);
  }
  octets_ = row.substr(bytes);
  if (head.has_operator) {
    operator_ = head.mail_operator;
  }
}

}  // namespace mxsweep
