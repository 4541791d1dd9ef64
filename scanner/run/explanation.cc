#include "scanner/run/explanation.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "io/base/ascii.h"
#include "io/base/text_wrap.h"

#include "scanner/dns/header.h"
#include "scanner/mail/lookup_policies.h"
#include "scanner/policy/policies.h"
#include "scanner/rr/message_text.h"
#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

// One query and what came of it.
struct Exchanged {
  const io::RecordedMessage* query = nullptr;
  MessageText asked;
  const io::RecordedMessage* reply = nullptr;  // null: nothing came
  MessageText answer;
};

// All queries with one question, those of control questions apart: they put a
// question again that was answered, and then not about its name.
struct Step {
  std::string name;
  std::uint16_t type = 0;
  bool control = false;
  std::vector<Exchanged> attempts;
  bool looks_up = false;   // a name server, so that another step can go on
  bool continued = false;  // it waited for that
};

struct Conversation {
  std::vector<Step> steps;
  std::size_t strays = 0;  // that came and belong to no question that was open
};

bool came_cut(const Exchanged& attempt) {
  return attempt.answer.truncated || attempt.reply->truncated;
}

// It says something about the name, so that nobody asks again for that.
bool is_answered(const Exchanged& attempt) {
  constexpr std::uint16_t kNoError = 0;
  constexpr std::uint16_t kNxDomain = 3;
  const MessageText& answer = attempt.answer;
  return attempt.reply != nullptr && attempt.reply->error == 0 &&
         answer.readable && !came_cut(attempt) && !answer.broken &&
         !answer.filtered && !answer.referral &&
         (answer.rcode == kNoError || answer.rcode == kNxDomain);
}

Step& step_of(const MessageText& asked, std::vector<Step>& steps) {
  bool answered = false;
  for (Step& step : steps) {
    if (step.name != asked.name || step.type != asked.type) {
      continue;
    }
    answered =
        std::any_of(step.attempts.begin(), step.attempts.end(), is_answered);
    if (step.control || !answered) {
      return step;
    }
  }
  steps.push_back({asked.name, asked.type, answered, {}});
  return steps.back();
}

// The same of own recursion. Look-ups of name servers that began behind the
// step's last query come before the next one, as that may wait for them.
Step& walked_step_of(const MessageText& asked, const WalkStory::Step* walked,
                     std::vector<Step>& steps) {
  bool waited = false;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->name == asked.name && step->type == asked.type) {
      if (!waited) {
        return *step;
      }
      break;
    }
    waited = waited || step->looks_up;
  }
  const bool known =
      std::any_of(steps.begin(), steps.end(), [&asked](const Step& step) {
        return step.name == asked.name && step.type == asked.type;
      });
  Step& step = steps.emplace_back();
  step.name = asked.name;
  step.type = asked.type;
  step.looks_up = walked != nullptr && walked->for_server;
  step.continued = known;
  return step;
}

// The open query that the message answers (T6), or that its error is about.
Exchanged* find_query(const io::RecordedMessage& message,
                      const MessageText& text, std::vector<Step>& steps) {
  for (Step& step : steps) {
    for (Exchanged& attempt : step.attempts) {
      const io::RecordedMessage& query = *attempt.query;
      const bool whole_stream = message.error != 0 &&
                                message.channel == io::Channel::kStream &&
                                query.channel == io::Channel::kStream;
      const bool same_question = text.readable && attempt.asked.id == text.id &&
                                 step.name == text.name &&
                                 step.type == text.type;
      if (attempt.reply == nullptr && query.peer == message.peer &&
          query.lane == message.lane && (whole_stream || same_question)) {
        return &attempt;
      }
    }
  }
  return nullptr;
}

// Own recursion asks no control questions.
Conversation pair_up(const io::Recording& recording, const WalkStory& walks) {
  Conversation all;
  for (const io::RecordedMessage& message : recording) {
    MessageText text = describe_message(message.payload);
    if (message.sent) {
      Step& step = walks.empty()
                       ? step_of(text, all.steps)
                       : walked_step_of(text,
                                        walks.find(text.name, text.type,
                                                   message.peer, message.at),
                                        all.steps);
      step.attempts.push_back({&message, text, nullptr, {}});
      continue;
    }
    Exchanged* query = find_query(message, text, all.steps);
    if (query == nullptr) {
      ++all.strays;
      continue;
    }
    query->reply = &message;
    query->answer = std::move(text);
  }
  return all;
}

