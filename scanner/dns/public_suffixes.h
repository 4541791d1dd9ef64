// PublicSuffixes: which part of a name somebody registered, by the Public
// Suffix List: of www.example.co.uk that is example.co.uk. Owns the list, which
// libpsl keeps in memory. Constant once made, any thread.
#pragma once

#include <memory>
#include <string>

#include "io/base/result.h"

#include "scanner/dns/name.h"

namespace mxsweep {

class PublicSuffixes {
 public:
  // The list of that file; of the newest one that this machine has when the
  // path is empty. Error kInput: not readable, or no such list.
  [[nodiscard]] static io::Result<PublicSuffixes> open(const std::string& path);

  PublicSuffixes(const PublicSuffixes&) = delete;
  PublicSuffixes& operator=(const PublicSuffixes&) = delete;
  PublicSuffixes(PublicSuffixes&&) noexcept;
  PublicSuffixes& operator=(PublicSuffixes&&) noexcept;
  ~PublicSuffixes();

  // Of `name`, without what stands to the left of it; the empty view when the
  // name is a public suffix itself, or its labels hold anything but letters,
  // digits, hyphens and underscores. Borrows from `name`. Costs some 4,000
  // instructions.
  [[nodiscard]] NameView registrable(NameView name) const;

  // Tells lists apart: two machines with equal digests cut names alike. Empty
  // when the list cannot be read.
  [[nodiscard]] static std::string digest_of(const std::string& path);

  // Which list that is, for people: its file, or that of the library.
  [[nodiscard]] const std::string& source() const { return source_; }

 private:
  struct Free {
    void operator()(void* list) const;
  };

  // libpsl's psl_ctx_t.
  using List = std::unique_ptr<void, Free>;

  PublicSuffixes(List list, std::string source);

  List list_;
  std::string source_;
};

}  // namespace mxsweep
