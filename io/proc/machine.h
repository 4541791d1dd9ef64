// What this machine grants us: kernel, limits, settings, room, time. Looked at
// when asked for; nothing is changed. Stateless, any thread; where the system
// does not say, there is nothing or zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep::io {

// "6.1.0-13-amd64"
[[nodiscard]] std::string kernel_release();

// By its path below /proc/sys: "net/core/rmem_max". All numbers in it.
[[nodiscard]] std::vector<std::uint64_t> kernel_setting(std::string_view path);

struct ResourceLimit {
  std::uint64_t now = 0;   // soft
  std::uint64_t most = 0;  // hard; both are kNoLimit where there is none
};

inline constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

[[nodiscard]] ResourceLimit descriptor_limit();
[[nodiscard]] ResourceLimit locked_memory_limit();  // bytes
[[nodiscard]] ResourceLimit address_space_limit();  // bytes

struct FolderRoom {
  bool writable = false;
  std::uint64_t free_bytes = 0;  // for an ordinary user
};

[[nodiscard]] FolderRoom folder_room(const std::string& folder);

// Whether the kernel was told that somebody keeps the clock right; nothing
// where that may not be asked.
[[nodiscard]] std::optional<bool> clock_is_synchronised();

[[nodiscard]] int process_id();

// With root's rights, at the moment.
[[nodiscard]] bool is_root();

[[nodiscard]] unsigned processor_count();

}  // namespace mxsweep::io
