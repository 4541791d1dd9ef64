#include "scanner/run/resolver_check.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "scanner/dns/response.h"
#include "scanner/query/query_engine.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/message_text.h"
#include "scanner/rr/rr_address.h"

namespace mxsweep {
namespace {

// A referral (RFC 9499) says only who knows more. One of those, or nothing
// where the reply is none.
std::optional<std::string> referral_of(const ReplyMessage& message,
                                       NameView asked) {
  const Header& header = message.header;
  if (header.rcode != kRcodeNoError || header.answers != 0) {
    return std::nullopt;
  }
  RecordReader reader(message.octets, header, asked, message.records_at);
  Record record;
  std::optional<std::string> found;
  while (reader.next(record) == RecordReader::Step::kRecord &&
         record.section == Section::kAuthority) {
    if (record.type == kTypeSoa) {
      return std::nullopt;
    }
    Name server;
    Cursor rdata = reader.rdata(record);
    if (record.type != kTypeNs || found.has_value()) {
      continue;
    }
    rdata.name(server);
    if (!rdata.malformed()) {
      found = to_text(server.view());
    }
  }
  return found;
}

// NXDOMAIN, or NODATA. A failure and a referral deny nothing.
bool denies(const ReplyMessage& message, NameView asked) {
  const Header& header = message.header;
  return header.rcode == kRcodeNxDomain ||
         (header.rcode == kRcodeNoError && header.answers == 0 &&
          !referral_of(message, asked).has_value());
}

QueryOptions query_options(const std::vector<io::Endpoint>& resolvers,
                           const ResolverCheckOptions& check) {
  QueryOptions options;
  options.resolvers = resolvers;
  options.concurrency = 1;  // all questions are about servers
  options.queries_max =
      2 * static_cast<std::uint32_t>(kCheckQuestions * resolvers.size());
  options.rate_pps = check.rate_pps;
  options.retries = 1;
  options.timeout = check.wait;
  // Else one refusal by the network would stand for several questions.
  options.lane_per_query = true;
  options.controls = false;
  return options;
}

// One asker of a QueryEngine; QueryOwner holds which question and resolver.
class Check {
 public:
  Check(io::Transport& transport, const std::vector<io::Endpoint>& resolvers,
        const ResolverCheckOptions& options)
      : stop_(options.stop),
        results_(resolvers.size()),
        recursion_available_(resolvers.size(), false),
        engine_(query_options(resolvers, options),
                {transport,
                 counters_,
                 {&asked_, &asked_, &asked_, &asked_},
                 options.stop},
                options.prng.split(), options.now) {
    static_assert(kCheckQuestions <= kAskersMax && kCheckQuestions == 4);
    for (std::size_t i = 0; i < kInventedEndings.size(); ++i) {
      names_[i] = invented_name(kInventedEndings[i], options.prng);
    }
    static_cast<void>(
        Name::from_text(kIpv4OnlyName, names_[kMadeAddresses]));  // a good one
    names_[kRoot] = root_name();
    for (std::uint8_t which = 0; which < kCheckQuestions; ++which) {
      for (std::uint32_t i = 0; i < resolvers.size(); ++i) {
        ask(which, i);
      }
    }
  }

  std::vector<CheckedResolver> run(io::Instant now) {
    while (goes_on()) {
      now = engine_.step(now, now + QueryEngine::kWaitMax);
      for (const Completion* done = engine_.next(); done != nullptr;
           done = engine_.next()) {
        --open_;
        take(*done);
      }
    }
    for (std::size_t i = 0; i < results_.size(); ++i) {
      if (recursion_available_[i] &&
          results_[i].fitness == Fitness::kNoRecursion) {
        results_[i].fitness = Fitness::kFit;
      }
    }
    return results_;
  }

 private:
  void ask(std::uint8_t which, std::uint32_t resolver) {
    QueryRequest request =
        engine_.request(names_[which].view(), type_of(which));
    request.owner = {which, resolver};
    request.options.server = static_cast<std::uint16_t>(resolver);
    request.options.flags.any_reply = true;
    engine_.ask_ahead(request);
    ++open_;
  }

  // What is asked after the invented names.
  static constexpr std::uint8_t kMadeAddresses = kInventedEndings.size();
  static constexpr std::uint8_t kRoot = kMadeAddresses + 1;

