#include "io/proc/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace mxsweep::io {
namespace {

constexpr std::size_t kAccountBytes = std::size_t{64} * 1024;
constexpr auto kSame = static_cast<uid_t>(-1);

struct Ids {
  uid_t real = 0;
  uid_t effective = 0;
  uid_t saved = 0;
};

Ids user_ids() {
  Ids ids;
  static_cast<void>(::getresuid(&ids.real, &ids.effective, &ids.saved));
  return ids;
}

Error refused(const Account& account, int failure) {
  return {ErrorCode::kUsage, failure,
          "cannot become the user " + account.name + ": " +
              std::generic_category().message(failure) +
              "; a container may lack CAP_SETUID and CAP_SETGID"};
}

// Of one thread: "CapPrm:\t0000000000000000". Some containers leave inheritable
// ones, which give nothing to who may not gain privileges.
bool has_capabilities(const std::string& status_path) {
  std::ifstream status(status_path);
  for (std::string line; std::getline(status, line);) {
    const std::string_view key = std::string_view(line).substr(0, 7);
    if ((key == "CapPrm:" || key == "CapEff:" || key == "CapAmb:") &&
        line.find_first_not_of("0\t", key.size()) != std::string::npos) {
      return true;
    }
  }
  return false;
}

// Where /proc is not there, nothing can be seen, and the ids have to do.
bool any_thread_has_capabilities() {
  std::error_code failure;
  std::filesystem::directory_iterator task("/proc/self/task", failure);
  for (; !failure && task != std::filesystem::directory_iterator();
       task.increment(failure)) {
    if (has_capabilities((task->path() / "status").string())) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<Account> find_account(const std::string& name) {
  std::vector<char> texts(kAccountBytes);

  struct passwd entry {};

  struct passwd* found = nullptr;
  const int failure =
      ::getpwnam_r(name.c_str(), &entry, texts.data(), texts.size(), &found);
  if (found == nullptr) {
    return Error{
        ErrorCode::kUsage, failure,
        "there is no user of that name on this machine" +
            (failure == 0 ? std::string()
                          : ": " + std::generic_category().message(failure))};
  }
  if (entry.pw_uid == 0) {
    return Error{ErrorCode::kUsage, 0,
                 "this user is root; name one without its rights"};
  }
  return Account{name, entry.pw_uid, entry.pw_gid};
}

Status become(const Account& account) {
  // So that no program we start can have more rights than we have.
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (::geteuid() != 0) {
    return Error{ErrorCode::kUsage, 0,
                 "only root can become the user " + account.name +
                     ", and this process is not root's; leave it out"};
  }
  if (::initgroups(account.name.c_str(), account.gid) != 0 ||
      ::setresgid(account.gid, account.gid, account.gid) != 0 ||
      ::setresuid(account.uid, account.uid, 0) != 0) {
    return refused(account, errno);
  }
  return {};
}

RaisedRights::RaisedRights() {
  const Ids now = user_ids();
  if (now.saved == 0 && now.effective != 0 &&
      ::setresuid(kSame, 0, kSame) == 0) {
    user_ = now.effective;
  }
}

RaisedRights::~RaisedRights() {
  if (user_ != 0) {
    // It cannot fail: the real id is that one.
    MXSWEEP_CHECK(::setresuid(kSame, user_, kSame) == 0);
  }
}

// With the last of the three ids the kernel takes all capabilities away.
Status give_up_root() {
  const uid_t user = user_ids().real;
  const bool gone = user != 0 && ::setresuid(user, user, user) == 0;
  const Ids now = user_ids();
  // Whatever comes back is taken for what it is: a way back.
  const bool returns = ::setresuid(kSame, 0, kSame) == 0 ||
                       (::getgid() != 0 && ::setresgid(kSame, 0, kSame) == 0);
  if (!gone || now.effective != user || now.saved != user || returns ||
      any_thread_has_capabilities()) {
    return Error{ErrorCode::kInternal, 0,
                 "root's rights could not be given up; run as an ordinary "
                 "user with --transport auto"};
  }
  return {};
}

}  // namespace mxsweep::io
