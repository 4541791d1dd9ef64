#include "scanner/cli/read_value.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "io/base/packed_texts.h"
#include "io/file/small_file.h"
#include "io/net/transport.h"
#include "io/proc/privileges.h"

#include "scanner/cli/resolver_list.h"
#include "scanner/cli/values.h"
#include "scanner/run/dataset.h"

namespace mxsweep {
namespace {

constexpr std::string_view kAuto = "auto";

template <class From, class To>
io::Status keep(io::Result<From> parsed, To& out) {
  if (!parsed.ok()) {
    return parsed.error();
  }
  out = static_cast<To>(parsed.take());
  return {};
}

// The choices by the type of a field.
struct ChoicesOf {
  template <class T>
  std::vector<FlagChoice> operator()(const T& /*field*/) const {
    return {};
  }

  std::vector<FlagChoice> operator()(Shape ScanPlan::* /*field*/) const {
    return of(kShapes);
  }

  std::vector<FlagChoice> operator()(SortOrder ScanPlan::* /*field*/) const {
    return of(kSortOrders);
  }

  std::vector<FlagChoice> operator()(PartitionBy ScanPlan::* /*field*/) const {
    return of(kPartitions);
  }

  std::vector<FlagChoice> operator()(AddressMode ScanPlan::* /*field*/) const {
    return of(kAddressModes);
  }

  std::vector<FlagChoice> operator()(HeaderWish ScanPlan::* /*field*/) const {
    return of(kHeaderWishes);
  }

  std::vector<FlagChoice> operator()(ColorWish ScanPlan::* /*field*/) const {
    return of(kColorWishes);
  }

  std::vector<FlagChoice> operator()(LogFormat ScanPlan::* /*field*/) const {
    return of(kLogFormats);
  }

  std::vector<FlagChoice> operator()(
      io::TextEncoding ScanPlan::* /*field*/) const {
    return of(io::kTextEncodings);
  }

  std::vector<FlagChoice> operator()(
      const io::WriterKind* ScanPlan::* /*field*/) const {
    return of(io::writer_kinds());
  }

  std::vector<FlagChoice> operator()(
      const io::TransportKind* ScanPlan::* /*field*/) const {
    std::vector<FlagChoice> choices = of(io::transport_kinds());
    choices.insert(choices.begin(), {kAuto, "the best one that works here"});
    return choices;
  }

 private:
  template <class Rows>
  static std::vector<FlagChoice> of(const Rows& rows) {
    std::vector<FlagChoice> choices;
    choices.reserve(rows.size());
    for (const auto& row : rows) {
      choices.push_back({row.name, row.help});
    }
    return choices;
  }
};

// There are too many for the list of choices in the help.
io::Status read_list_format(const Flag& flag, const std::string& typed,
                            const ListFormat*& out) {
  out = find_list_format(typed);  // null for auto
  if (out != nullptr || typed == kAuto) {
    return {};
  }
  std::string names(kAuto);
  for (const ListFormat& format : list_formats()) {
    names += ", ";
    names += format.name;
  }
  return usage_error(std::string(flag.name()) + ": " + in_quotes(typed) +
                     " is none of " + names);
}

// Puts what was typed into a field by its type. REQUIRES: where the field is
// one of a list, it is in the list.
class Put {
 public:
  Put(const Flag& flag, const std::string& typed, ScanPlan& plan)
      : flag_(flag), typed_(typed), plan_(plan) {}

  io::Status operator()(std::monostate /*nothing*/) const { return {}; }

  template <class T>
  io::Status operator()(T ScanPlan::*field) const {
    return put(plan_.*field);
  }

  io::Status operator()(bool ScanPlan::*field) const {
    plan_.*field = !(ScanPlan().*field);
    return {};
  }

 private:
  io::Status put(Verbosity& out) const {
    out = flag_.sets;
    return {};
  }

  io::Status put(std::uint32_t& out) const { return put_count(out); }

  io::Status put(std::uint64_t& out) const { return put_count(out); }

