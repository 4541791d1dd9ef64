// ZoneList: the names of a zone file, of answers written like one, or of a
// response policy zone. Equal owners in a row are one, so that the records of a
// name count once. Reader thread only.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/input/line_list.h"
#include "scanner/list/cell_buffer.h"
#include "scanner/list/repeat_filter.h"
#include "scanner/list/zone_line.h"

namespace mxsweep {

enum class ZoneNames : std::uint8_t {
  kDelegations,  // owners of NS records below the apex: a registry's zone
  kOwners,       // of any record, but those that only prove or sign
  kTriggers,     // of a response policy zone: relative names as they are
};

struct ZonePlan {
  ZoneNames names = ZoneNames::kOwners;
  std::string origin;      // without its final dot; empty: none is known
  bool completes = false;  // relative names get the origin
};

// What a record's owner means, into `name`; false when it is nothing to ask.
[[nodiscard]] bool name_of_owner(const ZonePlan& plan, std::string_view owner,
                                 std::string& name);

class ZoneList final : public LineList {
 public:
  ZoneList(io::LineReader& lines, ZonePlan plan)
      : LineList(lines), plan_(std::move(plan)) {}

  [[nodiscard]] ListOmissions omissions() const override {
    return {.repeats = repeats_.count(),
            .includes = includes_,
            .generators = generators_};
  }

 private:
  [[nodiscard]] bool take(std::span<const io::Line> lines,
                          CellSink& sink) override;
  void take_line(std::string_view line);
  void take_directive(const ZoneLine& line);
  void take_origin();
  void complete_owner();
  [[nodiscard]] bool take_generator(std::string_view text);
  void take_owner();
  [[nodiscard]] bool wants(const ZoneLine& line) const;

  ZonePlan plan_;
  ZoneLines zone_;
  std::string seen_origin_;
  std::string owner_;  // of the last record, as written
  RepeatFilter repeats_;
  std::uint64_t includes_ = 0;
  std::uint64_t generators_ = 0;
  std::string name_;
  CellBuffer cells_;
};

}  // namespace mxsweep
