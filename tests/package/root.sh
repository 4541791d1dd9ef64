#!/bin/sh
# Runs a command in a clean minimal Debian, of which nothing remains:
#
#   sh tests/package/root.sh RELEASE FOLDER COMMAND [ARGUMENTS]
#
# RELEASE is bookworm or trixie. FOLDER is /mnt there, where the command starts.
# Needs root (mounts, chroot), debootstrap and, the first time, a Debian mirror:
# the one that apt uses here, or MXSWEEP_MIRROR. What debootstrap made is kept
# in MXSWEEP_ROOTS (default: build/roots of this checkout). Exit code 77, with a
# reason, where that is not to be had.
set -eu
release=$1
folder=$(cd "$2" && pwd -P)
shift 2
checkout=$(cd "$(dirname "$0")/../.." && pwd -P)
roots=${MXSWEEP_ROOTS:-$checkout/build/roots}

skip() {
  echo "skipped: $*"
  exit 77
}

mirror() {
  if [ -n "${MXSWEEP_MIRROR:-}" ]; then
    echo "$MXSWEEP_MIRROR"
  else
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' |
      grep -E '/debian/?$' | head -n 1
  fi
}

make_base() {
  command -v debootstrap >/dev/null || skip "needs debootstrap"
  mkdir -p "$roots"
  rm -rf "$roots/$release.part"
  debootstrap --variant=minbase "$release" "$roots/$release.part" \
    "$(mirror)" >"$roots/$release.log" 2>&1 ||
    skip "debootstrap $release failed, see $roots/$release.log"
  mv "$roots/$release.part" "$roots/$release"
}

[ "$(id -u)" -eq 0 ] || skip "needs root for mounts and chroot"
unshare --mount true 2>/dev/null || skip "needs mount namespaces"
[ -d "$roots/$release" ] || make_base

# Changes go to memory, and everything ends with the namespace.
exec unshare --mount --propagation private sh -eu -c '
  base=$1 folder=$2
  shift 2
  top=$(mktemp -d)
  trap "rmdir \"$top\"" EXIT
  mount -t tmpfs -o size=90% none "$top"
  mkdir "$top/upper" "$top/work" "$top/root"
  mount -t overlay -o "lowerdir=$base,upperdir=$top/upper,workdir=$top/work" \
    none "$top/root"
  mount -t proc none "$top/root/proc"
  mount --rbind /dev "$top/root/dev"
  mount --rbind /sys "$top/root/sys"
  mount --bind "$folder" "$top/root/mnt"
  cp /etc/resolv.conf /etc/hosts "$top/root/etc"
  if [ -n "${SSL_CERT_FILE:-}" ]; then  # whom pip is told to trust here
    cp "$SSL_CERT_FILE" "$top/root/certificates.pem"
    export SSL_CERT_FILE=/certificates.pem PIP_CERT=/certificates.pem
    export REQUESTS_CA_BUNDLE=/certificates.pem
  fi
  printf "#!/bin/sh\nexit 101\n" >"$top/root/usr/sbin/policy-rc.d"
  chmod 755 "$top/root/usr/sbin/policy-rc.d"
  status=0
  chroot "$top/root" sh -c "cd /mnt && exec \"\$@\"" sh "$@" || status=$?
  umount -R -l "$top"
  exit "$status"
' sh "$roots/$release" "$folder" "$@"