  static std::uint16_t type_of(std::uint8_t which) {
    switch (which) {
      case kMadeAddresses:
        return kTypeAaaa;
      case kRoot:
        return kTypeNs;
      default:
        return kTypeA;
    }
  }

  [[nodiscard]] bool goes_on() const {
    return open_ > 0 &&
           (stop_ == nullptr || !stop_->load(std::memory_order_relaxed));
  }

  void take(const Completion& done) {
    CheckedResolver& result = results_[done.owner.index];
    const bool cut = done.reply.status == LookupStatus::kTruncated;
    if (done.message == nullptr && !cut) {
      return;
    }
    if (result.fitness == Fitness::kSilent) {
      result.fitness = Fitness::kFit;
    }
    if (done.message == nullptr) {
      return;  // it replied, but what it has to say did not come over TCP
    }
    if (done.owner.asker == kMadeAddresses) {
      take_made_addresses(*done.answer, result.pref64s);
    } else if (done.owner.asker == kRoot) {
      result.root = {true, knows_the_root(done),
                     rcode_text(done.message->header.rcode),
                     done.message->header.answers, done.reply.rtt};
      if (denies(*done.message, names_[kRoot].view()) &&
          result.fitness != Fitness::kRewritesNxdomain) {
        result.fitness = Fitness::kDenies;
      }
    } else if (done.reply.status == LookupStatus::kNoError) {
      result.fitness = Fitness::kRewritesNxdomain;
      result.found = to_text(names_[done.owner.asker].view());
    }
    take_recursion(done);
  }

  void take_recursion(const Completion& done) {
    CheckedResolver& result = results_[done.owner.index];
    const ReplyMessage& message = *done.message;
    if (message.header.recursion_available) {
      recursion_available_[done.owner.index] = true;
      return;
    }
    const std::optional<std::string> server =
        referral_of(message, names_[done.owner.asker].view());
    if (server.has_value()) {
      result.refers_to = *server;
    }
    if (result.fitness == Fitness::kFit &&
        (server.has_value() || message.header.rcode == kRcodeRefused)) {
      result.fitness = Fitness::kNoRecursion;
    }
  }

  static void take_made_addresses(const Answer& answer,
                                  std::vector<Pref64>& prefixes) {
    for (const AddressData& address : answer.records.as<AddressData>()) {
      const std::optional<Pref64> found = pref64_of(address);
      if (found.has_value() && std::find(prefixes.begin(), prefixes.end(),
                                         *found) == prefixes.end()) {
        prefixes.push_back(*found);
      }
    }
  }

