// QueryEngine: a stub resolver (RFC 9499) that works on many questions at once.
// It knows names, types, servers and time, but not what a question is for: the
// askers say who they are (QueryOwner) and get a Completion for each question.
// It owns the matcher, the timers, the retry policy, the servers with their
// pace and health, the limiter and the order of sending, and uses one
// transport. Single-threaded; it never reads a clock: time is an argument and
// what the transport says. No allocation and no virtual call a question beyond
// the transport's, which are one a batch.
//
// A round of its user:
//
//   engine.begin_step(now);  take all of engine.next();
//   engine.ask_ahead(...)                         questions about servers
//   engine.begin_round(now, there are questions);
//   while (engine.turn_to_ask()) engine.ask(...);
//   engine.end_round();
//   now = engine.receive(until);                  waits
//   take all of engine.next();
//
// Who asks about servers only calls step(). "Resolvers" are those servers that
// a question without a server of its own may go to; they are the first ones.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "io/net/transport.h"

#include "scanner/dns/response.h"
#include "scanner/query/arrival_meter.h"
#include "scanner/query/control_names.h"
#include "scanner/query/pending_query.h"
#include "scanner/query/retry_outlook.h"
#include "scanner/query/send_order.h"
#include "scanner/query/server_cookies.h"
#include "scanner/query/stream_queue.h"
#include "scanner/query/timer_wheel.h"

namespace mxsweep {

struct AttemptEnd;
struct RetryDecision;

struct QueryOptions {
  std::vector<io::Endpoint> resolvers;  // the transport's peers, in order
  // Of these: those that are not to be chosen until trust(). Not all.
  std::vector<std::uint16_t> rewriting;
  // Above 0: every question names its server, no resolver is ever chosen, and
  // there may be so many servers, those added while the engine runs included.
  std::uint32_t servers_max = 0;
  // Queries in flight, >= 1; without those overdue, while others are answered.
  std::uint32_t concurrency = 1000;
  // Questions that are asked or wait, at most, those about servers included.
  std::uint32_t queries_max = 4096;
  std::uint64_t rate_pps = 0;  // 0 = unlimited
  PacerOptions pace;           // of each resolver
  double phase = 0;            // of the groups that rates let leave, 0 to 1
  std::uint32_t retries = 3;
  io::Duration timeout = io::Duration::seconds(2);
  // When no resolver has been there for so long, all questions end as they are.
  io::Duration give_up_after = io::Duration::seconds(30);
  // Queries of one lane, resolver and size leave in one send, so what leaves
  // in one round shares a lane, drawn anew each time (T7); or each has its own.
  bool lane_per_query = false;
  // What a forger must guess besides: the case of each letter of the name, and
  // a cookie (RFC 7873). A reply over UDP without it is asked for over TCP.
  bool mix_case = false;
  bool cookies = false;
  // Ask a resolver that seems not to be there control questions (013).
  bool controls = true;
};

class alignas(io::kCacheLineBytes) QueryEngine {
 public:
  // All of it outlives the engine.
  struct Deps {
    io::Transport& transport;
    ShardCounters& counters;
    // By asker: counts the questions of which a first query was sent. Each
    // asker that asks has one.
    std::array<Counter*, kAskersMax> asked{};
    // Once true, what is in flight is not tried again. Null: never.
    const std::atomic<bool>* stop = nullptr;
    // Once true, what is in flight ends as it is, too. Null: never.
    const std::atomic<bool>* stop_now = nullptr;
  };

  QueryEngine(const QueryOptions& options, const Deps& deps, io::Prng prng,
              io::Instant start);
  ~QueryEngine();
  QueryEngine(const QueryEngine&) = delete;
  QueryEngine& operator=(const QueryEngine&) = delete;

  // Ends what waits when the run is to end or no resolver is there any more.
  // REQUIRES: next() returned null since the last receive().
  void begin_step(io::Instant now);

