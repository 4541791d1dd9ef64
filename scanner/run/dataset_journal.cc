#include "scanner/run/dataset_journal.h"

#include <nlohmann/json.hpp>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace mxsweep {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kShardStart = "shard-";
constexpr std::string_view kShardMiddle = "-of-";
constexpr std::size_t kShardDigits = 4;
constexpr std::string_view kPartStart = "part-";
constexpr std::size_t kPartDigits = 6;
constexpr std::size_t kHashDigits = 16;

std::string hash_text(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::uint64_t hash = XXH3_64bits(text.data(), text.size());
  std::string out(kHashDigits, '0');
  for (std::size_t i = kHashDigits; i > 0; --i) {
    out[i - 1] = kDigits[hash % 16];
    hash /= 16;
  }
  return out;
}

std::string padded(std::uint64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  digits.insert(0, width - std::min(digits.size(), width), '0');
  return digits;
}

std::string line_of(const Json& entry) {
  const std::string text = entry.dump();
  return hash_text(text) + ' ' + text + '\n';
}

// The entry of a line; discarded when its hash does not match.
Json entry_of(std::string_view line) {
  if (line.size() <= kHashDigits || line[kHashDigits] != ' ') {
    return Json::value_t::discarded;
  }
  const std::string_view text = line.substr(kHashDigits + 1);
  if (line.substr(0, kHashDigits) != hash_text(text)) {
    return Json::value_t::discarded;
  }
  constexpr bool kThrows = false;
  return Json::parse(text, nullptr, kThrows);
}

void take_begin(const Json& from, DatasetState& state) {
  DatasetBegin& begin = state.begin.emplace();
  begin.version = from.at("version").get<std::string>();
  begin.settings = from.at("settings").get<DatasetSettings>();
  begin.seed = from.at("seed").get<std::uint64_t>();
  begin.run_id = from.at("run_id").get<std::string>();
}

void take_session(const Json& /*from*/, DatasetState& state) {
  ++state.sessions;
  state.end.reset();  // it goes on after all
}

InputMark mark_of(const Json& from) {
  return {from.at("records").get<std::uint64_t>(),
          from.at("digest").get<std::uint64_t>(), from.at("ended").get<bool>()};
}

Json json_of(const InputMark& mark) {
  return {{"records", mark.records},
          {"digest", mark.digest},
          {"ended", mark.ended}};
}

void take_part(const Json& from, DatasetState& state) {
  DatasetPart part;
  part.file = from.at("file").get<std::string>();
  part.octets = from.at("octets").get<std::uint64_t>();
  part.rows = from.at("rows").get<std::uint64_t>();
  part.records = from.at("records").get<std::uint64_t>();
  part.seqs = from.at("seqs").get<std::string>();
  part.input = mark_of(from.at("list"));
  state.last_part = std::max(state.last_part, part_number(part.file));
  state.parts.push_back(std::move(part));
}

void take_lost(const Json& from, DatasetState& state) {
  const auto file = from.at("file").get<std::string>();
  const auto is_it = [&file](const DatasetPart& part) {
    return part.file == file;
  };
  state.parts.erase(
      std::remove_if(state.parts.begin(), state.parts.end(), is_it),
      state.parts.end());
  state.end.reset();
}

void take_end(const Json& from, DatasetState& state) {
  DatasetEnd& end = state.end.emplace();
  end.records = from.at("records").get<std::uint64_t>();
  end.other_shards = from.at("other_shards").get<std::uint64_t>();
  end.left_out = from.at("left_out").get<std::uint64_t>();
  end.input = mark_of(from.at("list"));
}

struct EntryKind {
  std::string_view name;
  void (*take)(const Json& from, DatasetState& state);
};

constexpr std::array kEntryKinds = {
    EntryKind{"begin", take_begin}, EntryKind{"session", take_session},
    EntryKind{"part", take_part}, EntryKind{"lost", take_lost},
    EntryKind{"end", take_end}};

