#include "io/file/binary_kind.h"

#include <algorithm>
#include <array>

namespace mxsweep::io {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kAsCsv = "save the sheet with the names as CSV";
constexpr std::string_view kUnpack = "unpack it first";
constexpr std::string_view kColumn = "write the column as Parquet";
constexpr std::string_view kCapture =
    "take the names out, as by tshark -T fields";

constexpr std::array kKinds = std::to_array<BinaryKind>({
    {"PK\x03\x04"sv, "a zip archive, or an Excel or OpenDocument workbook",
     "unpack it, or save the sheet with the names as CSV"},
    {"\xD0\xCF\x11\xE0"sv, "an old Excel or Word file", kAsCsv},
    {"%PDF"sv, "a PDF document",
     "copy the names out of it (pdftotext), one a line"},
    {"SQLite format 3"sv, "an SQLite database",
     "sqlite3 -csv FILE 'SELECT domain FROM ...' | mxsweep -"},
    {"\x1F\x8B"sv, "packed by gzip", kUnpack},
    {"\x28\xB5\x2F\xFD"sv, "packed by zstd", kUnpack},
    {"\xFD"
     "7zXZ"sv,
     "packed by xz", kUnpack},
    {"BZh"sv, "packed by bzip2", kUnpack},
    {"7z\xBC\xAF"sv, "a 7z archive", kUnpack},
    {"Rar!"sv, "a rar archive", kUnpack},
    {"ARROW1"sv, "an Arrow or Feather file", kColumn},
    {"ORC"sv, "an ORC file", kColumn},
    {"Obj\x01"sv, "an Avro file", kColumn},
    {"\xD4\xC3\xB2\xA1"sv, "a capture of packets", kCapture},
    {"\xA1\xB2\xC3\xD4"sv, "a capture of packets", kCapture},
    {"\x4D\x3C\xB2\xA1"sv, "a capture of packets", kCapture},
    {"\xA1\xB2\x3C\x4D"sv, "a capture of packets", kCapture},
    {"\x0A\x0D\x0D\x0A"sv, "a capture of packets", kCapture},
    {"\x04\x22\x4D\x18"sv, "packed by lz4", kUnpack},
    {"\x1F\x9D"sv, "packed by compress (.Z)", kUnpack},
    {"LZIP"sv, "packed by lzip", kUnpack},
    {"\x89HDF\r\n"sv, "an HDF5 file", kColumn},
    {"\x7F"
     "ELF"sv,
     "a program", "name the list"},
    {"{\\rtf"sv, "an RTF document", "save it as plain text"},
    {"-----BEGIN "sv, "a key, certificate or encrypted message",
     "give the names themselves, one a line"},
    {"#!/"sv, "a script", "name the list"},
});

constexpr BinaryKind kTar = {"", "a tar archive",
                             "take the list out: tar -xOf FILE NAME"};
constexpr BinaryKind kPickle = {"", "a pickle of Python",
                                "write the names as text, one a line"};

// Its mark stands in the first header, at octet 257.
bool is_tar(std::string_view head) {
  constexpr std::size_t kMark = 257;
  return head.size() > kMark && head.substr(kMark).starts_with("ustar");
}

// Of protocols 2 to 5: the version, and what makes an object, or a frame.
bool is_pickle(std::string_view head) {
  constexpr std::string_view kNext = "]})(cX\x8C\x95KM";
  return head.size() > 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5 &&
         kNext.find(head[2]) != std::string_view::npos;
}

}  // namespace

const BinaryKind* binary_kind_of(std::string_view head) {
  if (is_tar(head)) {
    return &kTar;
  }
  if (is_pickle(head)) {
    return &kPickle;
  }
  const auto* const found = std::find_if(
      kKinds.begin(), kKinds.end(),
      [head](const BinaryKind& kind) { return head.starts_with(kind.begins); });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace mxsweep::io
