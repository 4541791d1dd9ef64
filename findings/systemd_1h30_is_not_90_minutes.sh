#!/bin/sh
# To systemd "1h30" is an hour and 30 seconds, and "1M" a month.
#
# Expected: RuntimeMaxSec=1h30 for a nightly scan means an hour and a half, as
# people write it; timeout(1) and sleep(1) refuse the form.
# Seen: a number without a unit counts seconds, behind hours too and without a
# warning, so the scan is ended after 60.5 minutes. 1m is a minute and 1M is
# 30.4 days, where sleep refuses the M.
# Around it: write 1h30min, and check it with systemd-analyze timespan.
set -eu
systemd-analyze --version | head -n 1

# seconds SPAN
seconds() {
  systemd-analyze timespan "$1" | awk '/s:/ && !/Orig|Human/ {
    printf "%.0f\n", $NF / 1000000 }'
}

seen=
for span in 1h30 1h30min 1m 1M; do
  echo "$span: $(seconds "$span") s"
  seen="$seen $(seconds "$span")"
done
echo "expected: 1h30 like 1h30min, or an error; 1M an error"
if [ "$seen" != " 3630 5400 60 2629800" ]; then
  echo "no longer as described" >&2
  exit 1
fi
