// Whose mailboxes an SPF record speaks for. Who runs mailboxes has customers
// include a record of theirs, so that an MX which is a gateway's does not hide
// all of it. That is inferred: SPF says who may send, and not who receives. The
// records are those of datasets/spf_includes.csv. Any thread.
#pragma once

#include <string_view>

namespace mxsweep {

// Of a record as the DNS has it; empty where it names none that is known, or
// several: then it does not tell. Valid for ever.
[[nodiscard]] std::string_view mailbox_operator_of(std::string_view record);

}  // namespace mxsweep
