// Files of settings, as TOML, INI and a shell have them: the values at one key.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "scanner/list/json_choice.h"
#include "scanner/list/key_line_list.h"
#include "scanner/list/recognisers.h"
#include "scanner/list/setting_lines.h"

namespace mxsweep {
namespace {

struct SettingsLook {
  JsonSurvey survey;
  std::size_t lines = 0;
  std::size_t mine = 0;
  std::size_t settings = 0;
  std::size_t of_several = 0;  // "a=1 b=2" is a log, or an inventory
};

void look_at_settings(const ListSample& sample, SettingsLook& look) {
  SettingLines settings;
  look.survey.set_records();
  for (const std::string_view line : sample.lines) {
    const bool mine = settings.take(line, look.survey);
    if (settings.was_nothing()) {
      continue;
    }
    ++look.lines;
    look.mine += mine ? 1 : 0;
    look.settings += settings.was_setting() ? 1 : 0;
    look.of_several += std::count(line.begin(), line.end(), '=') > 1 ? 1 : 0;
  }
}

bool looks_like_settings(const SettingsLook& look) {
  return look.settings != 0 && 10 * look.mine >= 8 * look.lines &&
         2 * look.of_several <= look.settings;
}

// What one key says once is about something else, unless the key says that it
// is a domain, or there is no other.
bool is_list(const JsonSurvey& survey, const JsonPlan& plan) {
  const std::string_view key = last_key(plan.path);
  const HeaderWord word = header_word(key);
  const bool said =
      word.whole && word.role == HeaderRole::kDomain && !is_host_word(key);
  for (const SampleColumn& column : survey.columns()) {
    if (column.name == key) {
      return said || column.stats.usable() > 1 || survey.columns().size() == 1;
    }
  }
  return false;
}

}  // namespace

ListVerdict recognise_settings(const ListInput& input) {
  const bool wished = input.wishes.format != nullptr;
  SettingsLook look;
  look_at_settings(input.sample, look);
  if (!looks_like_settings(look)) {
    return wished ? refuse("its lines are no settings (KEY = VALUE)")
                  : not_mine();
  }
  JsonChoice choice = choose_path(look.survey, input.wishes, "settings");
  if (!choice.plan.has_value()) {
    return refuse(choice.text);
  }
  if (input.wishes.column.empty() && !is_list(look.survey, *choice.plan)) {
    return refuse(
        "it is a file of settings (KEY = VALUE), and no key of it says that it "
        "holds domains; --column KEY asks one all the same");
  }
  return read_key_lines<SettingLines>(input, std::move(choice));
}

}  // namespace mxsweep
