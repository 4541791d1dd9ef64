// Time as integers with the unit in the type. A Duration is a length in
// nanoseconds; an Instant is a point on a monotonic scale whose zero means
// nothing. 64 signed bits hold 292 years. Plain values; nothing here reads a
// clock (see clock.h), so everything built on them can run in virtual time.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace mxsweep::io {

struct Duration {
  std::int64_t ns = 0;

  static constexpr Duration nanoseconds(std::int64_t n) { return {n}; }

  static constexpr Duration microseconds(std::int64_t n) { return {n * 1000}; }

  static constexpr Duration milliseconds(std::int64_t n) {
    return {n * 1'000'000};
  }

  static constexpr Duration seconds(std::int64_t n) {
    return {n * 1'000'000'000};
  }

  [[nodiscard]] constexpr double to_seconds() const {
    return static_cast<double>(ns) * 1e-9;
  }

  [[nodiscard]] constexpr std::int64_t to_us() const { return ns / 1000; }

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads <=>
  constexpr auto operator<=>(const Duration&) const = default;
};

struct Instant {
  std::int64_t ns = 0;

  static constexpr Instant never() {
    return {std::numeric_limits<std::int64_t>::max()};
  }

  // NOLINTNEXTLINE(modernize-use-nullptr): as above
  constexpr auto operator<=>(const Instant&) const = default;
};

constexpr Duration operator+(Duration a, Duration b) {
  return {a.ns + b.ns};
}

constexpr Duration operator-(Duration a, Duration b) {
  return {a.ns - b.ns};
}

constexpr Duration operator*(Duration a, std::int64_t n) {
  return {a.ns * n};
}

constexpr Duration operator/(Duration a, std::int64_t n) {
  return {a.ns / n};
}

constexpr Instant operator+(Instant t, Duration d) {
  return {t.ns + d.ns};
}

constexpr Instant operator-(Instant t, Duration d) {
  return {t.ns - d.ns};
}

constexpr Duration operator-(Instant a, Instant b) {
  return {a.ns - b.ns};
}

}  // namespace mxsweep::io
