#!/bin/sh
# S3Proxy gives the first page of a list of partitions again and again.
#
# Expected: ListObjectsV2 of S3: the next page begins where the token says that
# came with the last one, and is sent back as it came; encoding-type=url, for
# which boto3 asks, is about keys and prefixes. A listing has each key once.
# Seen: S3Proxy 3.1.0 takes the last key of a page for its token, writes it with
# escapes, as night/tld%3Dcom/..., and takes it back without undoing that. "%"
# comes before "=", so each page is the one before again, and boto3 1.44.8 ends
# with PaginationError. Names without "=" are listed well, and so is all that
# fits one page, a thousand keys: it begins with the night that has more parts.
# What an upload has sent so far is listed, too, as .mpus-*.
# Around it: list_objects, the old call; or shorter lists, by prefix.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>"$work/kill" || true; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check boto3==1.44.8
cd "$work"
cat >pom.xml <<'EOX'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>0</version>
  <dependencies>
    <dependency>
      <groupId>org.gaul</groupId>
      <artifactId>s3proxy</artifactId>
      <version>3.1.0</version>
    </dependency>
  </dependencies>
</project>
EOX
mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$work/m2" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/jars"
ls jars | grep s3proxy
port=$(python3 -c 'import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])')
cat >s3proxy.conf <<EOC
s3proxy.authorization=none
s3proxy.endpoint=http://127.0.0.1:$port
jclouds.provider=transient-nio2
jclouds.filesystem.basedir=$work/data
EOC
mkdir data
java -cp 'jars/*' org.gaul.s3proxy.Main --properties s3proxy.conf >log 2>&1 &
server=$!
cat >lists.py <<'PYTHON'
import socket
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import PaginationError

port = int(sys.argv[1])
for _ in range(600):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            break
    time.sleep(0.1)
s3 = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}",
                  aws_access_key_id="a", aws_secret_access_key="b",
                  region_name="us-east-1",
                  config=Config(request_checksum_calculation="when_required"))
print("boto3", boto3.__version__)
s3.create_bucket(Bucket="scans")
for tld in ("com", "de", "net", "org"):
    for folder in ("plain/", "night/tld="):
        s3.put_object(Bucket="scans", Key=f"{folder}{tld}/part-0", Body=b"x")


def listed(call, prefix):
    pages = s3.get_paginator(call).paginate(
        Bucket="scans", Prefix=prefix, PaginationConfig={"PageSize": 2})
    try:
        return sum(len(page["Contents"]) for page in pages)
    except PaginationError as error:
        return type(error).__name__


seen = [listed("list_objects_v2", "plain/"),
        listed("list_objects_v2", "night/"),
        listed("list_objects", "night/")]
upload = s3.create_multipart_upload(Bucket="scans", Key="big")["UploadId"]
s3.upload_part(Bucket="scans", Key="big", UploadId=upload, PartNumber=1,
               Body=b"x")
keys = [row["Key"] for row in s3.list_objects_v2(Bucket="scans")["Contents"]]
seen.append(any(key.startswith(".mpus-") for key in keys))
print("listed of plain/*, night/tld=*, the same by the old call:", *seen[:3])
print("expected: 4 4 4")
print("parts of an upload are listed:", seen[3], "expected: False")
sys.exit(None if seen == [4, "PaginationError", 4, True]
         else "no longer as described")
PYTHON
"$work/venv/bin/python" lists.py "$port"
