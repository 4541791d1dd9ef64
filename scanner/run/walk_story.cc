#include "scanner/run/walk_story.h"

#include <algorithm>

#include "scanner/recursion/recursor.h"
#include "scanner/rr/message_text.h"

namespace mxsweep {
namespace {

std::string zone_text(NameView zone) {
  return zone.is_root() ? "the root" : "the zone " + to_text(zone);
}

std::string referral_text(const Referral& referral) {
  std::string out =
      "it refers to the zone " + to_text(referral.cut.view()) + ", served by ";
  std::size_t without = 0;
  for (std::size_t i = 0; i < referral.count; ++i) {
    const Referral::Server& server = referral.servers[i];
    out += (i == 0 ? "" : ", ") + to_text(server.name.view());
    without += server.glue_count == 0 ? 1 : 0;
  }
  if (without == referral.count) {
    out += " (no addresses given)";
  }
  return out + " (R1)";
}

// Of a step without a reply that could be read.
std::string failure_text(const WalkStep& step) {
  if (step.minimised) {
    return "nothing of use came: the whole name is asked for (RFC 9156)";
  }
  if (step.status == LookupStatus::kTruncated) {
    return "TC over UDP, and TCP failed: no answer, yet not lame (T4)";
  }
  return step.status == LookupStatus::kTimeout ||
                 step.status == LookupStatus::kNetworkError
             ? "nothing of use came (R3)"
             : "what came cannot be read: of no use for " +
                   zone_text(step.zone) + ", a lame delegation (R3)";
}

std::string outcome_of(const WalkStep& step) {
  const std::string zone = zone_text(step.zone);
  if (!step.replied) {
    return failure_text(step);
  }
  switch (step.reply) {
    case ZoneReply::kReferral:
      return referral_text(*step.referral);
    case ZoneReply::kLame:
      return step.minimised
                 ? "of no use: the whole name is asked for (RFC 9156)"
                 : "of no use for " + zone + ": a lame delegation (R3)";
    case ZoneReply::kAnswer:
    case ZoneReply::kNoData:
    case ZoneReply::kAlias:
      break;
  }
  if (step.minimised) {
    return "no other zone begins there: more of the name is shown (RFC 9156)";
  }
  return step.reply == ZoneReply::kAlias
             ? "an alias that leads out of " + zone + " (R4)"
             : "that is the answer of " + zone;
}

WalkStory::Step::Open open_after(const WalkStep& step) {
  using Open = WalkStory::Step::Open;
  if (step.reply == ZoneReply::kReferral) {
    return Open::kReferral;
  }
  if (step.minimised) {
    return Open::kNo;
  }
  return step.reply == ZoneReply::kLame    ? Open::kUseless
         : step.reply == ZoneReply::kAlias ? Open::kAlias
                                           : Open::kNo;
}

// What the walk does, for the end of a sentence; empty: what was said says so.
std::string turn_text(const WalkTurn& turn, WalkStory::Step::Open open) {
  using Open = WalkStory::Step::Open;
  if (open == Open::kNo) {
    return "";
  }
  if (open == Open::kAlias) {
    return "; its end is asked for where it belongs";
  }
  switch (turn.kind) {
    case WalkTurn::Kind::kAsks:
      return open == Open::kReferral ? "" : "; another server is asked";
    case WalkTurn::Kind::kAsksAgain:
      return "; who did not answer is asked again";
    case WalkTurn::Kind::kLooksUpHost:
      break;
  }
  return "; an address of " + to_text(turn.host) + " is looked up";
}

void add_part(std::string_view part, std::string& out) {
  out.append(out.empty() ? "" : "; ").append(part);
}

}  // namespace

void WalkStory::on_step(const WalkStep& step) {
  Step& kept = steps_.emplace_back();
  kept.walk = step.walk;
  kept.name = to_text(step.name);
  kept.type = step.type;
  kept.for_server = step.for_server;
  kept.minimised = step.minimised;
  kept.asked = step.asked;
  kept.at = step.at;
  kept.ended = step.ended;
  kept.whom = (step.server.empty() ? "" : to_text(step.server) + ", ") + "of " +
              zone_text(step.zone);
  kept.outcome = outcome_of(step);
  kept.open = open_after(step);
}

// The last step of that number is the walk's, as it has asked something.
void WalkStory::on_turn(const WalkTurn& turn) {
  const auto last = std::find_if(
      steps_.rbegin(), steps_.rend(),
      [&turn](const Step& step) { return step.walk == turn.walk; });
  if (last != steps_.rend()) {
    last->outcome += turn_text(turn, last->open);
    last->open = Step::Open::kNo;
  }
}

void WalkStory::on_end(const WalkEnd& end) {
  std::string line =
      type_text(end.type) + " of " + to_text(end.name) + ": " + why_ended(end);
  if (std::find(ends_.begin(), ends_.end(), line) == ends_.end()) {
    ends_.push_back(std::move(line));
  }
}

void WalkStory::on_barred(const BarredServer& server) {
  const std::string name = to_text(server.name);
  std::string why = server.address == nullptr
                        ? name
                        : io::address_text(server.address->address.data(),
                                           server.address->family) +
                              " of " + name;
  why += server.special ? " is for a special purpose and not asked (R8)"
                        : " is on the blocklist and not asked (R8)";
  if (std::none_of(barred_.begin(), barred_.end(),
                   [&why](const Barred& each) { return each.why == why; })) {
    barred_.push_back({name, std::move(why)});
  }
}

std::string WalkStory::why_ended(const WalkEnd& end) const {
  switch (end.why) {
    case WalkEnd::Why::kTooManyQuestions:
      return std::to_string(Recursor::kQuestionsMax) +
             " questions were sent for it, which is the most (R5)";
    case WalkEnd::Why::kBlocklisted:
      return "the end of the aliases is on the blocklist and not asked (R8)";
    case WalkEnd::Why::kNoServer:
      break;
  }
  std::string why = end.has_address
                        ? ""
                        : "no address of a name server could be had that may "
                          "be asked";
  if (end.lame) {
    add_part("who replied is lame (R3)", why);
  }
  if (end.truncated) {
    add_part("who replied said TC, and TCP failed (T4)", why);
  }
  if (end.silent) {
    add_part("who was asked did not answer (R3)", why);
  }
  const std::string barred = barred_text(end);
  if (!barred.empty()) {
    add_part(barred, why);
  }
  if (why.empty()) {
    why = "those that it has are given up for now (R3)";
  }
  return "no server of " + zone_text(end.zone) + " is left to ask: " + why;
}

// Those among the servers of the zone that are not asked.
std::string WalkStory::barred_text(const WalkEnd& end) const {
  std::string out;
  for (const NameView server : end.servers) {
    const std::string name = to_text(server);
    for (const Barred& each : barred_) {
      if (each.server == name) {
        add_part(each.why, out);
      }
    }
  }
  return out;
}

std::string WalkStory::purpose_of(const std::string& name,
                                  std::uint16_t type) const {
  for (const Step& step : steps_) {
    if (step.type == type && step.name == name && step.minimised) {
      return ": does another zone begin there? (RFC 9156)";
    }
    if (step.type == type && step.name == name && step.for_server) {
      return ": an address of that name server? (R1)";
    }
  }
  return "";
}

const WalkStory::Step* WalkStory::find(const std::string& name,
                                       std::uint16_t type,
                                       const io::Endpoint& asked,
                                       io::Instant at) const {
  const auto found =
      std::find_if(steps_.begin(), steps_.end(), [&](const Step& step) {
        return step.type == type && step.asked == asked && step.at <= at &&
               at <= step.ended && step.name == name;
      });
  return found == steps_.end() ? nullptr : &*found;
}

}  // namespace mxsweep
