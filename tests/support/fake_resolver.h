// FakeResolver: answers queries from a Zone, except where a rule or chance
// says otherwise. Rules are data: "the second query for this name over UDP is
// answered with SERVFAIL after 300 ms" (parse_rule reads the text form that
// tests/scenario/README.md documents). It knows nothing of time or losses on
// the way: that is the network's part. One thread; the zone is shared.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/prng.h"
#include "io/base/time.h"

#include "tests/support/authority.h"
#include "tests/support/packet_builder.h"
#include "tests/support/zone.h"

namespace mxsweep::sim {

// Replies that pretend to be the answer; each differs from a valid one in
// exactly one point and carries data that must never be believed.
enum class Forgery : std::uint8_t {
  kSource,      // another address, the right port
  kPort,        // another port, the right address
  kId,          // another id
  kName,        // another name in the question
  kType,        // another type in the question
  kClass,       // another class in the question
  kQuery,       // QR is clear
  kOpcode,      // another opcode
  kNoQuestion,  // no question at all
};

inline constexpr int kForgeryCount = 9;

// What forged answers claim.
inline constexpr std::string_view kForgedExchange = "forged.evil";
inline constexpr std::string_view kForgedAddress = "203.0.113.66";

enum class Act : std::uint8_t {
  kAnswer,      // what the zone says
  kSilence,     // no reply
  kRcode,       // an empty reply with a response code
  kTruncate,    // the answer with TC, cut to its first record
  kRefer,       // nothing but the name servers of the root
  kTail,        // header and question, then octets as given
  kHex,         // octets as given behind the id
  kRefusePort,  // ICMP port unreachable; over TCP: connection refused
  kReset,       // over TCP: connection reset
};

enum class Spelling : std::uint8_t { kKeep, kUpper, kMixed };

struct Rule {
  // When it applies.
  std::string name = "*";  // lower-case; "*" is any, "*.x" any below x
  std::uint16_t type = 0;  // 0 is any
  std::uint32_t try_from = 1;
  std::uint32_t try_to = ~std::uint32_t{0};
  int stream = -1;         // -1 either, 0 UDP only, 1 TCP only
  int edns = -1;           // -1 either, 0 without OPT only, 1 with OPT only
  bool dnssec_ok = false;  // with DO only
  io::Duration after{};
  io::Duration before = io::Duration::seconds(1'000'000);

  // What happens.
  Act act = Act::kAnswer;
  std::uint16_t rcode = 0;
  std::array<std::uint16_t, 3> counts{};  // kTail: the header's counts
  std::string octets;                     // kTail, kHex
  std::vector<std::uint16_t> ede_codes;
  bool authentic = false;
  bool no_opt = false;
  bool no_recursion = false;  // RA=0
  bool compress = true;
  Spelling spelling = Spelling::kKeep;
  io::Duration delay{};
  int copies = 1;
  io::Duration gap = io::Duration::milliseconds(1);  // between copies
  std::size_t pad = 0;  // zero octets behind the message, up to this size
  std::size_t cut = 0;  // a datagram ends after so many octets; 0: whole
  int links = -1;       // above 0: so many CNAMEs, and no end of the chain
  bool no_soa = false;  // negative answers without it
  std::uint16_t more_additionals = 0;  // added to ARCOUNT,
  std::string behind;                  // and what stands there
  int length_error = 0;  // added to the RDLENGTH of every answer record
  std::vector<Forgery> forgeries;
  std::vector<std::pair<Part, ZoneRecord>> extra;
};

// "on NAME TYPE [condition...] -> ACTION [detail...]" without the "on".
// Empty on success, else what is wrong.
[[nodiscard]] std::string parse_rule(std::string_view text, Rule& out);

// "250us", "20ms", "1.5s"; false when it is not that.
[[nodiscard]] bool parse_duration(std::string_view text, io::Duration& out);

// Chances, each 0..1, that apply where no rule does.
struct Whims {
  double servfail = 0;
  double silence = 0;
  double truncate = 0;  // over UDP
  double forge = 0;     // a forged reply before the true one
  double refer = 0;
  double cut_chain = 0;     // no more than the first CNAME
  double cut_datagram = 0;  // over UDP, without TC
  double dislike_edns = 0;  // by name: FORMERR to every query with OPT
  double break_edns = 0;    // by name: no OPT where one is counted
};

struct Query {
  std::uint16_t id = 0;
  std::uint16_t type = 0;
  std::uint16_t payload = 512;  // the size that fits back
  bool edns = false;
  bool dnssec_ok = false;
  bool recursion = false;  // RD
  bool stream = false;
  std::string wire;  // the name as it stands in the query
  std::string name;  // the same as lower-case text
};

// Strict: exactly what a well-behaved client of ours sends (AD, perhaps RD, one
// question, at most an OPT record, nothing behind it). Empty on success.
[[nodiscard]] std::string read_query(std::span<const std::byte> message,
                                     Query& out);

struct Reply {
  Bytes payload;
  io::Duration delay{};  // on top of the way there and back
  io::Endpoint from;
  int error = 0;        // errno: no message but a refusal
  bool forged = false;  // arrives before the true one
};

class FakeResolver {
 public:
  // `zone` outlives the resolver.
  FakeResolver(const io::Endpoint& endpoint, const Zone& zone)
      : endpoint_(endpoint), zone_(&zone) {}

  // Appends to `out`, in any order of time. `since_start` is when the query
  // arrives.
  void answer(const Query& query, io::Duration since_start, io::Prng& prng,
              std::vector<Reply>& out);

  // What it says when it is asked for more than it can take.
  [[nodiscard]] Reply failure(const Query& query, std::uint16_t rcode) const;

  [[nodiscard]] const io::Endpoint& endpoint() const { return endpoint_; }

  // What it is: an authoritative server of these; a resolver if there are none.
  // They outlive it.
  std::vector<const AuthZone*> served;

  std::vector<Rule> rules;  // the first that applies counts
  Whims whims;

 private:
  // How often this question came; 1 where no rule wants to know, for that is
  // kept for each name.
  [[nodiscard]] std::uint32_t count_try(const Query& query);

  [[nodiscard]] Rule whim(const Query& query, io::Prng& prng) const;
  [[nodiscard]] Rule choose(const Query& query, io::Duration since_start,
                            std::uint32_t tries, io::Prng& prng) const;
  [[nodiscard]] Bytes message(const Query& query, const Rule& rule) const;
  [[nodiscard]] Bytes zone_answer(const Query& query, const Rule& rule,
                                  std::size_t records_max) const;
  [[nodiscard]] Bytes authority_answer(const Query& query, const Rule& rule,
                                       std::size_t records_max) const;
  // CNAMEs from `name`, which becomes the end; false: there is more to it.
  bool put_chain(const Query& query, const Rule& rule, std::size_t& room,
                 PacketBuilder& out, std::string& name) const;
  void add_forgeries(const Query& query, const Rule& rule,
                     std::vector<Reply>& out) const;

  io::Endpoint endpoint_;
  const Zone* zone_;
  std::map<std::pair<std::string, std::uint16_t>, std::uint32_t> tries_;
};

}  // namespace mxsweep::sim
