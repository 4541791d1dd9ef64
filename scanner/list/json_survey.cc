#include "scanner/list/json_survey.h"

#include <algorithm>
#include <array>

#include "scanner/list/header_words.h"
#include "scanner/list/json_walk.h"
#include "scanner/list/value_kinds.h"

namespace mxsweep {
namespace {

// What is at further paths is not looked at.
constexpr std::size_t kPathsMax = 256;
constexpr std::size_t kPathOctetsMax = 512;
constexpr std::size_t kKeysOfNames = 2;  // fewer may be chance

// Names of packages that a program needs may end as domains do: chart.js.
bool are_packages(std::string_view path) {
  constexpr std::array kKeys = std::to_array<std::string_view>(
      {"dependencies", "devdependencies", "peerdependencies",
       "optionaldependencies", "require", "requiredev", "packages",
       "resolutions", "overrides"});
  return std::find(kKeys.begin(), kKeys.end(), bare_word(last_key(path))) !=
         kKeys.end();
}

// A pointer that moves on for whoever asked for the walk.
class Octets : public JsonOctetTypes {
 public:
  Octets(std::string_view text, std::size_t& at) : text_(text), at_(&at) {}

  char operator*() const { return text_[*at_]; }

  Octets& operator++() {
    ++*at_;
    return *this;
  }

  // There is but one other to be compared with: the end.
  friend bool operator==(const Octets& one, const Octets& /*end*/) {
    return *one.at_ == one.text_.size();
  }

  friend bool operator!=(const Octets& one, const Octets& end) {
    return !(one == end);
  }

 private:
  std::string_view text_;
  std::size_t* at_;
};

}  // namespace

std::string_view last_key(std::string_view path) {
  while (path.ends_with("[]")) {
    path.remove_suffix(2);
  }
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view()
                                       : path.substr(dot + 1);
}

bool JsonSurvey::take(std::string_view value) {
  std::size_t at = 0;
  JsonWalk<JsonSurvey> walker(*this);
  const Octets begin(value, at);
  holds_ = true;
  const bool sound = nlohmann::json::sax_parse(
      begin, begin, &walker, nlohmann::json::input_format_t::json, true, true);
  count_held();
  values_ += sound ? 1 : 0;
  return sound;
}

bool JsonSurvey::take_all(std::string_view values) {
  std::size_t at = 0;
  const Octets begin(values, at);
  while (true) {
    at = std::min(values.find_first_not_of(" \t\r\n\x1E,", at), values.size());
    if (at == values.size()) {
      return true;
    }
    JsonWalk<JsonSurvey> walker(*this);
    holds_ = true;
    const bool sound = nlohmann::json::sax_parse(
        begin, begin, &walker, nlohmann::json::input_format_t::json, false,
        true);
    count_held();
    if (!sound) {
      return false;
    }
    ++values_;
  }
}

bool JsonSurvey::text(const std::string& path, std::string_view value) {
  if (path.size() > kPathOctetsMax) {
    return true;
  }
  auto place = places_.find(path);
  if (place == places_.end()) {
    if (columns_.size() == kPathsMax) {
      return true;
    }
    place = places_.emplace(path, columns_.size()).first;
    paths_.push_back(path);
    columns_.emplace_back().name = last_key(path);
  }
  if (holds_) {
    held_.push_back({place->second, std::string(value)});
  } else {
    count(place->second, value);
    if (is_kind_word(columns_[place->second].name)) {
      const ValueKind kind = value_kind(value);
      type_of_name_ |= kind == ValueKind::kName;
      type_of_none_ |= kind == ValueKind::kNoName;
    }
  }
  return true;
}

// What all that is held says, whatever else its objects would have said.
void JsonSurvey::count_held() {
  for (const Held& one : held_) {
    count(one.place, one.value);
  }
  held_.clear();
  holds_ = false;
}

void JsonSurvey::count(std::size_t place, std::string_view value) {
  ColumnStats& stats = columns_[place].stats;
  while (true) {  // a certificate's names are lines of one string
    const std::size_t end = value.find('\n');
    stats.add(value.substr(0, end));
    if (end == std::string_view::npos) {
      return;
    }
    value.remove_prefix(end + 1);
  }
}

bool JsonSurvey::key(const std::string& path, std::string_view key) {
  if (path.size() > kPathOctetsMax ||
      (objects_.size() == kPathsMax && !objects_.contains(path))) {
    return true;
  }
  Keys& keys = objects_[path];
  ++keys.count;
  const CellLook look = look_at(key);
  keys.usable += is_usable(look.kind) ? 1 : 0;
  if (look.strange_top != 0) {
    ++keys.strange;
    keys.ends.insert(look.strange_top);
  }
  keys.distinct.emplace(key);
  return true;
}

// Its strings, those in arrays of it, too, are what came last. Where a key of
// it says that they are no names, they do not count.
bool JsonSurvey::end_object(const std::string& path) {
  const auto is_inside = [this, &path](const Held& one) {
    const std::string_view place = paths_[one.place];
    return place.size() > path.size() && place.starts_with(path) &&
           place[path.size()] == '.';
  };
  std::size_t first = held_.size();
  ValueKind kind = ValueKind::kUnknown;
  while (first != 0 && is_inside(held_[first - 1])) {
    const Held& one = held_[--first];
    const std::string_view key =
        std::string_view(paths_[one.place]).substr(path.size() + 1);
    if (!is_kind_word(key)) {
      continue;
    }
    const ValueKind said = value_kind(one.value);
    if (said == ValueKind::kName) {
      kinds_.insert(paths_[one.place]);
    }
    kind = said == ValueKind::kUnknown ? kind : said;
  }
  for (std::size_t i = first; kind != ValueKind::kNoName && i < held_.size();
       ++i) {
    count(held_[i].place, held_[i].value);
  }
  held_.resize(first);
  return true;
}

bool JsonSurvey::scalar(const std::string& path,
                        std::optional<std::string_view> /*text*/) {
  if (path.size() <= kPathOctetsMax && scalars_.size() < kPathsMax) {
    scalars_.insert(path);
  }
  return true;
}

// Keys of programs have dots, too (login.title, app.name): then more than one
// in five end in words that are no top-level domains, each in another one.
bool JsonSurvey::are_names(const Keys& keys) {
  return keys.count >= kKeysOfNames && 10 * keys.usable >= 9 * keys.count &&
         10 * keys.distinct.size() >= 9 * keys.count &&
         (5 * keys.strange <= keys.count ||
          2 * keys.ends.size() <= keys.strange);
}

std::vector<std::string> JsonSurvey::objects_of_names() const {
  std::vector<std::string> paths;
  for (const auto& [path, keys] : objects_) {  // shorter ones come first
    if (are_packages(path)) {
      continue;
    }
    if (are_names(keys)) {
      paths.push_back(path);
    }
  }
  return paths;
}

}  // namespace mxsweep
