// LookupObserver: who wants to see each lookup when it is concluded, before it
// becomes rows. Called on the thread of the shard that owns the lookup, which
// ends with the call.
#pragma once

namespace mxsweep {

struct Lookup;

class LookupObserver {
 public:
  LookupObserver() = default;
  LookupObserver(const LookupObserver&) = delete;
  LookupObserver& operator=(const LookupObserver&) = delete;
  virtual ~LookupObserver() = default;

  virtual void on_concluded(const Lookup& lookup) = 0;
};

}  // namespace mxsweep
