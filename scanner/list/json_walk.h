// JsonWalk: where in a JSON value each string stands, for nlohmann-json's SAX
// parser: a path of keys, with [] for the elements of arrays (.data[].host).
// Depth is bounded, since JSON is hostile too. A Visitor has
//
//   bool text(const std::string& path, std::string_view value);
//   bool key(const std::string& path, std::string_view key);  // of that object
//   bool end_object(const std::string& path);
//   bool wants_scalars();  // what is no string, too: nothing for a null
//   bool scalar(const std::string& path, std::optional<std::string_view> text);
//
// each of which but wants_scalars() returns false to end the walk. Only for
// files that include the library anyway; one thread.
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

inline constexpr std::size_t kJsonDepthMax = 64;

// Of an iterator over the octets of a text, from which the library reads.
struct JsonOctetTypes {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;
};

template <class Visitor>
class JsonWalk {
 public:
  using Json = nlohmann::json;

  explicit JsonWalk(Visitor& visitor) : visitor_(visitor) {}

  // Before each value that is not inside another.
  void reset() {
    path_.clear();
    open_.clear();
    failed_ = false;
    too_deep_ = false;
  }

  // The text is no JSON; false also when the visitor ended the walk.
  [[nodiscard]] bool failed() const { return failed_; }

  [[nodiscard]] bool too_deep() const { return too_deep_; }

  // The interface of the library.

  bool null() { return scalar(std::nullopt); }

  bool boolean(bool value) { return scalar(value ? "true" : "false"); }

  bool number_integer(Json::number_integer_t value) { return number(value); }

  bool number_unsigned(Json::number_unsigned_t value) { return number(value); }

  bool number_float(Json::number_float_t /*value*/,
                    const Json::string_t& text) {
    return scalar(text);  // as it is written
  }

  bool string(Json::string_t& value) {
    return visitor_.text(path_, value) && leave_value();
  }

  bool binary(Json::binary_t& /*value*/) { return leave_value(); }

  bool start_object(std::size_t /*elements*/) { return enter(false); }

  bool key(Json::string_t& value) {
    const bool more = visitor_.key(path_, value);
    path_ += '.';
    path_ += value;
    return more;
  }

  bool end_object() {
    path_.resize(open_.back().path_size);
    open_.pop_back();
    return visitor_.end_object(path_) && leave_value();
  }

  bool start_array(std::size_t /*elements*/) {
    const bool entered = enter(true);
    path_ += "[]";
    return entered;
  }

  bool end_array() {
    path_.resize(open_.back().path_size);
    open_.pop_back();
    return leave_value();
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) {
    failed_ = true;
    return false;
  }

 private:
  struct Open {
    std::size_t path_size = 0;  // of the path before it
    bool array = false;
  };

  bool enter(bool array) {
    if (open_.size() == kJsonDepthMax) {
      too_deep_ = true;
      return false;
    }
    open_.push_back({path_.size(), array});
    return true;
  }

  bool scalar(std::optional<std::string_view> text) {
    return (!visitor_.wants_scalars() || visitor_.scalar(path_, text)) &&
           leave_value();
  }

  template <class Number>
  bool number(Number value) {
    std::array<char, 24> digits;  // more than 64 bits have
    if (!visitor_.wants_scalars()) {
      return leave_value();
    }
    const std::to_chars_result end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return scalar(std::string_view(
        digits.data(), static_cast<std::size_t>(end.ptr - digits.data())));
  }

  // The key of a value ends with the value.
  bool leave_value() {
    if (!open_.empty() && !open_.back().array) {
      path_.resize(open_.back().path_size);
    }
    return true;
  }

  Visitor& visitor_;
  std::string path_;
  std::vector<Open> open_;
  bool failed_ = false;
  bool too_deep_ = false;
};

}  // namespace mxsweep
