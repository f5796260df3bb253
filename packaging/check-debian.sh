#!/bin/bash
# Builds the package on Debian 12 and 13, without a network, and runs each one's lintian. mmdebstrap makes the root file
# systems, which are cached as tars. Needs root, mmdebstrap and systemd-container.
# usage: check-debian.sh [bookworm|trixie …]
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${HEALTHY_DNS_E2E_CACHE:-$HOME/.cache/healthy-dns-e2e}
[ $# -gt 0 ] || set -- bookworm trixie
mkdir -p "$cache"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
passed=0 failed=0

for release; do
  archive=$cache/$release-build-1.tar
  if [ ! -e "$archive" ]; then
    mmdebstrap -q --variant=minbase --include=build-essential,debhelper,git,libsystemd-dev,lintian \
      "$release" "$archive.$$.tar"
    mv "$archive.$$.tar" "$archive"
  fi
  mkdir "$root/$release"
  tar -xf "$archive" -C "$root/$release" --exclude='./dev/*'
  mkdir -p "build/$release"
  # The tree is mounted read-only; the output goes to build/<release>.
  inside() {
    systemd-nspawn -q -D "$root/$release" --register=no --keep-unit --private-network --console=pipe \
      --bind-ro="$PWD:/source" --bind="$PWD/build/$release:/out" --setenv=BUILD_ROOT=/out "$@" </dev/null
  }
  if inside sh -c 'git config --global safe.directory /source && /source/packaging/make-deb.sh'; then
    passed=$((passed + 1))
    echo "  ok     builds on $release: $(sha256sum "build/$release"/*.deb | cut -c1-16)…"
  else
    failed=$((failed + 1))
    echo "  FAILED builds on $release"
    continue
  fi
  if inside sh -c 'lintian --version && lintian --allow-root --fail-on=error,warning /out/*.deb'; then
    passed=$((passed + 1))
    echo "  ok     lintian of $release finds no error and no warning"
  else
    failed=$((failed + 1))
    echo "  FAILED lintian of $release"
  fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
