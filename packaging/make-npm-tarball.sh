#!/bin/bash
# Packs the npm tarball into build/, with sd-notify's addon prebuilt for each Node ABI in packaging/headers: npm 12 runs no
# install scripts, and most machines have no compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

npm run --silent build
rm -rf prebuilt
trap 'rm -rf prebuilt healthy-dns.schema.json' EXIT
for headers in packaging/headers/node_modules/node-*; do
  LDFLAGS=-s packaging/build-addon.sh "$headers" "prebuilt/linux-x64"
done
if command -v aarch64-linux-gnu-g++ >/dev/null && [ -e /usr/lib/aarch64-linux-gnu/libsystemd.so ]; then
  for headers in packaging/headers/node_modules/node-*; do
    CXX=aarch64-linux-gnu-g++ LDFLAGS=-s packaging/build-addon.sh "$headers" "prebuilt/linux-arm64"
  done
fi
node dist/packaging/print.js healthy-dns.schema.json > healthy-dns.schema.json
mkdir -p build
npm pack --ignore-scripts --silent --pack-destination build
