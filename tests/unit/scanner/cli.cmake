# Unit tests of scanner/cli.
set(_dir "${CMAKE_CURRENT_LIST_DIR}")
mxsweep_test(
  cli_test
  SOURCES "${_dir}/cli_flags_test.cc" "${_dir}/cli_make_plan_test.cc"
          "${_dir}/cli_parse_test.cc"
  DEPS mxsweep_cli)
