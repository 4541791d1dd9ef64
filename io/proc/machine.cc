#include "io/proc/machine.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace mxsweep::io {
namespace {

std::uint64_t amount(rlim_t limit) {
  return limit == RLIM_INFINITY ? kNoLimit : limit;
}

ResourceLimit limit_of(__rlimit_resource resource) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) {
    return {};
  }
  return {amount(limit.rlim_cur), amount(limit.rlim_max)};
}

}  // namespace

std::string kernel_release() {
  utsname names{};
  return ::uname(&names) == 0 ? names.release : "";
}

std::vector<std::uint64_t> kernel_setting(std::string_view path) {
  std::ifstream file("/proc/sys/" + std::string(path));
  std::vector<std::uint64_t> numbers;
  std::uint64_t number = 0;
  while (file >> number) {
    numbers.push_back(number);
  }
  return numbers;
}

ResourceLimit descriptor_limit() {
  return limit_of(RLIMIT_NOFILE);
}

ResourceLimit locked_memory_limit() {
  return limit_of(RLIMIT_MEMLOCK);
}

ResourceLimit address_space_limit() {
  return limit_of(RLIMIT_AS);
}

FolderRoom folder_room(const std::string& folder) {
  FolderRoom room;
  room.writable = ::access(folder.c_str(), W_OK | X_OK) == 0;

  struct statvfs info {};

  if (::statvfs(folder.c_str(), &info) == 0) {
    room.free_bytes = std::uint64_t{info.f_bavail} * info.f_frsize;
  }
  return room;
}

std::optional<bool> clock_is_synchronised() {
  timex state{};
  const int answer = ::adjtimex(&state);
  if (answer < 0) {
    return std::nullopt;
  }
  return answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

int process_id() {
  return ::getpid();
}

bool is_root() {
  return ::geteuid() == 0;
}

unsigned processor_count() {
  return std::thread::hardware_concurrency();
}

}  // namespace mxsweep::io
