// Where an address is, by databases of the size of those that people have:
// networks and countries of 120,000 blocks, a record each, in one file. So many
// addresses in turn, of which a fourth is IPv6; about half of them are in some
// block. A list has few mail hosts that many names share.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "io/base/endpoint.h"
#include "io/base/prng.h"

#include "scanner/rr/address_places.h"

#include "tests/support/mmdb_file.h"

namespace mxsweep::bench {
namespace {

constexpr std::size_t kBlocks = 120'000;

// A fourth of the blocks is of IPv6; the others are /24 from 1.0.0.0 on, each
// second one.
io::Endpoint block(std::size_t number) {
  io::Endpoint at;
  at.family = number % 4 == 0 ? 6 : 4;
  const std::size_t place = number / 4 * 3 + number % 4;
  const std::size_t bits = at.family == 6 ? 0x2400'0000U + number * 2
                                          : 0x0100'0000U + place * 2 * 256;
  for (std::size_t i = 0; i < 4; ++i) {
    at.address[i] = static_cast<std::uint8_t>(bits >> (24 - 8 * i));
  }
  return at;
}

std::string database() {
  test::MmdbFile file("Bench");
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const io::Endpoint at = block(i);
    const std::string number = std::to_string(i);
    file.add(io::address_text(at.address.data(), at.family) +
                 (at.family == 6 ? "/32" : "/24"),
             {{"asn", {"AS" + std::to_string(64512 + i)}},
              {"as_name", {"Some Network of Somebody, No. " + number}},
              {"country_code", {i % 2 == 0 ? "CH" : "DE"}}});
  }
  return file.octets();
}

// A file that is there as long as this.
class File {
 public:
  File() { std::ofstream(path_, std::ios::binary) << database(); }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  ~File() { std::filesystem::remove(path_); }

  // Nothing when it cannot be opened.
  [[nodiscard]] std::optional<AddressPlaces> open(bool countries) const {
    AddressPlaces places;
    const bool good = places.open_networks(path_).ok() &&
                      (!countries || places.open_countries(path_).ok());
    return good ? std::optional(std::move(places)) : std::nullopt;
  }

 private:
  std::string path_ =
      std::filesystem::temp_directory_path() /
      ("places_bench_" + std::to_string(io::Prng::from_entropy().next()));
};

std::vector<AddressData> addresses(std::int64_t count) {
  io::Prng prng(1);
  std::vector<AddressData> all(static_cast<std::size_t>(count));
  for (AddressData& address : all) {
    const std::uint64_t drawn = prng.next();
    const io::Endpoint at = block(drawn % kBlocks);
    address.bytes = at.address;
    address.family = at.family;
    address.bytes[3] = static_cast<std::uint8_t>(drawn >> 40U);
    address.bytes[2] ^= static_cast<std::uint8_t>(drawn >> 63U) * 2U;
  }
  return all;
}

void address_place(benchmark::State& state, bool countries) {
  const std::optional<AddressPlaces> places = File().open(countries);
  if (!places.has_value()) {
    state.SkipWithError("the database cannot be opened");
    return;
  }
  const std::vector<AddressData> all = addresses(state.range(0));
  std::size_t next = 0;
  std::size_t found = 0;
  for (auto _ : state) {
    found += places->find(all[next]).asn != 0 ? 1 : 0;
    next = next + 1 == all.size() ? 0 : next + 1;
  }
  benchmark::DoNotOptimize(found);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(address_place, network, false)->Arg(1'000)->Arg(1'000'000);
BENCHMARK_CAPTURE(address_place, network_and_country, true)
    ->Arg(1'000)
    ->Arg(1'000'000);

// A file that is opened is looked through.
void open_database(benchmark::State& state) {
  const File file;
  for (auto _ : state) {
    benchmark::DoNotOptimize(file.open(true));
  }
}

BENCHMARK(open_database)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mxsweep::bench
