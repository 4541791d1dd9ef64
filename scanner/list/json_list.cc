#include "scanner/list/json_list.h"

#include <iterator>
#include <optional>

#include "scanner/input/cell.h"
#include "scanner/list/json_walk.h"
#include "scanner/list/literal_json.h"
#include "scanner/list/value_kinds.h"

namespace mxsweep {
namespace {

// The path of the object that has a key, of the key's path.
std::string_view object_of(std::string_view path) {
  return path.substr(0, path.rfind('.'));
}

constexpr std::string_view kNoJson = "not valid JSON";

// Of one string, key or number, or of blanks between them.
constexpr std::size_t kTokenBytesMax = std::size_t{1} << 20U;

// The bytes of the input one by one. Passes on what was found whenever more
// must be waited for, or much was found.
class JsonBytes {
 public:
  JsonBytes(io::LineReader& lines, bool literal, CellBuffer& cells,
            CellSink& sink)
      : lines_(lines), literal_(literal), cells_(cells), sink_(sink) {}

  [[nodiscard]] bool at_end() { return at_ == batch_.size() && !refill(); }

  [[nodiscard]] char current() const { return batch_[at_]; }

  void advance() {
    ++at_;
    ++token_;
  }

  // A token has ended.
  void begin_token() { token_ = 0; }

  // For messages.
  [[nodiscard]] std::uint64_t place() const { return before_ + at_; }

  [[nodiscard]] bool token_too_long() const { return token_ > kTokenBytesMax; }

  [[nodiscard]] bool stopped() const { return stopped_; }

  [[nodiscard]] bool unwanted() const { return unwanted_; }

  [[nodiscard]] const std::optional<io::Error>& error() const { return error_; }

  [[nodiscard]] bool hand_over() {
    unwanted_ = unwanted_ || !cells_.flush(sink_);
    return !unwanted_;
  }

 private:
  bool refill() {
    while (!ended_ && !token_too_long() && hand_over()) {
      read_batch();
      if (ended_ || !literal_ || translate()) {
        return !ended_;
      }
    }
    return false;
  }

  void read_batch() {
    if (lines_.ahead_would_wait()) {
      sink_.pause();
    }
    before_ += batch_.size();
    batch_ = {};
    at_ = 0;
    const io::Result<io::ByteBatch> got = lines_.read_bytes();
    if (!got.ok()) {
      error_ = got.error();
    } else {
      batch_ = got.value().bytes;
      stopped_ = got.value().state == io::ReadState::kStopped;
    }
    ended_ = batch_.empty();
  }

  // False when the batch is the middle of a string, and gives nothing yet.
  bool translate() {
    json_.clear();
    const bool sound = literals_.take(batch_, json_);
    batch_ = json_;
    if (sound && batch_.empty()) {
      return false;
    }
    ended_ = batch_.empty();
    return true;
  }

  io::LineReader& lines_;
  const bool literal_;
  LiteralJson literals_;
  std::string json_;  // a batch of literals in JSON
  CellBuffer& cells_;
  CellSink& sink_;
  std::string_view batch_;
  std::size_t at_ = 0;
  std::size_t token_ = 0;     // bytes since the last token ended
  std::uint64_t before_ = 0;  // bytes of earlier batches
  bool ended_ = false;
  bool stopped_ = false;
  bool unwanted_ = false;
  std::optional<io::Error> error_;
};

// As the library wants them: an input iterator.
class JsonByteIterator : public JsonOctetTypes {
 public:
  JsonByteIterator() = default;  // the end

  explicit JsonByteIterator(JsonBytes& bytes) : bytes_(&bytes) {}

  char operator*() const { return bytes_->current(); }

  JsonByteIterator& operator++() {
    bytes_->advance();
    return *this;
  }

  friend bool operator==(const JsonByteIterator& one,
                         const JsonByteIterator& other) {
    const bool one_ends = one.bytes_ == nullptr || one.bytes_->at_end();
    const bool other_ends = other.bytes_ == nullptr || other.bytes_->at_end();
    return one_ends == other_ends;
  }

