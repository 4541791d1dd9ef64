// Where in a list of keys and values the names are: the strings at one path, or
// the keys of one object. Main thread, before the run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/list/json_list.h"
#include "scanner/list/json_survey.h"
#include "scanner/list/list_format.h"

namespace mxsweep {

struct JsonChoice {
  std::optional<JsonPlan> plan;
  std::string text;     // what is read, or why nothing is
  std::string also;     // where else there are names
  bool rivals = false;  // two places are as good as each other
  SingleLabels single_labels = SingleLabels::kAll;
};

// `format`: what it is said to be, as JSON.
[[nodiscard]] JsonChoice choose_path(const JsonSurvey& survey,
                                     const ListWishes& wishes,
                                     std::string_view format = "JSON");

// Puts into the plan where the values are that go with a name: those of its
// record. What they are called in the table; sets `why` when a wish cannot be
// fulfilled.
[[nodiscard]] std::vector<std::string> choose_passed(const JsonSurvey& survey,
                                                     const ListWishes& wishes,
                                                     JsonPlan& plan,
                                                     std::string& why);

}  // namespace mxsweep
