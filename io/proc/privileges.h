// Who this process is: started as root, it becomes somebody else in two steps.
// After become() files are made and read as that user, and RaisedRights lends
// root's rights back while sockets are opened; after give_up_root() nothing
// can, in no thread. Each change holds for all threads: libc sees to that.
// Called by the main thread, one at a time.
#pragma once

#include <sys/types.h>

#include <string>

#include "io/base/result.h"

namespace mxsweep::io {

struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

// ErrorCode::kUsage: there is none, or it is root's.
[[nodiscard]] Result<Account> find_account(const std::string& name);

// With the account's groups. Root's rights can be had back until
// give_up_root(). ErrorCode::kUsage where this process is not root's or may not
// change.
[[nodiscard]] Status become(const Account& account);

// Root's rights for as long as it lives, if become() left them within reach.
class RaisedRights {
 public:
  RaisedRights();
  ~RaisedRights();
  RaisedRights(const RaisedRights&) = delete;
  RaisedRights& operator=(const RaisedRights&) = delete;

 private:
  uid_t user_ = 0;  // to go back to; 0: nothing was raised
};

// For good; looked at afterwards, in every thread. ErrorCode::kInternal if
// anything is left.
[[nodiscard]] Status give_up_root();

}  // namespace mxsweep::io
