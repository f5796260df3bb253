#!/bin/sh
# Bundles dist/ into a file that runs without node_modules, <out>/main.mjs, with its worker threads and the koffi.node of one
# architecture beside it. <out>.json lists what went into it.
# usage: bundle.sh <out> <x64|arm64>
set -eu
out=$1 arch=$2
esbuild=packaging/tools/node_modules/.bin/esbuild

# Paths get into the bundle, so symlinks are preserved: the real location of node_modules must not matter.
bundle() {
  "$esbuild" "$1" --bundle --outfile="$2" --log-level=warning --legal-comments=none --preserve-symlinks --metafile="$3" \
    --platform=node --target=node24 --format=esm \
    --alias:koffi=./packaging/koffi-shim.cjs --external:./koffi.node --external:sd-notify \
    --banner:js="import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);"
  # It is not started by itself: its first line would pick the machine's own node.
  sed -i '1{/^#!/d}' "$2"
  chmod 644 "$2"
}

mkdir -p "$out"
bundle dist/src/bin/entry.js "$out/main.mjs" "$out.json"

# A worker thread is a separate file, new Worker(new URL('./x.js', import.meta.url)), and keeps its name.
grep -rhoE "new URL\('\./[a-z-]+\.js', import\.meta\.url\)" dist/src --include='*.js' | cut -d"'" -f2 | sort -u |
  while read -r worker; do
    bundle "$(find dist/src -name "${worker#./}")" "$out/${worker#./}" /dev/null
  done

native=node_modules/@koromix/koffi-linux-$arch/linux_$arch/koffi.node
[ -e "$native" ] || { echo "bundle.sh: $native is missing; run packaging/fetch-arm64.sh for arm64, npm ci for this machine's architecture" >&2; exit 1; }
install -m 644 "$native" "$out/koffi.node"