  friend bool operator!=(const JsonByteIterator& one,
                         const JsonByteIterator& other) {
    return !(one == other);
  }

 private:
  JsonBytes* bytes_ = nullptr;
};

// Tells the bytes of each token, and hands over what is much.
class StreamPick {
 public:
  StreamPick(JsonPick& pick, JsonBytes& bytes) : pick_(pick), bytes_(bytes) {}

  bool text(const std::string& path, std::string_view value) {
    bytes_.begin_token();
    return pick_.text(path, value) && go_on();
  }

  bool key(const std::string& path, std::string_view key) {
    bytes_.begin_token();
    return pick_.key(path, key) && go_on();
  }

  bool end_object(const std::string& path) {
    bytes_.begin_token();
    return pick_.end_object(path) && go_on();
  }

  [[nodiscard]] bool wants_scalars() const { return pick_.wants_scalars(); }

  bool scalar(const std::string& path, std::optional<std::string_view> text) {
    return pick_.scalar(path, text);
  }

 private:
  bool go_on() { return !pick_.cells().full() || bytes_.hand_over(); }

  JsonPick& pick_;
  JsonBytes& bytes_;
};

// Between values: blanks, and what separates them in a JSON text sequence.
bool skip_to_value(JsonBytes& bytes) {
  bytes.begin_token();
  while (!bytes.at_end()) {
    const char c = bytes.current();
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\x1E' &&
        c != ',') {
      return true;
    }
    bytes.advance();
  }
  return false;
}

template <class Visitor, class Iterator>
bool walk(JsonWalk<Visitor>& walker, Iterator begin, Iterator end,
          bool strict) {
  walker.reset();
  return nlohmann::json::sax_parse(
      begin, end, &walker, nlohmann::json::input_format_t::json, strict, true);
}

}  // namespace

bool fits_path(std::string_view pattern, std::string_view path) {
  while (!pattern.empty()) {
    const std::size_t star = pattern.find(".*");
    const std::string_view same = pattern.substr(0, star);
    if (!path.starts_with(same)) {
      return false;
    }
    path.remove_prefix(same.size());
    if (star == std::string_view::npos) {
      return path.empty();
    }
    if (!path.starts_with('.')) {
      return false;
    }
    path.remove_prefix(std::min(path.find_first_of(".[", 1), path.size()));
    pattern.remove_prefix(star + 2);
  }
  return path.empty();
}

std::string folded(std::string_view path) {
  std::string out;
  std::string_view before;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('.', 1), path.size());
    const std::string_view part = path.substr(0, end);
    if (part != before || !part.ends_with("[]")) {
      out += part;
    }
    before = part;
    path.remove_prefix(end);
  }
  return out;
}

void JsonPick::add(std::string_view value) {
  found_ = true;
  if (wants_scalars()) {
    names_ += value;
    names_ += '\n';
    return;
  }
  // Certificates have several names in one string.
  while (true) {
    const std::size_t end = value.find('\n');
    add_name(value.substr(0, end));
    if (end == std::string_view::npos) {
      return;
    }
    value.remove_prefix(end + 1);
  }
}

void JsonPick::add_name(std::string_view name) {
  if (plan_.skip_repeats &&
      repeats_.is_repeat(name, cells_.passed().record())) {
    return;
  }
  if (wants_scalars()) {
    cells_.add_with_passed(name);
  } else {
    cells_.add(name);
  }
}

// The object has ended: what it has are names, or its type says otherwise.
void JsonPick::release() {
  if (typed_otherwise_ && !held_.empty()) {
    found_ = true;
    if (wants_scalars()) {
      names_ += '\n';  // without a name, with its values
    } else {
      cells_.add_problem(kTypedOtherwise);
    }
  } else if (!held_.empty()) {
    held_.pop_back();
    add(held_);
  }
  held_.clear();
  typed_otherwise_ = false;
}

bool JsonPick::text(const std::string& path, std::string_view value) {
  // A key may hold one string here and an array of strings there.
  if (!plan_.keys && is_at(key_of(plan_.path), key_of(path))) {
    if (plan_.kinds.has_value()) {
      held_ += value;
      held_ += '\n';
    } else {
      add(value);
    }
  } else if (plan_.kinds.has_value() && is_at(*plan_.kinds, path)) {
    typed_otherwise_ = value_kind(value) == ValueKind::kNoName;
  }
  return (!wants_scalars() || scalar(path, value)) && !record_too_long();
}