// Why there was another query with the same question.
std::string why_again(const Exchanged& last, const Exchanged& next) {
  const bool same = last.query->peer == next.query->peer;
  if (last.reply == nullptr) {
    return last.asked.edns && !next.asked.edns
               ? "silence: asked again without EDNS (T2)"
               : "silence: asked again";
  }
  if (last.reply->error != 0) {
    return "the network refused it: asked again";
  }
  if (came_cut(last) && next.query->channel == io::Channel::kStream) {
    return "the reply is cut off: asked again over TCP (T4)";
  }
  if (same && last.asked.edns && !next.asked.edns) {
    return "EDNS may be why: asked again without it (T2)";
  }
  if (last.answer.filtered) {
    return "a filter made it up: asked elsewhere (E2)";
  }
  if (last.answer.referral) {
    return "it only refers to others: asked elsewhere (X2)";
  }
  return same ? "a failure says nothing about the name: asked again later (X4)"
              : "a failure says nothing about the name: asked elsewhere (X4)";
}

// Of people's text, which may be long; what follows its first line hangs.
void add_line(std::string_view line, std::string& out) {
  constexpr std::size_t kHangs = 2;
  if (line.size() <= io::kTextColumns) {
    out.append(line).append("\n");
    return;
  }
  const std::size_t indent = line.find_first_not_of(' ');
  out.append(indent, ' ');
  io::append_wrapped(line.substr(indent), indent + kHangs, out);
}

void add_message(const Exchanged& attempt, std::string& out) {
  const io::RecordedMessage& reply = *attempt.reply;
  const MessageText& answer = attempt.answer;
  const std::string waited = milliseconds_text(reply.at - attempt.query->at);
  if (reply.error != 0) {
    out += "    after " + waited + ": " +
           std::generic_category().message(reply.error) + '\n';
    return;
  }
  out += "    after " + waited + ": " + rcode_text(answer.rcode) + ", flags " +
         answer.flags + ", " + std::to_string(reply.payload.size()) +
         " octets\n";
  for (const std::string& remark : answer.remarks) {
    add_line("      (" + remark + ")", out);
  }
  for (const std::string& record : answer.records) {
    add_line("      " + record, out);
  }
}

// Whom it went to; of own recursion, as a server of which zone.
void add_query(const Exchanged& attempt, const WalkStory::Step* walked,
               std::string& out) {
  std::string line = "  asked " + io::to_text(attempt.query->peer);
  line += attempt.query->channel == io::Channel::kStream ? " over TCP"
                                                         : " over UDP";
  line += attempt.asked.edns ? "" : ", without EDNS";
  line += walked == nullptr ? "" : ": " + walked->whom;
  add_line(line, out);
}

void add_attempts(const Step& step, const WalkStory& walks, std::string& out) {
  const auto walk_of = [&step, &walks](const Exchanged& attempt) {
    return walks.find(step.name, step.type, attempt.query->peer,
                      attempt.query->at);
  };
  for (std::size_t i = 0; i < step.attempts.size(); ++i) {
    const Exchanged& attempt = step.attempts[i];
    const bool last = i + 1 == step.attempts.size();
    const WalkStory::Step* const walked = walk_of(attempt);
    add_query(attempt, walked, out);
    if (attempt.reply == nullptr) {
      out += "    no reply came\n";
    } else {
      add_message(attempt, out);
    }
    if (walked != nullptr &&
        (last || walk_of(step.attempts[i + 1]) != walked)) {
      add_line("    " + walked->outcome, out);
    } else if (!last) {
      add_line("    " + why_again(attempt, step.attempts[i + 1]), out);
    }
  }
}

