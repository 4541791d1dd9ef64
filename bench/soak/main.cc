// mxsweep_soak NAMES [SEED]: the long form of engine_soak_test. Prints what
// must not grow at 50 marks, and the slope of the heap from the first to the
// last. Exit code 1: something was lost or leaked.
#include <cstdio>
#include <cstdlib>

#include "tests/sim/soak.h"

int main(int argc, char** argv) {
  using mxsweep::sim::SoakMark;
  mxsweep::sim::SoakOptions options;
  options.marks = 50;
  if (argc > 1) {
    options.names = std::strtoull(argv[1], nullptr, 10);
  }
  if (argc > 2) {
    options.seed = std::strtoull(argv[2], nullptr, 10);
  }
  if (options.names < options.marks) {
    static_cast<void>(std::fputs("usage: mxsweep_soak NAMES [SEED]\n", stderr));
    return 2;
  }
  const mxsweep::sim::SoakResult result = mxsweep::sim::soak(options);
  static_cast<void>(std::fputs(mxsweep::sim::to_text(result).c_str(), stdout));
  if (!result.failure.empty()) {
    static_cast<void>(std::fprintf(stderr, "%s\n", result.failure.c_str()));
    return 1;
  }
  const SoakMark& first = result.marks[result.marks.size() / 5];
  const SoakMark& last = result.marks.back();
  const double millions =
      static_cast<double>(last.names - first.names) / 1'000'000;
  std::printf("heap %+.0f octets a million names, rate %.2f packets/s\n",
              (static_cast<double>(last.heap_octets) -
               static_cast<double>(first.heap_octets)) /
                  millions,
              result.rate(result.marks.size() / 5, result.marks.size() - 1));
  return 0;
}
