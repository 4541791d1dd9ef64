#!/bin/sh
# GNU parallel --resume does not run what failed, and then ends with 0.
#
# Expected: to resume a run is to do what is not done yet; its exit code is 0 if
# all jobs have ended well (the manual: "All jobs ran without error").
# Seen: --resume of GNU parallel 20221122 takes a job that failed for done: it
# looks for sequence numbers in the log and not for exit codes, which the manual
# says in an example. The second run does nothing about the
# shard that failed in the first one, ends with 0, and so does each further one:
# a loop "until parallel --resume ..." ends with a hole. A line that has come
# into the input in between moves the numbers: the new one is not run, and one
# that was done is run again.
# Around it: --resume-failed, and an input that stays as it is.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  parallel=20221122+ds-2 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
parallel="perl $work/tree/usr/bin/parallel --will-cite -j1"
export HOME="$work" PARALLEL_HOME="$work/home"
mkdir "$work/home"
cd "$work"
cat >shard <<'EOS'
#!/bin/sh
echo "$1" >>ran
[ "$1" != c ] || [ -e mended ]
EOS
chmod +x shard
# The exit code of a run, and what it ran.
run() {
  : >ran
  code=0
  $parallel "$@" ./shard >out 2>&1 || code=$?
  echo "$code:$(paste -s -d, ran)"
}
perl "$work/tree/usr/bin/parallel" --version | head -n 1
first=$(printf '%s\n' a b c d | run --joblog log)
touch mended
cp log log.failed
second=$(printf '%s\n' a b c d | run --joblog log --resume)
moved=$(printf '%s\n' a new b c d | run --joblog log --resume)
failed=$(printf '%s\n' a b c d | run --joblog log.failed --resume-failed)
echo "exit code and jobs of the first run: $first"
echo "--resume:                            $second, expected 0:c"
echo "--resume with a new line:            $moved, expected 0:new,c"
echo "--resume-failed:                     $failed"
if [ "$first $second $moved $failed" != "1:a,b,c,d 0: 0:d 0:c" ]; then
  echo "no longer as described" >&2
  exit 1
fi