// Control questions: each with its reply would say nothing about the name.
void add_controls(const Step& step, std::string& out) {
  const auto replies = std::count_if(
      step.attempts.begin(), step.attempts.end(), [](const Exchanged& each) {
        return each.reply != nullptr && each.reply->error == 0;
      });
  out += "  asked " + count_text(step.attempts.size(), "time", "times") + ", ";
  out += replies == 0 ? "no reply came"
                      : count_text(static_cast<std::uint64_t>(replies), "reply",
                                   "replies") +
                            " came";
  out += '\n';
}

std::string head_of(const Step& step) {
  return type_text(step.type) + " of " + step.name +
         (step.control ? " again" : "") + (step.continued ? ", continued" : "");
}

// Why own recursion came to no answer, where it did not.
void add_ends(const WalkStory& walks, std::string& out) {
  if (walks.ends().empty()) {
    return;
  }
  out += "Nobody was left to ask\n";
  for (const std::string& line : walks.ends()) {
    add_line("  " + line, out);
  }
  out += '\n';
}

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The piece of a record that stands between these marks, from 1.
std::string_view piece_of(std::string_view record, std::size_t number,
                          char mark) {
  while (!record.empty()) {
    const std::size_t end = std::min(record.find(mark), record.size());
    const std::string_view piece = io::trimmed(record.substr(0, end), " \t");
    // Blanks between terms of SPF may be several.
    if ((mark == ';' || !piece.empty()) && --number == 0) {
      return piece;
    }
    record.remove_prefix(std::min(end + 1, record.size()));
  }
  return {};
}

// Why it is not valid.
void add_fault(Policy policy, const PolicyReport& report, std::string& out) {
  std::string line = "    why: ";
  if (report.status == PolicyStatus::kMultiple) {
    line += "there are " + std::to_string(report.count) +
            " records, and there must be one";
  } else if (policy == Policy::kTlsa) {
    line += report.count == 1 ? "it cannot be used: "
                              : "none of " + std::to_string(report.count) +
                                    " can be used; of the first: ";
  }
  line += report.fault.why;
  const std::string_view piece =
      report.fault.piece == 0 ? std::string_view()
                              : piece_of(report.record, report.fault.piece,
                                         policy == Policy::kSpf ? ' ' : ';');
  if (!piece.empty()) {
    line.append(" (\"").append(piece).append("\")");
  }
  add_line(line, out);
}

// What of the limit of RFC 7208 section 4.6.4 can be known of one record.
void add_lookups(const SpfPolicy& spf, std::string& out) {
  std::string line = "    terms that ask the DNS: ";
  line += std::to_string(spf.lookups);
  line += " in this record; ";
  line += std::to_string(SpfPolicy::kLookupsMax);
  line +=
      " are allowed, with those of the records that it includes, which "
      "were not looked at (P5)";
  add_line(line, out);
}

void add_policy(Policy policy, std::string_view name,
                const PolicyReport& report, std::string& out) {
  std::string line = "  ";
  line.append(name).append(": ");
  line += kPolicyStatusLabels[static_cast<std::size_t>(report.status)];
  line += report.record.empty() ? "" : ", " + report.record;
  add_line(line, out);
  if (report.status == PolicyStatus::kInvalid ||
      report.status == PolicyStatus::kMultiple) {
    add_fault(policy, report, out);
  }
  if (const auto* const spf = report.get<SpfPolicy>(); spf != nullptr) {
    add_lookups(*spf, out);
  }
}

// Empty when none were asked for.
std::string policies_text(const Lookup& lookup) {
  std::string out;
  for (const PolicyKind& kind : policy_kinds()) {
    const PolicyReport* const report = lookup.policies == nullptr
                                           ? nullptr
                                           : lookup.policies->find(kind.policy);
    if (report != nullptr) {
      add_policy(kind.policy, kind.flag.substr(2), *report, out);
    }
  }
  for (const Exchange& exchange : lookup.exchanges) {
    if (exchange.host != nullptr && exchange.host->tlsa != nullptr) {
      add_policy(Policy::kTlsa, "tlsa of " + to_text(exchange.host->name()),
                 exchange.host->tlsa->report, out);
    }
  }
  return out.empty() ? out : "\nMail policies\n" + out;
}

}  // namespace

