#!/bin/sh
# A top-level domain that is not in the public suffix list has three readings.
#
# Expected: the list's algorithm: "If no rules match, the prevailing rule is
# *", so the last label is the suffix, and the registrable domain of
# a.foo.unlisted is foo.unlisted.
# Seen: publicsuffixlist 1.1.2.20261023 has it so.
# publicsuffix2 2.20191221 gives the top-level domain alone as the registrable
# one, so that all names below it are one domain, and tldextract 5.4.0 says that
# there is none. No error. A list that is grouped by domain falls into other
# groups as soon as a new top-level domain is younger than the package.
# Around it: look at the suffix first, and decide about unknown ones.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  publicsuffixlist==1.1.2.20261023 publicsuffix2==2.20191221 tldextract==5.4.0

"$work/venv/bin/python" -W ignore - "$work" <<'PYTHON'
import sys
from importlib.metadata import version

import tldextract
from publicsuffix2 import get_sld
from publicsuffixlist import PublicSuffixList

for package in ("publicsuffixlist", "publicsuffix2", "tldextract"):
    print(package, version(package))
# No list of addresses: the one that the package holds, and no network.
extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=sys.argv[1])
listed = PublicSuffixList()
seen = {}
for name in ("a.foo.unlisted", "foo.unlisted", "a.foo.com"):
    seen[name] = [listed.privatesuffix(name), get_sld(name),
                  extract(name).top_domain_under_public_suffix]
    print(f"{name}: {seen[name]}   expected: {'.'.join(name.split('.')[-2:])}")
sys.exit(None if seen == {
    "a.foo.unlisted": ["foo.unlisted", "unlisted", ""],
    "foo.unlisted": ["foo.unlisted", "unlisted", ""],
    "a.foo.com": ["foo.com"] * 3,
} else "no longer as described")
PYTHON
