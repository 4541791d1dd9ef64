# Unit tests of scanner/run.
find_package(nlohmann_json REQUIRED)
mxsweep_test(
  mxsweep_run_test
  SOURCES unit/scanner/ledger_test.cc unit/scanner/report_test.cc
  DEPS mxsweep_run nlohmann_json::nlohmann_json)
