# Unit tests of scanner/run.
find_package(nlohmann_json REQUIRED)
mxsweep_test(
  mxsweep_run_test
  SOURCES unit/scanner/ledger_test.cc unit/scanner/report_test.cc
  DEPS mxsweep_run nlohmann_json::nlohmann_json)

mxsweep_test(
  resolver_check_test
  SOURCES unit/scanner/resolver_check_test.cc
  DEPS mxsweep_run mxsweep_sim)

# The pipeline with its real threads over a transport that answers at once.
mxsweep_test(
  pipeline_test
  SOURCES unit/scanner/pipeline_test.cc
  DEPS mxsweep_run mxsweep_sim nlohmann_json::nlohmann_json
  LABELS tsan)
