#include "io/file/address_database.h"

#include <fcntl.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>
#include <utility>

#include "io/base/unique_fd.h"
#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kCopiedAtOnce = std::size_t{64} << 10U;

// Records whose fields are told to people, of a file that lacks what matters.
constexpr std::size_t kSamples = 64;

Error refused(const std::string& path, std::string_view why, int failure = 0) {
  return {ErrorCode::kInput, failure,
          "cannot use " + path +
              " as a database of addresses: " + std::string(why)};
}

Error unreadable(const std::string& path, int failure) {
  return {
      ErrorCode::kInput, failure,
      "cannot read " + path + ": " + std::generic_category().message(failure)};
}

// Of all that is there to read, or -1 with errno.
ssize_t read_all(int fd, std::vector<std::byte>& room) {
  ssize_t got = -1;
  do {
    got = ::read(fd, room.data(), room.size());
  } while (got < 0 && errno == EINTR);
  return got;
}

bool write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno != EINTR) {
      return false;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(put, 0)));
  }
  return true;
}

// A file without a name, which nobody else has.
Result<UniqueFd> copied(const std::string& path) {
  const UniqueFd from(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from.valid()) {
    return unreadable(path, errno);
  }
  UniqueFd copy(::memfd_create("mxsweep-addresses", MFD_CLOEXEC));
  if (!copy.valid()) {
    return refused(path, "there is no memory for a copy of it", errno);
  }
  std::vector<std::byte> room(kCopiedAtOnce);
  std::size_t size = 0;
  while (true) {
    const ssize_t got = read_all(from.get(), room);
    if (got < 0) {
      return unreadable(path, errno);
    }
    const auto bytes = static_cast<std::size_t>(got);
    if (bytes == 0) {
      break;
    }
    if (!write_all(copy.get(), std::span(room).first(bytes))) {
      return refused(path, "there is no memory for a copy of it", errno);
    }
    size += bytes;
  }
  if (size == 0) {
    return refused(path, "it is empty");
  }
  return copy;
}

FieldValue as_value(const MMDB_entry_data_s& data) {
  if (!data.has_data) {
    return {};
  }
  switch (data.type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
      return std::string_view(data.utf8_string, data.data_size);
    case MMDB_DATA_TYPE_UINT16:
      return std::uint64_t{data.uint16};
    case MMDB_DATA_TYPE_UINT32:
      return std::uint64_t{data.uint32};
    case MMDB_DATA_TYPE_UINT64:
      return std::uint64_t{data.uint64};
    default:  // of a foreign library, not ours
      return {};
  }
}

// The field of a record, and MMDB_SUCCESS or what is wrong with the record. One
// that has nothing there is not wrong.
int look_up(MMDB_entry_s record, const FieldPath& path, FieldValue& value) {
  MMDB_entry_data_s data{};
  const int code = MMDB_aget_value(&record, &data, path.data());
  if (code == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) {
    return MMDB_SUCCESS;
  }
  if (code == MMDB_SUCCESS) {
    value = as_value(data);
  }
  return code;
}

using Entry = const MMDB_entry_data_list_s*;

// Whether it may be a key with a value behind it.
bool is_key(Entry at) {
  return at->entry_data.type == MMDB_DATA_TYPE_UTF8_STRING &&
         at->next != nullptr;
}

// "location.time_zone"
std::string name_below(const std::string& name, const MMDB_entry_data_s& key) {
  std::string inner = name;
  inner.append(name.empty() ? "" : ".").append(key.utf8_string, key.data_size);
  return inner;
}

// Adds the names of what is in a value, and returns what stands behind it.
// Null where that is no value, or a key no text.
// NOLINTNEXTLINE(misc-no-recursion): the library ends at 512 levels
Entry add_names(Entry at, const std::string& name,
                std::set<std::string>& names) {
  const MMDB_entry_data_s& data = at->entry_data;
  Entry next = at->next;
  if (data.type == MMDB_DATA_TYPE_ARRAY) {
    for (std::uint32_t i = 0; i < data.data_size && next != nullptr; ++i) {
      next = add_names(next, name, names);
    }
  } else if (data.type == MMDB_DATA_TYPE_MAP) {
    for (std::uint32_t i = 0; i < data.data_size && next != nullptr; ++i) {
      if (!is_key(next)) {
        return nullptr;
      }
      next = add_names(next->next, name_below(name, next->entry_data), names);
    }
  } else {
    names.insert(name);
  }
  return next;
}

}  // namespace

struct AddressDatabase::Content {
  Content() = default;
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  ~Content() {
    if (is_open) {
      MMDB_close(&file);
    }
  }

  // Looks at each node and each record once: what is wrong, else nothing.
  [[nodiscard]] std::string look_through();
  [[nodiscard]] std::string take_record(MMDB_entry_s record);

  MMDB_s file{};
  bool is_open = false;
  std::vector<FieldPath> fields;
  std::vector<bool> present;           // of the fields, in any record
  std::vector<bool> seen;              // records, by their place
  std::vector<std::uint32_t> samples;  // some records
};