  // A question about a server: it goes before all others and takes no place of
  // the concurrency. REQUIRES: has_free(); a server in the options
  void ask_ahead(const QueryRequest& request);

  // Between begin_round() and end_round(): sends what comes before the next
  // first question, and says whether that may be asked now.
  void begin_round(io::Instant now, bool has_questions);

  [[nodiscard]] bool turn_to_ask() {
    while (order_.again_is_due() && can_send_next()) {
      send(order_.take_again());
    }
    return can_send_next() && can_ask();
  }

  // REQUIRES: turn_to_ask() said so, and nothing was asked since
  void ask(const QueryRequest& request);
  void end_round();

  // Waits until something arrived or `until`; returns the time after that.
  // `held`: a rate of the caller's holds questions back.
  [[nodiscard]] io::Instant receive(io::Instant until, bool held = false);

  // The next question that has ended, or null when all that was received is
  // read and what is overdue has been seen to.
  [[nodiscard]] const Completion* next();

  // A whole round for whoever has no first questions, up to receive().
  [[nodiscard]] io::Instant step(io::Instant now, io::Instant until);

  // When time alone gives the engine something to do; `has_questions` as for
  // begin_round().
  [[nodiscard]] io::Instant next_event(io::Instant now,
                                       bool has_questions) const;

  // Room for a question about a server; for one that is asked in a round.
  [[nodiscard]] bool has_free() const { return queries_.has_free(); }

  [[nodiscard]] bool can_ask() const {
    return queries_.has_free(kKeptForServers);
  }

  // Nothing is asked any more that was not asked before, since the run is
  // stopped or no resolver has been there for too long.
  [[nodiscard]] bool ending() const { return gave_up_ || stopping(); }

  // True: pending questions that wait have been ended, too, and their hosts
  // are not asked for.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

  // Why less was sent in the last round than there was to send.
  enum class Hold : std::uint8_t {
    kNone,
    kNothingToSend,
    kConcurrency,
    kLimiter,
    kResolvers,
  };

  [[nodiscard]] Hold hold(bool has_questions) const;

  // Of a name that was not hashed yet; the asker adds owner and options.
  [[nodiscard]] QueryRequest request(NameView name, std::uint16_t type) const;

  // Hashes names with a secret, so that nobody can look for equal hashes.
  [[nodiscard]] std::uint32_t name_hash(NameView name) const;

  // Whose reply will be read next but one, for prefetching. Only a guess.
  [[nodiscard]] QueryOwner upcoming() const { return upcoming_; }

  // One more server, for questions that name it. Its number, which may be that
  // of one that was dropped, or the error of Transport::add_peer().
  // REQUIRES: it is none of the servers
  [[nodiscard]] io::Result<std::uint16_t> add_server(
      const io::Endpoint& endpoint);

  // Forgets an added server: what comes from it late is from a stranger,
  // whoever has its number then. False: not yet, as in Transport::drop_peer().
  // REQUIRES: each question that named it has been handed out by next()
  [[nodiscard]] bool drop_server(std::uint16_t server);

  // From now on it may be chosen. REQUIRES: it is one of options.rewriting and
  // was not trusted before.
  void trust(std::uint16_t resolver) { resolvers_.trust(resolver); }

  [[nodiscard]] const ResolverPool& resolvers() const { return resolvers_; }

  // Any thread.
  [[nodiscard]] const RetryOutlook& retries() const { return retries_; }

  // Queries in flight that count for the concurrency.
  [[nodiscard]] std::uint32_t places_taken() const { return places_taken_; }

  // Whatever a question takes while it is open, for proofs that none is lost:
  // between steps each query in flight has a slot and belongs to a question.
  struct Open {
    std::uint32_t questions = 0;
    std::uint32_t in_flight = 0;
    std::uint32_t slots = 0;
  };

  [[nodiscard]] Open open() const {
    return {queries_.in_use(), in_flight_, inflight_.slots_claimed()};
  }

