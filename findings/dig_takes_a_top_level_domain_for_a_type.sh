#!/bin/sh
# dig, delv, kdig and drill take some top-level domains for types and classes.
#
# Expected: a line "in MX" or "dig -t MX -f LIST" with the line "in" asks for
# the MX of that domain: RFC 1034 section 3.1 lets a name that is typed be
# written without its last dot, and dig's manual gives "dig @server name type".
# Seen: IN is a class, so no name is left. All four ask for the root instead;
# dig, kdig and drill for its NS, which is the default. The answer is NOERROR,
# and with +short the name servers of the root stand where the mail hosts of
# India would. ch (Switzerland, and the class CHAOS) fares alike, mx (Mexico)
# in dig, delv and kdig, md, mg and mr (the types MD, MG, MR) in dig and delv.
# drill takes the next word for the name: "drill md MX" is MD of the name mx.
# Around it: a dot at the end (in.), or -q in dig, delv and kdig.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-dnsutils=1:9.18.49-1~deb12u3 knot-dnsutils=3.2.6-1 \
  ldnsutils=1.8.3-1+b1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
export LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)"
export PATH="$work/tree/usr/bin:$PATH" HOME="$work"
dig -v 2>&1
kdig --version
drill -v | head -n 1

python3 - "$work" <<'PYTHON'
import pathlib
import socket
import subprocess
import sys
import threading

TYPES = {2: "NS", 3: "MD", 8: "MG", 9: "MR", 15: "MX"}
CLASSES = {1: "IN", 3: "CH"}
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
port = str(server.getsockname()[1])
asked = []


def serve():
    """Says NOERROR without a record, and notes the question."""
    while True:
        query, peer = server.recvfrom(4096)
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        rdtype = int.from_bytes(query[at + 1:at + 3], "big")
        rdclass = int.from_bytes(query[at + 3:at + 5], "big")
        asked.append(f"{'.'.join(labels)}. {CLASSES[rdclass]}"
                     f" {TYPES.get(rdtype, rdtype)}")
        server.sendto(query[:2] + bytes((0x81, 0x80, 0, 1)) + bytes(6)
                      + query[12:at + 5], peer)


threading.Thread(target=serve, daemon=True).start()


def question(*command):
    asked.clear()
    subprocess.run(command, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=60)
    return list(asked)


names = pathlib.Path(sys.argv[1], "names")
names.write_text("example.com\nin\nch\nmx\n")
many = question("dig", "@127.0.0.1", "-p", port, "-t", "MX", "-f", str(names))
print("dig -t MX -f, names example.com, in, ch, mx:", many)
tools = {
    "dig": ("dig", "@127.0.0.1", "-p", port),
    "delv": ("delv", "@127.0.0.1", "-p", port, "+noroot"),
    "kdig": ("kdig", "@127.0.0.1", "-p", port),
    "drill": ("drill", "-p", port, "@127.0.0.1"),
}
seen = {}
for name in ("in", "ch", "mx", "md", "in."):
    seen[name] = [question(*tool, name, "MX")[0] for tool in tools.values()]
    print(f"{name} MX:", dict(zip(tools, seen[name])))
seen["-q"] = [question(*tools[name], "-q", "in", "-t", "MX")[0]
              for name in ("dig", "delv", "kdig")]
print("-q in -t MX:", seen["-q"])
print("expected: the MX of each name, in the class IN")
described = {
    "in": [". IN NS", ". IN MX", ". IN NS", ". IN NS"],
    "ch": [". CH NS", ". IN MX", ". IN NS", ". CH NS"],
    "mx": [". IN NS", ". IN MX", ". IN NS", "mx. IN MX"],
    "md": [". IN NS", ". IN MX", "md. IN MX", "mx. IN MD"],
    "in.": ["in. IN MX"] * 4,
    "-q": ["in. IN MX"] * 3,
}
same = seen == described and many == [
    "example.com. IN MX", ". IN NS", ". CH NS", ". IN NS"]
sys.exit(None if same else "no longer as described")
PYTHON
