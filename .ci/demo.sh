#!/bin/sh
# The demonstration: makes a synthetic internet below demo/, serves it with
# NSD on a free loopback port, scans its domains through the private unbound,
# and looks at the result with DuckDB. Needs no network and no root.
#
#   sh .ci/demo.sh BUILD_FOLDER     (see .ci/setup.sh demo)
set -eu
cd "$(dirname "$0")/.."
. .ci/lib.sh

mxsweep=${1:?usage: sh .ci/demo.sh BUILD_FOLDER}/scanner/mxsweep
python=.venv/bin/python
world=demo/internet
nsd_process=

at_exit() {
  if [ -n "$nsd_process" ]; then
    kill "$nsd_process" 2>/dev/null || true
    wait "$nsd_process" 2>/dev/null || true
    nsd_process=
  fi
  rm -rf "$world"/nsd-xfr-* "$world"/nsd.pid
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
sys.exit("demo: NSD does not answer, see demo/internet/nsd.log")' "$1"
}

# Shows a scan's command and runs it. A timeout that is right for a server on
# this machine: some of the names are made so that nobody ever answers.
scan() {
  say "mxsweep names.txt -o $1"
  "$mxsweep" "$world/names.txt" --resolver-config "$world/unbound.conf" \
    --timeout 1s --retries 1 -o "$1"
}

nsd=$(PATH="$PATH:/usr/sbin" command -v nsd) || {
  echo "demo: nsd is not installed (apt-get install nsd)" >&2
  exit 1
}

say "making a synthetic internet in $world"
rm -rf demo
mkdir -p demo
port=$(free_port)
"$python" datasets/make_internet.py "$world" --names 3000 \
  --listen "127.0.0.1:$port"
(cd "$world" && exec "$nsd" -d -c nsd.conf) >"$world/nsd.log" 2>&1 &
nsd_process=$!
wait_for_nsd "$port"

scan demo/results.csv
scan demo/results.parquet
at_exit

say "demo/results.parquet in DuckDB"
"$python" - <<'EOF'
import duckdb

duckdb.sql("CREATE VIEW results AS FROM 'demo/results.parquet'")
print("What became of the names (each counted once):")
duckdb.sql("""
    SELECT status, mail_kind, count(DISTINCT seq) AS names
    FROM results GROUP BY ALL ORDER BY names DESC""").show(max_rows=40)
print("Who receives their mail:")
duckdb.sql(r"""
    SELECT regexp_extract(exchange, '[^.]+\.[^.]+$') AS mail_host_domain,
           count(DISTINCT seq) AS names,
           count(DISTINCT exchange) AS hosts
    FROM results WHERE mail_kind = 'mx'
    GROUP BY ALL ORDER BY names DESC, 1 LIMIT 10""").show()
EOF

say "a report of it"
"$mxsweep" report demo/results.parquet -o demo/report.html

say "done"
cat <<EOF
The results are in demo/results.csv and demo/results.parquet; demo/report.html
is a page about them that loads nothing from elsewhere.
To scan your own list, one name a line or "rank,name":
    $mxsweep LIST -o results.csv
EOF
