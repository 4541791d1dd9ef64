// Rows per second of every table writer, with the columns and the fill of a
// real scan: 34 columns of which about 20 hold a value. The sink counts bytes
// and drops them, so this is the writer's own CPU. `bytes_per_row` is the
// size of what came out.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "io/base/prng.h"
#include "io/table/writer.h"

namespace mxsweep::io {
namespace {

constexpr std::array<std::string_view, 8> kStatus = {
    "noerror", "nxdomain",  "nodata",  "servfail",
    "timeout", "malformed", "refused", "bad_input"};
constexpr std::array<std::string_view, 6> kKind = {
    "mx", "implicit_mx", "null_mx", "none", "unusable", "unknown"};
constexpr std::array<std::string_view, 3> kFinding = {
    "exchange_is_cname", "duplicate_exchange", "mx_bad_hostname"};
constexpr std::array<std::string_view, 2> kProtocol = {"udp", "tcp"};

constexpr Column plain(std::string_view name, ColumnType type) {
  return {name, type, true, {}, {}, false};
}

constexpr Column required(std::string_view name, ColumnType type) {
  return {name, type, false, {}, {}, false};
}

constexpr Column label(std::string_view name,
                       std::span<const std::string_view> labels) {
  return {name, ColumnType::kEnum, true, labels, {}, false};
}

constexpr std::array<Column, 1> kInts = {
    required("element", ColumnType::kInt32)};
constexpr std::array<Column, 1> kFindings = {
    Column{"element", ColumnType::kEnum, false, kFinding, {}, false}};

constexpr std::array<Column, 34> kSchema = {
    Column{"seq", ColumnType::kInt64, false, {}, {}, true},
    Column{"domain", ColumnType::kString, false, {}, {}, true},
    Column{"input", ColumnType::kString, true, {}, {}, true},
    plain("input_rank", ColumnType::kInt64),
    label("status", kStatus),
    label("mail_kind", kKind),
    plain("rcode", ColumnType::kInt32),
    Column{"codes", ColumnType::kList, false, {}, kInts, false},
    required("mx_count", ColumnType::kInt32),
    plain("preference", ColumnType::kInt32),
    plain("exchange", ColumnType::kString),
    plain("mx_index", ColumnType::kInt32),
    plain("mx_ttl_s", ColumnType::kInt64),
    plain("mx_owner", ColumnType::kString),
    label("exchange_status", kStatus),
    label("a_status", kStatus),
    label("aaaa_status", kStatus),
    plain("exchange_cname", ColumnType::kString),
    plain("address", ColumnType::kString),
    plain("address_family", ColumnType::kInt32),
    plain("address_index", ColumnType::kInt32),
    plain("address_ttl_s", ColumnType::kInt64),
    label("address_scope", kKind),
    Column{"findings", ColumnType::kList, false, {}, kFindings, false},
    plain("ad", ColumnType::kBool),
    label("transport", kProtocol),
    plain("resolver", ColumnType::kString),
    required("attempts", ColumnType::kInt32),
    Column{"rtt_us", ColumnType::kInt64, true, {}, {}, true},
    plain("answered_at", ColumnType::kTimestampUs),
    plain("answer_bytes", ColumnType::kInt32),
    plain("negative_ttl_s", ColumnType::kInt64),
    plain("mx_set_hash", ColumnType::kString),
    plain("error", ColumnType::kString)};

constexpr std::size_t kBatchRows = 1000;

// Enough different rows that compression finds no whole batch again.
constexpr std::size_t kBatches = 140;

class CountingSink final : public ByteSink {
 public:
  [[nodiscard]] Status write(std::span<const std::byte> bytes) override {
    size_ += bytes.size();
    return {};
  }

  [[nodiscard]] std::uint64_t position() const override { return size_; }

