// Names for the benchmarks, to standard output: unique, as long as real
// domains are (median 15 octets), always the same for a seed, and cheap
// enough that a run of many millions can read them from a pipe.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep::bench {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{1} << 16U;
constexpr std::uint32_t kSizes = 4096;  // table entries
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

struct Tld {
  std::string_view name;
  std::uint32_t weight;
};

constexpr std::array kTlds = {
    Tld{".com\n", 50}, Tld{".net\n", 8},  Tld{".org\n", 8}, Tld{".de\n", 10},
    Tld{".fr\n", 6},   Tld{".info\n", 4}, Tld{".nl\n", 4},  Tld{".se\n", 3}};

// Lengths of first labels: log-normal (median 10.5, sigma 0.4), 5 to 30.
std::vector<std::uint8_t> make_sizes(io::Prng& prng) {
  constexpr double kPi = 3.14159265358979323846;
  std::vector<std::uint8_t> sizes;
  for (std::uint32_t i = 0; i < kSizes; ++i) {
    const double normal = std::sqrt(-2 * std::log(1 - prng.unit())) *
                          std::cos(2 * kPi * prng.unit());
    const double size = std::exp(2.35 + 0.4 * normal);
    sizes.push_back(static_cast<std::uint8_t>(std::clamp(size, 5.0, 30.0)));
  }
  return sizes;
}

std::string_view pick_tld(io::Prng& prng) {
  std::uint32_t whole = 0;
  for (const Tld& tld : kTlds) {
    whole += tld.weight;
  }
  std::uint32_t at = prng.below(whole);
  for (const Tld& tld : kTlds) {
    if (at < tld.weight) {
      return tld.name;
    }
    at -= tld.weight;
  }
  return kTlds.front().name;
}

// Letters that no other number below 26^4 has; then digits follow.
void append_unique_tail(std::uint64_t number, std::string& out) {
  for (int i = 0; i < 4; ++i) {
    out += kLetters[number % kLetters.size()];
    number /= kLetters.size();
  }
  if (number != 0) {
    out += std::to_string(number);
  }
}

void append_head(std::size_t size, io::Prng& prng, std::string& out) {
  for (std::uint64_t bits = 0; size != 0; --size) {
    bits = bits == 0 ? prng.next() : bits;
    out += kLetters[bits % kLetters.size()];
    bits /= kLetters.size();
  }
}

bool write_names(std::uint64_t count, std::uint64_t seed) {
  io::Prng prng(seed);
  const std::vector<std::uint8_t> sizes = make_sizes(prng);
  std::string out;
  std::string tail;
  for (std::uint64_t number = 0; number < count; ++number) {
    tail.clear();
    append_unique_tail(number, tail);
    const std::size_t size = sizes[prng.below(kSizes)];
    append_head(size > tail.size() ? size - tail.size() : 1, prng, out);
    out += tail;
    out += pick_tld(prng);
    if (out.size() >= kFlushBytes) {
      if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) {
        return false;
      }
      out.clear();
    }
  }
  return std::fwrite(out.data(), 1, out.size(), stdout) == out.size() &&
         std::fflush(stdout) == 0;
}

}  // namespace
}  // namespace mxsweep::bench

int main(int argc, char** argv) {
  std::uint64_t count = 1'000'000;
  std::uint64_t seed = 1;
  CLI::App app("Names for benchmarks");
  app.add_option("--count", count, "names to write");
  app.add_option("--seed", seed, "of the choices");
  CLI11_PARSE(app, argc, argv);
  return mxsweep::bench::write_names(count, seed) ? 0 : 1;
}
