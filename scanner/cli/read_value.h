// What a flag does to the plan, by the type of the field it sets: values that
// are typed, those that may be typed, and the default. Errors are
// ErrorCode::kUsage and name the flag. Stateless, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"

#include "scanner/cli/flags.h"

namespace mxsweep {

struct FlagChoice {
  std::string_view name;
  std::string_view help;
};

// What may be typed, from the table of what there is; empty: anything.
[[nodiscard]] std::vector<FlagChoice> choices_of(const Flag& flag);

[[nodiscard]] io::Status read_value(const Flag& flag, const std::string& typed,
                                    const PlanDraft& draft);

// What the plan has without the flag, as one would type it.
[[nodiscard]] std::string default_text(const Flag& flag);

// For rows of flags(): values that are more than their field's type says.

// A number, or auto: each resolver at the rate that it turns out to take.
[[nodiscard]] io::Status read_rate(const Flag& flag, const std::string& typed,
                                   const PlanDraft& draft);

[[nodiscard]] io::Status read_resolvers(const Flag& flag,
                                        const std::string& typed,
                                        const PlanDraft& draft);

// Takes what is in the file.
[[nodiscard]] io::Status read_root_hints(const Flag& flag,
                                         const std::string& typed,
                                         const PlanDraft& draft);

[[nodiscard]] io::Status read_resolver_config(const Flag& flag,
                                              const std::string& typed,
                                              const PlanDraft& draft);

// Takes what is in the file.
[[nodiscard]] io::Status read_blocklist(const Flag& flag,
                                        const std::string& typed,
                                        const PlanDraft& draft);

// Takes what is in the file.
[[nodiscard]] io::Status read_providers(const Flag& flag,
                                        const std::string& typed,
                                        const PlanDraft& draft);

// Open what the file is.
[[nodiscard]] io::Status read_asn_db(const Flag& flag, const std::string& typed,
                                     const PlanDraft& draft);
[[nodiscard]] io::Status read_country_db(const Flag& flag,
                                         const std::string& typed,
                                         const PlanDraft& draft);

// A name, or a whole number from 1.
[[nodiscard]] io::Status read_column(const Flag& flag, const std::string& typed,
                                     const PlanDraft& draft);

// A number; the word auto, which other tools know, is answered.
[[nodiscard]] io::Status read_threads(const Flag& flag,
                                      const std::string& typed,
                                      const PlanDraft& draft);

// A user of this machine, without root's rights.
[[nodiscard]] io::Status read_user(const Flag& flag, const std::string& typed,
                                   const PlanDraft& draft);

// A number of MiB or GiB.
[[nodiscard]] io::Status read_memory(const Flag& flag, const std::string& typed,
                                     const PlanDraft& draft);

// A number of names, or a share with %.
[[nodiscard]] io::Status read_sample(const Flag& flag, const std::string& typed,
                                     const PlanDraft& draft);

// With or without %.
[[nodiscard]] io::Status read_percent(const Flag& flag,
                                      const std::string& typed,
                                      const PlanDraft& draft);

// "K/N", K from 1 to N.
[[nodiscard]] io::Status read_shard(const Flag& flag, const std::string& typed,
                                    const PlanDraft& draft);

// Keys of the manifest, or what else may differ from the run that is gone on
// with.
[[nodiscard]] io::Status read_resume_despite(const Flag& flag,
                                             const std::string& typed,
                                             const PlanDraft& draft);

// Columns of a list, each once.
[[nodiscard]] io::Status read_passthrough(const Flag& flag,
                                          const std::string& typed,
                                          const PlanDraft& draft);

// Printable ASCII, not much of it.
[[nodiscard]] io::Status read_run_id(const Flag& flag, const std::string& typed,
                                     const PlanDraft& draft);

// Other tools ask other types; -t is threads or timeout in others still.
[[nodiscard]] io::Status read_type(const Flag& flag, const std::string& typed,
                                   const PlanDraft& draft);

}  // namespace mxsweep
