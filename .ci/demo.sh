#!/bin/sh
# The demonstration: makes a synthetic internet below demo/, serves it with NSD
# on a free loopback port, scans its domains through the private unbound in two
# nights, between which some of them change, looks at the result with DuckDB and
# ends with what changed and a report. Needs no network and no root.
#
#   sh .ci/demo.sh BUILD_FOLDER     (see .ci/setup.sh demo)
set -eu
cd "$(dirname "$0")/.."
. .ci/lib.sh

mxsweep=${1:?usage: sh .ci/demo.sh BUILD_FOLDER}/scanner/mxsweep
python=.venv/bin/python
nsd_process=

stop_nsd() {
  if [ -n "$nsd_process" ]; then
    kill "$nsd_process" 2>/dev/null || true
    wait "$nsd_process" 2>/dev/null || true
    nsd_process=
  fi
  rm -rf demo/night-*/nsd-xfr-* demo/night-*/nsd.pid
}

at_exit() {
  stop_nsd
}

free_port() {
  "$python" -c '
import socket
datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagram.bind(("127.0.0.1", 0))
with socket.socket() as stream:
    stream.bind(datagram.getsockname())
print(datagram.getsockname()[1])'
}

# Until NSD answers, or not at all.
wait_for_nsd() {
  "$python" -c '
import sys, time
import dns.exception, dns.message, dns.query
for attempt in range(200):
    try:
        dns.query.udp(dns.message.make_query("qm", "SOA"), "127.0.0.1",
                      port=int(sys.argv[1]), timeout=0.1)
        sys.exit(0)
    except (OSError, dns.exception.DNSException):
        time.sleep(0.05)
sys.exit("demo: NSD does not answer, see " + sys.argv[2])' "$1" "$2"
}

# night NUMBER: serves the internet of that night, until the next one.
night() {
  stop_nsd
  world=demo/night-$1
  port=$(free_port)
  "$python" datasets/make_internet.py "$world" --names 3000 --night "$1" \
    --listen "127.0.0.1:$port"
  "$python" datasets/make_places.py "$world"
  (cd "$world" && exec "$nsd" -d -c nsd.conf) >"$world/nsd.log" 2>&1 &
  nsd_process=$!
  wait_for_nsd "$port" "$world/nsd.log"
}

# Shows a scan's command and runs it, with mail policies and with the networks
# and countries of addresses. A timeout that is
# right for a server on this machine: some of the names are made so that nobody
# ever answers.
scan() {
  say "mxsweep names.txt --policies -o $1"
  "$mxsweep" "$world/names.txt" --resolver-config "$world/unbound.conf" \
    --providers "$world/providers.csv" --policies \
    --asn-db "$world/places.mmdb" --country-db "$world/places.mmdb" \
    --columns full,mx_operator_country,-spf_record,-dmarc_record,-error \
    --timeout 1s --retries 1 -o "$1"
}

nsd=$(PATH="$PATH:/usr/sbin" command -v nsd) || {
  echo "demo: nsd is not installed (apt-get install nsd)" >&2
  exit 1
}

say "a synthetic internet, the first night"
rm -rf demo
mkdir -p demo
night 1
scan demo/before.parquet

say "the same names, the next night"
night 2
scan demo/results.csv
scan demo/results.parquet
stop_nsd

say "demo/results.parquet in DuckDB"
"$python" - <<'EOF'
import duckdb

duckdb.sql("CREATE VIEW results AS FROM 'demo/results.parquet'")
print("What became of the names (each counted once):")
duckdb.sql("""
    SELECT status, mail_kind, count(DISTINCT seq) AS names
    FROM results GROUP BY ALL ORDER BY names DESC""").show(max_rows=40)
print("Who runs their mail hosts:")
duckdb.sql("""
    SELECT mx_operator, mx_operator_category, count(DISTINCT seq) AS names
    FROM results WHERE mail_kind = 'mx'
    GROUP BY ALL ORDER BY names DESC, 1 LIMIT 10""").show()
EOF

say "what changed since the first night"
status=0
"$mxsweep" diff demo/before.parquet demo/results.parquet || status=$?
[ "$status" -eq 14 ] || exit "$status"  # nothing changed would be 0

say "a report of both"
"$mxsweep" report demo/results.parquet --since demo/before.parquet \
  -o demo/report.html

say "done"
cat <<EOF
The results are in demo/results.csv and demo/results.parquet, those of the night
before in demo/before.parquet.
To scan your own list, one name a line or "rank,name":
    $mxsweep LIST -o results.csv
The report of both nights, a page that loads nothing from elsewhere:
    $PWD/demo/report.html
EOF
