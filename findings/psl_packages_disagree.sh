#!/bin/sh
# Three packages for the public suffix list give three registrable domains.
#
# Expected: the registrable domain of a name follows from the list, so packages
# differ at most by the age of the list that they ship.
# Seen: of a.b.unlisted, under a top-level domain that no list has,
# publicsuffixlist makes b.unlisted by the rule "*" of the list's algorithm,
# tldextract nothing, publicsuffix2 "unlisted" alone. Of x.github.io tldextract
# makes github.io, since it leaves the private section out by default; the two
# others, which read it, make x.github.io. Of A.Example.CO.UK tldextract keeps
# the upper case. Suffixes themselves (co.uk) are "", None or co.uk. Tables that
# were made with different packages cannot be joined on that column.
# Around it: one package, its options spelt out, and names in lower case.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  tldextract==5.4.0 publicsuffixlist==1.1.2.20261023 publicsuffix2==2.20191221

"$work/venv/bin/python" -W ignore - <<'PYTHON'
import sys
from importlib.metadata import version

import publicsuffix2
import publicsuffixlist
import tldextract

for package in ("tldextract", "publicsuffixlist", "publicsuffix2"):
    print(package, version(package))
# Without the empty arguments tldextract would download a list.
extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
packages = {
    "tldextract": lambda name: extract(name).top_domain_under_public_suffix,
    "publicsuffixlist": publicsuffixlist.PublicSuffixList().privatesuffix,
    "publicsuffix2": publicsuffix2.PublicSuffixList().get_sld,
}
described = {
    "a.b.unlisted": ["", "b.unlisted", "unlisted"],
    "x.github.io": ["github.io", "x.github.io", "x.github.io"],
    "github.io": ["github.io", None, "github.io"],
    "co.uk": ["", None, "co.uk"],
    "A.Example.CO.UK": ["Example.CO.UK", "example.co.uk", "example.co.uk"],
}
seen = {}
for name in described:
    seen[name] = [function(name) for function in packages.values()]
    print(name, dict(zip(packages, seen[name])))
print("expected: one domain in each line")
sys.exit("no longer as described" if seen != described else None)
PYTHON
