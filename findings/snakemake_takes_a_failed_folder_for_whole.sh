#!/bin/sh
# Snakemake takes what a failed job left for whole, if it was told to keep it.
#
# Expected: --keep-incomplete does not "remove incomplete output files by failed
# jobs", so a scan that can be gone on with finds its folder again, and
# --rerun-incomplete runs "all jobs the output of which is recognized as
# incomplete".
# Seen: with Snakemake 9.27.1 the next run has nothing to do: "all requested
# files are present and up to date", exit code 0, with --rerun-incomplete as
# well, and --summary calls the folder ok. Within one run, --retries gives the
# second attempt an empty folder all the same, so that it begins anew each time.
# Around it: make a file inside of the folder the output of the rule, one that
# is written last, such as _SUCCESS, not the folder.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check snakemake==9.27.1
cd "$work"
cat >Snakefile <<'EOF'
# Each attempt adds a part and fails, as a scan whose time is over.
rule scan:
    output: directory("night")
    shell: "mkdir -p night; echo >night/part-$(ls night | wc -l); exit 10"

# Likewise, with the file that is written last.
rule careful:
    output: "week/_SUCCESS"
    shell: "mkdir -p week; echo >week/part-$(ls week | wc -l); exit 10"
EOF
# run ARGUMENTS: as few words as there can be; the exit code in $code.
run() {
  code=0
  HOME=$work venv/bin/snakemake -c1 "$@" >run.log 2>&1 || code=$?
}
echo "Snakemake $(venv/bin/snakemake --version)"
run scan --keep-incomplete --retries 2
seen="$code $(ls night)"
echo "three attempts: exit code $code, $(ls night)"
run scan --keep-incomplete --rerun-incomplete
seen="$seen $code $(grep -c 'Nothing to be done' run.log || :)"
echo "again: exit code $code, $(grep -m 1 'Nothing' run.log || :)"
run careful --keep-incomplete --retries 2
run careful --keep-incomplete --rerun-incomplete
seen="$seen $code" && echo "with week/_SUCCESS: exit code $code," week/part*
seen="$seen $(echo week/part* | wc -w)"
echo "expected: the folder of the last attempt, and exit code 1 again"
if [ "$seen" != "1 part-0 0 1 1 4" ]; then
  echo "no longer as described: $seen" >&2
  exit 1
fi