void Explanation::on_concluded(const Lookup& lookup) {
  name_ = lookup.name().empty() ? std::string() : to_text(lookup.name());
  error_ = lookup.error();
  status_ = to_text(lookup.reply.status);
  implicit_ = lookup.implicit;
  for (const OctetSpan& target : lookup.chain) {
    chain_.push_back(to_text(lookup.text(target)));
  }
  for (const Exchange& exchange : lookup.exchanges) {
    hosts_.push_back(to_text(lookup.text(exchange.name)));
  }
  verdict_ = describe_verdict(lookup, places_);
  policies_ = policies_text(lookup);
}

// Why it is asked, where that is known.
std::string Explanation::purpose_of(const std::string& name,
                                    std::uint16_t type) const {
  if (type == kTypeMx) {
    return is_one_of(name, chain_) && name != name_
               ? ": the end of its aliases is asked too (S2)"
               : ": which mail hosts has it? (S1)";
  }
  if (type == kTypeTxt || type == kTypeTlsa) {
    return policy_purpose(name);
  }
  const bool is_host = is_one_of(name, hosts_);
  std::string walked = walks_.purpose_of(name, type);
  if (!is_host && !walked.empty()) {
    return walked;
  }
  if ((name == name_ || is_one_of(name, chain_)) && (implicit_ || !is_host)) {
    return ": no MX, so is it its own mail host? (S6)";
  }
  return is_host ? ": an address of that mail host? (S11)" : "";
}

std::string Explanation::policy_purpose(const std::string& name) const {
  struct Purpose {
    std::string_view prefix;
    std::string_view text;
  };

  constexpr std::array kPurposes = {
      Purpose{"_25._tcp.", ": which certificate has that mail host? (P4)"},
      Purpose{"_mta-sts.", ": does it have an MTA-STS policy? (P1)"},
      Purpose{"_smtp._tls.", ": where does it want reports about TLS? (P3)"},
      Purpose{"default._bimi.", ": does it show a logo (BIMI)?"},
  };
  if (name == name_) {
    return ": who may send for it (SPF)? (P6)";
  }
  if (name == "_dmarc." + name_) {
    return ": what is its DMARC policy? (P7)";
  }
  if (name.substr(0, 7) == "_dmarc.") {
    return ": does a name above have a DMARC policy? (P7)";
  }
  for (const Purpose& purpose : kPurposes) {
    if (name.substr(0, purpose.prefix.size()) == purpose.prefix) {
      return std::string(purpose.text);
    }
  }
  return "";
}

std::string Explanation::text() const {
  if (!error_.empty()) {
    std::string out;
    add_line("The name is not asked: " + error_, out);
    return out;
  }
  const bool controls = walks_.empty();
  const Conversation all = pair_up(recording_, walks_);
  std::string out;
  std::size_t number = 0;
  for (const Step& step : all.steps) {
    const bool control =
        controls && (step.control || (step.name == "." && name_ != "."));
    add_line(std::to_string(++number) + ". " + head_of(step) +
                 (control ? ": is the resolver there? (X4)"
                          : purpose_of(step.name, step.type)),
             out);
    if (control) {
      add_controls(step, out);
    } else {
      add_attempts(step, walks_, out);
    }
    out += '\n';
  }
  if (all.strays != 0) {
    add_line(std::to_string(all.strays) +
                 " more that came belong to no open question and are ignored "
                 "(T6).",
             out);
    out += '\n';
  }
  add_ends(walks_, out);
  if (verdict_.has_value()) {
    add_verdict(out);
  }
  return out;
}

// REQUIRES: there is one
void Explanation::add_verdict(std::string& out) const {
  out += "Verdict for " + name_ + "\n  status " + status_ + '\n';
  if (status_ == to_text(LookupStatus::kNotAttempted)) {
    add_line("  the run ended before it was answered: nothing is known", out);
    return;
  }
  add_line("  " + verdict_->verdict, out);
  for (const std::string& finding : verdict_->findings) {
    add_line("  " + finding, out);
  }
  out += policies_;
  out += "\nWhat a sender does\n";
  for (const std::string& line : verdict_->sender) {
    add_line(line, out);
  }
}

}  // namespace mxsweep
