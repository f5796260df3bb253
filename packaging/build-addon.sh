#!/bin/sh
# Builds sd-notify's addon for one Node ABI: <out>/notify-<abi>.node. Its binding.gyp does no more than this (one source,
# libsystemd), and a plain compiler call also cross-compiles to arm64. Honours CXX, CXXFLAGS, CPPFLAGS, LDFLAGS.
# usage: build-addon.sh <directory of a node-linux-* package> <out>
set -eu
node_package=$1 out=$2
include=$node_package/include/node
abi=$(sed -n 's/^#define NODE_MODULE_VERSION \([0-9]*\)$/\1/p' "$include/node_version.h")
mkdir -p "$out"
# shellcheck disable=SC2086 # flags are words
${CXX:-c++} -std=c++20 -O2 -fPIC -shared -fno-rtti ${CPPFLAGS:-} ${CXXFLAGS:-} -isystem "$include" \
  -DNODE_GYP_MODULE_NAME=notify -DBUILDING_NODE_EXTENSION -D_FILE_OFFSET_BITS=64 \
  node_modules/sd-notify/notify.cc -o "$out/notify-$abi.node" \
  ${LDFLAGS:-} -lsystemd -Wl,--no-as-needed -lc -Wl,--as-needed
echo "$out/notify-$abi.node"
