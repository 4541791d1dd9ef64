#!/bin/sh
# s3fs makes a whole object of what was written before an exception.
#
# Expected: an object of S3 appears when its upload is completed, and one that
# is given up leaves the old object as it was, so whoever writes a table in a
# with block and fails half-way has the table of yesterday. smart_open and
# obstore do it so.
# Seen: on leaving the block s3fs 2026.9.0 closes the file, whatever the reason,
# and closing completes the upload: the object is the half, 1,000 or 20 million
# octets of it, and yesterday's is gone. A reader of CSV or JSON lines cannot
# tell.
# Around it: write to another key and move it in the end; or one of the others.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  'moto[server,s3]==5.2.5' boto3==1.43.117 s3fs==2026.9.0 smart-open==9.0.2 \
  obstore==0.12.1
port=$(python3 -c 'import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$work/venv/bin/python" -m moto.server -H 127.0.0.1 -p "$port" \
  >"$work/moto.log" 2>&1 &
servers=$!

AWS_ACCESS_KEY_ID=key AWS_SECRET_ACCESS_KEY=secret \
  AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true \
  "$work/venv/bin/python" - "http://127.0.0.1:$port" <<'PYTHON'
import socket
import sys
import time
from importlib.metadata import version

import boto3
import obstore
import obstore.store
import s3fs
import smart_open

ENDPOINT = sys.argv[1]
YESTERDAY = b"yesterday, whole"
for _ in range(100):  # it may not listen yet
    try:
        socket.create_connection(("127.0.0.1",
                                  int(ENDPOINT.rpartition(":")[2]))).close()
        break
    except OSError:
        time.sleep(0.2)
client = boto3.client("s3", endpoint_url=ENDPOINT)
client.create_bucket(Bucket="night")
files = s3fs.S3FileSystem(endpoint_url=ENDPOINT)
store = obstore.store.S3Store(
    "night", endpoint=ENDPOINT, client_options={"allow_http": True},
    virtual_hosted_style_request=False)
WRITERS = {
    "s3fs": lambda key: files.open(f"night/{key}", "wb"),
    "smart_open": lambda key: smart_open.open(
        f"s3://night/{key}", "wb", transport_params={"client": client}),
    "obstore": lambda key: obstore.open_writer(store, key),
}


def after_a_failure(name, size):
    """The octets of the object, which was there before."""
    key = f"{name}-{size}"
    client.put_object(Bucket="night", Key=key, Body=YESTERDAY)
    try:
        with WRITERS[name](key) as file:
            file.write(b"x" * size)
            raise InterruptedError
    except InterruptedError:
        pass
    found = client.get_object(Bucket="night", Key=key)["Body"].read()
    return len(found)


seen = {}
for name in WRITERS:
    seen[name] = [after_a_failure(name, size) for size in (1000, 20_000_000)]
    print(name, version(name), "leaves", *seen[name], "octets")
whole = [len(YESTERDAY)] * 2
print("expected:", *whole, "octets each time")
sys.exit(None if seen == {"s3fs": [1000, 20_000_000], "smart_open": whole,
                          "obstore": whole} else "no longer as described")
PYTHON
