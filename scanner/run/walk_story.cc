#include "scanner/run/walk_story.h"

#include <algorithm>

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
    out += " (no addresses given, so one is looked up)";
  }
  return out + " (R1)";
}

std::string outcome_of(const WalkStep& step) {
  const std::string zone = zone_text(step.zone);
  if (!step.replied) {
    return step.minimised
               ? "nothing of use came: the whole name is asked for (RFC 9156)"
               : "nothing of use came: another server, or the same again (R3)";
  }
  switch (step.reply) {
    case ZoneReply::kReferral:
      return referral_text(*step.referral);
    case ZoneReply::kLame:
      return step.minimised
                 ? "of no use: the whole name is asked for (RFC 9156)"
                 : "of no use for " + zone +
                       ": a lame delegation, another server is asked (R3)";
    case ZoneReply::kAnswer:
    case ZoneReply::kNoData:
    case ZoneReply::kAlias:
      break;
  }
  if (step.minimised) {
    return "no other zone begins there: more of the name is shown (RFC 9156)";
  }
  return step.reply == ZoneReply::kAlias
             ? "an alias that leads out of " + zone +
                   ": its end is asked for where it belongs (R4)"
             : "that is the answer of " + zone;
}

}  // namespace

void WalkStory::on_step(const WalkStep& step) {
  Step& kept = steps_.emplace_back();
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
