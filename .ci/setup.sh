#!/bin/sh
# Sets up a fresh Debian 12 or 13 and does one of two things (see README.md):
#
#   sh .ci/setup.sh demo   install, build, scan a synthetic internet
#   sh .ci/setup.sh test   install, build and pass every test
#
# A third is for releases and images (docs/releasing.md):
#
#   sh .ci/setup.sh package   install, build, pack into build/release/packages
#
# Needs root or sudo for the packages, and the network for packages only.
# What it makes lies in build/, .venv/, .arrow-wheel/ and demo/ of this
# checkout. It may be run again: what is there already is not done again.
set -eu
cd "$(dirname "$0")/.."
. .ci/lib.sh

build_packages="g++ cmake ninja-build pkg-config python3 python3-pip
  python3-venv liburing-dev libxxhash-dev libcli11-dev libabsl-dev
  libicu-dev libunistring-dev libmnl-dev libpsl-dev publicsuffix
  nlohmann-json3-dev zlib1g-dev libzstd-dev libbz2-dev liblzma-dev
  libarchive-dev libmaxminddb-dev"
server_packages="unbound nsd"
# Servers that only tests talk to.
test_server_packages="knot dnsmasq-base pdns-recursor
  slurmctld slurmd slurm-client munge"
test_packages="git clang clang-format clang-tidy lld curl
  libgtest-dev libgmock-dev libbenchmark-dev libldns-dev dnsperf iproute2"

# Of the command that runs.
all_packages=

# Debian starts the servers that it installs unless this file forbids it.
policy=/usr/sbin/policy-rc.d
policy_is_ours=

at_exit() {
  if [ -n "$policy_is_ours" ]; then
    as_root rm -f "$policy"
  fi
}

fail() {
  echo "setup: $*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Those of the packages named that are not installed.
missing_of() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
      grep -q 'ok installed' || printf ' %s' "$package"
  done
}

# Before anything is tried whose output would not be seen. sudo may ask for a
# password here.
need_root_for() {
  if ! command -v apt-get >/dev/null; then
    fail "needs apt-get (Debian 12 or 13) to install:$*"
  elif [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    fail "needs root or sudo to install packages. As root, once:
  apt-get install --no-install-recommends$(missing_of $all_packages)
and run this again"
  fi
  as_root true || fail "sudo does not let this user install:$*"
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y \
    --no-install-recommends "$@"
}

lists_are_fresh=

# install PACKAGES: those that are missing.
install() {
  missing=$(missing_of "$@")
  if [ -z "$missing" ]; then
    echo "   all are installed"
    return
  fi
  need_root_for "$missing"
  echo "   installing$missing" | fold -s -w 78
  if [ -z "$lists_are_fresh" ]; then
    quietly as_root apt-get update
    lists_are_fresh=yes
  fi
  quietly apt_install $missing
}

# Our servers run on ports of their own when they are needed; nothing shall
# listen on this machine's port 53 because of us.
install_servers() {
  missing=$(missing_of "$@")
  if [ -n "$missing" ] && [ ! -e "$policy" ]; then
    need_root_for "$missing"
    policy_is_ours=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  install "$@"
  if [ -n "$policy_is_ours" ]; then
    as_root rm -f "$policy"
    policy_is_ours=
  fi
  if [ -n "$missing" ] && [ -d /run/systemd/system ]; then
    for service in $missing; do
      as_root systemctl disable --quiet "$service" 2>/dev/null || true
    done
  fi
}

# The runtime of the sanitizers is a package of the release's own clang.
install_sanitizers() {
  version=$(clang --version | sed -n 's/.*clang version \([0-9]*\).*/\1/p')
  install "libclang-rt-$version-dev"
}

# The independent readers: DuckDB, pyarrow, dnspython and others.
make_venv() {
  stamp=.venv/.requirements
  if cmp -s tests/requirements.txt "$stamp"; then
    echo "   .venv has them"
    return
  fi
  rm -rf .venv
  python3 -m venv .venv
  quietly .venv/bin/pip install --disable-pip-version-check \
    -r tests/requirements.txt
  cp tests/requirements.txt "$stamp"
}

# Other releases may call packages otherwise; apt-get then says which.
say_machine() {
  system=$(. /etc/os-release 2>/dev/null && echo "$PRETTY_NAME" || uname)
  case $system in
    Debian*" 12 "* | Debian*" 13 "*) ;;
    *) echo "setup: this is $system; made for Debian 12 and 13" >&2 ;;
  esac
  echo "$system, $(nproc) processors: $1"
}

case "${1:-}" in
  demo)
    stages_in_all=5
    say_machine "5 stages, some 5 minutes, most of it the second"
    all_packages="$build_packages $server_packages"
    stage "packages to build with"
    install $build_packages
    stage "building the program: build/release/scanner/mxsweep"
    build program
    stage "servers of the demonstration: $server_packages"
    install_servers $server_packages
    stage "independent readers (DuckDB, pyarrow) into .venv"
    make_venv
    stage "the demonstration"
    sh .ci/demo.sh build/release
    ;;
  test)
    stages_in_all=4
    say_machine "4 stages, some 30 minutes, most of it the last"
    all_packages="$build_packages $test_packages $server_packages
      $test_server_packages"
    stage "packages to build and to test with"
    install $build_packages $test_packages
    install_sanitizers
    stage "servers that tests talk to: $server_packages $test_server_packages"
    install_servers $server_packages $test_server_packages
    stage "independent readers (DuckDB, pyarrow) into .venv"
    make_venv
    stage "the proofs"
    sh .ci/check.sh
    ;;
  package)
    stages_in_all=3
    say_machine "3 stages, some 5 minutes, most of it the second"
    all_packages=$build_packages
    stage "packages to build with"
    install $build_packages
    stage "building the program: build/release/scanner/mxsweep"
    build program
    stage "the package and the tarball: build/release/packages"
    quietly cpack --config build/release/CPackConfig.cmake \
      -B build/release/packages -G "DEB;TGZ"
    ls -l build/release/packages/mxsweep*
    ;;
  *)
    echo "usage: sh .ci/setup.sh demo|test|package" >&2
    exit 2
    ;;
esac
