// AddressPlaces: where an address is, as databases say that the user gives: the
// autonomous system that announces it (RFC 4271), who runs that, and the
// country. Several makers of such databases name the same value differently;
// address_places.cc has the names. Opened by the main thread, then constant,
// any thread; a look-up allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/result.h"
#include "io/file/address_database.h"

#include "scanner/rr/rr_address.h"

namespace mxsweep {

// Texts borrow from the databases.
struct AddressPlace {
  std::uint32_t asn = 0;  // 0, which nobody has (RFC 7607): not told
  std::string_view as_org;
  std::string_view country;
};

class AddressPlaces {
 public:
  // Each once. Errors are ErrorCode::kUsage with the path and the reason.
  [[nodiscard]] io::Status open_networks(const std::string& path);
  [[nodiscard]] io::Status open_countries(const std::string& path);

  // Those that are open; null: it is not.
  [[nodiscard]] const io::AddressDatabase* networks() const {
    return asn_.database;
  }

  [[nodiscard]] const io::AddressDatabase* countries() const {
    return country_.database;
  }

  // Nobody asks any more.
  void forget_networks() { asn_ = as_org_ = {}; }

  void forget_countries() { country_ = {}; }

  // Nothing can be looked up.
  [[nodiscard]] bool empty() const {
    return networks() == nullptr && countries() == nullptr;
  }

  // In memory.
  [[nodiscard]] std::size_t bytes() const;

  [[nodiscard]] AddressPlace find(const AddressData& address) const;

 private:
  // Which field of which database tells a value; null: none does.
  struct Source {
    const io::AddressDatabase* database = nullptr;
    std::size_t field = 0;
  };

  struct File {
    std::string path;
    std::unique_ptr<io::AddressDatabase> database;
  };

  [[nodiscard]] io::Result<const io::AddressDatabase*> open(
      const std::string& path);

  std::vector<File> files_;  // one may be both
  Source asn_;
  Source as_org_;
  Source country_;
};

}  // namespace mxsweep
