// insist(): asks for memory of the C library as `new` asks for it: where there
// is none the new-handler is called, which finds some or ends the program.
// Stateless, any thread.
#pragma once

#include <new>

namespace mxsweep::io {

// `ask` returns a pointer, null where there is no memory. Null only where no
// handler is set.
template <class Ask>
[[nodiscard]] auto insist(const Ask& ask) {
  auto memory = ask();
  for (std::new_handler handler = std::get_new_handler();
       memory == nullptr && handler != nullptr;
       handler = std::get_new_handler()) {
    handler();
    memory = ask();
  }
  return memory;
}

}  // namespace mxsweep::io
