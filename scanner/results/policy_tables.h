// The tables of a report about mail policies. Pure, any thread.
#pragma once

#include "scanner/results/report_document.h"

namespace mxsweep {

// How many names have which, and what these ask for, as far as the result says.
void add_policy_tables(const MailReport& report, ReportDocument& document);

}  // namespace mxsweep
