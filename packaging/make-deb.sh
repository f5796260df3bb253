#!/bin/bash
# Builds the Debian package from a copy of the working tree in build/deb, so that the tree stays clean, and puts it into
# build/. BUILD_ROOT replaces build/ for both.
# usage: make-deb.sh [amd64|arm64]; the default is the architecture of this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
arch=${1:-$(dpkg --print-architecture)}
for tool in dh dpkg-buildpackage c++ git; do
  command -v $tool >/dev/null || { echo "$tool is missing: apt install build-essential debhelper git libsystemd-dev" >&2; exit 1; }
done
version=$(dpkg-parsechangelog -S Version)
root=${BUILD_ROOT:-build}
work=$root/deb/$arch
tree=$work/healthy-dns-$version

rm -rf "$work"
mkdir -p "$tree"
git ls-files -z -co --exclude-standard | xargs -0 cp --parents --target-directory="$tree"
ln -s "$PWD/node_modules" "$tree/node_modules"
ln -s "$PWD/packaging/tools/node_modules" "$tree/packaging/tools/node_modules"
ln -s "$PWD/packaging/runtime/node_modules" "$tree/packaging/runtime/node_modules"

umask 022
cross=()
[ "$arch" = "$(dpkg --print-architecture)" ] || cross=(--host-arch "$arch")
(
  cd "$tree"
  SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp)
  export SOURCE_DATE_EPOCH
  dpkg-buildpackage --build=binary --no-sign "${cross[@]}" >"../build.log" 2>&1 ||
    { tail -40 "../build.log" >&2; exit 1; }
)
cp "$work/healthy-dns_${version}_$arch.deb" "$root/"
echo "$root/healthy-dns_${version}_$arch.deb"
