// The recognise() of every format of a list, for the table in list_formats.cc
// alone. Each is in the file of its format. Stateless, any thread; called
// before the run by the main thread.
#pragma once

#include "scanner/list/list_format.h"

namespace mxsweep {

// Files that hold people, code or pictures, and what is no text: each refused
// by its name.
[[nodiscard]] ListVerdict refuse_known(const ListInput& input);
// Of these: mail messages, HTTP headers, logs of web servers.
[[nodiscard]] ListVerdict refuse_logs(const ListSample& sample);
// And: programs, listings of files, queues, lists of addresses.
[[nodiscard]] ListVerdict refuse_files(const ListInput& input);
// Logs whose lines no other format knows.
[[nodiscard]] ListVerdict refuse_syslog(const ListInput& input);

// Most lines begin as syslog writes them: time, machine, program and a colon.
[[nodiscard]] bool is_syslog(const ListSample& sample);

[[nodiscard]] ListVerdict recognise_parquet(const ListInput& input);
[[nodiscard]] ListVerdict recognise_json(const ListInput& input);
[[nodiscard]] ListVerdict recognise_ndjson(const ListInput& input);
[[nodiscard]] ListVerdict recognise_zone(const ListInput& input);
[[nodiscard]] ListVerdict recognise_rpz(const ListInput& input);
[[nodiscard]] ListVerdict recognise_hosts(const ListInput& input);
[[nodiscard]] ListVerdict recognise_adblock(const ListInput& input);
// Configurations and the like: dnsmasq, unbound, named.
[[nodiscard]] ListVerdict recognise_directives(const ListInput& input);
[[nodiscard]] ListVerdict recognise_yaml(const ListInput& input);
[[nodiscard]] ListVerdict recognise_records(const ListInput& input);
[[nodiscard]] ListVerdict recognise_settings(const ListInput& input);
[[nodiscard]] ListVerdict recognise_words(const ListInput& input);
[[nodiscard]] ListVerdict recognise_csv(const ListInput& input);
[[nodiscard]] ListVerdict recognise_semicolon(const ListInput& input);
[[nodiscard]] ListVerdict recognise_tsv(const ListInput& input);
[[nodiscard]] ListVerdict recognise_pipe(const ListInput& input);
[[nodiscard]] ListVerdict recognise_blank(const ListInput& input);
[[nodiscard]] ListVerdict recognise_fixed(const ListInput& input);
[[nodiscard]] ListVerdict recognise_plain(const ListInput& input);
// A name on each line and nothing else, as most lists are: then no other format
// need be looked for, which takes some milliseconds.
[[nodiscard]] ListVerdict recognise_names(const ListInput& input);
// Any of these seven, or a refusal: never "not mine".
[[nodiscard]] ListVerdict recognise_text(const ListInput& input);

}  // namespace mxsweep
