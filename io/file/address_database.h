// AddressDatabase: a file of the MaxMind DB format (.mmdb), which has a record
// of texts and numbers for blocks of addresses. What a record means is the
// caller's to know, who says where the values stand that matter.
//
// The file is copied into memory and looked through once when it is opened
// (docs/decisions/028): nothing that becomes of the file later reaches a run,
// and a damaged one is refused before it is used. Constant once made, any
// thread; a look-up allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/base/result.h"

namespace mxsweep::io {

// Keys from the outside inwards; null behind the last one.
using FieldPath = std::array<const char*, 4>;

// Nothing, where a record has neither a text nor a whole number; a text borrows
// from the database.
using FieldValue =
    std::variant<std::monostate, std::uint64_t, std::string_view>;

class AddressDatabase {
 public:
  // Longer texts are refused with the file that holds them, where they matter.
  static constexpr std::size_t kTextMax = 1024;

  // The fields are those that matter; values are asked for by their index.
  // Errors are ErrorCode::kInput with the path and the reason.
  [[nodiscard]] static Result<AddressDatabase> open(
      const std::string& path, std::span<const FieldPath> fields);

  AddressDatabase(const AddressDatabase&) = delete;
  AddressDatabase& operator=(const AddressDatabase&) = delete;
  AddressDatabase(AddressDatabase&&) noexcept;
  AddressDatabase& operator=(AddressDatabase&&) noexcept;
  ~AddressDatabase();

  // Whether any record has a value there.
  [[nodiscard]] bool has(std::size_t field) const;

  // The record of an address of 4 or 16 octets, if there is one. A database of
  // IPv6 has those of IPv4 too, as libmaxminddb finds them; one of IPv4 has
  // none of IPv6.
  [[nodiscard]] std::optional<std::uint32_t> find(const std::uint8_t* address,
                                                  std::uint8_t family) const;

  // REQUIRES: find() gave the record
  [[nodiscard]] FieldValue value(std::uint32_t record, std::size_t field) const;

  // What the file says it is.
  [[nodiscard]] std::string type() const;

  // When it was made, in seconds since 1970.
  [[nodiscard]] std::uint64_t built_at_s() const;

  // In memory.
  [[nodiscard]] std::size_t bytes() const;

  // What its records have, for people: "country.iso_code, country.names.en".
  [[nodiscard]] std::string field_names() const;

 private:
  struct Content;

  explicit AddressDatabase(std::unique_ptr<Content> content);

  std::unique_ptr<Content> content_;
};

}  // namespace mxsweep::io