  // However many questions wait, so many are left for those about servers.
  static constexpr std::uint32_t kKeptForServers = 256;

  static constexpr io::Duration kWaitMax = io::Duration::milliseconds(50);

 private:
  // The sending part of a step.
  struct Round {
    std::span<io::TxBuffer> buffers;
    io::Instant now{};
    std::uint32_t room = 0;
    std::uint32_t granted = 0;
    std::uint32_t filled = 0;
    std::uint32_t controls_at = 0;  // so many others come before those
    bool open = false;              // there was something to send, and room
    bool blocked = false;           // every lane is full, or every resolver
    bool held_by_resolvers = false;
  };

  enum class Prepared : std::uint8_t { kReady, kNoSlot, kNoneHasRoom };

  // The matcher's hash of question and server.
  [[nodiscard]] static std::uint64_t match_hash(std::uint32_t name_hash,
                                                std::uint16_t type,
                                                std::uint64_t server_seed) {
    return (std::uint64_t{name_hash} << 32U) ^ (std::uint64_t{type} << 48U) ^
           server_seed;
  }

  // query_engine.cc
  void look_whether_to_give_up(io::Instant now);
  void close_all_waiting();
  void cut_off_all();
  void close(std::uint32_t index, LookupStatus status);
  [[nodiscard]] const Completion* complete_closing();
  [[nodiscard]] const Completion* complete(std::uint32_t index,
                                           const ReplyMessage* message);
  void end_batch();
  [[nodiscard]] bool has_work(bool has_questions) const;
  [[nodiscard]] io::Instant next_launch(io::Instant now) const;

  [[nodiscard]] bool stopping() const {
    return stop_ != nullptr && stop_->load(std::memory_order_relaxed);
  }

  // query_engine_send.cc
  void ask_controls(io::Instant now);
  void send_ahead();

  // Not before so many packets were filled.
  void send_controls(std::uint32_t at) {
    while (round_.filled >= at && order_.controls() != 0 &&
           round_.filled < round_.buffers.size()) {
      send(order_.take_control());
    }
  }

  [[nodiscard]] std::uint32_t draw_place_of_controls();
  [[nodiscard]] std::uint32_t room() const;

  [[nodiscard]] bool can_send() const {
    return !round_.blocked && round_.filled < round_.buffers.size() &&
           places_taken_ < options_.concurrency;
  }

  // The same, behind the control questions whose place it is: these may take
  // the last buffer.
  [[nodiscard]] bool can_send_next() {
    send_controls(round_.controls_at);
    return can_send();
  }

  // REQUIRES: a buffer is left
  void send(std::uint32_t index);
  [[nodiscard]] std::uint16_t choose_resolver(const PendingQuery& query,
                                              io::Instant now);
  [[nodiscard]] InflightTable::Claim claim_slot(std::uint32_t index,
                                                std::uint16_t resolver,
                                                std::uint16_t& lane);
  [[nodiscard]] Prepared prepare_attempt(std::uint32_t index,
                                         io::TxBuffer& buffer, io::Instant now);
  void on_sent(std::uint32_t index, std::uint16_t resolver, io::Instant now);
  void count_sent(const PendingQuery& query);
  [[nodiscard]] std::uint16_t draw_lane();

  // query_engine_receive.cc
  void look_ahead();
  [[nodiscard]] const Completion* take_message(const io::RxMessage& message);
  [[nodiscard]] const Completion* take_datagram(const io::RxMessage& message);
  void take_error(const io::RxMessage& message);
  [[nodiscard]] bool supply_question(const io::RxMessage& message,
                                     const Header& header);

