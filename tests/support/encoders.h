// Encoders of every kind of file that io/file decodes, by the libraries' own
// writers, for tests of the decoders. Stateless, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep::test {

struct Encoder {
  std::string_view kind;  // as in io::source_kinds()
  std::string (*encode)(std::string_view text);
  bool members;  // files put together are read as one
};

// One for each kind but plain.
[[nodiscard]] std::span<const Encoder> encoders();

// REQUIRES: there is one
[[nodiscard]] std::string encode(std::string_view kind, std::string_view text);

// What an encoder that is flushed after each of the pieces has written by then;
// the file is never finished. Only gzip and zstd.
[[nodiscard]] std::string encode_flushed(std::string_view kind,
                                         std::string_view text);

struct ZipMember {
  std::string name;
  std::string content;
};

struct ZipOptions {
  bool stored = false;     // not compressed
  bool to_a_pipe = false;  // sizes stand behind the data
  const char* password = nullptr;
};

[[nodiscard]] std::string encode_zip(const std::vector<ZipMember>& members,
                                     const ZipOptions& options);

}  // namespace mxsweep::test