bool take_entry(const Json& entry, DatasetState& state) {
  for (const EntryKind& kind : kEntryKinds) {
    const auto found = entry.find(std::string(kind.name));
    if (found != entry.end()) {
      kind.take(*found, state);
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string> differing_settings(const DatasetSettings& one,
                                            const DatasetSettings& other) {
  DatasetSettings all = one;
  all.insert(other.begin(), other.end());
  std::vector<std::string> keys;
  for (const auto& [key, unused] : all) {
    const auto first = one.find(key);
    const auto second = other.find(key);
    if (first == one.end() || second == other.end() ||
        first->second != second->second) {
      keys.push_back(key);
    }
  }
  return keys;
}

std::string journal_line(const DatasetBegin& begin) {
  return line_of({{"begin",
                   {{"version", begin.version},
                    {"settings", begin.settings},
                    {"seed", begin.seed},
                    {"run_id", begin.run_id}}}});
}

std::string journal_line(const DatasetPart& part) {
  return line_of({{"part",
                   {{"file", part.file},
                    {"octets", part.octets},
                    {"rows", part.rows},
                    {"records", part.records},
                    {"seqs", part.seqs},
                    {"list", json_of(part.input)}}}});
}

std::string journal_session(std::int64_t at_us) {
  return line_of({{"session", {{"started_at_us", at_us}}}});
}

std::string journal_lost(const std::string& file) {
  return line_of({{"lost", {{"file", file}}}});
}

std::string journal_line(const DatasetEnd& end) {
  return line_of({{"end",
                   {{"records", end.records},
                    {"other_shards", end.other_shards},
                    {"left_out", end.left_out},
                    {"list", json_of(end.input)}}}});
}

io::Result<DatasetState> read_journal(std::string_view text) {
  DatasetState state;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const Json entry = entry_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (entry.is_discarded()) {
      continue;
    }
    bool known = false;
    try {
      known = take_entry(entry, state);
    } catch (const Json::exception&) {  // a member that is not as it is here
      known = false;
    }
    if (!known) {
      return io::Error{io::ErrorCode::kOutput, 0,
                       "another version of this program wrote the journal"};
    }
  }
  return state;
}

std::string part_name(std::uint64_t number, std::string_view extension) {
  return std::string(kPartStart) + padded(number, kPartDigits) +
         std::string(extension);
}

std::string shard_name(std::uint32_t number, std::uint32_t count) {
  return std::string(kShardStart) + padded(number + 1, kShardDigits) +
         std::string(kShardMiddle) + padded(count, kShardDigits);
}

std::optional<ShardPlace> shard_place(std::string_view name) {
  const std::size_t middle = name.find(kShardMiddle);
  if (name.substr(0, kShardStart.size()) != kShardStart ||
      middle == std::string_view::npos) {
    return std::nullopt;
  }
  const char* const end = name.data() + name.size();
  std::uint32_t number = 0;
  ShardPlace place;
  static_cast<void>(
      std::from_chars(name.data() + kShardStart.size(), end, number));
  static_cast<void>(std::from_chars(name.data() + middle + kShardMiddle.size(),
                                    end, place.count));
  place.number = number - 1;
  const bool sound = number != 0 && number <= place.count &&
                     shard_name(place.number, place.count) == name;
  return sound ? std::optional<ShardPlace>(place) : std::nullopt;
}

std::uint64_t part_number(std::string_view name) {
  if (name.substr(0, kPartStart.size()) != kPartStart) {
    return 0;
  }
  const std::string_view digits = name.substr(kPartStart.size());
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const auto size = static_cast<std::size_t>(end - digits.data());
  const bool is_part = error == std::errc() && size >= kPartDigits &&
                       size < digits.size() && digits[size] == '.';
  return is_part ? number : 0;
}

bool is_closed_part(std::string_view name) {
  return part_number(name) != 0 && !name.ends_with(".part");
}

}  // namespace mxsweep
