// What an asker wants of the QueryEngine, and what comes of it. The engine
// knows names, types, servers and time; what a question is for only its asker
// knows. Plain values; a name is borrowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "io/base/endpoint.h"

#include "scanner/dns/header.h"
#include "scanner/dns/name.h"
#include "scanner/query/delegation_report.h"
#include "scanner/query/final_reply.h"
#include "scanner/rr/answer.h"

namespace mxsweep {

// Who asked, in the asker's own words.
struct QueryOwner {
  std::uint8_t asker = 0;  // below kAskersMax
  std::uint32_t index = 0;
};

inline constexpr std::size_t kAskersMax = 8;

// How a question is asked, in one octet, which each pending query keeps.
struct AskFlags {
  bool recursion_desired : 1 = true;
  bool edns : 1 = true;
  // It ends with the first reply, whatever that says, unless that asks for TCP
  // or dislikes EDNS; with a refusal by the network; or with the second
  // silence. Else as the retry policy decides.
  bool any_reply : 1 = false;
  // Once it is answered, it may serve as a control question.
  bool may_be_control : 1 = false;
  // Over TCP from the first attempt on. Of a question about a server only.
  bool stream : 1 = false;
  // With any_reply: the first silence ends it, too, and comes as soon as the
  // server's usual time allows.
  bool once : 1 = false;
  // Of a Recursor: what it knows of the delegation is wanted.
  bool delegation : 1 = false;
};

struct AskOptions {
  // The number of the only server that is asked, whatever it has become of;
  // kNoResolver: any of the resolvers, another one at each attempt.
  std::uint16_t server = kNoResolver;
  AskFlags flags{};
  // Attempts that the asker has made before: this one waits the longer.
  std::uint8_t tried = 0;
};

struct QueryRequest {
  // Stays where it is until the question is completed.
  NameView name;
  std::uint32_t name_hash = 0;  // as QueryEngine::name_hash() has it
  std::uint16_t type = 0;       // one of record_types()
  QueryOwner owner;
  AskOptions options{};
};

// The reply as it came, for askers that want to know more than Answer says.
struct ReplyMessage {
  std::span<const std::byte> octets;
  Header header;
  std::size_t records_at = 0;  // behind the question
  io::Duration waited{};       // since it arrived
};

// The end of one question. What it points to is the engine's and good until
// the engine is asked for the next one.
struct Completion {
  QueryOwner owner;
  FinalReply reply;
  // Never null; without a reply it has the status and the chain as far as
  // known.
  const Answer* answer = nullptr;
  // Null without a reply, else the one that `reply` is about.
  const ReplyMessage* message = nullptr;
  // Of a Recursor: the authoritative server that was asked last.
  io::Endpoint server;
  // Where that was wanted and the question came to a zone's servers; else null.
  const DelegationReport* delegation = nullptr;
};

}  // namespace mxsweep
