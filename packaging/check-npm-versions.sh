#!/bin/bash
# Installs the tarball in build/ with npm 9, 11 and 12, without a compiler, and runs it as a user would. Each npm comes
# from the registry and runs on Node versions that it supports, from the oldest to the newest.
set -euo pipefail
cd "$(dirname "$0")/.."
tarball=$(echo "$PWD"/build/healthy-dns-*.tgz)
headers=$PWD/packaging/headers/node_modules
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

check() {
  local fact=$1
  shift
  if "$@" >"$scratch/output" 2>&1; then
    passed=$((passed + 1))
    echo "  ok     $fact"
  else
    failed=$((failed + 1))
    echo "  FAILED $fact: $(tail -5 "$scratch/output")"
  fi
}

# A PATH with node, sh and a few tools, but no compiler, make or python: node-gyp cannot work here.
make_path() {
  mkdir -p "$1"
  local tool
  for tool in sh bash env uname cat ls mkdir rm timeout sleep grep git; do
    ln -s "$(command -v $tool)" "$1/$tool"
  done
  ln -s "$2/bin/node" "$1/node"
}

demo_answers() {
  timeout -s INT 5 npx --no-install healthy-dns demo >"$scratch/demo" 2>&1 </dev/null || [ $? = 124 ] || return 1
  grep -q 'demo.test' "$scratch/demo"
}

finds_addon() {
  node -e '
    const { versions, arch } = process;
    require(`healthy-dns/package.json`);
    require(`./node_modules/healthy-dns/prebuilt/linux-${arch}/notify-${versions.modules}.node`).watchdogInterval();
  '
}

library_loads() {
  node --input-type=module -e 'import { DnsServiceDiscovery } from "healthy-dns/discovery"; new DnsServiceDiscovery()'
}

types_are_there() {
  ls node_modules/healthy-dns/dist/src/discovery/dns-service-discovery.d.ts
}

for pair in 9:20 11:22 11:24 12:24 12:26; do
  npm_version=${pair%:*} node_version=${pair#*:}
  echo "npm $npm_version on Node $node_version"
  home=$scratch/$npm_version-$node_version
  mkdir -p "$home/npm" "$home/project"
  npm install --silent --no-audit --no-fund --prefix "$home/npm" "npm@$npm_version" >/dev/null
  make_path "$home/bin" "$headers/node-$node_version"
  (
    export PATH=$home/npm/node_modules/.bin:$home/bin
    cd "$home/project"
    echo '{"private": true}' >package.json
    check "npm $(npm --version) installs it" npm install --no-audit --no-fund "$tarball"
    check 'npx healthy-dns --version' npx --no-install healthy-dns --version
    check 'npx healthy-dns check' npx --no-install healthy-dns check --hosted-zone example.com \
      --ns '["ns1.example.com"]' --zone-resolutions '{"www": ["192.0.2.1"]}'
    check 'npx healthy-dns demo' demo_answers
    check 'koffi loads' node -e 'require("koffi").load("libc.so.6")'
    check 'the systemd addon loads' finds_addon
    check 'the client library loads' library_loads
    check 'the type declarations are there' types_are_there
    echo "$passed $failed" >"$scratch/counts"
  )
  read -r passed failed <"$scratch/counts"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