  io::Status put(std::optional<std::uint64_t>& out) const {
    return put_count(out.emplace());
  }

  io::Status put(io::Duration& out) const {
    const bool is_long = flag_.range.most != 0;
    return keep(is_long ? parse_long_time(flag_.name(), typed_, flag_.range)
                        : parse_time(flag_.name(), typed_),
                out);
  }

  io::Status put(std::string& out) const {
    out = typed_;
    return {};
  }

  io::Status put(io::Endpoint& out) const {
    return keep(parse_listen_address(flag_.name(), typed_), out);
  }

  io::Status put(std::vector<io::Endpoint>& out) const {
    return keep(parse_addresses(flag_.name(), typed_), out);
  }

  io::Status put(std::vector<std::string>& out) const {
    out = {typed_};  // make_plan() knows what may stand there
    return {};
  }

  io::Status put(Shape& out) const { return put_named(kShapes, out); }

  io::Status put(SortOrder& out) const { return put_named(kSortOrders, out); }

  io::Status put(PartitionBy& out) const { return put_named(kPartitions, out); }

  io::Status put(AddressMode& out) const {
    return put_named(kAddressModes, out);
  }

  io::Status put(io::TextEncoding& out) const {
    return put_named(io::kTextEncodings, out);
  }

  io::Status put(HeaderWish& out) const {
    return put_named(kHeaderWishes, out);
  }

  io::Status put(ColorWish& out) const { return put_named(kColorWishes, out); }

  io::Status put(LogFormat& out) const { return put_named(kLogFormats, out); }

  io::Status put(const ListFormat*& out) const {
    return read_list_format(flag_, typed_, out);
  }

  io::Status put(const io::WriterKind*& out) const {
    out = io::find_writer_kind(typed_);
    return {};
  }

  io::Status put(const io::TransportKind*& out) const {
    out = io::find_transport_kind(typed_);  // null for auto
    return {};
  }

  template <class T>
  io::Status put_count(T& out) const {
    return keep(parse_count(flag_.name(), typed_, flag_.range), out);
  }

  template <class Rows, class T>
  io::Status put_named(const Rows& rows, T& out) const {
    for (const auto& row : rows) {
      out = row.name == typed_ ? row.value : out;
    }
    return {};
  }

  const Flag& flag_;
  const std::string& typed_;
  ScanPlan& plan_;
};

struct DefaultText {
  std::string operator()(std::monostate /*nothing*/) const { return {}; }

  template <class T>
  std::string operator()(T ScanPlan::*field) const {
    return text(ScanPlan().*field);
  }

 private:
  // Of those that have none, or one that is no single word.
  template <class T>
  static std::string text(const T& /*value*/) {
    return {};
  }

  static std::string text(std::uint32_t number) {
    return std::to_string(number);
  }

  static std::string text(std::uint64_t number) {
    return std::to_string(number);
  }

  static std::string text(io::Duration time) {
    const std::int64_t ms = time.ns / 1'000'000;
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s"
                          : std::to_string(ms) + "ms";
  }

  static std::string text(Shape shape) {
    return std::string(io::name_of(kShapes, shape));
  }

  static std::string text(SortOrder order) {
    return std::string(io::name_of(kSortOrders, order));
  }

  static std::string text(PartitionBy partition) {
    return std::string(io::name_of(kPartitions, partition));
  }

  static std::string text(AddressMode mode) {
    return std::string(io::name_of(kAddressModes, mode));
  }

  static std::string text(io::TextEncoding encoding) {
    return std::string(io::name_of(io::kTextEncodings, encoding));
  }

  static std::string text(HeaderWish wish) {
    return std::string(io::name_of(kHeaderWishes, wish));
  }

  static std::string text(ColorWish wish) {
    return std::string(io::name_of(kColorWishes, wish));
  }

  static std::string text(LogFormat format) {
    return std::string(io::name_of(kLogFormats, format));
  }

  static std::string text(const ListFormat* /*none*/) {
    return std::string(kAuto);
  }

