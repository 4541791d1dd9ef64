// RewriteProbe: the resolvers of a shard that made an answer up before the run
// (a search page for typing errors, a captive portal, a filter), or denied what
// exists. Says when one is to be asked again, and what: the addresses of names
// that nobody can have registered, and the name servers of the root. A resolver
// that finds neither of two names, and the servers, may be used again; else it
// is asked later, each time twice as long after the last. Owned by one shard,
// used by its thread only. The check before the run asks the same.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "io/base/prng.h"
#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/query/query_request.h"

namespace mxsweep {

// Some make answers up below real top-level domains only, some everywhere.
inline constexpr std::array<std::string_view, 2> kInventedEndings = {
    ".com", ".invalid"};

[[nodiscard]] Name invented_name(std::string_view ending, io::Prng& prng);

[[nodiscard]] Name root_name();

// Of a question for the name servers of the root, which everybody has who can
// look anything up.
[[nodiscard]] bool knows_the_root(const Completion& done);

class RewriteProbe {
 public:
  RewriteProbe(const std::vector<std::uint16_t>& rewriting, io::Prng prng,
               io::Instant start);

  [[nodiscard]] bool due(io::Instant now) const { return now >= next_due_; }

  [[nodiscard]] io::Instant next_due() const { return next_due_; }

  struct Question {
    std::uint16_t resolver = 0;
    std::uint32_t index = 0;  // for the QueryOwner
    NameView name;            // good until the answer was taken
    std::uint16_t type = 0;
  };

  // REQUIRES: due(now)
  [[nodiscard]] Question next_question(io::Instant now);

  // How a question ended, whatever came. The resolver that it clears.
  [[nodiscard]] std::optional<std::uint16_t> take_answer(
      const Completion& done);

 private:
  // The invented names, and the root.
  static constexpr std::uint32_t kQuestions = kInventedEndings.size() + 1;

  struct Probed {
    std::uint16_t resolver = 0;
    std::uint8_t asked = 0;
    std::uint8_t ended = 0;
    std::uint8_t right = 0;
    std::array<Name, kQuestions> names;
    io::Duration pause{};
    io::Instant due{};  // never: asked already, or cleared
  };

  void find_next_due();

  io::Prng prng_;
  std::vector<Probed> probed_;
  io::Instant next_due_;
};

}  // namespace mxsweep
