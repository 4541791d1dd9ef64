#include "scanner/run/doctor.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "io/base/number_text.h"
#include "io/base/temp_folder.h"
#include "io/base/text_wrap.h"
#include "io/proc/child_process.h"
#include "io/proc/machine.h"

#include "scanner/run/number_text.h"
#include "scanner/run/private_resolver.h"
#include "scanner/run/resolver_check.h"
#include "scanner/run/resolver_exam.h"

namespace mxsweep {
namespace {

// io_uring as it is used here came with Linux 6.1.
constexpr unsigned kUringMajor = 6;
constexpr unsigned kUringMinor = 1;

// Of the private unbound, when it looks nothing up.
constexpr const char* kBlocked =
    "port 53 of the world may be closed to this machine: name resolvers that "
    "it may ask with -r";

// For a reply: slower resolvers than a run takes for silent at first.
constexpr io::Duration kPatience = io::Duration::milliseconds(2500);

// For a reply out of the cache.
constexpr io::Duration kSlow = io::Duration::milliseconds(500);

constexpr std::uint64_t kDescriptorsWanted = 512;
constexpr std::uint64_t kPortsWanted = 10'000;
constexpr std::uint64_t kTempBytesWanted = 1U << 30U;
// For as many questions in flight as the private unbound may ever have.
constexpr std::uint64_t kReceiveBytesWanted = 2'621'440;

class Doctor {
 public:
  Doctor(const ScanPlan& plan, const ScanControl& control,
         const OnDoctorLine& on_line)
      : plan_(plan),
        control_(control),
        on_line_(on_line),
        prng_(io::Prng::from_entropy()) {}

  std::vector<DoctorLine> examine();

 private:
  void kernel();
  void user();
  void transports();
  void descriptors();
  void locked_memory();
  void receive_buffer();
  void ports();
  void temp_folder();
  void clock();
  void databases();
  void unbound();
  void resolvers();
  void ask_all(const std::vector<io::Endpoint>& resolvers);
  void resolver(const io::Endpoint& endpoint, const CheckedResolver& checked,
                const ExaminedResolver& examined);
  void recursion(const std::string& name, const LookedUpRoot& root);

  // It was started for the examination.
  [[nodiscard]] bool is_private() const { return plan_.resolvers.empty(); }

  void say(Health health, std::string what, std::string advice = {}) {
    lines_.push_back({health, std::move(what), std::move(advice)});
    on_line_(lines_.back());
  }

  void say_if(bool fine, std::string what, std::string advice,
              Health otherwise = Health::kWarn) {
    say(fine ? Health::kOk : otherwise, std::move(what),
        fine ? std::string() : std::move(advice));
  }

  [[nodiscard]] io::TransportOptions transport_options(
      const std::vector<io::Endpoint>& peers);

