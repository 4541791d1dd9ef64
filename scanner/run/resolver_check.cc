#include "scanner/run/resolver_check.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "scanner/dns/query.h"
#include "scanner/dns/response.h"
#include "scanner/query/rate_limiter.h"
#include "scanner/query/resolver_pool.h"
#include "scanner/rr/answer.h"

namespace mxsweep {
namespace {

constexpr int kTries = 2;
constexpr io::Duration kWait = io::Duration::seconds(1);

// A referral (RFC 9499) says only who knows more. One of those, or nothing
// where the reply is none.
std::optional<std::string> referral_of(std::span<const std::byte> message,
                                       const Header& header,
                                       const Question& question,
                                       std::size_t records_at) {
  if (header.rcode != kRcodeNoError || header.answers != 0) {
    return std::nullopt;
  }
  RecordReader reader(message, header, question.name.view(), records_at);
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

class Check {
 public:
  Check(io::Transport& transport, const std::vector<io::Endpoint>& resolvers,
        const ResolverCheckOptions& options)
      : transport_(transport),
        limiter_(options.rate_pps, options.now),
        stop_(options.stop),
        results_(resolvers.size()),
        recursion_available_(resolvers.size(), false) {
    io::Prng& prng = options.prng;
    for (std::size_t i = 0; i < resolvers.size(); ++i) {
      by_endpoint_[endpoint_seed(resolvers[i])] = static_cast<std::uint16_t>(i);
    }
    for (const std::string_view ending : kInventedEndings) {
      add_question(invented_name(ending, prng), kTypeA, prng);
    }
    Name ipv4only;
    static_cast<void>(Name::from_text(kIpv4OnlyName, ipv4only));  // a good one
    add_question(ipv4only, kTypeAaaa, prng);
    open_ = questions_.size();
  }

  std::vector<CheckedResolver> run(io::Instant now) {
    for (int attempt = 0; attempt < kTries && goes_on(); ++attempt) {
      now = send_open(now);
      const io::Instant end = now + kWait;
      while (goes_on() && now < end) {
        now = receive(end);
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
  struct Asked {
    Name name;
    std::uint16_t resolver = 0;
    std::uint16_t lane = 0;
    std::uint16_t id = 0;
    std::uint16_t type = kTypeA;
    bool done = false;
  };

  // To each resolver.
  void add_question(const Name& name, std::uint16_t type, io::Prng& prng) {
    for (std::size_t i = 0; i < results_.size(); ++i) {
      Asked one;
      one.name = name;
      one.type = type;
      one.resolver = static_cast<std::uint16_t>(i);
      one.lane = static_cast<std::uint16_t>(prng.below(transport_.lanes()));
      one.id = static_cast<std::uint16_t>(prng.below(65536));
      by_id_[key(one.lane, one.id, one.resolver)] = questions_.size();
      questions_.push_back(one);
    }
  }

  static std::uint64_t key(std::uint16_t lane, std::uint16_t id,
                           std::uint16_t resolver) {
    return std::uint64_t{lane} << 32U | std::uint64_t{id} << 16U | resolver;
  }

  [[nodiscard]] bool goes_on() const {
    return open_ > 0 &&
           (stop_ == nullptr || !stop_->load(std::memory_order_relaxed));
  }

  io::Instant send_open(io::Instant now) {
    std::size_t next = 0;
    while (next < questions_.size() && goes_on()) {
      const std::uint32_t granted = limiter_.grant(now, io::kTxBatchMax);
      if (granted == 0) {
        now = receive(limiter_.next_grant(now));
        continue;
      }
      const std::span<io::TxBuffer> slots = transport_.reserve(granted);
      std::uint32_t filled = 0;
      for (; next < questions_.size() && filled < slots.size(); ++next) {
        const Asked& one = questions_[next];
        if (!one.done) {
          fill(one, slots[filled]);
          ++filled;
        }
      }
      transport_.submit(filled);
      limiter_.give_back(granted - filled);
      now = receive(now);
    }
    return now;
  }

  static void fill(const Asked& one, io::TxBuffer& slot) {
    slot.size = static_cast<std::uint32_t>(
        write_query({one.name.view(), one.type, one.id, true}, slot.octets));
    slot.peer = one.resolver;
    slot.lane = one.lane;
    slot.channel = io::Channel::kDatagram;
  }

  io::Instant receive(io::Instant until) {
    const io::RxBatch batch = transport_.receive(until);
    for (const io::RxMessage& message : batch.messages) {
      take(message);
    }
    const io::Instant now = batch.now;
    transport_.release();
    return now;
  }

  void take(const io::RxMessage& message) {
    const std::optional<Header> header = read_header(message.payload);
    const auto from = by_endpoint_.find(endpoint_seed(message.from));
    if (!header.has_value() || from == by_endpoint_.end()) {
      return;
    }
    const auto found = by_id_.find(key(message.lane, header->id, from->second));
    if (found == by_id_.end() || questions_[found->second].done) {
      return;
    }
    Asked& one = questions_[found->second];
    if (message.error != 0 || is_reply_to(one, message, *header)) {
      one.done = true;
      --open_;
    }
  }

  // T6, as for any answer. What it says goes into the results.
  bool is_reply_to(const Asked& one, const io::RxMessage& message,
                   const Header& header) {
    std::size_t records_at = 0;
    if (!header.response ||
        !read_question(message.payload, header, question_, records_at) ||
        question_.type != one.type || question_.klass != kClassIn ||
        !(question_.name.view() == one.name.view())) {
      return false;
    }
    read_answer(message.payload, header,
                {one.name.view(), one.type, records_at}, answer_);
    CheckedResolver& result = results_[one.resolver];
    if (result.fitness == Fitness::kSilent) {
      result.fitness = Fitness::kFit;
    }
    if (one.type == kTypeAaaa) {
      take_made_addresses(result.pref64s);
    } else if (answer_.status == LookupStatus::kNoError) {
      result.fitness = Fitness::kRewritesNxdomain;
    }
    take_recursion(message, header, records_at, one.resolver);
    return true;
  }

  void take_recursion(const io::RxMessage& message, const Header& header,
                      std::size_t records_at, std::uint16_t resolver) {
    CheckedResolver& result = results_[resolver];
    if (header.recursion_available) {
      recursion_available_[resolver] = true;
      return;
    }
    const std::optional<std::string> server =
        referral_of(message.payload, header, question_, records_at);
    if (server.has_value()) {
      result.refers_to = *server;
    }
    if (result.fitness == Fitness::kFit &&
        (server.has_value() || header.rcode == kRcodeRefused)) {
      result.fitness = Fitness::kNoRecursion;
    }
  }

  void take_made_addresses(std::vector<Pref64>& prefixes) const {
    for (const AddressData& address : answer_.addresses) {
      const std::optional<Pref64> found = pref64_of(address);
      if (found.has_value() && std::find(prefixes.begin(), prefixes.end(),
                                         *found) == prefixes.end()) {
        prefixes.push_back(*found);
      }
    }
  }

  io::Transport& transport_;
  RateLimiter limiter_;
  const std::atomic<bool>* stop_;
  std::vector<CheckedResolver> results_;
  std::vector<bool> recursion_available_;  // in one of its replies
  std::vector<Asked> questions_;
  absl::flat_hash_map<std::uint64_t, std::size_t> by_id_;
  absl::flat_hash_map<std::uint64_t, std::uint16_t> by_endpoint_;
  std::size_t open_ = 0;
  Question question_;
  Answer answer_;
};

bool is_unfit(const CheckedResolver& resolver) {
  return resolver.fitness == Fitness::kRewritesNxdomain ||
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
      texts.emplace_back(
          "finds a name that does not exist: left out until it stops");
      break;
    case Fitness::kNoRecursion:
      texts.push_back("does not recurse (" + without_recursion_text(resolver) +
                      "): left out until it does");
      break;
    case Fitness::kSilent:
      texts.emplace_back("does not answer yet");
      break;
  }
  for (const Pref64& prefix : resolver.pref64s) {
    texts.push_back("makes AAAA of A records (DNS64, " + to_text(prefix) +
                    "): they are judged by the IPv4 address inside");
  }
  return texts;
}

// REQUIRES: each of them is unfit.
io::Error nobody_left(const std::vector<CheckedResolver>& checked,
                      const std::vector<io::Endpoint>& resolvers) {
  const auto rewrites = [](const CheckedResolver& each) {
    return each.fitness == Fitness::kRewritesNxdomain;
  };
  const auto first = std::find_if_not(checked.begin(), checked.end(), rewrites);
  std::string what;
  if (first == checked.end()) {
    what =
        "every resolver given finds a name that does not exist, so none can "
        "be trusted";
  } else {
    what = std::any_of(checked.begin(), checked.end(), rewrites)
               ? "every resolver given finds a name that does not exist or "
                 "does not recurse ("
               : "no resolver given recurses (";
    what += io::to_text(
                resolvers[static_cast<std::size_t>(first - checked.begin())]) +
            ": " + without_recursion_text(*first) + ")";
  }
  return {io::ErrorCode::kResolver, 0,
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