std::string AddressDatabase::Content::take_record(MMDB_entry_s record) {
  if (record.offset >= file.data_section_size) {
    return "its search tree is damaged";
  }
  if (seen[record.offset]) {
    return {};
  }
  seen[record.offset] = true;
  if (samples.size() < kSamples) {
    samples.push_back(record.offset);
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    FieldValue value;
    const int code = look_up(record, fields[i], value);
    if (code != MMDB_SUCCESS) {
      return std::string("a record is damaged: ") + MMDB_strerror(code);
    }
    const auto* const text = std::get_if<std::string_view>(&value);
    if (text != nullptr && (text->size() > kTextMax || !is_valid_utf8(*text))) {
      return "a text in it is too long, or no UTF-8";
    }
    present[i] = present[i] || !std::holds_alternative<std::monostate>(value);
  }
  return {};
}

std::string AddressDatabase::Content::look_through() {
  seen.resize(file.data_section_size);
  std::vector<bool> is_known(file.metadata.node_count);
  std::vector<std::uint32_t> waiting = {0};
  std::string problem = is_known.empty() ? "it has no search tree" : "";
  const auto take = [&](std::uint8_t kind, std::uint64_t node,
                        MMDB_entry_s record) {
    if (kind == MMDB_RECORD_TYPE_DATA) {
      problem = take_record(record);
    } else if (kind == MMDB_RECORD_TYPE_SEARCH_NODE && !is_known[node]) {
      is_known[node] = true;
      waiting.push_back(static_cast<std::uint32_t>(node));
    } else if (kind == MMDB_RECORD_TYPE_INVALID) {
      problem = "its search tree is damaged";
    }
  };
  while (!waiting.empty() && problem.empty()) {
    MMDB_search_node_s node{};
    const int code = MMDB_read_node(&file, waiting.back(), &node);
    waiting.pop_back();
    if (code != MMDB_SUCCESS) {
      return MMDB_strerror(code);
    }
    take(node.left_record_type, node.left_record, node.left_record_entry);
    if (problem.empty()) {
      take(node.right_record_type, node.right_record, node.right_record_entry);
    }
  }
  if (problem.empty() && samples.empty()) {
    return "it holds no record";
  }
  std::vector<bool>().swap(seen);
  return problem;
}

AddressDatabase::AddressDatabase(std::unique_ptr<Content> content)
    : content_(std::move(content)) {}

AddressDatabase::AddressDatabase(AddressDatabase&&) noexcept = default;
AddressDatabase& AddressDatabase::operator=(AddressDatabase&&) noexcept =
    default;
AddressDatabase::~AddressDatabase() = default;

Result<AddressDatabase> AddressDatabase::open(
    const std::string& path, std::span<const FieldPath> fields) {
  Result<UniqueFd> copy = copied(path);
  if (!copy.ok()) {
    return copy.error();
  }
  auto content = std::make_unique<Content>();
  // The library takes names only, and keeps none.
  const std::string name =
      "/proc/self/fd/" + std::to_string(copy.value().get());
  const int code = MMDB_open(name.c_str(), MMDB_MODE_MMAP, &content->file);
  if (code == MMDB_FILE_OPEN_ERROR) {
    return refused(path, "that takes /proc, which is not mounted");
  }
  if (code != MMDB_SUCCESS) {
    return refused(path, std::string(MMDB_strerror(code)) +
                             "; is it whole, unpacked, and an .mmdb?");
  }
  content->is_open = true;
  content->fields.assign(fields.begin(), fields.end());
  content->present.resize(fields.size());
  const std::string problem = content->look_through();
  if (!problem.empty()) {
    return refused(path, problem);
  }
  return AddressDatabase(std::move(content));
}

bool AddressDatabase::has(std::size_t field) const {
  return content_->present[field];
}

std::optional<std::uint32_t> AddressDatabase::find(const std::uint8_t* address,
                                                   std::uint8_t family) const {
  union {
    sockaddr any;
    sockaddr_in ipv4;
    sockaddr_in6 ipv6;
  } socket_address{};

  if (family == 4) {
    socket_address.any.sa_family = AF_INET;
    std::memcpy(&socket_address.ipv4.sin_addr, address, 4);
  } else {
    socket_address.any.sa_family = AF_INET6;
    std::memcpy(&socket_address.ipv6.sin6_addr, address, 16);
  }
  int code = MMDB_SUCCESS;
  const MMDB_lookup_result_s found =
      MMDB_lookup_sockaddr(&content_->file, &socket_address.any, &code);
  return code == MMDB_SUCCESS && found.found_entry
             ? std::optional(found.entry.offset)
             : std::nullopt;
}

FieldValue AddressDatabase::value(std::uint32_t record,
                                  std::size_t field) const {
  FieldValue value;
  const int code =
      look_up({&content_->file, record}, content_->fields[field], value);
  return code == MMDB_SUCCESS ? value : FieldValue();
}

std::string AddressDatabase::type() const {
  const char* const type = content_->file.metadata.database_type;
  return type == nullptr ? std::string() : std::string(type);
}

std::uint64_t AddressDatabase::built_at_s() const {
  return content_->file.metadata.build_epoch;
}

std::size_t AddressDatabase::bytes() const {
  return static_cast<std::size_t>(content_->file.file_size);
}

std::string AddressDatabase::field_names() const {
  std::set<std::string> names;
  for (const std::uint32_t sample : content_->samples) {
    MMDB_entry_s record = {&content_->file, sample};
    MMDB_entry_data_list_s* list = nullptr;
    if (MMDB_get_entry_data_list(&record, &list) == MMDB_SUCCESS) {
      add_names(list, "", names);
    }
    MMDB_free_entry_data_list(list);
  }
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

}  // namespace mxsweep::io
