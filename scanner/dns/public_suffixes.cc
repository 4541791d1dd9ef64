#include "scanner/dns/public_suffixes.h"

#include <libpsl.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <utility>

#include "io/file/small_file.h"

namespace mxsweep {
namespace {

const psl_ctx_t* context(const void* list) {
  return static_cast<const psl_ctx_t*>(list);
}

std::size_t labels_of(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '.')) +
         1;
}

}  // namespace

void PublicSuffixes::Free::operator()(void* list) const {
  psl_free(static_cast<psl_ctx_t*>(list));
}

PublicSuffixes::PublicSuffixes(List list, std::string source)
    : list_(std::move(list)), source_(std::move(source)) {}

PublicSuffixes::PublicSuffixes(PublicSuffixes&&) noexcept = default;
PublicSuffixes& PublicSuffixes::operator=(PublicSuffixes&&) noexcept = default;
PublicSuffixes::~PublicSuffixes() = default;

io::Result<PublicSuffixes> PublicSuffixes::open(const std::string& path) {
  if (!path.empty()) {
    List list(psl_load_file(path.c_str()));
    if (list == nullptr || psl_suffix_count(context(list.get())) == 0) {
      return io::Error{io::ErrorCode::kInput, 0,
                       path + ": no public suffix list can be read from it"};
    }
    return PublicSuffixes(std::move(list), path);
  }
  // The file that the system keeps up to date, or what is built into libpsl.
  List list(psl_latest(nullptr));
  if (list == nullptr) {
    return io::Error{io::ErrorCode::kInput, 0,
                     "no public suffix list is installed; name one with "
                     "--public-suffix-list FILE"};
  }
  std::string source = context(list.get()) == psl_builtin()
                           ? "the list built into libpsl"
                           : psl_dist_filename();
  return PublicSuffixes(std::move(list), std::move(source));
}

std::string PublicSuffixes::digest_of(const std::string& path) {
  const io::Result<std::string> text =
      io::read_small_file(path.empty() ? psl_dist_filename() : path);
  if (!text.ok()) {
    return path.empty() ? psl_builtin_sha1sum() : std::string();
  }
  return std::to_string(XXH3_64bits(text.value().data(), text.value().size()));
}

NameView PublicSuffixes::registrable(NameView name) const {
  if (name.is_root() || label_class_of(name) == LabelClass::kOther) {
    return {};
  }
  std::array<char, kNameOctetsMax> text{};
  write_plain_text(name, text.data());
  const char* const found =
      psl_registrable_domain(context(list_.get()), text.data());
  if (found == nullptr) {
    return {};
  }
  for (std::size_t labels = labels_of(text.data()); labels > labels_of(found);
       --labels) {
    name = name.parent();
  }
  return name;
}

}  // namespace mxsweep
