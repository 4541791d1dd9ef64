#include "tests/support/encoders.h"

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>

#include "io/base/check.h"

namespace mxsweep::test {
namespace {

std::size_t room_for(std::string_view text) {
  return text.size() + text.size() / 50 + 4096;
}

std::string gzip(std::string_view text, bool finished) {
  std::string out(room_for(text), '\0');
  z_stream stream{};
  MXSWEEP_CHECK(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8,
                             Z_DEFAULT_STRATEGY) == (Z_OK));
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  MXSWEEP_CHECK(deflate(&stream, finished ? Z_FINISH : Z_SYNC_FLUSH) ==
                (finished ? Z_STREAM_END : Z_OK));
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view text, bool finished) {
  std::string out(room_for(text), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  MXSWEEP_CHECK(ZSTD_compressStream2(context, &to, &in,
                                     finished ? ZSTD_e_end : ZSTD_e_flush) ==
                (0U));
  ZSTD_freeCCtx(context);
  out.resize(to.pos);
  return out;
}

std::string whole_gzip(std::string_view text) {
  return gzip(text, true);
}

std::string whole_zstd(std::string_view text) {
  return zstd(text, true);
}

std::string bzip2(std::string_view text) {
  std::string out(room_for(text), '\0');
  auto size = static_cast<unsigned>(out.size());
  std::string in(text);
  MXSWEEP_CHECK(BZ2_bzBuffToBuffCompress(out.data(), &size, in.data(),
                                         static_cast<unsigned>(in.size()), 1, 0,
                                         0) == (BZ_OK));
  out.resize(size);
  return out;
}

std::string xz(std::string_view text) {
  std::string out(room_for(text), '\0');
  std::size_t size = 0;
  MXSWEEP_CHECK(lzma_easy_buffer_encode(
                    1, LZMA_CHECK_CRC64, nullptr,
                    reinterpret_cast<const std::uint8_t*>(text.data()),
                    text.size(), reinterpret_cast<std::uint8_t*>(out.data()),
                    &size, out.size()) == (LZMA_OK));
  out.resize(size);
  return out;
}

std::string zip(std::string_view text) {
  return encode_zip({{"list.csv", std::string(text)}}, {});
}

constexpr std::array kEncoders = {
    Encoder{"gzip", &whole_gzip, true}, Encoder{"zstd", &whole_zstd, true},
    Encoder{"bzip2", &bzip2, true},     Encoder{"xz", &xz, true},
    Encoder{"zip", &zip, false},
};

la_ssize_t append(archive* /*writer*/, void* out, const void* bytes,
                  std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

std::span<const Encoder> encoders() {
  return kEncoders;
}

std::string encode(std::string_view kind, std::string_view text) {
  for (const Encoder& encoder : kEncoders) {
    if (encoder.kind == kind) {
      return encoder.encode(text);
    }
  }
  MXSWEEP_CHECK(false);
  return {};
}

std::string encode_flushed(std::string_view kind, std::string_view text) {
  return kind == "gzip" ? gzip(text, false) : zstd(text, false);
}

std::string encode_zip(const std::vector<ZipMember>& members,
                       const ZipOptions& options) {
  std::string out;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  if (options.stored) {
    archive_write_zip_set_compression_store(writer);
  }
  if (options.password != nullptr) {
    MXSWEEP_CHECK(archive_write_set_options(
                      writer, "zip:encryption=traditional") == (ARCHIVE_OK));
    archive_write_set_passphrase(writer, options.password);
  }
  archive_write_set_bytes_in_last_block(writer, 1);
  MXSWEEP_CHECK(archive_write_open(writer, &out, nullptr, &append, nullptr) ==
                (ARCHIVE_OK));
  for (const ZipMember& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    const bool folder = member.name.ends_with('/');
    archive_entry_set_filetype(entry, folder ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    if (!options.to_a_pipe) {
      archive_entry_set_size(entry,
                             static_cast<la_int64_t>(member.content.size()));
    }
    MXSWEEP_CHECK(archive_write_header(writer, entry) == (ARCHIVE_OK));
    archive_write_data(writer, member.content.data(), member.content.size());
    archive_entry_free(entry);
  }
  MXSWEEP_CHECK(archive_write_close(writer) == (ARCHIVE_OK));
  archive_write_free(writer);
  return out;
}

}  // namespace mxsweep::test
