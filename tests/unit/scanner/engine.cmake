# Unit tests of scanner/engine but the shard, and of those parts of
# scanner/run that need no scan.
find_package(nlohmann_json REQUIRED)
set(_dir "${CMAKE_CURRENT_LIST_DIR}")

mxsweep_test(
  engine_test
  SOURCES "${_dir}/inflight_test.cc"
          "${_dir}/timer_wheel_test.cc"
          "${_dir}/rate_limiter_test.cc"
          "${_dir}/retry_policy_test.cc"
          "${_dir}/pacer_test.cc"
          "${_dir}/resolver_health_test.cc"
          "${_dir}/resolver_pool_test.cc"
          "${_dir}/stream_queue_test.cc"
          "${_dir}/trust_desk_test.cc"
          "${_dir}/host_cache_test.cc"
          "${_dir}/host_desk_test.cc"
          "${_dir}/exchange_names_test.cc"
          "${_dir}/followed_chains_test.cc"
          "${_dir}/verdict_routing_test.cc"
          "${_dir}/verdict_findings_test.cc"
          "${_dir}/mx_set_hash_test.cc"
          "${_dir}/name_index_test.cc"
          "${_dir}/octet_store_test.cc"
          "${_dir}/row_format_test.cc"
          "${_dir}/result_schema_test.cc"
          "${_dir}/job_test.cc"
  DEPS mxsweep_run)
target_compile_definitions(
  engine_test PRIVATE MXSWEEP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

mxsweep_test(
  engine_threads_test
  SOURCES "${_dir}/inflight_stress_test.cc"
          "${_dir}/host_desk_threads_test.cc" "${_dir}/counters_test.cc"
  DEPS mxsweep_run
  LABELS tsan)

mxsweep_test(
  run_parts_test
  SOURCES "${_dir}/manifest_test.cc" "${_dir}/progress_test.cc"
          "${_dir}/totals_test.cc" "${_dir}/result_writer_test.cc"
          "${_dir}/private_resolver_test.cc" "${_dir}/silence_watch_test.cc"
  DEPS mxsweep_run nlohmann_json::nlohmann_json)
