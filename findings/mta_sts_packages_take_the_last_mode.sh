#!/bin/sh
# Two packages for MTA-STS take the last of two modes, not the first.
#
# Expected: RFC 8461 section 3.2: of a field of a policy that may stand once and
# stands twice, the first one counts and others are ignored. The same is said of
# the TXT record, whose id tells whether a policy is new (section 3.1).
# Seen: postfix-mta-sts-resolver 1.5.1 and mailauth 4.13.3 let the last mode
# count: enforce becomes none. The first one does so with max_age and the id as
# well, the second one with max_age. A table of policies that either has made
# has other modes than those of senders that follow the RFC, without an error.
# Around it: read the lines of the policy oneself, and keep the first.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  postfix-mta-sts-resolver==1.5.1

cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts mailauth@4.13.3
grep -h '"version"' node_modules/mailauth/package.json

"$work/venv/bin/python" - <<'PYTHON'
import json
import subprocess
import sys
from importlib.metadata import version

from postfix_mta_sts_resolver.utils import (
    parse_mta_sts_policy, parse_mta_sts_record)

print("postfix-mta-sts-resolver", version("postfix-mta-sts-resolver"))
POLICY = """\
version: STSv1
mode: enforce
mx: mail.example.com
max_age: 604800
mode: none
max_age: 86400
"""
RECORD = "v=STSv1; id=20260101; id=20250101;"
SCRIPT = """\
const { parsePolicy } = require("mailauth/lib/mta-sts");
const policy = parsePolicy(JSON.parse(process.argv[1]));
console.log(JSON.stringify([policy.mode, String(policy.maxAge)]));
"""
policy = parse_mta_sts_policy(POLICY)
record = parse_mta_sts_record(RECORD)
seen = [policy["mode"], policy["max_age"], record["id"]]
other = json.loads(subprocess.run(
    ["node", "-e", SCRIPT, json.dumps(POLICY)],
    check=True, capture_output=True, text=True).stdout)
right = ["enforce", "604800", "20260101"]
print("mode, max_age and id by postfix-mta-sts-resolver:", *seen)
print("mode and max_age by mailauth:                    ", *other)
print("expected:                                        ", *right)
same = seen == ["none", "86400", "20250101"] and other == ["none", "86400"]
sys.exit(None if same else "no longer as described")
PYTHON
