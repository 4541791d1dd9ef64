#include "scanner/run/private_resolver.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <thread>

#include "io/net/receive_buffer.h"
#include "io/net/transport.h"
#include "io/proc/free_port.h"

#include "scanner/dns/name.h"
#include "scanner/query/query_engine.h"
#include "scanner/run/unbound_words.h"

namespace mxsweep {
namespace {

// Somebody else may take the free port before unbound does.
constexpr int kStartsMax = 3;
constexpr io::Duration kStartLimit = io::Duration::seconds(15);
constexpr io::Duration kProbeInterval = io::Duration::milliseconds(50);

// Kernel memory that one unread question takes: 830 to 900 bytes for short
// names, 1,280 for the longest (Linux 6.18, sent alone or segmented).
constexpr std::uint32_t kQuestionBytes = 1280;

// What Linux grants whoever asks for more than net.core.rmem_max, if nobody
// changed that: 212,992 bytes, counted twice.
constexpr std::uint32_t kBufferLeast = 425'984;

// unbound keeps this many tables at a power of two of at least its threads.
std::uint32_t thread_count() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
}

void put(std::string& out, std::string_view key, std::string_view value) {
  out += "  ";
  out += key;
  out += ": ";
  out += value;
  out += '\n';
}

void put_number(std::string& out, std::string_view key, std::uint64_t value) {
  put(out, key, std::to_string(value));
}

void put_envelope(std::string& out, std::uint16_t port) {
  put(out, "interface", "127.0.0.1");
  put_number(out, "port", port);
  put(out, "access-control", "127.0.0.0/8 allow");
  put(out, "do-daemonize", "no");
  put(out, "username", "\"\"");
  put(out, "chroot", "\"\"");
  put(out, "directory", "\"\"");  // stays where it is
  put(out, "pidfile", "\"\"");
  put(out, "use-syslog", "no");
  put(out, "logfile", "\"\"");
  put(out, "verbosity", "0");
}

// Whose questions a thread gets is the kernel's choice, by port: it may be
// all of them. As many again are those that we gave up and unbound did not.
void put_room(std::string& out, std::uint32_t concurrency) {
  const std::uint64_t in_flight =
      std::clamp(concurrency, 512U, kPrivateCapacityMax);
  put_number(out, "num-queries-per-thread", 2 * in_flight);
  put_number(out, "outgoing-range", 2 * in_flight);
  // The kernel grants twice what is asked for, or less; see capacity().
  put_number(out, "so-rcvbuf", in_flight * kQuestionBytes);
}

void put_tuning(std::string& out, std::uint32_t concurrency) {
  const std::uint32_t threads = thread_count();
  const std::uint32_t slabs = std::bit_ceil(threads);
  put_number(out, "num-threads", threads);
  for (const std::string_view key : {"msg-cache-slabs", "rrset-cache-slabs",
                                     "infra-cache-slabs", "key-cache-slabs"}) {
    put_number(out, key, slabs);
  }
  put_room(out, concurrency);
  put(out, "so-reuseport", "yes");
  put(out, "msg-cache-size", "64m");
  put(out, "rrset-cache-size", "128m");
  put(out, "infra-cache-numhosts", "100000");
  // The TTLs of the zones shall show in the result, not its own limits.
  put(out, "cache-max-ttl", "2147483647");
  put(out, "cache-max-negative-ttl", "2147483647");
  // No more to others than must be: addresses of name servers on demand.
  put(out, "target-fetch-policy", "\"0 0 0 0 0\"");
  put(out, "qname-minimisation", "yes");
  put(out, "prefetch", "no");
  // Its defaults drop slow answers, which a bulk scan waits for.
  put(out, "discard-timeout", "0");
  put(out, "wait-limit", "0");
  put(out, "jostle-timeout", "1000");
  put(out, "minimal-responses", "yes");
  put(out, "edns-buffer-size", "1232");
  put(out, "ede", "yes");
}

// The options that only newer versions know would stop an older one.
std::string without_unknown(const std::string& config, bool plain) {
  if (!plain) {
    return config;
  }
  std::string out;
  std::size_t at = 0;
  while (at < config.size()) {
    const std::size_t end = config.find('\n', at) + 1;
    const std::string_view line(config.data() + at, end - at);
    const bool newer = line.find("discard-timeout:") != line.npos ||
                       line.find("wait-limit:") != line.npos;
    out += newer ? std::string_view{} : line;
    at = end;
  }
  return out;
}

io::Error resolver_error(std::string what) {
  return {io::ErrorCode::kResolver, 0, std::move(what)};
}

// Where the user's lines stand in what unbound was given.
ConfigPart user_part(const std::string& input,
                     const PrivateResolverOptions& options) {
  const std::string& extra = options.extra_config;
  if (extra.empty()) {
    return {};
  }
  const auto lines_of = [](std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  };
  const std::string_view before = std::string_view(input).substr(
      0, std::min(input.find(extra), input.size()));
  return {options.extra_config_path, 1 + lines_of(before),
          lines_of(extra) + (extra.ends_with('\n') ? 0 : 1)};
}

// A question that unbound answers by itself.
QueryRequest local_question(const Name& name, const QueryEngine& engine) {
  QueryRequest request = engine.request(name.view(), kTypeA);
  request.options.server = 0;
  request.options.flags.any_reply = true;
  return request;
}

QueryOptions local_options(const io::Endpoint& endpoint) {
  QueryOptions options;
  options.resolvers = {endpoint};
  options.concurrency = 1;
  options.timeout = kProbeInterval;
  options.controls = false;
  return options;
}

std::string wait_for_reply(io::ChildProcess& process,
                           const io::Endpoint& endpoint,
                           io::Transport& transport, io::Instant now) {
  ShardCounters counters;  // nobody reads them
  Counter asked;
  QueryEngine engine(local_options(endpoint), {transport, counters, {&asked}},
                     io::Prng::from_entropy(), now);
  Name name;
  static_cast<void>(Name::from_text("localhost", name));  // it is a good one
  const io::Instant deadline = now + kStartLimit;
  io::Instant next_try = now;
  bool open = false;
  while (now < deadline) {
    if (!process.is_running()) {
      return "it ended at once (" + process.ending().value_or("unknown") + ")";
    }
    if (!open && now >= next_try) {
      engine.ask_ahead(local_question(name, engine));
      open = true;
      next_try = now + kProbeInterval;
    }
    now = engine.step(now, open ? now + kProbeInterval : next_try);
    for (const Completion* done = engine.next(); done != nullptr;
         done = engine.next()) {
      open = false;
      if (done->message != nullptr) {
        return {};
      }
    }
  }
  return "it does not answer";
}

// Empty text: it answers.
std::string wait_until_ready(io::ChildProcess& process,
                             const io::Endpoint& endpoint,
                             const io::Clock& clock) {
  io::TransportOptions options;
  options.peers = {endpoint};
  options.lanes = 1;
  options.clock = &clock;
  options.prng = io::Prng::from_entropy();
  io::Result<io::OpenedTransport> opened = io::open_best_transport(options);
  if (!opened.ok()) {
    return opened.error().what;
  }
  return wait_for_reply(process, endpoint, *opened.value().transport,
                        clock.now());
}

}  // namespace