  void count_mismatch(const InflightTable::Match& match,
                      const io::Endpoint& from);
  [[nodiscard]] const Completion* take_reply(std::uint32_t index, bool cut);
  void read_reply(std::uint32_t index, bool cut);
  [[nodiscard]] std::uint64_t case_secret(std::uint16_t lane, std::uint16_t id,
                                          std::uint32_t name_hash) const;
  [[nodiscard]] bool has_right_case(const io::RxMessage& message,
                                    const PendingQuery& query) const;
  [[nodiscard]] bool has_right_cookie(const PendingQuery& query);
  void follow(std::uint32_t index);
  void note_reply(const PendingQuery& query, LookupStatus status);
  [[nodiscard]] bool expire_one();
  void take_overdue(std::uint32_t index, io::Instant deadline);
  void end_in_silence(std::uint32_t index);
  [[nodiscard]] io::Duration wait_of(const PendingQuery& query) const;
  void give_place_back(PendingQuery& query);
  void tell_of_repeat(PendingQuery& query, bool answered);
  void retire(std::uint32_t index);
  void end_without_reply(std::uint32_t index, LookupStatus status);
  // Whether the question is over; else it will be asked again.
  [[nodiscard]] bool end_attempt(std::uint32_t index, const AttemptEnd& end);
  [[nodiscard]] AttemptEnd with_resolvers(const PendingQuery& query,
                                          const AttemptEnd& end) const;
  [[nodiscard]] bool is_given_up(const PendingQuery& query,
                                 const AttemptEnd& end, bool counted) const;
  void note_failure(PendingQuery& query, const AttemptEnd& end, bool counted);
  void foresee(const PendingQuery& query, const RetryDecision& next,
               bool replied_before);
  void end_retries(const PendingQuery& query, bool answered);
  void ask_again(std::uint32_t index);

  // query_engine_stream.cc
  void lose_stream(const io::RxMessage& message);
  void lose_on_stream(std::uint32_t slot, bool counted);
  void give_up_stream(std::uint16_t resolver, LookupStatus status);

  // Constant after construction.
  const QueryOptions options_;
  io::Transport& transport_;
  ShardCounters& counters_;  // written here, read by the progress thread
  const std::array<Counter*, kAskersMax> asked_;
  const std::atomic<bool>* const stop_;
  const std::atomic<bool>* const stop_now_;

  io::Prng prng_;
  const std::uint64_t secret_;
  ResolverPool resolvers_;
  ServerCookies cookies_;
  ControlNames controls_;
  RetryOutlook retries_;
  RateLimiter limiter_;
  InflightTable inflight_;
  QueryPool queries_;
  TimerWheel timers_;
  StreamQueue streams_;
  SendOrder order_;
  ArrivalMeter arrivals_;
  Round round_;
  std::uint32_t in_flight_ = 0;
  std::uint32_t places_taken_ = 0;  // of the concurrency, by those in flight
  std::uint16_t lane_ = 0;          // of the datagrams of this round
  io::Instant sent_at_{};           // of the last round that sent something
  bool limited_ = false;  // the limiter held something back this round
  bool gave_up_ = false;  // no resolver was there for too long, or cut_off_
  bool cut_off_ = false;  // what was in flight was ended
  bool ended_ = false;    // what waited when the end began has been ended

  io::Instant now_{};  // of begin_step() or of the last batch

  // What receive() brought, and how far next() has come with it.
  io::RxBatch batch_{};
  std::size_t next_message_ = 0;
  bool reading_ = false;   // the batch is not released yet
  bool expiring_ = false;  // then what is overdue comes

  // Questions that are over without a reply, to be handed out by next().
  struct Closing {
    std::uint32_t index = 0;
    LookupStatus status = LookupStatus::kNotAttempted;
  };

  std::vector<Closing> closing_;
  std::size_t next_closing_ = 0;

  // Slots of the next messages of a batch, in a ring: see look_ahead().
  static constexpr std::size_t kSlotsAhead = 8;
  std::array<std::uint32_t, kSlotsAhead> slots_ahead_{};
  QueryOwner upcoming_;

  // Scratch, reused for every reply.
  Answer answer_;
  Question question_;
  ReplyMessage message_;  // that is being read
  Completion completion_;
};

}  // namespace mxsweep
