// Explanation: a run of one name, told step by step: each question with whom it
// was put to and what came, why it was asked again, what that means for mail
// and what a sender would do. It watches an ordinary run (ScanControl::tap), so
// that nothing here decides anything. Made by the main thread; the shard's
// thread fills it; text() is for when that was joined.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/net/recording_transport.h"

#include "scanner/mail/lookup_observer.h"
#include "scanner/mail/verdict_text.h"
#include "scanner/run/scan_control.h"
#include "scanner/run/walk_story.h"

namespace mxsweep {

class Explanation final : public LookupObserver {
 public:
  // Where addresses are is told by `places`, which outlive it; null: nobody.
  explicit Explanation(const AddressPlaces* places) : places_(places) {}

  // For ScanControl. REQUIRES: a plan of one thread
  [[nodiscard]] RunTap tap() { return {&recording_, this, &walks_}; }

  void on_concluded(const Lookup& lookup) override;

  // Several lines of at most 80 columns, but for longer words.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::string purpose_of(const std::string& name,
                                       std::uint16_t type) const;
  [[nodiscard]] std::string policy_purpose(const std::string& name) const;
  void add_verdict(std::string& out) const;

  const AddressPlaces* const places_;
  io::Recording recording_;
  WalkStory walks_;  // empty where resolvers are asked
  // Of the lookup, kept as texts since it ends with the call.
  std::string name_;
  std::string error_;  // why it was not asked
  std::string status_;
  bool implicit_ = false;           // it is its own mail host, without MX
  std::vector<std::string> chain_;  // CNAME targets in order
  std::vector<std::string> hosts_;
  std::optional<VerdictText> verdict_;
  std::string policies_;  // lines, with their heading
};

}  // namespace mxsweep
