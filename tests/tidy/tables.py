"""What tidy.py holds the project to: numbers, ranks and banned words.

docs/style.md says why. A limit is lowered here, never raised for one file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TOP_LEVEL = {
    "CMakeLists.txt", "scanner", "io", "tests", "bench", "datasets", "docs",
    "cmake", "README.md", "LICENSE", "Makefile", "CMakePresets.json",
    "findings",
}  # and dot files

# A file includes its own folder and lower ranks only.
RANKS = {
    "io/base": 0, "io/net": 1, "io/file": 1, "io/table": 1, "io/proc": 1,
    "io/net/raw": 2, "io/table/parquet": 2, "io/table/read": 2,
    "io/table/sort": 2,
    "io/remote": 2,
    "scanner/dns": 3, "scanner/rr": 4, "scanner/policy": 5, "scanner/query": 5,
    "scanner/mail": 6, "scanner/recursion": 6,
    "scanner/rows": 7, "scanner/input": 7, "scanner/list": 8, "scanner/run": 9,
    "scanner/results": 10, "scanner/cli": 11, "scanner": 12,
}

GENERATED = {  # by CMake, so not in the tree
    "scanner/policy/spf_includes_csv.h",
    "scanner/recursion/root_hints_text.h",
    "scanner/rr/special_purpose_addresses.h", "scanner/run/commit.h",
    "scanner/run/providers_csv.h", "scanner/run/version.h",
}

WIDTH = 80
FILE_LINES = 500
FUNCTION_LINES = 70
INCLUDES = 10
LONG_TABLES = {"scanner/cli/flags.cc"}


class Owned(NamedTuple):
    """System headers that only few files may include."""

    header: str
    owners: str
    instead: str


OWNED_HEADERS = (
    Owned(r"liburing", r"io/net/(uring\.(h|cc)|transport_uring\.cc)",
          "io_uring is reached through io/net/uring.h"),
    Owned(r"arrow/", r"io/(table/(arrow_\w+\.(h|cc)|writer_arrow\.cc"
          r"|parquet/(writer|record_source)_parquet\.cc)|remote/s3_sink\.cc)",
          "writers take io::RowBatch; Arrow is behind io/table/arrow_*"),
    Owned(r"parquet/",
          r"io/table/parquet/(writer|column_source|record_source)_parquet\.cc",
          "writers take io::RowBatch, readers io::ColumnSource or "
          "io::RecordSource"),
    Owned(r"CLI/", r"scanner/cli/(parse|config_file)\.cc",
          "flags are rows of scanner/cli/flags.cc"),
    Owned(r"nlohmann/",
          r"scanner/(run/(manifest|dataset_journal|merge_dataset|run_moment)"
          r"\.cc|"
          r"list/json_\w+\.(h|cc))|io/table/read/jsonl_records\.cc"
          r"|scanner/results/(partition_rows|report_manifest)\.cc",
          "the manifest, the journal, the status and lists are the only JSON "
          "that is no table"),
    Owned(r"libmnl/", r"io/net/raw/route\.cc", "use io/net/raw/route.h"),
    Owned(r"(zlib|zstd|zstd_errors|bzlib|lzma|archive|archive_entry)\.h",
          r"io/file/((gzip|zstd|bzip2|xz|zip)_source|(gzip|zstd)_compressor)"
          r"\.cc", "decoders are rows of io/file/sources.cc, encoders of "
          "io/file/compressions.cc"),
    Owned(r"maxminddb\.h", r"io/file/address_database\.cc",
          "use io/file/address_database.h"),
    Owned(r"unistr\.h", r"io/base/utf8\.cc", "use io/base/utf8.h"),
    Owned(r"unicode/", r"scanner/dns/idna\.cc", "use scanner/dns/idna.h"),
    Owned(r"((unistd|fcntl|poll)|(sys|net|netinet|arpa|linux)/\w+)\.h",
          r"io/.*", "descriptors and sockets belong to io/"),
)

IO_WORDS = re.compile(
    r"dns|\b(nxdomain|servfail|rcode|edns|cname|aaaa|qname|mx)\b", re.I)


class Ban(NamedTuple):
    """Something that must not be written in some files."""

    pattern: str
    where: str  # in these
    exempt: str  # but for these
    instead: str


PRODUCT = r"(io|scanner)/.*"
CALL = r"(?<![\w.>])(?:std::|::)?"  # not a method, not the end of a name

BANS = (
    Ban(r"\b(steady|system)_clock::now|" + CALL + r"time\((nullptr|0|&|\))",
        PRODUCT, r"io/base/clock\.cc",
        "take io::Instant as an argument, or an io::Clock"),
    Ban(r"\bstd::c(out|err)\b|\b\w*printf\b",
        PRODUCT, r"io/base/(log|check)\.cc|scanner/main\.cc",
        "messages go through io/base/log.h, numbers through std::to_chars"),
    Ban(CALL + r"(_?exit|_Exit|quick_exit|abort)\(|\bstd::terminate\(",
        PRODUCT,
        r"io/base/check\.cc|io/proc/(child_process|memory_guard)\.cc"
        r"|scanner/main\.cc",
        "return a Status, or MXSWEEP_CHECK for our own mistakes"),
    Ban(CALL + r"(s?rand|drand48|random)\(|\brandom_device\b",
        r".*", r"io/base/prng\.cc", "use io::Prng with a seed"),
    Ban(r"\bstd::endl\b", r".*", r"", "write '\\n'; flush where it matters"),
    Ban(r"\bstd::w?regex\b", r".*", r"", "parse by hand; std::regex is slow"),
    Ban(r"\bshared_ptr\b", PRODUCT,
        r"io/(table/(arrow_(batch|schema)\.(h|cc)|writer_arrow\.cc"
        r"|parquet/\w+_parquet\.cc)|remote/s3_sink\.cc)",
        "everything has one owner: std::unique_ptr or a reference"),
    Ban(r"\bstd::function\b", r"(io/net|scanner/(query|mail|rows))/.*", r"",
        "no hidden allocation or call on the data path: use an interface"),
    Ban(r"\breinterpret_cast\b", PRODUCT,
        r"io/net/(raw/)?\w+\.cc|io/base/endpoint\.cc"
        r"|scanner/dns/(cursor|query|name)\.(cc|h)|scanner/input/job\.h",
        "use std::as_bytes, std::bit_cast or the types of scanner/dns"),
    Ban(CALL + r"assert\(", PRODUCT, r"", "use MXSWEEP_CHECK"),
    Ban(r"\bthrow\b", PRODUCT, r"", "return io::Result or io::Status"),
    Ban(CALL + r"(ato[ifl]l?|strto\w+|sto(i|u?ll?|[fd]|ld))\(", PRODUCT, r"",
        "use std::from_chars"),
)

# What is about somebody's machine or desk and not about this program. The
# brackets here and below keep this file from finding itself.
FOREIGN_WORDS = re.compile(
    r"(?<![\w.~/}$)*-])/(work|root|home)[/]\w|/bash_job[s]"
    r"|\bpypi\.or[g]|pythonhosted\.or[g]|\bdeb\.debian\.or[g]"
    r"|\b(?i:assistan[t]s?|chatbo[t]s?)\b|\bLL[M]s?\b"
    r"|(?<![\w\"])A[I]\b(?![.\"])"  # but not the top-level domain
    r"|\b(?i:this|that|last|earlier|previous|next|our) sessio[n]\b")
CODE_HOST = re.compile(r"\bgithub\.co[m]\b")  # links in documents are fine

# Codes of docs/rules.md, alone or as a range, and before the sentence of a
# test's name. A word that goes on ("W5.test", "S3-like") is no code.
RULES_PAGE = "docs/rules.md"
RULE_CODE = re.compile(
    r"(?<![\w.%+/])[SNXTWIEP][1-9]\d?(?![\w%]|\.\w|-(?![SNXTWIEP]\d)\w)")
RULE_OF_TEST = re.compile(
    r"\bTEST(?:_[FP])?\(\s*\w+,\s*([SNXTWIEP][1-9]\d?)(?=[A-Z])")
RULE_OF_SCENARIO = re.compile(r"([snxtwiep])0?([1-9]\d?)-.*\.scn")

UNFINISHED = re.compile(r"\bTOD[O]\b(?!\(#\d+\))|\bFIXM[E]\b")
NOLINT = re.compile(r"\bNOLIN[T](NEXTLINE|BEGIN)?\b")
NOLINT_WITH_REASON = re.compile(r"NOLINT\w*\([\w.,* -]+\): \S")