  static std::string text(const io::TransportKind* /*none*/) {
    return std::string(kAuto);
  }
};

}  // namespace

std::vector<FlagChoice> choices_of(const Flag& flag) {
  return std::visit(ChoicesOf(), flag.field);
}

io::Status read_value(const Flag& flag, const std::string& typed,
                      const PlanDraft& draft) {
  if (flag.read != nullptr) {
    return flag.read(flag, typed, draft);
  }
  if (choices_of(flag).empty()) {
    return std::visit(Put(flag, typed, draft.plan), flag.field);
  }
  const io::Result<std::string> choice = find_choice(flag, typed);
  return choice.ok()
             ? std::visit(Put(flag, choice.value(), draft.plan), flag.field)
             : io::Status(choice.error());
}

std::string default_text(const Flag& flag) {
  return std::visit(DefaultText(), flag.field);
}

io::Status read_rate(const Flag& flag, const std::string& typed,
                     const PlanDraft& draft) {
  draft.plan.pace_resolvers = typed == kAuto;
  return draft.plan.pace_resolvers
             ? io::Status()
             : keep(parse_count(flag.name(), typed, flag.range),
                    draft.plan.rate_pps);
}

io::Status read_resolvers(const Flag& /*flag*/, const std::string& typed,
                          const PlanDraft& draft) {
  return keep(
      parse_resolvers(typed, std::move(draft.plan.resolvers), draft.warnings),
      draft.plan.resolvers);
}

io::Status read_memory(const Flag& flag, const std::string& typed,
                       const PlanDraft& draft) {
  return keep(parse_memory(flag.name(), typed, flag.range),
              draft.plan.memory_mib);
}

io::Status read_user(const Flag& flag, const std::string& typed,
                     const PlanDraft& draft) {
  const io::Result<io::Account> account = io::find_account(typed);
  if (!account.ok()) {
    return usage_error(std::string(flag.name()) + ": " + in_quotes(typed) +
                       ": " + account.error().what);
  }
  draft.plan.user = typed;
  return {};
}

io::Status read_resolver_config(const Flag& flag, const std::string& typed,
                                const PlanDraft& draft) {
  io::Result<std::string> lines = io::read_small_file(typed);
  if (!lines.ok()) {
    return usage_error(std::string(flag.name()) + ": " + lines.error().what);
  }
  draft.plan.resolver_config = lines.take();
  draft.plan.resolver_config_path = typed;
  return {};
}

io::Status read_column(const Flag& flag, const std::string& typed,
                       const PlanDraft& draft) {
  constexpr std::size_t kDigitsMax = 6;
  const bool is_number =
      typed.find_first_not_of("+-.0123456789") == std::string::npos;
  const bool is_whole =
      typed.find_first_not_of("0123456789") == std::string::npos &&
      typed.size() <= kDigitsMax;
  const bool is_zero = typed.find_first_not_of('0') == std::string::npos;
  if (is_number && (!is_whole || is_zero)) {
    return usage_error(std::string(flag.name()) + ": " + in_quotes(typed) +
                       " is no column; give its number, counted from 1, or "
                       "what the header calls it");
  }
  draft.plan.list_column = typed;
  return {};
}

io::Status read_threads(const Flag& flag, const std::string& typed,
                        const PlanDraft& draft) {
  if (typed == kAuto) {
    return usage_error(
        std::string(flag.name()) +
        ": there is no 'auto': one thread, the default, asks some 300,000 "
        "names a second, so more are for lists that it cannot keep up with; "
        "write how many");
  }
  return keep(parse_count(flag.name(), typed, flag.range), draft.plan.threads);
}

io::Status read_sample(const Flag& flag, const std::string& typed,
                       const PlanDraft& draft) {
  draft.plan.sample = typed;
  if (!typed.ends_with('%')) {
    constexpr CountRange kNames = {1, 100'000'000};
    return keep(parse_count(flag.name(), typed, kNames),
                draft.plan.sample_count.emplace());
  }
  const char* const end = typed.data() + typed.size() - 1;
  double percent = 0;
  const auto [stop, error] = std::from_chars(typed.data(), end, percent);
  if (error != std::errc() || stop != end || !(percent > 0 && percent <= 100)) {
    return usage_error(std::string(flag.name()) + ": " + in_quotes(typed) +
                       " is no share; write a number above 0 and up to 100, "
                       "like 1% or 0.25%");
  }
  draft.plan.sample_share = percent / 100;
  return {};
}

io::Status read_percent(const Flag& flag, const std::string& typed,
                        const PlanDraft& draft) {
  const std::size_t digits = typed.size() - (typed.ends_with('%') ? 1 : 0);
  return keep(parse_count(flag.name(), typed.substr(0, digits), flag.range),
              draft.plan.max_unknown_percent);
}

io::Status read_shard(const Flag& flag, const std::string& typed,
                      const PlanDraft& draft) {
  constexpr std::uint32_t kShardsMax = 100'000;
  ScanPlan& plan = draft.plan;
  const char* const end = typed.data() + typed.size();
  std::uint32_t number = 0;
  const auto [slash, error] = std::from_chars(typed.data(), end, number);
  bool sound = error == std::errc() && slash != end && *slash == '/';
  if (sound) {
    const auto [stop, other] =
        std::from_chars(slash + 1, end, plan.shard_count);
    sound = other == std::errc() && stop == end;
  }
  if (!sound || number == 0 || number > plan.shard_count ||
      plan.shard_count > kShardsMax) {
    return usage_error(std::string(flag.name()) + ": " + in_quotes(typed) +
                       " is no shard; write K/N, K from 1 to N, like 3/16");
  }
  plan.shard_number = number - 1;
  plan.shard = typed;
  return {};
}

io::Status read_resume_despite(const Flag& flag, const std::string& typed,
                               const PlanDraft& draft) {
  for (const std::string_view word : words_between_commas(typed)) {
    if (!is_resume_word(word)) {
      return usage_error(std::string(flag.name()) + ": " + in_quotes(word) +
                         " is neither `version` nor `list` nor a setting; the "
                         "refusal of --resume names the one that changed");
    }
    draft.plan.resume_despite.emplace_back(word);
  }
  return {};
}

io::Status read_passthrough(const Flag& flag, const std::string& typed,
                            const PlanDraft& draft) {
  std::vector<std::string>& columns = draft.plan.passthrough;
  for (const std::string_view word : words_between_commas(typed)) {
    if (std::find(columns.begin(), columns.end(), word) != columns.end()) {
      return usage_error(std::string(flag.name()) + ": " + in_quotes(word) +
                         " is named twice; once is enough");
    }
    if (!word.empty()) {
      columns.emplace_back(word);
    }
  }
  if (columns.empty() || columns.size() > io::kPackedTextsMax) {
    return usage_error(std::string(flag.name()) + " takes 1 to " +
                       std::to_string(io::kPackedTextsMax) +
                       " columns of the list, by name or number");
  }
  return {};
}

io::Status read_run_id(const Flag& flag, const std::string& typed,
                       const PlanDraft& draft) {
  constexpr std::size_t kMost = 100;
  const bool printable = std::all_of(
      typed.begin(), typed.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable || typed.size() > kMost) {
    return usage_error(std::string(flag.name()) + ": " + in_quotes(typed) +
                       " must be up to " + std::to_string(kMost) +
                       " printable characters of ASCII");
  }
  draft.plan.run_id = typed;
  return {};
}

io::Status read_type(const Flag& flag, const std::string& typed,
                     const PlanDraft& /*draft*/) {
  if (typed == "MX" || typed == "mx") {
    return {};
  }
  return usage_error(std::string(flag.name()) +
                     ": a record type was expected and only MX is asked, not " +
                     in_quotes(typed) +
                     "; did you mean --threads or --concurrency?");
}

}  // namespace mxsweep