 private:
  std::uint64_t size_ = 0;
};

std::int64_t below(Prng& prng, std::uint64_t limit) {
  return static_cast<std::int64_t>(prng.next() % limit);
}

void put_answer(RowWriter& row, Prng& prng) {
  const std::string provider = "mx" + std::to_string(below(prng, 5)) +
                               ".provider" + std::to_string(below(prng, 400)) +
                               ".example.net";
  row.put_int(10 * below(prng, 5));
  row.put_text(provider, true);
  row.put_int(below(prng, 3));
  row.put_int(below(prng, 2) != 0 ? 3600 : 300);
  row.put_null();  // mx_owner
  row.put_enum(0);
  row.put_enum(0);
  row.put_enum(0);
  row.put_null();  // exchange_cname
  row.put_text("198.51.100." + std::to_string(below(prng, 256)), true);
  row.put_int(4);
  row.put_int(0);
  row.put_int(300);
  row.put_enum(2);
}

constexpr std::size_t kAnswerColumns = 14;

void put_row(RowBatch& rows, Prng& prng, std::int64_t seq) {
  const bool has_mx = below(prng, 100) < 75;
  std::string name;
  for (std::int64_t left = 5 + below(prng, 14); left > 0; --left) {
    name += static_cast<char>('a' + below(prng, 26));
  }
  RowWriter row(rows);
  row.put_int(seq);
  row.put_text(name + ".example", true);
  row.put_null(2);  // input, input_rank
  row.put_enum(has_mx ? 0 : 1);
  row.put_enum(has_mx ? 0 : 3);
  row.put_int(has_mx ? 0 : 3);
  row.put_null();  // codes
  row.put_int(has_mx ? 2 : 0);
  if (has_mx) {
    put_answer(row, prng);
  } else {
    row.put_null(kAnswerColumns);
  }
  const std::size_t begin = row.elements().size();
  if (below(prng, 50) == 0) {
    row.elements().append_enum(0);
  }
  row.put_list(begin);
  row.put_bool(false);
  row.put_enum(0);
  row.put_text("192.0.2.53");
  row.put_int(1);
  row.put_int(5000 + below(prng, 60'000));
  row.put_int(1'790'000'000'000'000 + seq * 3);
  row.put_int(100 + below(prng, 400));
  row.put_null();  // negative_ttl_s
  row.put_text("5f1d7a84db00d2fc", true);
  row.put_null();  // error
  row.end();
}

void write_rows(benchmark::State& state, const WriterKind& kind) {
  Prng prng(7);
  std::vector<RowBatch> batches;
  std::int64_t seq = 0;
  for (std::size_t index = 0; index < kBatches; ++index) {
    RowBatch& rows = batches.emplace_back(kSchema);
    for (std::size_t row = 0; row < kBatchRows; ++row) {
      put_row(rows, prng, seq++);
    }
  }
  CountingSink sink;
  auto writer = kind.open(kSchema, sink);
  if (!writer.ok()) {
    state.SkipWithError(writer.error().what.c_str());
    return;
  }
  std::size_t turn = 0;
  for (auto _ : state) {
    if (!writer.value()->write(batches[turn++ % kBatches]).ok()) {
      state.SkipWithError("write failed");
      break;
    }
  }
  if (!writer.value()->close({}).ok()) {
    state.SkipWithError("close failed");
  }
  const auto written =
      static_cast<double>(state.iterations()) * double{kBatchRows};
  state.SetItemsProcessed(static_cast<std::int64_t>(written));
  state.SetBytesProcessed(static_cast<std::int64_t>(sink.position()));
  state.counters["bytes_per_row"] =
      static_cast<double>(sink.position()) / written;
}

}  // namespace
}  // namespace mxsweep::io

int main(int argc, char** argv) {
  for (const auto& kind : mxsweep::io::writer_kinds()) {
    benchmark::RegisterBenchmark(std::string(kind.name).c_str(),
                                 [&kind](benchmark::State& state) {
                                   mxsweep::io::write_rows(state, kind);
                                 });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
