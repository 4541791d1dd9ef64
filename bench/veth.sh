#!/bin/sh
# Two network namespaces with a pair of virtual cards between them, for
# measurements that loopback cannot show. Runs one command in each and takes
# everything down again; needs root and iproute2.
#
#   sh bench/veth.sh SERVER -- CLIENT
#
# Each is one word for `sh -c`. The server is started first, on 10.77.0.2 and
# fd77::2, and gets SIGTERM when the client, on 10.77.0.1 and fd77::1, ends.
# The exit code is the client's. VETH_WAIT is how long to wait in between
# (seconds, default 1).
set -eu

if [ $# -ne 3 ] || [ "$2" != "--" ]; then
  sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
near=mxs-near-$$
far=mxs-far-$$
server=

clean_up() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  ip netns del "$near" 2>/dev/null || true
  ip netns del "$far" 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM

ip netns add "$near"
ip netns add "$far"
ip link add veth0 netns "$near" type veth peer name veth0 netns "$far"
for end in "$near 1" "$far 2"; do
  set -- "$1" "$2" "$3" $end
  ip -n "$4" address add "10.77.0.$5/24" dev veth0
  ip -n "$4" address add "fd77::$5/64" dev veth0 nodad
  ip -n "$4" link set lo up
  ip -n "$4" link set veth0 up
done

ip netns exec "$far" sh -c "exec $1" &
server=$!
sleep "${VETH_WAIT:-1}"
ip netns exec "$near" sh -c "$3"
