#include "bench/micro/messages.h"

#include <array>
#include <span>

#include "io/base/check.h"

#include "scanner/dns/header.h"
#include "scanner/dns/limits.h"

namespace mxsweep::bench {
namespace {

constexpr std::uint16_t kQuestionPointer = 0xC000 | kHeaderOctets;

class Builder {
 public:
  Builder(NameView name, std::uint16_t type) {
    message_.resize(kHeaderOctets);
    set(2, 0x8180);
    set(4, 1);
    put_name(name);
    u16(type);
    u16(kClassIn);
  }

  void u8(std::uint32_t value) {
    message_.push_back(static_cast<std::byte>(value & 0xFFU));
  }

  void u16(std::uint32_t value) {
    u8(value >> 8U);
    u8(value);
  }

  void u32(std::uint32_t value) {
    u16(value >> 16U);
    u16(value);
  }

  void put_name(NameView name) {
    for (const std::uint8_t octet : name.octets()) {
      u8(octet);
    }
  }

  // Owner: the name that was asked.
  void begin_record(std::uint16_t type) {
    u16(kQuestionPointer);
    u16(type);
    u16(kClassIn);
    u32(3600);
    rdata_ = message_.size() + 2;
    u16(0);
  }

  void end_record() {
    set(rdata_ - 2, static_cast<std::uint32_t>(message_.size() - rdata_));
  }

  void set(std::size_t at, std::uint32_t value) {
    message_[at] = static_cast<std::byte>(value >> 8U);
    message_[at + 1] = static_cast<std::byte>(value & 0xFFU);
  }

  // Adds OPT.
  [[nodiscard]] Message finish() {
    constexpr std::array<std::uint8_t, 11> kOpt = {0, 0, kTypeOpt, 4, 208, 0,
                                                   0, 0, 0,        0, 0};
    for (const std::uint8_t octet : kOpt) {
      u8(octet);
    }
    set(10, 1);
    return std::move(message_);
  }

 private:
  Message message_;
  std::size_t rdata_ = 0;
};

}  // namespace

Name name_of(std::string_view text) {
  Name name;
  MXSWEEP_CHECK(Name::from_text(text, name) == NameProblem::kNone);
  return name;
}

std::string name_text(std::uint32_t number) {
  constexpr std::string_view kFiller = "somewhatlongername";
  const std::size_t filler = number * 7 % 12;
  return std::string(kFiller.substr(0, filler)) + std::to_string(number) +
         "bench.org";
}

Message mx_response(NameView name, std::uint16_t count) {
  Builder out(name, kTypeMx);
  out.set(6, count);
  for (std::uint16_t i = 0; i < count; ++i) {
    out.begin_record(kTypeMx);
    out.u16(10U * (i + 1U));
    const std::string host = "alt" + std::to_string(i) + ".mail.provider.net";
    out.put_name(name_of(host).view());
    out.end_record();
  }
  return out.finish();
}

Message nxdomain_response(NameView name) {
  Builder out(name, kTypeMx);
  out.set(2, 0x8180U | kRcodeNxDomain);
  out.set(8, 1);
  out.begin_record(kTypeSoa);
  out.put_name(name_of("a.gtld-servers.net").view());
  out.put_name(name_of("nstld.verisign-grs.com").view());
  out.u32(1735689600);
  for (const std::uint32_t time : {1800U, 900U, 604800U, 900U}) {
    out.u32(time);
  }
  out.end_record();
  return out.finish();
}

Message a_response(NameView name) {
  Builder out(name, kTypeA);
  out.set(6, 1);
  out.begin_record(kTypeA);
  out.u32(0xC6336419);
  out.end_record();
  return out.finish();
}

}  // namespace mxsweep::bench