bool JsonPick::scalar(const std::string& path,
                      std::optional<std::string_view> text) {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (path != plan_.passed[i]) {
      continue;
    }
    values_[i].reset();
    if (text.has_value()) {  // what is longer is cut anyway
      values_[i].emplace(text->substr(0, io::kPackedTextBytesMax + 1));
    }
  }
  return true;
}

bool JsonPick::key(const std::string& path, std::string_view key) {
  if (plan_.keys && is_at(plan_.path, path)) {
    add(key);
  }
  return true;
}

bool JsonPick::end_object(const std::string& path) {
  if (plan_.kinds.has_value() && is_at(object_of(*plan_.kinds), path)) {
    release();
  }
  if (plan_.record.has_value() && is_at(*plan_.record, path)) {
    end_record();
  }
  return true;
}

void JsonPick::end_record() {
  if (wants_scalars()) {
    pack();
    std::string_view names = names_;
    while (!names.empty()) {
      const std::size_t end = names.find('\n');
      add_name(names.substr(0, end));
      names.remove_prefix(end + 1);
    }
  }
  if (!found_ && wants_scalars()) {
    cells_.add_with_passed({});
  } else if (!found_) {
    cells_.add({});
  }
  found_ = false;
  names_.clear();
}

// The values, and makes room for those of the next record.
void JsonPick::pack() {
  cells_.passed().begin_record();
  for (std::optional<std::string>& value : values_) {
    cells_.passed().add(value);
    value.reset();
  }
}

void JsonPick::add_problem(std::string_view problem) {
  cells_.add_problem(problem);
  found_ = false;
  typed_otherwise_ = false;
  names_.clear();
  held_.clear();
  values_.assign(values_.size(), std::nullopt);
}

bool NdjsonList::take(std::span<const io::Line> lines, CellSink& sink) {
  JsonWalk<JsonPick> walker(pick_);
  for (const io::Line& line : lines) {
    const std::string_view text = trimmed(line.text);
    if (line.cut) {
      pick_.add_problem(kLineTooLong);
    } else if (text.empty()) {
      continue;
    } else if (walk(walker, text.begin(), text.end(), true)) {
      pick_.end_record();
    } else {
      pick_.add_problem(kNoJson);
    }
    if (pick_.cells().full() && !pick_.cells().flush(sink)) {
      return false;
    }
  }
  return pick_.cells().flush(sink);
}

io::Result<ListEnd> JsonList::read_all(CellSink& sink) {
  JsonBytes bytes(lines_, literal_, pick_.cells(), sink);
  StreamPick stream(pick_, bytes);
  JsonWalk<StreamPick> walker(stream);
  bool sound = true;
  while (sound && skip_to_value(bytes)) {
    sound = walk(walker, JsonByteIterator(bytes), JsonByteIterator(), false);
  }
  if (bytes.error().has_value()) {
    return *bytes.error();
  }
  if (bytes.unwanted()) {
    return ListEnd::kEnd;
  }
  if (!bytes.hand_over() || bytes.stopped()) {
    return bytes.stopped() ? ListEnd::kStopped : ListEnd::kEnd;
  }
  if (sound) {
    return ListEnd::kEnd;
  }
  std::string why = "it is not valid JSON, or ends too early";
  if (bytes.token_too_long()) {
    why = "a string of it is longer than 1 MiB";
  } else if (pick_.record_too_long()) {
    why =
        "a record has names of more than 1 MiB, which have to be held until "
        "the record ends";
  } else if (walker.too_deep()) {
    why = "it is nested more than " + std::to_string(kJsonDepthMax) +
          " levels deep";
  }
  return io::Error{io::ErrorCode::kInput, 0,
                   "cannot read " + input_ + " after byte " +
                       std::to_string(bytes.place()) + ": " + why};
}

}  // namespace mxsweep