  const std::atomic<bool>* stop_;
  std::vector<CheckedResolver> results_;
  std::vector<bool> recursion_available_;  // in one of its replies
  std::array<Name, kCheckQuestions> names_;
  std::size_t open_ = 0;
  ShardCounters counters_;  // nobody reads them
  Counter asked_;
  QueryEngine engine_;
};

bool is_unfit(const CheckedResolver& resolver) {
  return resolver.fitness == Fitness::kRewritesNxdomain ||
         resolver.fitness == Fitness::kDenies ||
         resolver.fitness == Fitness::kNoRecursion;
}

// "RA=0, refers to ns1.example.com"
std::string without_recursion_text(const CheckedResolver& resolver) {
  return resolver.refers_to.empty() ? "RA=0, REFUSED"
                                    : "RA=0, refers to " + resolver.refers_to;
}

std::vector<std::string> remarks_about(const CheckedResolver& resolver) {
  std::vector<std::string> texts;
  switch (resolver.fitness) {
    case Fitness::kFit:
      break;
    case Fitness::kRewritesNxdomain:
      texts.push_back("finds " + resolver.found +
                      ", which does not exist: left out until it stops");
      break;
    case Fitness::kDenies:
      texts.push_back(
          "denies the root's name servers: left out until it knows them");
      break;
    case Fitness::kNoRecursion:
      texts.push_back("does not recurse (" + without_recursion_text(resolver) +
                      "): left out until it does");
      break;
    case Fitness::kSilent:  // see note_silent()
      break;
  }
  for (const Pref64& prefix : resolver.pref64s) {
    texts.push_back("makes AAAA of A records (DNS64, " + to_text(prefix) +
                    "): they are judged by the IPv4 address inside");
  }
  return texts;
}

// In one line, however many.
void note_silent(const std::vector<CheckedResolver>& checked,
                 const std::vector<io::Endpoint>& resolvers,
                 ScanEvents& events) {
  constexpr std::size_t kNamed = 3;
  std::size_t count = 0;
  std::string names;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    if (checked[i].fitness == Fitness::kSilent && count++ < kNamed) {
      names += (names.empty() ? "" : ", ") + io::to_text(resolvers[i]);
    }
  }
  if (count == 0) {
    return;
  }
  if (count > kNamed) {
    names += " and " + std::to_string(count - kNamed) + " more";
  }
  events.note(names +
              (count == 1 ? " does not answer yet"
                          : " do not answer yet (" + std::to_string(count) +
                                " of " + std::to_string(checked.size()) + ")"));
}

std::string complaint_about(const CheckedResolver& resolver) {
  switch (resolver.fitness) {
    case Fitness::kRewritesNxdomain:
      return "finds " + resolver.found +
             ", which does not exist, so none of its answers can be trusted";
    case Fitness::kDenies:
      return "denies the name servers of the root, so what else it denies may "
             "well exist";
    case Fitness::kNoRecursion:
      return "does not recurse (" + without_recursion_text(resolver) + ")";
    case Fitness::kFit:
    case Fitness::kSilent:
      break;
  }
  return {};
}

// One of each kind is named. REQUIRES: each of them is unfit.
io::Error nobody_left(const std::vector<CheckedResolver>& checked,
                      const std::vector<io::Endpoint>& resolvers) {
  std::string what;
  std::size_t named = 0;
  for (const Fitness kind :
       {Fitness::kRewritesNxdomain, Fitness::kDenies, Fitness::kNoRecursion}) {
    for (std::size_t i = 0; i < checked.size(); ++i) {
      if (checked[i].fitness == kind) {
        what += (named == 0 ? "resolver " : "; resolver ") +
                io::to_text(resolvers[i]) + ' ' + complaint_about(checked[i]);
        ++named;
        break;
      }
    }
  }
  if (named < checked.size()) {
    what += "; the others are no better";
  }
  return {io::ErrorCode::kDistrust, 0,
          what +
              "; name another one with -r, or ask anyway with "
              "--no-resolver-check"};
}

}  // namespace

std::vector<CheckedResolver> check_resolvers(
    io::Transport& transport, const std::vector<io::Endpoint>& resolvers,
    const ResolverCheckOptions& options) {
  return Check(transport, resolvers, options).run(options.now);
}

void note_check(const CheckedResolver& resolver, ResolverReport& out) {
  out.rewrites_nxdomain = resolver.fitness == Fitness::kRewritesNxdomain;
  out.denies_the_root = resolver.fitness == Fitness::kDenies;
  if (resolver.fitness == Fitness::kNoRecursion) {
    out.without_recursion = without_recursion_text(resolver);
  }
  for (const Pref64& prefix : resolver.pref64s) {
    out.dns64_prefixes.push_back(to_text(prefix));
  }
}

io::Result<std::vector<std::uint16_t>> unfit_among(
    const std::vector<CheckedResolver>& checked,
    const std::vector<io::Endpoint>& resolvers, ScanEvents& events) {
  std::vector<std::uint16_t> unfit;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    if (is_unfit(checked[i])) {
      unfit.push_back(static_cast<std::uint16_t>(i));
    }
  }
  if (unfit.size() == checked.size()) {
    return nobody_left(checked, resolvers);
  }
  note_silent(checked, resolvers, events);
  for (std::size_t i = 0; i < checked.size(); ++i) {
    for (const std::string& text : remarks_about(checked[i])) {
      events.note(io::to_text(resolvers[i]) + ' ' + text);
    }
  }
  return unfit;
}

std::vector<Pref64> pref64s_among(const std::vector<CheckedResolver>& checked) {
  std::vector<Pref64> all;
  for (const CheckedResolver& each : checked) {
    for (const Pref64& prefix : each.pref64s) {
      if (!(prefix == kWellKnownPref64)) {
        all.push_back(prefix);
      }
    }
  }
  return all;
}

}  // namespace mxsweep