std::uint32_t private_resolver_capacity(std::uint32_t concurrency,
                                        std::uint32_t buffer_bytes) {
  const std::uint32_t bytes = buffer_bytes == 0 ? kBufferLeast : buffer_bytes;
  return std::clamp(bytes / kQuestionBytes, 1U,
                    std::min(concurrency, kPrivateCapacityMax));
}

std::string capacity_note(std::uint32_t concurrency, std::uint32_t capacity) {
  if (capacity >= concurrency) {
    return {};
  }
  std::string text = "; at most " + std::to_string(capacity) +
                     " queries in flight, not " + std::to_string(concurrency) +
                     ", since it has no room for more";
  if (capacity < kPrivateCapacityMax) {
    text += " (see sysctl net.core.rmem_max)";
  }
  return text;
}

std::string private_resolver_config(const PrivateResolverOptions& options,
                                    std::uint16_t port) {
  std::string out = "server:\n";
  put_envelope(out, port);
  put_tuning(out, options.concurrency);
  if (options.allow_special) {
    put(out, "local-zone", "\"test.\" nodefault");
  }
  out += options.extra_config;
  if (!out.ends_with('\n')) {
    out += '\n';
  }
  out += "remote-control:\n  control-enable: no\n";
  return out;
}

namespace {

io::Error does_not_start(const std::string& trouble,
                         const PrivateResolverOptions& options) {
  return resolver_error(
      "the private unbound does not start: " + trouble +
      "; name resolvers with -r instead" +
      (options.extra_config.empty() ? "" : ", or mend --resolver-config"));
}

}  // namespace

io::Result<std::unique_ptr<PrivateResolver>> PrivateResolver::start(
    const PrivateResolverOptions& options, const io::Clock& clock) {
  const std::optional<std::string> program = io::find_program("unbound");
  if (!program.has_value()) {
    return resolver_error(
        "no -r given and unbound is not installed: install it "
        "(apt-get install unbound) for a private resolver, or name resolvers "
        "that you may use with -r, for example -r 192.0.2.53");
  }
  std::string trouble;
  std::string input;
  for (int start = 0; start < kStartsMax; ++start) {
    const io::Result<std::uint16_t> port = io::find_free_port();
    if (!port.ok()) {
      return port.error();
    }
    io::ChildOptions child;
    child.argv = {*program, "-d", "-c", "/dev/stdin"};
    // Later starts leave out what an older version may not know.
    input = without_unknown(private_resolver_config(options, port.value()),
                            start > 0);
    child.input = input;
    io::Result<std::unique_ptr<io::ChildProcess>> process =
        io::ChildProcess::spawn(child);
    if (!process.ok()) {
      return process.error();
    }
    const io::Endpoint endpoint =
        *io::parse_endpoint("127.0.0.1", port.value());
    trouble = wait_until_ready(*process.value(), endpoint, clock);
    if (!trouble.empty()) {
      const UnboundWords words = read_unbound_words(
          process.value()->output_tail(), user_part(input, options));
      if (words.of_user) {
        return io::Error{io::ErrorCode::kUsage, 0,
                         "--resolver-config " + words.text +
                             " (this is what unbound says of it)"};
      }
      trouble += words.text.empty() ? "" : ": " + words.text;
    } else {
      const std::uint32_t capacity = private_resolver_capacity(
          options.concurrency, io::receive_buffer_bytes(endpoint));
      return std::unique_ptr<PrivateResolver>(new PrivateResolver(
          {process.take(), std::move(child), endpoint, capacity}));
    }
  }
  return does_not_start(trouble, options);
}

std::optional<std::string> PrivateResolver::ending() {
  std::optional<std::string> how = started_.process->ending();
  // One that was killed has said nothing of it.
  if (how.has_value() && how->starts_with("exit")) {
    const UnboundWords words =
        read_unbound_words(started_.process->output_tail(), {});
    *how += words.text.empty() ? "" : ": " + words.text;
  }
  return how;
}

io::Status PrivateResolver::restart() {
  io::Result<std::unique_ptr<io::ChildProcess>> process =
      io::ChildProcess::spawn(started_.how);
  if (!process.ok()) {
    return process.error();
  }
  started_.process = process.take();
  return {};
}

}  // namespace mxsweep
