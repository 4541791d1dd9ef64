#!/bin/sh
# Sets up a fresh Debian 12 and does one of two things (see README.md):
#
#   sh .ci/setup.sh demo   install, build, scan a synthetic internet
#   sh .ci/setup.sh test   install, build and pass every test
#
# Needs root or sudo for the packages, and the network for packages only.
# What it makes lies in build/, .venv/, .arrow-wheel/ and demo/ of this
# checkout.
set -eu
cd "$(dirname "$0")/.."
. .ci/lib.sh

build_packages="g++ cmake ninja-build pkg-config python3 python3-pip
  python3-venv liburing-dev libxxhash-dev libcli11-dev libabsl-dev
  libicu-dev libunistring-dev libmnl-dev libpsl-dev publicsuffix
  nlohmann-json3-dev zlib1g-dev libzstd-dev libbz2-dev liblzma-dev
  libarchive-dev"
server_packages="unbound nsd"
# Servers that only tests talk to.
test_server_packages="knot dnsmasq-base pdns-recursor"
test_packages="git clang clang-format clang-tidy lld libclang-rt-14-dev
  libgtest-dev libgmock-dev libbenchmark-dev libldns-dev dnsperf iproute2"

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "setup: need root or sudo for: $*" >&2
    exit 1
  fi
}

# Those of the packages named that are not installed.
missing_of() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
      grep -q 'ok installed' || printf ' %s' "$package"
  done
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends "$@"
}

# Debian starts the servers that it installs. Ours run on ports of their own
# when they are needed; nothing shall listen on this machine's port 53
# because of us.
install_servers() {
  policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ]; then
    quietly apt_install "$@"
  else
    trap 'as_root rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    quietly apt_install "$@"
    as_root rm -f "$policy"
    trap - EXIT INT TERM
  fi
  if [ -d /run/systemd/system ]; then
    for service in "$@"; do
      as_root systemctl disable --quiet "$service" 2>/dev/null || true
    done
  fi
}

# install_packages PACKAGES: together with the servers.
install_packages() {
  packages=$(missing_of "$@")
  servers=$(missing_of $server_packages)
  if [ -z "$packages$servers" ]; then
    return
  fi
  say "installing$packages$servers"
  quietly as_root apt-get update -qq
  if [ -n "$packages" ]; then
    quietly apt_install $packages
  fi
  if [ -n "$servers" ]; then
    install_servers $servers
  fi
}

# The independent readers: DuckDB, pyarrow, dnspython.
make_venv() {
  stamp=.venv/.requirements
  if cmp -s tests/requirements.txt "$stamp"; then
    return
  fi
  say "installing the independent readers into .venv"
  rm -rf .venv
  python3 -m venv .venv
  quietly .venv/bin/pip install --disable-pip-version-check \
    -r tests/requirements.txt
  cp tests/requirements.txt "$stamp"
}

case "${1:-}" in
  demo)
    install_packages $build_packages
    make_venv
    say "building the program"
    build program
    sh .ci/demo.sh build/release
    ;;
  test)
    server_packages="$server_packages $test_server_packages"
    install_packages $build_packages $test_packages
    make_venv
    sh .ci/check.sh
    ;;
  *)
    echo "usage: sh .ci/setup.sh demo|test" >&2
    exit 2
    ;;
esac
