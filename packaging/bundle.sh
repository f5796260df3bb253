#!/bin/sh
# Bundles dist/ into files that run without node_modules: <out>/main.mjs and what it loads when needed, the worker threads, and
# the koffi.node of one architecture. <out>.json lists what went into main.mjs and its parts.
# usage: bundle.sh <out> <x64|arm64>
set -eu
out=$1 arch=$2

# Paths get into the bundle, so symlinks are preserved: the real location of node_modules must not matter.
bundle() {
  packaging/tools/node_modules/.bin/esbuild "$@" --bundle --log-level=warning --legal-comments=none --preserve-symlinks \
    --platform=node --target=node24
}

module() {
  bundle "$@" --format=esm --external:sd-notify \
    --banner:js="import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);"
}

rm -rf "$out"
mkdir -p "$out"
# Split where the program imports on demand: the daemon reads neither yargs nor the other commands.
module main=dist/src/bin/entry.js --outdir="$out" --out-extension:.js=.mjs --splitting --chunk-names='[name]-[hash]' \
  --metafile="$out.json"

# A worker thread is a separate file, new Worker(new URL('./x.js', import.meta.url)), and keeps its name.
grep -rhoE "new URL\('\./[a-z-]+\.js', import\.meta\.url\)" dist/src --include='*.js' | cut -d"'" -f2 | sort -u |
  while read -r worker; do
    module "$(find dist/src -name "${worker#./}")" --outfile="$out/${worker#./}"
  done

# What the program requires by a name of package.json's "imports", ours and this one. The type spares Node from reading each .js
# file twice to find out that it is a module.
bundle node_modules/node-forge/lib/index.js --format=cjs --outfile="$out/node-forge.cjs"
bundle node_modules/yaml/dist/index.js --format=cjs --outfile="$out/yaml.cjs"
echo '{"type":"module","imports":{"#koffi":"./koffi.node","#node-forge":"./node-forge.cjs","#yaml":"./yaml.cjs","#page/*":"./page/*"}}' >"$out/package.json"

# What browsers get of the status page, as it is.
mkdir "$out/page"
cp src/window/page/assets/* dist/src/window/page/client/*.js "$out/page"
cp node_modules/uplot/dist/uPlot.iife.min.js "$out/page/uplot.js"
cp node_modules/uplot/dist/uPlot.min.css "$out/page/uplot.css"

# It is not started by itself: its first line would pick the machine's own node.
sed -i '1{/^#!/d}' "$out/main.mjs"
chmod -R u=rwX,go=rX "$out"

native=node_modules/@koromix/koffi-linux-$arch/linux_$arch/koffi.node
[ -e "$native" ] || { echo "bundle.sh: $native is missing; run packaging/fetch-arm64.sh for arm64, npm ci for this machine's architecture" >&2; exit 1; }
install -m 644 "$native" "$out/koffi.node"
