# Unit tests of the wire codec (scanner/dns, scanner/rr) and of the reading of
# input lines.
set(_dir "${CMAKE_CURRENT_LIST_DIR}")
mxsweep_test(
  dns_test
  SOURCES
    ${_dir}/cursor_test.cc ${_dir}/header_test.cc ${_dir}/idna_test.cc
    ${_dir}/name_test.cc ${_dir}/query_test.cc ${_dir}/response_test.cc
    ${_dir}/special_names_test.cc
  DEPS mxsweep_rr)
mxsweep_test(
  rr_test
  SOURCES
    ${_dir}/address_scope_test.cc ${_dir}/answer_cname_test.cc
    ${_dir}/answer_hostile_test.cc ${_dir}/answer_test.cc
    ${_dir}/pref64_test.cc ${_dir}/record_types_test.cc
  DEPS mxsweep_rr)
target_compile_definitions(
  rr_test PRIVATE MXSWEEP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
mxsweep_test(
  input_test
  SOURCES ${_dir}/input_forms_test.cc ${_dir}/input_line_test.cc
          ${_dir}/name_reader_test.cc
  DEPS mxsweep_run
  LABELS tsan)

# An independent implementation reads what we write and writes what we read.
pkg_check_modules(LDNS IMPORTED_TARGET ldns)
if(LDNS_FOUND)
  mxsweep_test(
    wire_oracle_test
    SOURCES ${_dir}/wire_oracle_test.cc
    DEPS mxsweep_rr PkgConfig::LDNS)
else()
  message(STATUS "wire_oracle_test is left out: ldns was not found")
endif()
