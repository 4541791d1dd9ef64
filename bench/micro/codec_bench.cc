// What one message costs: writing a query, reading the usual responses in
// the way the engine does (header, question, records), names from and to
// text, and one line of input.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "scanner/dns/header.h"
#include "scanner/dns/limits.h"
#include "scanner/dns/name.h"
#include "scanner/dns/query.h"
#include "scanner/dns/response.h"
#include "scanner/input/input_line.h"
#include "scanner/rr/answer.h"

#include "bench/micro/messages.h"

namespace mxsweep::bench {
namespace {

constexpr std::uint32_t kNames = 1024;

std::vector<Name> some_names() {
  std::vector<Name> names;
  for (std::uint32_t i = 0; i < kNames; ++i) {
    names.push_back(name_of(name_text(i)));
  }
  return names;
}

void encode_query(benchmark::State& state) {
  const std::vector<Name> names = some_names();
  std::array<std::byte, io::kTxDatagramBytesMax> buffer{};
  std::uint32_t turn = 0;
  for (auto _ : state) {
    const QuerySpec spec{names[turn % kNames].view(), kTypeMx,
                         static_cast<std::uint16_t>(turn), true};
    benchmark::DoNotOptimize(write_query(spec, buffer));
    benchmark::ClobberMemory();
    ++turn;
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(encode_query);

// False when the message is not what the benchmark means to measure.
bool decode(const Message& message, std::uint16_t type, Question& question,
            Answer& answer) {
  const std::optional<Header> header = read_header(message);
  std::size_t records_at = 0;
  if (!header.has_value() ||
      !read_question(message, *header, question, records_at)) {
    return false;
  }
  read_answer(message, *header, {question.name.view(), type, records_at},
              answer);
  return answer.status != LookupStatus::kMalformed;
}

void decode_response(benchmark::State& state, const Message& message,
                     std::uint16_t type) {
  Question question;
  Answer answer;
  for (auto _ : state) {
    if (!decode(message, type, question, answer)) {
      state.SkipWithError("the response is malformed");
      break;
    }
    benchmark::DoNotOptimize(answer.records.rdata().data());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(message.size()));
}

const Name& asked_name() {
  static const Name kName = name_of("some-domain.com");
  return kName;
}

BENCHMARK_CAPTURE(decode_response, one_mx, mx_response(asked_name().view(), 1),
                  kTypeMx);
BENCHMARK_CAPTURE(decode_response, five_mx, mx_response(asked_name().view(), 5),
                  kTypeMx);
BENCHMARK_CAPTURE(decode_response, nxdomain_soa,
                  nxdomain_response(asked_name().view()), kTypeMx);
BENCHMARK_CAPTURE(decode_response, one_a, a_response(asked_name().view()),
                  kTypeA);

void name_from_text(benchmark::State& state) {
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < kNames; ++i) {
    texts.push_back(name_text(i));
  }
  Name name;
  std::uint32_t turn = 0;
  for (auto _ : state) {
    if (Name::from_text(texts[turn++ % kNames], name) != NameProblem::kNone) {
      state.SkipWithError("a name is refused");
      break;
    }
    benchmark::DoNotOptimize(name);
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(name_from_text);

void name_to_text(benchmark::State& state) {
  const std::vector<Name> names = some_names();
  std::string text;
  std::uint32_t turn = 0;
  for (auto _ : state) {
    text.clear();
    append_text(names[turn++ % kNames].view(), text);
    benchmark::DoNotOptimize(text.data());
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(name_to_text);

void input_line(benchmark::State& state, const std::string& line) {
  InputRecord record;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parse_input_line(line, {}, record));
    if (!record.error.empty()) {
      state.SkipWithError("the line is refused");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(input_line, plain, "some-domain.com");
BENCHMARK_CAPTURE(input_line, ranked, "123456,some-domain.com");
BENCHMARK_CAPTURE(input_line, address, "Somebody <some.body@some-domain.com>");
BENCHMARK_CAPTURE(input_line, idn,
                  "b\xC3\xBC"
                  "cher-laden.de");

}  // namespace
}  // namespace mxsweep::bench