  const ScanPlan& plan_;
  const ScanControl& control_;
  const OnDoctorLine& on_line_;
  io::Prng prng_;
  std::vector<DoctorLine> lines_;
};

std::vector<DoctorLine> Doctor::examine() {
  using Part = void (Doctor::*)();
  constexpr std::array<Part, 12> kParts = {
      &Doctor::kernel,      &Doctor::user,          &Doctor::transports,
      &Doctor::descriptors, &Doctor::locked_memory, &Doctor::receive_buffer,
      &Doctor::ports,       &Doctor::temp_folder,   &Doctor::clock,
      &Doctor::databases,   &Doctor::unbound,       &Doctor::resolvers};
  for (const Part part : kParts) {
    (this->*part)();
  }
  return std::move(lines_);
}

// "6.1" of "6.1.0-13-amd64" as numbers.
std::pair<unsigned, unsigned> version_of(const std::string& release) {
  unsigned major = 0;
  unsigned minor = 0;
  const char* const end = release.data() + release.size();
  const auto [dot, error] = std::from_chars(release.data(), end, major);
  if (error == std::errc() && dot != end) {
    std::from_chars(dot + 1, end, minor);
  }
  return {major, minor};
}

void Doctor::kernel() {
  const std::string release = io::kernel_release();
  say_if(version_of(release) >= std::pair(kUringMajor, kUringMinor),
         "kernel: Linux " + release + ", " +
             std::to_string(io::processor_count()) + " processors",
         "io_uring wants Linux 6.1 or newer; --transport mmsg works here, at "
         "some more CPU");
}

void Doctor::user() {
  if (io::is_root()) {
    say(Health::kOk, "user: root, which --transport raw alone needs",
        "--user NAME makes a scan that user's as soon as its sockets are "
        "open; its files are NAME's, too");
  }
}

io::TransportOptions Doctor::transport_options(
    const std::vector<io::Endpoint>& peers) {
  io::TransportOptions options;
  options.peers = peers;
  if (options.peers.empty()) {
    options.peers = {*io::parse_endpoint("127.0.0.1", 53)};
  }
  options.sources = plan_.local_addresses;
  options.lanes = 8;
  options.clock = &control_.clock;
  options.prng = prng_.split();
  return options;
}

void Doctor::transports() {
  bool any = false;
  for (const io::TransportKind& kind : io::transport_kinds()) {
    const auto opened = kind.open(transport_options(plan_.resolvers));
    any = any || opened.ok();
    const std::string name = "transport " + std::string(kind.name) + ": ";
    if (opened.ok()) {
      say(Health::kOk, name + "opens");
    } else if (!kind.automatic) {
      say(Health::kOk, name + "not for this user, and seldom needed",
          opened.error().what);
    } else {
      say(Health::kWarn, name + "does not open", opened.error().what);
    }
  }
  if (!any) {
    say(Health::kFail, "transports: none opens",
        "see the reasons above; nothing can be sent");
  }
  const std::vector<std::uint64_t> disabled =
      io::kernel_setting("kernel/io_uring_disabled");
  if (!disabled.empty() && disabled.front() != 0) {
    say(Health::kWarn,
        "io_uring: switched off by kernel.io_uring_disabled = " +
            std::to_string(disabled.front()),
        "sysctl kernel.io_uring_disabled=0, or use --transport mmsg");
  }
}

std::string limit_text(std::uint64_t limit) {
  return limit == io::kNoLimit ? "unlimited" : io::with_commas(limit);
}

void Doctor::descriptors() {
  const io::ResourceLimit limit = io::descriptor_limit();
  say_if(limit.now >= kDescriptorsWanted,
         "open files: " + limit_text(limit.now) + " (at most " +
             limit_text(limit.most) + ")",
         "ulimit -n " + std::to_string(kDescriptorsWanted) +
             " or more: each port that is sent from is one");
}

void Doctor::locked_memory() {
  const io::ResourceLimit limit = io::locked_memory_limit();
  constexpr std::uint64_t kWanted = 8U << 20U;
  say_if(limit.now >= kWanted,
         "locked memory: " + (limit.now == io::kNoLimit
                                  ? std::string("unlimited")
                                  : io::with_commas(limit.now >> 10U) + " KiB"),
         "the limit may stop io_uring in some kernels: ulimit -l 8192");
}

void Doctor::receive_buffer() {
  const std::vector<std::uint64_t> most =
      io::kernel_setting("net/core/rmem_max");
  if (most.empty()) {
    return;
  }
  // The kernel counts twice what is asked for.
  const std::uint32_t capacity = private_resolver_capacity(
      plan_.concurrency, static_cast<std::uint32_t>(std::min<std::uint64_t>(
                             2 * most.front(), std::uint64_t{1} << 30U)));
  say_if(
      capacity >= plan_.concurrency,
      "receive buffers: net.core.rmem_max = " + io::with_commas(most.front()) +
          ", room for " + io::with_commas(capacity) +
          " questions in flight to a private unbound",
      "sysctl net.core.rmem_max=" + std::to_string(kReceiveBytesWanted) +
          " makes room for 4,096 (only without -r)");
}

void Doctor::ports() {
  const std::vector<std::uint64_t> range =
      io::kernel_setting("net/ipv4/ip_local_port_range");
  if (range.size() != 2 || range[1] < range[0]) {
    return;
  }
  const std::uint64_t count = range[1] - range[0] + 1;
  say_if(count >= kPortsWanted,
         "local ports: " + io::with_commas(count) + " (" +
             std::to_string(range[0]) + " to " + std::to_string(range[1]) + ")",
         "few ports are easy to guess: sysctl net.ipv4.ip_local_port_range="
         "\"32768 60999\"");
}

void Doctor::temp_folder() {
  const std::string folder = io::temp_folder();
  const io::FolderRoom room = io::folder_room(folder);
  if (!room.writable) {
    say(Health::kFail, "temporary files: " + folder + " cannot be written",
        "set TMPDIR to a folder that you may write to");
    return;
  }
  say_if(room.free_bytes >= kTempBytesWanted,
         "temporary files: " + folder + ", " +
             io::with_commas(room.free_bytes >> 20U) + " MiB free",
         "--shuffle and --sample keep long lists there, --sort and "
         "--partition-by long tables; set TMPDIR to a folder with room");
}

void Doctor::clock() {
  const std::optional<bool> synchronised = io::clock_is_synchronised();
  if (!synchronised.has_value()) {
    say(Health::kOk, "clock: not to be asked here");
    return;
  }
  say_if(*synchronised,
         std::string("clock: ") +
             (*synchronised ? "synchronised" : "nobody keeps it right"),
         "answered_at may be wrong: run chrony or systemd-timesyncd");
}

// Of --asn-db and --country-db, which were read already.
void Doctor::databases() {
  struct Database {
    std::string_view flag;
    const io::AddressDatabase* content;
  };

  const std::array databases = {
      Database{"--asn-db: ", plan_.places.networks()},
      Database{"--country-db: ", plan_.places.countries()}};
  constexpr std::int64_t kDayUs = std::int64_t{86'400} * 1'000'000;
  constexpr std::int64_t kDaysMax = 90;
  const std::int64_t today = io::wall_time_us() / kDayUs;
  for (const auto& [flag, content] : databases) {
    if (content == nullptr) {
      continue;
    }
    const auto built = static_cast<std::int64_t>(content->built_at_s());
    const std::int64_t days =
        std::max<std::int64_t>(0, today - built / (kDayUs / 1'000'000));
    say_if(days <= kDaysMax,
           std::string(flag) + content->type() + ", " +
               mxsweep::count_text(static_cast<std::uint64_t>(days), "day",
                                   "days") +
               " old",
           "addresses change hands: fetch a newer one");
  }
}

// "1.17.1" of what `unbound -V` prints.
std::string unbound_version(const std::string& program) {
  auto process = io::ChildProcess::spawn({.argv = {program, "-V"}});
  if (!process.ok()) {
    return {};
  }
  static_cast<void>(process.value()->wait_gone(io::Duration::seconds(5)));
  const std::string printed = process.value()->output_tail();
  constexpr std::string_view kStart = "Version ";
  const std::size_t at = printed.find(kStart);
  return at == std::string::npos
             ? std::string()
             : printed.substr(at + kStart.size(),
                              printed.find('\n', at) - at - kStart.size());
}

void Doctor::unbound() {
  const std::optional<std::string> program = io::find_program("unbound");
  if (!program.has_value()) {
    say(plan_.resolvers.empty() ? Health::kFail : Health::kWarn,
        "unbound: not installed",
        "apt-get install unbound, or name resolvers with -r");
    return;
  }
  const std::string name =
      "unbound: " + unbound_version(*program) + " (" + *program + ")";
  if (!plan_.resolvers.empty()) {
    say(Health::kOk, name);
    return;
  }
  const auto started =
      PrivateResolver::start({plan_.concurrency, plan_.resolver_config,
                              plan_.resolver_config_path, plan_.allow_special},
                             control_.clock);
  say_if(started.ok(), name + (started.ok() ? ", starts" : " does not start"),
         started.ok() ? std::string() : started.error().what, Health::kFail);
  if (started.ok()) {
    ask_all({started.value()->endpoint()});
  }
}

void Doctor::resolvers() {
  if (!plan_.resolvers.empty()) {
    ask_all(plan_.resolvers);
  }
}

void Doctor::ask_all(const std::vector<io::Endpoint>& resolvers) {
  const auto open = [&] {
    return plan_.transport != nullptr
               ? plan_.transport->open(transport_options(resolvers))
               : io::Result<std::unique_ptr<io::Transport>>(
                     io::Error{io::ErrorCode::kNetwork, 0, {}});
  };
  auto transport = open();
  if (!transport.ok()) {
    auto best = io::open_best_transport(transport_options(resolvers));
    if (!best.ok()) {
      say(Health::kFail, "resolvers: cannot be asked", best.error().what);
      return;
    }
    transport = std::move(best.value().transport);
  }
  const std::vector<CheckedResolver> checked = check_resolvers(
      *transport.value(), resolvers,
      {prng_, control_.clock.now(), plan_.rate_pps, &control_.stop, kPatience});
  const std::vector<ExaminedResolver> examined = examine_resolvers(
      *transport.value(), resolvers, prng_, control_.clock.now());
  for (std::size_t i = 0; i < checked.size(); ++i) {
    resolver(resolvers[i], checked[i], examined[i]);
  }
}

// "NS of the root: NOERROR, 13 records, in 3 ms"
std::string root_text(const LookedUpRoot& root) {
  const std::string asked = "NS of the root: ";
  return root.replied
             ? asked + root.rcode + ", " +
                   mxsweep::count_text(root.records, "record", "records") +
                   ", in " + milliseconds_text(root.rtt)
             : asked + "no reply";
}

void Doctor::resolver(const io::Endpoint& endpoint,
                      const CheckedResolver& checked,
                      const ExaminedResolver& examined) {
  const std::string name = "resolver " + io::to_text(endpoint) + ": ";
  switch (checked.fitness) {
    case Fitness::kSilent:
      say(Health::kFail, name + "does not answer",
          is_private() ? kBlocked
                       : "is it the right address and port, and may this "
                         "machine ask it?");
      return;
    case Fitness::kRewritesNxdomain:
      say(Health::kFail,
          name + "finds " + checked.found + ", which does not exist",
          "its answers cannot be trusted: take another one");
      break;
    case Fitness::kDenies:
      say(Health::kFail,
          name + "denies what exists: " + root_text(checked.root),
          "it is cut off or filters, so what it denies may well exist: take "
          "another one");
      break;
    case Fitness::kNoRecursion:
      say(Health::kFail, name + "does not recurse",
          "it is an authoritative server, or does not know this machine: "
          "take another one");
      break;
    case Fitness::kFit:
      recursion(name, checked.root);
      break;
  }
  say_if(examined.edns, name + (examined.edns ? "EDNS" : "no EDNS"),
         "long answers will come over TCP, and no extended errors");
  say_if(examined.tcp, name + (examined.tcp ? "TCP" : "no answer over TCP"),
         "answers that do not fit a datagram will be TRUNCATED; is port " +
             std::to_string(endpoint.port) + " over TCP let through?");
  for (const Pref64& prefix : checked.pref64s) {
    say(Health::kWarn,
        name + "makes AAAA of A records (DNS64, " + to_text(prefix) + ")",
        "such addresses are judged by the IPv4 address inside");
  }
}

// The set of the root is in every cache, but that of an unbound which was
// started just now.
void Doctor::recursion(const std::string& name, const LookedUpRoot& root) {
  const std::string asked = root_text(root);
  if (!root.known) {
    say(Health::kFail, name + "looks nothing up: " + asked,
        is_private() ? kBlocked
                     : "it may not reach the root or not serve this machine: "
                       "see its log, or take another one");
    return;
  }
  say_if(root.rtt < kSlow || is_private(),
         name + "answers and recurses: " + asked,
         "slow even from its cache: each name of a scan waits so long or "
         "longer, so take a nearer one, or a higher --concurrency");
}

std::string_view label_of(Health health) {
  constexpr std::array<std::string_view, 3> kLabels = {"ok", "warn", "FAIL"};
  return kLabels[static_cast<std::size_t>(health)];
}

std::string count_text(const std::vector<DoctorLine>& lines, Health health) {
  return std::to_string(std::count_if(
      lines.begin(), lines.end(),
      [health](const DoctorLine& line) { return line.health == health; }));
}

}  // namespace

std::vector<DoctorLine> examine(const ScanPlan& plan,
                                const ScanControl& control,
                                const OnDoctorLine& on_line) {
  return Doctor(plan, control, on_line).examine();
}

std::string doctor_text(const DoctorLine& line) {
  constexpr std::size_t kLabelWidth = 6;
  std::string out(label_of(line.health));
  out.resize(kLabelWidth, ' ');
  io::append_wrapped(line.what, kLabelWidth, out);
  if (!line.advice.empty()) {
    out += std::string(kLabelWidth + 2, ' ');
    io::append_wrapped(line.advice, kLabelWidth + 2, out);
  }
  return out;
}

std::string doctor_counts_text(const std::vector<DoctorLine>& lines) {
  return count_text(lines, Health::kOk) + " ok, " +
         count_text(lines, Health::kWarn) + " warn, " +
         count_text(lines, Health::kFail) + " fail\n";
}

bool has_failure(const std::vector<DoctorLine>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const DoctorLine& line) {
    return line.health == Health::kFail;
  });
}

}  // namespace mxsweep
